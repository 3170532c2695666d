/** The commands over a random model on disk: the documented JSON, the files written, and what is said when something is wrong. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseQa, parseTitles } from '../eval/files.ts';
import { PASSAGES, PASSAGES_CSV, QUESTION, tinyFiles } from '../rag/testing/tinyModel.ts';
import { readTable } from '../retrieval/table.ts';
import { askCommand } from './ask.ts';
import { evaluate } from '../app/evaluation.ts';
import { evalCommand } from './eval.ts';
import { worldsCommand } from './worlds.ts';

let folder: string;
const at = (name: string) => join(folder, name);
let out: string[];
let errors: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragscope-cli-'));
  for (const [path, contents] of tinyFiles()) {
    mkdirSync(dirname(at(`model/${path}`)), { recursive: true });
    writeFileSync(at(`model/${path}`), contents);
  }
  writeFileSync(at('facts.csv'), PASSAGES_CSV);
  writeFileSync(at('qa.tsv'), `${QUESTION}\t["Montevideo"]\nHow many keys?\t["eighty-eight", "88"]\n`);
  writeFileSync(at('gold.tsv'), 'Montevideo\nPiano\n');
  writeFileSync(at('short.tsv'), 'Montevideo\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  [out, errors] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => void errors.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

const model = () => ['--model', at('model'), '--precision', 'fp32'];
const json = () => JSON.parse(out.join('\n')) as Record<string, unknown>;
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

interface AskJson {
  readonly answer: string;
  readonly documents: readonly { readonly score: number; readonly prior: number; readonly posterior: number }[];
  readonly tokens: readonly { readonly text: string; readonly logProb: number; readonly responsibilities: readonly number[] }[];
}

describe('ask', () => {
  it.each(['token', 'sequence'])('in RAG-%s prints one JSON document of the documented shape', async (mode) => {
    expect(await askCommand(['--kb', at('facts.csv'), '--question', QUESTION, '--mode', mode, '--n-docs', '3', '--max-length', '4', '--json', ...model()])).toBe(0);
    const answer = json() as unknown as AskJson;
    expect(Object.keys(answer)).toEqual(['answer', 'documents', 'tokens', 'sequences', 'candidates', 'answerable', 'mass', 'exact', 'rejected', 'fault']);
    expect(typeof answer.answer).toBe('string');
    expect(answer.documents.length).toBe(3);
    for (const document of answer.documents) expect(Object.keys(document)).toEqual(['title', 'text', 'score', 'prior', 'posterior']);
    expect(total(answer.documents.map((d) => d.prior))).toBeCloseTo(1, 5);
    expect(total(answer.documents.map((d) => d.posterior))).toBeCloseTo(1, 5);
    expect(answer.tokens.length).toBeGreaterThan(0);
    for (const token of answer.tokens) {
      expect(Object.keys(token)).toEqual(['text', 'logProb', 'responsibilities']);
      expect(token.logProb).toBeLessThanOrEqual(0);
      expect(token.responsibilities.length).toBe(3);
      expect(total(token.responsibilities)).toBeCloseTo(1, 5);
    }
  });

  it('prints a table for people', async () => {
    await askCommand(['--kb', at('facts.csv'), '--question', QUESTION, '--n-docs', '2', '--max-length', '3', ...model()]);
    expect(out.join('\n')).toMatch(/score {2}p\(z\|x\) {2}post\. {2}document\n/);
    expect(out.join('\n').split('\n').filter((line) => PASSAGES.some(({ title }) => line.endsWith(`  ${title}`))).length).toBe(2);
  });

  it.each<[string, string[], string]>([
    ['no question', ['--kb', 'x.csv'], 'ask needs --kb and --question'],
    ['a number that is none', ['--kb', 'facts.csv', '--question', 'q', '--n-docs', 'many'], '--n-docs is many'],
    ['a mode that is none', ['--kb', 'facts.csv', '--question', 'q', '--mode', 'both'], '--mode is both'],
    ['a base that is not there', ['--kb', 'nowhere.csv', '--question', 'q'], 'nowhere.csv cannot be read (ENOENT)'],
  ])('refuses %s', async (_what, argv, message) => {
    const paths = argv.map((arg) => (arg === 'facts.csv' ? at(arg) : arg));
    await expect(askCommand([...paths, ...model()])).rejects.toMatchObject({ name: 'UserError', message });
  });

  it('refuses a model that is not there', async () => {
    await expect(askCommand(['--kb', at('facts.csv'), '--question', 'q', '--model', at('no-model')])).rejects.toMatchObject({ name: 'UserError', kind: 'bad-file' });
  });
});

describe('eval', () => {
  it('prints one JSON document of the documented shape, in percent', async () => {
    expect(await evalCommand(['--kb', at('facts.csv'), '--qa', at('qa.tsv'), '--gold', at('gold.tsv'), '--json', ...model()])).toBe(0);
    const figures = json();
    expect(Object.keys(figures)).toEqual(['n', 'exactMatch', 'f1', 'top1', 'top5']);
    expect(figures['n']).toBe(2);
    for (const name of ['exactMatch', 'f1', 'top1', 'top5']) expect([0, 50, 100]).toContain(Math.round(figures[name] as number));
    expect(figures['top5']).toBeGreaterThanOrEqual(figures['top1'] as number);
  });

  it('lists what was answered wrongly on request', async () => {
    await evalCommand(['--kb', at('facts.csv'), '--qa', at('qa.tsv'), '--wrong', ...model()]);
    expect(out.slice(0, -1).every((line) => /^.+\n {4}said ".*", expected ".*", from .+$/.test(line))).toBe(true);
    expect(out.at(-1)).toMatch(/^n 2 {2}exact match \d+\.\d %/);
  });

  it('refuses files that do not belong together', async () => {
    await expect(evalCommand(['--kb', at('facts.csv'), '--qa', at('qa.tsv'), '--gold', at('short.tsv'), ...model()])).rejects.toThrow(/2 lines and .* has 1/);
    await expect(evalCommand(['--kb', at('facts.csv'), '--qa', at('gold.tsv'), ...model()])).rejects.toThrow(/line 1: no tab/);
    await expect(evalCommand(['--qa', at('qa.tsv')])).rejects.toThrow('eval needs --kb and --qa');
  });

  it('counts a passage as right by its title where gold is given, else by the answer in it', () => {
    const passages = PASSAGES.slice(0, 2);
    const answerable = { meanLogProb: -1, priorEntropy: 0, probability: null, threshold: 0 };
    const predicted = [
      { example: { question: 'a', answers: ['Montevideo'] }, answer: 'montevideo', logProb: -1, answerable, documents: passages },
      { example: { question: 'b', answers: ['eighty-eight'] }, answer: 'eighty keys', logProb: -2, answerable, documents: passages },
    ];
    expect(evaluate(predicted, null)).toMatchObject({ n: 2, exactMatch: 50, top1: 50, top5: 100 });
    expect(evaluate(predicted, [['Piano'], ['Nobody']])).toMatchObject({ top1: 0, top5: 50 });
  });
});

describe('worlds', () => {
  const write = async (name: string, ...more: string[]) => {
    expect(await worldsCommand(['--out', at(name), '--passages', '12', '--questions', '20', ...more])).toBe(0);
    return ['worlds-base.csv', 'worlds-questions.tsv', 'worlds-gold.tsv'].map((file) => readFileSync(join(at(name), file), 'utf8'));
  };

  it('writes a base, questions and gold titles that belong together', async () => {
    const [base, questions, gold] = await write('world');
    const table = await readTable(new TextEncoder().encode(base), { title: 0, text: 1, hasHeader: true }, 'worlds-base.csv');
    expect(table.rejected).toEqual([]);
    const [qa, titles] = [parseQa(questions, 'q'), parseTitles(gold, 'g')];
    expect(qa.length).toBe(titles.length);
    expect(qa.length).toBeGreaterThan(5);
    qa.forEach(({ question, answers }, i) => {
      const passages = table.passages.filter((p) => p.title === titles[i][0]);
      expect(passages.length).toBeGreaterThan(0);
      expect({ question, answers, held: passages.some((p) => answers.some((a) => p.text.includes(a))) }).toMatchObject({ held: true });
    });
  });

  it('depends on its seed alone', async () => {
    expect(await write('again')).toEqual(await write('world'));
    expect(await write('other', '--seed', '7')).not.toEqual(await write('world'));
  });

  it('wants a folder, and numbers', async () => {
    await expect(worldsCommand([])).rejects.toThrow('worlds needs --out');
    await expect(worldsCommand(['--out', at('x'), '--seed', '0'])).rejects.toMatchObject({ message: '--seed is 0', hint: 'It must be a whole number from 1 to 9999.' });
  });
});

describe('the command line', () => {
  let runs = 0;

  /** Runs main.ts afresh. @returns its exit code */
  async function main(...argv: string[]): Promise<number | string | null | undefined> {
    const [argvBefore, codeBefore] = [process.argv, process.exitCode];
    process.argv = ['node', 'main.ts', ...argv];
    runs += 1;
    try {
      await import(/* @vite-ignore */ `./main.ts?run=${runs}`);
      return process.exitCode;
    } finally {
      [process.argv, process.exitCode] = [argvBefore, codeBefore];
    }
  }

  it('explains itself, and fails on a command that it has not', async () => {
    expect(await main()).toBe(0);
    expect(errors.join()).toContain('ask --kb FILE.csv');
    expect(await main('toString')).toBe(2);
    expect(out).toEqual([]);
  });

  it('says what is wrong with an option, and how the command is used', async () => {
    expect(await main('ask', '--colour', 'red')).toBe(1);
    expect(errors.join('\n')).toMatch(/Unknown option '--colour'[^]*usage: ask --kb FILE\.csv/);
  });

  it('says what is wrong with a file, and what to do, without a stack', async () => {
    expect(await main('eval', '--kb', at('facts.csv'), '--qa', at('missing.tsv'), '--json')).toBe(1);
    expect(errors).toEqual([`${at('missing.tsv')} cannot be read (ENOENT)\nCheck the path.`]);
    expect(out).toEqual([]);
  });

  it('gives the exit code of the command', async () => {
    expect(await main('worlds', '--out', at('by-main'), '--passages', '6', '--questions', '5')).toBe(0);
    expect(out[0]).toMatch(/^\d+ passages and 5 questions in /);
  });
});
