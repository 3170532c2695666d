/** Splits a row's text into passages: by words as the reference does, by sentences, or by tokens. Knows no table and no tokenizer. */
import type { SplitSettings } from './types.ts';

/** Passage length of the reference, in space-separated words. */
export const MAX_WORDS = 100;

export const DEFAULT_SPLIT: SplitSettings = { unit: 'words', size: MAX_WORDS, overlap: 0 };

/** Smallest and largest size of a passage, per unit; overlap is at most half the size. */
export const SPLIT_LIMITS: Readonly<Record<SplitSettings['unit'], readonly [number, number]>> = { words: [5, 1000], sentences: [5, 1000], tokens: [16, 510] };

/**
 * No passage is longer than this many characters, whatever is counted: a text without spaces, or one cell of base64,
 * would otherwise be one passage of any length.
 */
export const MAX_PASSAGE_CHARS = 20_000;

/** Passages in order, lazily: a cell may hold a hundred thousand of them. Null: none yet, and other work may run. */
export type Splitter = (text: string) => Iterable<string | null>;

/** Number of tokens that the encoder makes of a piece of text, special tokens not counted. */
export type CountTokens = (text: string) => number;

/** The text is looked through so many characters at a time. */
const WINDOW = 1 << 16;

/** White space as Python's str.strip sees it; JavaScript's trim differs at U+001C–U+001F, U+0085 and U+FEFF. */
const PYTHON_SPACE = new Set([...'\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'].map((c) => c.charCodeAt(0)));

/** Whether nothing is left of it. */
export function isPythonBlank(text: string): boolean {
  return !/[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(text);
}

/** By hand: a pattern for the end of a text is tried at every run of spaces, which takes quadratic time on many. */
export function pythonStrip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && PYTHON_SPACE.has(text.charCodeAt(start))) start++;
  while (end > start && PYTHON_SPACE.has(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/**
 * Passages of at most `maxWords` words, in order and without overlap. A word is what stands between two U+0020, so two
 * spaces in a row enclose an empty word, and a line break divides nothing, exactly as in the reference.
 */
export function* wordPassages(text: string, maxWords = MAX_WORDS): Generator<string> {
  let start = 0;
  let words = 0;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    if (++words < maxWords) continue;
    yield pythonStrip(text.slice(start, at));
    start = at + 1;
    words = 0;
  }
  yield pythonStrip(text.slice(start));
}

export function splitText(text: string, maxWords = MAX_WORDS): string[] {
  return [...wordPassages(text, maxWords)];
}

const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
/** A word; of scripts that write no spaces between words, each character counts as one. */
const UNIT = new RegExp(`([${UNSPACED}])|[^\\s${UNSPACED}]+`, 'gu');

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Words as spans of text[start, end), found a window at a time: one word may be as long as the text. Null after each
 * window that ends within a word.
 */
export function* units(text: string, start = 0, end = text.length, window = WINDOW): Generator<Span | null> {
  let open: Span | null = null;
  for (let from = start; from < end; ) {
    let to = Math.min(end, from + window);
    if (to < end && (text.charCodeAt(to) & 0xfc00) === 0xdc00) to++;
    const part = text.slice(from, to);
    for (const { index, 0: word, 1: character } of part.matchAll(UNIT)) {
      const span: Span = { start: from + index, end: from + index + word.length };
      if (character !== undefined) {
        if (open !== null) yield open;
        open = null;
        yield span;
      } else if (open !== null && open.end === span.start) {
        open = { start: open.start, end: span.end };
      } else {
        if (open !== null) yield open;
        open = span;
      }
    }
    from = to;
    if (open !== null && open.end === to && to < end) yield null;
  }
  if (open !== null) yield open;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** Sentences as spans of the text, found a window at a time: the segmenter copies what it is given. */
export function* sentences(text: string): Generator<Span> {
  let start = 0;
  while (start < text.length) {
    const window = text.slice(start, start + WINDOW);
    const isLast = start + window.length === text.length;
    const found = [...segmenter.segment(window)];
    // The last sentence of a window may go on beyond it; a window of one sentence has to be cut.
    if (!isLast && found.length > 1) found.pop();
    for (const { index, segment } of found) yield { start: start + index, end: start + index + segment.length };
    const last = found[found.length - 1];
    start += last.index + last.segment.length;
  }
}

/** Whole sentences, as many as fit `maxWords` words; a longer sentence is cut at words. */
export function* sentencePassages(text: string, maxWords: number): Generator<string | null> {
  let start = 0;
  let rested = 0;
  let end = 0;
  let words = 0;
  for (const sentence of sentences(text)) {
    let inSentence = 0;
    for (const unit of units(text, sentence.start, sentence.end)) if (unit !== null) inSentence++;
    if (words > 0 && words + inSentence > maxWords) {
      yield pythonStrip(text.slice(start, end));
      start = sentence.start;
      words = 0;
    }
    if (inSentence > maxWords) {
      for (const unit of units(text, sentence.start, sentence.end)) {
        if (unit === null) continue;
        if (words === maxWords) {
          yield pythonStrip(text.slice(start, unit.start));
          start = unit.start;
          words = 0;
        }
        words++;
      }
    } else {
      words += inSentence;
    }
    end = sentence.end;
    if (end - rested < WINDOW) continue;
    rested = end;
    yield null;
  }
  yield pythonStrip(text.slice(start));
}

/** Counts of pieces that were met before: words repeat. */
function remembered(count: CountTokens): CountTokens {
  const known = new Map<string, number>();
  return (piece) => {
    let tokens = known.get(piece);
    if (tokens === undefined) {
      tokens = count(piece);
      if (known.size < 50_000 && piece.length <= 40) known.set(piece, tokens);
    }
    return tokens;
  };
}

/** Words with their tokens; one that alone has more than `size` tokens is halved until its parts have not. */
function* tokenUnits(text: string, size: number, count: CountTokens): Generator<(Span & { readonly tokens: number }) | null> {
  function* halved(span: Span): Generator<Span & { readonly tokens: number }> {
    // A long run is halved before it is counted: tokenizers take more than linear time on one.
    const tokens = span.end - span.start > 1000 ? Infinity : count(text.slice(span.start, span.end));
    let middle = (span.start + span.end) >> 1;
    if ((text.charCodeAt(middle) & 0xfc00) === 0xdc00) middle--;
    if (tokens <= size || middle <= span.start) yield { ...span, tokens: Math.min(tokens, size) };
    else {
      yield* halved({ start: span.start, end: middle });
      yield* halved({ start: middle, end: span.end });
    }
  }
  let rested = 0;
  for (const unit of units(text)) {
    if (unit === null) {
      yield null;
      continue;
    }
    yield* halved(unit);
    if (unit.end - rested < WINDOW) continue;
    rested = unit.end;
    yield null;
  }
}

/**
 * Passages of at most `size` tokens, cut between words; each repeats the last words of the one before, as many as
 * have no more than `overlap` tokens. The text between the first and the last word is kept as it stands.
 */
export function* tokenPassages(text: string, size: number, overlap: number, count: CountTokens): Generator<string | null> {
  let window: (Span & { readonly tokens: number })[] = [];
  let total = 0;
  let fresh = 0;
  for (const unit of tokenUnits(text, size, count)) {
    if (unit === null) {
      yield null;
      continue;
    }
    if (total + unit.tokens > size && window.length > 0) {
      yield text.slice(window[0].start, window[window.length - 1].end);
      let kept = 0;
      let from = window.length;
      const room = Math.min(overlap, size - unit.tokens);
      while (from > 0 && kept + window[from - 1].tokens <= room) kept += window[--from].tokens;
      window = window.slice(Math.max(from, 1));
      total = window.reduce((sum, { tokens }) => sum + tokens, 0);
      fresh = 0;
    }
    window.push(unit);
    total += unit.tokens;
    fresh++;
  }
  if (fresh > 0) yield text.slice(window[0].start, window[window.length - 1].end);
}

/** Length of the beginning of a text, cut between words, that has no more than `nTokens` tokens. */
export function prefixOfTokens(text: string, nTokens: number, count: CountTokens): number {
  let total = 0;
  let end = 0;
  if (nTokens <= 0) return 0;
  for (const unit of tokenUnits(text, nTokens, count)) {
    if (unit === null) continue;
    total += unit.tokens;
    if (total > nTokens) return end;
    end = unit.end;
  }
  return text.length;
}

/** Cuts what is longer than MAX_PASSAGE_CHARS, never within a character. */
export function* capped(passages: Iterable<string>): Generator<string> {
  for (const passage of passages) {
    let start = 0;
    while (passage.length - start > MAX_PASSAGE_CHARS) {
      let end = start + MAX_PASSAGE_CHARS;
      if ((passage.charCodeAt(end) & 0xfc00) === 0xdc00) end--;
      yield passage.slice(start, end);
      start = end;
    }
    yield start === 0 ? passage : passage.slice(start);
  }
}

/** Brings sizes from outside into their limits. */
export function clampSplit({ unit, size, overlap }: SplitSettings): SplitSettings {
  const [least, most] = SPLIT_LIMITS[unit];
  const within = (value: number, low: number, high: number): number => (Number.isFinite(value) ? Math.min(high, Math.max(low, Math.round(value))) : low);
  const clamped = within(size, least, most);
  return { unit, size: clamped, overlap: unit === 'tokens' ? within(overlap, 0, clamped >> 1) : 0 };
}

/** Settings of a file from outside, within their limits; null where they are none. */
export function splitFrom(value: unknown): SplitSettings | null {
  const { unit, size, overlap } = (value ?? {}) as Record<string, unknown>;
  const known = (Object.keys(SPLIT_LIMITS) as SplitSettings['unit'][]).find((each) => each === unit);
  return known && typeof size === 'number' && typeof overlap === 'number' ? clampSplit({ unit: known, size, overlap }) : null;
}

/** @param count the encoder's tokens; needed for the unit 'tokens' alone */
export function splitterOf(settings: SplitSettings, count: CountTokens | null): Splitter {
  const { unit, size, overlap } = clampSplit(settings);
  switch (unit) {
    case 'words':
      return (text) => wordPassages(text, size);
    case 'sentences':
      return (text) => sentencePassages(text, size);
    case 'tokens': {
      if (count === null) throw new Error('internal: splitting by tokens needs a tokenizer');
      const counted = remembered(count);
      return (text) => tokenPassages(text, size, overlap, counted);
    }
  }
}
