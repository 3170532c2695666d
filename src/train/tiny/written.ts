/**
 * Passages and questions that were written for this project by hand (src/train/tiny/written, format in its README), and
 * their variations: proper names give way to others of their kind and numbers to other numbers, alike in passage,
 * questions and answers, so that what is left to learn is the part that a name plays. Knows no tensors.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import { sentenceSpans, sharedWords, type SquadParagraph } from './squad.ts';
import type { Rng } from './worlds/index.ts';

export const NAME_KINDS = ['per', 'loc', 'org', 'wrk', 'oth'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

export interface WrittenPassage {
  readonly title: string;
  readonly text: string;
  readonly pairs: readonly { readonly question: string; readonly answer: string }[];
  readonly names: readonly { readonly kind: NameKind; readonly name: string }[];
}

/** Every passage of a folder, in the order of the file names. @throws UserError naming file and line */
export function loadWritten(folder = new URL('written/', import.meta.url)): WrittenPassage[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt')).sort();
  return files.flatMap((name) => parseWritten(readFileSync(new URL(name, folder), 'utf8'), name));
}

/** @param file for messages */
export function parseWritten(content: string, file: string): WrittenPassage[] {
  const passages: { title: string; text: string; pairs: { question: string; answer: string }[]; names: { kind: NameKind; name: string }[] }[] = [];
  content.split('\n').forEach((line, i) => {
    const bad = (what: string) => new UserError('bad-file', `${file}, line ${i + 1}: ${what}`, 'See the README.md beside it.');
    if (line.trim() === '') return;
    if (line.startsWith('= ')) {
      passages.push({ title: line.slice(2).trim(), text: '', pairs: [], names: [] });
      return;
    }
    const current = passages.at(-1);
    if (!current) throw bad('a passage begins with "= " and its title');
    if (line.startsWith('@')) current.names.push(...parseNames(line.slice(1), bad));
    else if (line.startsWith('? ')) {
      const cut = line.lastIndexOf(' | ');
      const [question, answer] = [line.slice(2, cut).trim(), line.slice(cut + 3).trim()];
      if (cut < 0 || answer === '' || !current.text.includes(answer)) throw bad(`the answer "${answer}" is not in the passage`);
      current.pairs.push({ question, answer });
    } else if (current.text === '') current.text = line.trim();
    else throw bad('a second passage under one title');
  });
  return passages;
}

function parseNames(list: string, bad: (what: string) => UserError): { kind: NameKind; name: string }[] {
  return list.split(';').map((entry) => entry.trim()).filter(Boolean).map((entry) => {
    const kind = NAME_KINDS.find((k) => entry.startsWith(`${k} `));
    if (!kind) throw bad(`"${entry}" begins with none of ${NAME_KINDS.join(', ')}`);
    return { kind, name: entry.slice(4).trim() };
  });
}

/** Words that tell what a name names: they stay, so that Lake Ohrid becomes another lake. */
const GENERIC = new Set(
  'Lake River Mount Mountain Mountains Sea Bay Gulf Cape Island Islands Isle Strait Valley Desert Forest Park National North South East West Northern Southern Eastern Western Central Great Upper Lower New Old Saint St Port Fort Castle Palace Bridge Tower Church Cathedral Abbey Temple University College School Institute Museum Library Hospital Hall House Street Square Road Company Society Academy Union League Club Party Army Navy Air Force Council Court Bank King Queen Prince Princess Emperor Empress Pope Sir Lord Lady Duke Count Captain General President Doctor Dr Professor Sultan Tsar Empire Kingdom Republic Province County State City Town Ocean Channel Canal Falls Peninsula Plateau Basin Range Peak Glacier Volcano Station Airport Railway Prize Cup Award War Battle Treaty The'.split(' '),
);

/** Share of the names that stay in a passage whose names are swapped. */
const KEPT = 0.15;
/** Share of the places' one-word names that become two words. */
const TWO_WORDS = 0.15;
/** Share of the swapped passages whose numbers change, too. */
const NUMBERS = 0.6;

/** People's and places' names are swapped word by word, so that short forms follow. */
const isWordwise = (kind: NameKind) => kind === 'per' || kind === 'loc';

type Pools = Readonly<Record<NameKind, readonly string[]>>;

/** Swaps names and numbers of passages for others that play the same part. */
export class Variations {
  /** Single words of people's and places' names; whole names of the other kinds. */
  readonly #pools: Pools;

  constructor(passages: readonly WrittenPassage[]) {
    const pool = (kind: NameKind) => {
      const names = passages.flatMap((p) => p.names.filter((n) => n.kind === kind).map((n) => n.name));
      return [...new Set(isWordwise(kind) ? names.flatMap(ownWords) : names)];
    };
    this.#pools = { per: pool('per'), loc: pool('loc'), org: pool('org'), wrk: pool('wrk'), oth: pool('oth') };
  }

  /** @returns the passage as the trainer reads real ones; `swap` false leaves every name and number */
  of(rng: Rng, passage: WrittenPassage, swap: boolean): SquadParagraph {
    const replace = swap ? this.#replacer(rng, passage) : (text: string) => text;
    const text = replace(passage.text);
    const questions = passage.pairs.map(({ question, answer }) => ({ question: replace(question), answers: [replace(answer)] }));
    // A swap that a phrase did not survive whole leaves the passage as it was written.
    if (questions.some(({ answers }) => !text.includes(answers[0]))) return this.of(rng, passage, false);
    return { title: replace(passage.title), text, questions: questions.map((q) => ({ ...q, start: likeliestStart(text, q.question, q.answers[0]) })) };
  }

  #replacer(rng: Rng, passage: WrittenPassage): (text: string) => string {
    const swaps = new Map<string, string>();
    for (const { kind, name } of passage.names)
      for (const part of isWordwise(kind) ? ownWords(name) : [name]) {
        if (swaps.has(part) || rng.chance(KEPT)) continue;
        const other = rng.pick(this.#pools[kind]);
        swaps.set(part, rng.chance(TWO_WORDS) && kind === 'loc' && part === name ? `${other} ${rng.pick(this.#pools.loc)}` : other);
      }
    for (const [from, to] of rng.chance(NUMBERS) ? otherNumbers(rng, passage.text) : []) swaps.set(from, to);
    if (swaps.size === 0) return (text) => text;
    const inText = swapper(swaps);
    // Questions in lower case name the same things.
    const inLower = swapper(new Map([...swaps].map(([from, to]) => [from.toLowerCase(), to.toLowerCase()])));
    return (text) => (text === text.toLowerCase() ? inLower : inText)(text);
  }
}

/** Replaces whole words and phrases, longer ones first. Looking around in the callback is ten times faster than in the pattern. */
function swapper(swaps: ReadonlyMap<string, string>): (text: string) => string {
  const alternatives = [...swaps.keys()].sort((a, b) => b.length - a.length).map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(alternatives.join('|'), 'g');
  const isInWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  return (text) =>
    text.replace(pattern, (found, at: number) => {
      const [before, after] = [text[at - 1], text.slice(at + found.length, at + found.length + 2)];
      return isInWord(before) || isInWord(after[0]) || /^[.,]\d/.test(after) ? found : swaps.get(found)!;
    });
}

/** The words of a name that are its own: capitalized and not generic. */
function ownWords(name: string): string[] {
  return name.split(' ').filter((word) => /^\p{Lu}[\p{L}'’-]+$/u.test(word) && !GENERIC.has(word));
}

/** Years move together, so that their order stays; other numbers keep their length and their commas. */
function otherNumbers(rng: Rng, text: string): Map<string, string> {
  const shift = rng.int(-60, 20);
  const swaps = new Map<string, string>();
  for (const [number] of text.matchAll(/(?<![\p{L}\p{N}.,])\d[\d,]*(?:\.\d+)?(?![\p{L}\p{N}]|[.,]\d)/gu)) {
    const clean = number.replace(/,$/, '');
    const isYear = /^(1\d{3}|20[012]\d)$/.test(clean);
    swaps.set(clean, isYear ? String(Math.min(2029, Number(clean) + shift)) : clean.replace(/\d/g, (digit, at: number) => String(at === 0 ? rng.int(1, 9) : rng.chance(0.3) ? digit : rng.int(0, 9))));
  }
  return swaps;
}

/** Where an answer stands several times: in the sentence that shares most words with the question. */
function likeliestStart(text: string, question: string, answer: string): number {
  let best = { start: text.indexOf(answer), shared: -1 };
  for (const [from, to] of sentenceSpans(text)) {
    const start = text.indexOf(answer, from);
    if (start < 0 || start >= to) continue;
    const shared = sharedWords(question, text.slice(from, to));
    if (shared > best.shared) best = { start, shared };
  }
  return best.start;
}
