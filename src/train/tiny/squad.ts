/** Reads SQuAD-format articles as real-language material, keeping some articles back by a fixed seed. Optional: without the file, training uses invented worlds alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from './worlds/index.ts';

export interface SquadQuestion {
  readonly question: string;
  readonly answers: readonly string[];
  /** Offset of the first answer in the paragraph. */
  readonly start: number;
}

export interface SquadParagraph {
  readonly title: string;
  readonly text: string;
  readonly questions: readonly SquadQuestion[];
}

export interface SquadSplit {
  readonly train: readonly SquadParagraph[];
  /** Articles never trained on. */
  readonly heldOut: readonly SquadParagraph[];
}

const HELD_OUT_ARTICLES = 12;
const SPLIT_SEED = 2020;

interface SquadFile {
  data: { title: string; paragraphs: { context: string; qas: { question: string; is_impossible?: boolean; answers: { text: string; answer_start: number }[] }[] }[] }[];
}

export function loadSquad(shared: string): SquadSplit {
  const file = join(shared, 'data', 'squad-36-articles.json');
  if (!existsSync(file)) return { train: [], heldOut: [] };
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as SquadFile;
  const order = createRng(SPLIT_SEED).shuffle(data.map((_, i) => i));
  const heldOut = new Set(order.slice(0, HELD_OUT_ARTICLES));
  const paragraphs = (keep: (i: number) => boolean) => data.filter((_, i) => keep(i)).flatMap(toParagraphs);
  return { train: paragraphs((i) => !heldOut.has(i)), heldOut: paragraphs((i) => heldOut.has(i)) };
}

function toParagraphs(article: SquadFile['data'][number]): SquadParagraph[] {
  const title = article.title.replaceAll('_', ' ');
  return article.paragraphs.map(({ context, qas }) => ({
    title,
    text: context,
    questions: qas
      .filter((qa) => !qa.is_impossible && qa.answers.length > 0)
      .map((qa) => ({ question: qa.question.trim(), answers: [...new Set(qa.answers.map((a) => a.text))], start: qa.answers[0].answer_start })),
  }));
}

/** Number of words of three letters or more in a sentence that the question has, too. */
export function sharedWords(question: string, sentence: string): number {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const asked = new Set(words(question));
  return words(sentence).filter((word) => asked.has(word)).length;
}

/** Sentence boundaries as [start, end) offsets; splits at . ! ? before a space and a capital, digit or quote. */
export function sentenceSpans(text: string): [number, number][] {
  const spans: [number, number][] = [];
  let start = 0;
  for (const match of text.matchAll(/[.!?]["')\]]?\s+(?=["'(]?[A-Z0-9])/g)) {
    const end = match.index + match[0].trimEnd().length;
    if (end - start < 20) continue;
    spans.push([start, end]);
    start = match.index + match[0].length;
  }
  if (start < text.length) spans.push([start, text.length]);
  return spans;
}
