/** Questions cut from real sentences: a span gives way to a question word (after Lewis et al. 2019, unsupervised question answering by cloze translation). */
import type { Rng } from './worlds/index.ts';

export interface CutQuestion {
  readonly question: string;
  readonly answer: string;
}

interface Span {
  readonly text: string;
  readonly start: number;
  /** Question phrases that fit the kind of span. */
  readonly asks: readonly string[];
}

const CAPITALIZED = /(?<=[\p{Ll}\p{N},;:)] )(?:\p{Lu}[\p{L}\p{N}'’.-]*\p{L})(?: (?:(?:of|the|de|von|van|and|du|la) )?\p{Lu}[\p{L}\p{N}'’-]*)*/gu;
const YEAR = /\b(?:(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) (?:\d{1,2}, )?)?(?:1\d{3}|20\d{2})\b/g;
const NUMBER = /(?<![\d.,])\d[\d.,]*\d?%?(?: (?:percent|million|billion|thousand|metres|meters|kilometres|km|miles|feet|years|days|people|tons|tonnes))?(?![\d])/g;
const QUOTED = /(?<=["“])[^"“”]{3,40}(?=["”])/g;
const NOUN_GROUP = /(?<= (?:is|was|are|were|as|by|of|with|for|from|called|using|into|include|including) (?:the |a |an )?)[\p{Ll}-]{4,}(?: [\p{Ll}-]{4,}){0,2}/gu;

const KINDS: readonly { readonly pattern: RegExp; readonly asks: readonly string[] }[] = [
  { pattern: YEAR, asks: ['when', 'what year', 'which year', 'in what year', 'what date'] },
  { pattern: CAPITALIZED, asks: ['who', 'what', 'which', 'where', 'which place', 'what person', 'what name'] },
  { pattern: NUMBER, asks: ['how many', 'how much', 'what number', 'what amount'] },
  { pattern: QUOTED, asks: ['what', 'which words', 'what name', 'what title'] },
  { pattern: NOUN_GROUP, asks: ['what', 'which', 'what kind', 'what thing'] },
];

/** Spans of a sentence that a question may ask for, in order, none inside another of an earlier kind. */
function spansOf(sentence: string): Span[] {
  const spans: Span[] = [];
  for (const { pattern, asks } of KINDS)
    for (const match of sentence.matchAll(pattern)) {
      const [text, start] = [match[0].replace(/[.,]+$/, ''), match.index];
      const overlaps = spans.some((s) => start < s.start + s.text.length && s.start < start + text.length);
      if (!overlaps && text.split(' ').length <= 6) spans.push({ text, start, asks });
    }
  return spans;
}

/** At most `n` questions on one sentence, each with another answer. */
export function cutQuestions(rng: Rng, sentence: string, n: number): CutQuestion[] {
  const spans = spansOf(sentence);
  return rng.sample(spans, Math.min(n, spans.length)).map((span) => ({ question: ask(rng, sentence, span), answer: span.text }));
}

/** The words around the span, some dropped, with the question word in its place or in front. */
function ask(rng: Rng, sentence: string, { text, start, asks }: Span): string {
  const reach = rng.int(3, 9);
  const before = sentence.slice(0, start).split(' ').filter(Boolean).slice(-reach);
  const after = sentence.slice(start + text.length).replace(/^[^\s]*/, '').split(' ').filter(Boolean).slice(0, reach);
  const dropped = rng.next() * 0.35;
  const thin = (words: readonly string[]) => words.filter(() => !rng.chance(dropped));
  const phrase = rng.pick(asks);
  const order = rng.next();
  const words = order < 0.4 ? [...thin(before), phrase, ...thin(after)] : order < 0.75 ? [phrase, ...thin(after), ...thin(before)] : [phrase, ...thin(before), ...thin(after)];
  const question = words.join(' ').replace(/[\s.,;:]+$/, '');
  const cased = rng.chance(0.35) ? question.toLowerCase() : question.charAt(0).toUpperCase() + question.slice(1);
  return rng.chance(0.75) ? `${cased}?` : cased;
}
