/** Checks the hand-written bases and question sets: form, counts and spans. Knows neither the models nor the app's own CSV reader. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Passage {
  readonly title: string;
  readonly text: string;
}

interface Question {
  readonly question: string;
  readonly answers: readonly string[];
  readonly gold: readonly string[];
}

const root = resolve(import.meta.dirname, '..');

function read(path: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(resolve(root, path)));
}

function lines(path: string): string[] {
  const text = read(path);
  expect(text.endsWith('\n'), `${path} must end with a line feed`).toBe(true);
  return text.slice(0, -1).split('\n');
}

/** One field per match: its opening delimiter, then a quoted or a bare value (RFC 4180, section 2). */
const FIELD = /(^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g;

/** These files hold one record a line; a quoted line break would fail the round trip below. */
function parseRecord(line: string): string[] {
  const fields = [...line.matchAll(FIELD)].map((m) => m[2]?.replaceAll('""', '"') ?? m[3]);
  const written = fields.map((f) => (/[",]/.test(f) ? `"${f.replaceAll('"', '""')}"` : f)).join(',');
  expect(written, 'a record must be quoted where needed, and only there').toBe(line);
  return fields;
}

function readBase(path: string): Passage[] {
  const [header, ...records] = lines(path).map(parseRecord);
  expect(header).toEqual(['title', 'text']);
  return records.map((record) => {
    expect(record).toHaveLength(2);
    return { title: record[0], text: record[1] };
  });
}

function readQuestions(questionPath: string, goldPath: string): Question[] {
  const gold = lines(goldPath).map((line) => line.split('\t'));
  const questions = lines(questionPath).map((line) => line.split('\t'));
  expect(gold).toHaveLength(questions.length);
  return questions.map((fields, i) => {
    expect(fields).toHaveLength(2);
    const answers: unknown = JSON.parse(fields[1]);
    if (!Array.isArray(answers) || !answers.every((a): a is string => typeof a === 'string')) {
      throw new Error(`${questionPath}, line ${i + 1}: the answers must be a JSON list of strings`);
    }
    return { question: fields[0], answers, gold: gold[i] };
  });
}

const countWords = (text: string): number => text.split(/\s+/).filter((w) => w !== '').length;
const normalized = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

/** Whether the text holds the span as whole words: "farad" is not a span of "Faraday". */
function containsSpan(text: string, span: string): boolean {
  const literal = span.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}

const SETS = [
  {
    name: 'sample',
    base: 'public/samples/wonders.csv',
    questions: 'eval/sample-questions.tsv',
    gold: 'eval/sample-gold.tsv',
    nPassages: 72,
    nQuestions: 120,
  },
  {
    name: 'dev',
    base: 'eval/dev-base.csv',
    questions: 'eval/dev-questions.tsv',
    gold: 'eval/dev-gold.tsv',
    nPassages: 40,
    nQuestions: 80,
  },
] as const;

describe.each(SETS)('$name set', (set) => {
  const passages = readBase(set.base);
  const questions = readQuestions(set.questions, set.gold);
  const textOf = new Map(passages.map((p) => [p.title, p.text]));

  it('has the stated number of passages and questions, none twice', () => {
    expect(passages).toHaveLength(set.nPassages);
    expect(questions).toHaveLength(set.nQuestions);
    expect(new Set(passages.map((p) => normalized(p.title))).size).toBe(set.nPassages);
    expect(new Set(questions.map((q) => normalized(q.question))).size).toBe(set.nQuestions);
  });

  it('keeps every passage within 35 to 75 words and free of stray blanks', () => {
    const bad = passages.filter(({ title, text }) => {
      const n = countWords(text);
      return n < 35 || n > 75 || /^\s|\s$|\s\s|[\t\r\n]/.test(`${title}${text}`) || title === '';
    });
    expect(bad).toEqual([]);
  });

  it('names only existing titles as gold, and asks one to two questions of each passage', () => {
    expect(questions.flatMap((q) => q.gold).filter((t) => !textOf.has(t))).toEqual([]);
    const asked = passages.map((p) => ({ title: p.title, n: questions.filter((q) => q.gold[0] === p.title).length }));
    expect(asked.filter(({ n }) => n < 1 || n > 2)).toEqual([]);
  });

  it('has a first answer of 1 to 5 words that every gold passage contains', () => {
    const bad = questions.filter(({ answers, gold }) => {
      const n = countWords(answers[0] ?? '');
      return n < 1 || n > 5 || !gold.every((t) => containsSpan(textOf.get(t) ?? '', answers[0]));
    });
    expect(bad).toEqual([]);
    expect(questions.filter(({ answers }) => new Set(answers).size !== answers.length)).toEqual([]);
  });

  it('does not copy six words in a row from a gold passage into a question', () => {
    const copied = questions.filter(({ question, gold }) => {
      const words = normalized(question).split(' ');
      const texts = gold.map((t) => ` ${normalized(textOf.get(t) ?? '')} `);
      return words.some((_, i) => i + 6 <= words.length && texts.some((t) => t.includes(` ${words.slice(i, i + 6).join(' ')} `)));
    });
    expect(copied.map((q) => q.question)).toEqual([]);
  });
});

describe('all sets together', () => {
  const titles = SETS.flatMap((set) => readBase(set.base).map((p) => normalized(p.title)));
  const questions = SETS.flatMap((set) => readQuestions(set.questions, set.gold));

  it('share no passage title and no question', () => {
    expect(new Set(titles).size).toBe(titles.length);
    expect(new Set(questions.map((q) => normalized(q.question))).size).toBe(questions.length);
  });

  it('have 40 questions without an answer, none of which is asked elsewhere', () => {
    const unanswerable = lines('eval/no-answer-questions.tsv');
    expect(new Set(unanswerable.map(normalized)).size).toBe(40);
    expect(unanswerable).toHaveLength(40);
    const answered = new Set(questions.map((q) => normalized(q.question)));
    expect(unanswerable.filter((q) => q.includes('\t') || answered.has(normalized(q)))).toEqual([]);
  });
});

describe('wonders.json', () => {
  const card = JSON.parse(read('public/samples/wonders.json')) as Record<string, unknown>;

  it('describes the bundled base', () => {
    expect(Object.keys(card)).toEqual(['name', 'file', 'licence', 'description', 'examples', 'noAnswer']);
    expect(card).toMatchObject({ file: 'wonders.csv', licence: 'CC0-1.0' });
    expect(card.description).toMatch(/^[^\n]+$/);
  });

  it('offers eight short examples from the sample questions and two without an answer', () => {
    const asked = readQuestions('eval/sample-questions.tsv', 'eval/sample-gold.tsv').map((q) => q.question);
    const unanswerable = lines('eval/no-answer-questions.tsv');
    const examples = card.examples as string[];
    const noAnswer = card.noAnswer as string[];
    expect(examples).toHaveLength(8);
    expect(noAnswer).toHaveLength(2);
    expect(examples.filter((q) => !asked.includes(q) || q.length > 60)).toEqual([]);
    expect(noAnswer.filter((q) => !unanswerable.includes(q) || q.length > 60)).toEqual([]);
  });
});
