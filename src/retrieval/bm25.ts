/** Keyword search over passages with BM25+, the classical baseline beside dense retrieval. Knows no vector. */
import { UserError, throwIfAborted } from '../errors.ts';
import { Pace } from './pace.ts';
import { PostingsBuilder, type Postings } from './postings.ts';
import type { Passage, SearchResult } from './types.ts';

/** Passages between two reports of progress. */
const CHUNK = 2000;

/** k1, b and δ of Lv and Zhai 2011, "Lower-Bounding Term Frequency Normalization", as keyword libraries set them. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.7;
const LEAST = 0.5;

/** Scripts that write without spaces between words. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * Words of letters, marks and digits; runs of a script without word spaces become overlapping pairs of characters, so
 * that 日本語 is found by 日本 and 本語.
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  for (const [word] of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    if (!UNSPACED.test(word)) {
      tokens.push(word);
      continue;
    }
    const characters = [...word];
    if (characters.length === 1) tokens.push(word);
    for (let i = 0; i + 1 < characters.length; i++) tokens.push(characters[i] + characters[i + 1]);
  }
  return tokens;
}

/** Case and accents do not count: "Pokemon" finds "Pokémon". */
function foldTerm(term: string): string {
  return term.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

export interface KeywordMatch {
  /** BM25+, summed over title and text and over the query's words (Lv and Zhai 2011). */
  readonly bm25: number;
  /** Different words of the query that the passage holds. */
  readonly nWords: number;
}

/** What every passage has of a query, by id; 0 where it shares no word. Both [size]. */
export interface KeywordScores {
  readonly bm25: Float64Array;
  readonly nWords: Uint16Array;
}

export interface ScoredId {
  readonly id: number;
  readonly score: number;
}

export interface Bm25Options {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export class Bm25Index {
  readonly size: number;
  readonly #terms: ReadonlyMap<string, number>;
  /** Of titles and of texts. */
  readonly #fields: readonly Postings[];

  private constructor(size: number, terms: ReadonlyMap<string, number>, fields: readonly Postings[]) {
    this.size = size;
    this.#terms = terms;
    this.#fields = fields;
  }

  /** Indexes title and text; other work runs in between. @param passages each at the place that its id names */
  static async build(passages: readonly Passage[], { signal, onProgress }: Bm25Options = {}): Promise<Bm25Index> {
    const task = 'Building the keyword index';
    const pace = new Pace(signal, task);
    const terms = new TermIds();
    const [titles, texts] = [new PostingsBuilder(passages.length), new PostingsBuilder(passages.length)];
    throwIfAborted(signal, task);
    for (const [at, { title, text }] of passages.entries()) {
      terms.addTo(titles, at, title);
      terms.addTo(texts, at, text);
      if (pace.due) await pace.rest();
      if ((at + 1) % CHUNK === 0 || at + 1 === passages.length) onProgress?.(at + 1, passages.length);
    }
    const fields: Postings[] = [];
    for (const field of [titles, texts]) fields.push(await pace.through(field.sorting(terms.ids.size)));
    return new Bm25Index(passages.length, terms.ids, fields);
  }

  scores(query: string): KeywordScores {
    const bm25 = new Float64Array(this.size);
    const nWords = new Uint16Array(this.size);
    const met = new Set<number>();
    for (const word of tokenize(query)) {
      const term = this.#terms.get(foldTerm(word));
      if (term === undefined) continue;
      // A word said twice weighs twice and is one word.
      if (!met.has(term)) countHolders(this.#fields[0], this.#fields[1], term, nWords);
      met.add(term);
      for (const field of this.#fields) this.#addScores(field, term, bm25);
    }
    return { bm25, nWords };
  }

  /** idf · (δ + f (k1 + 1) / (f + k1 (1 − b + b l / l̄))), idf = ln(1 + (N − n + ½) / (n + ½)), f times the word in a field of l words. */
  #addScores(field: Postings, term: number, into: Float64Array): void {
    const { starts, ids, times, lengths, meanLength } = field;
    const nHolders = starts[term + 1] - starts[term];
    const idf = Math.log(1 + (this.size - nHolders + 0.5) / (nHolders + 0.5));
    for (let at = starts[term]; at < starts[term + 1]; at++) {
      const id = ids[at];
      const f = times[at];
      into[id] += idf * (LEAST + (f * (SATURATION + 1)) / (f + SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * lengths[id]) / meanLength)));
    }
  }

  /** The passages that share a word with the query, by id; every other passage scores 0. */
  matches(query: string): Map<number, KeywordMatch> {
    const { bm25, nWords } = this.scores(query);
    const matches = new Map<number, KeywordMatch>();
    for (let id = 0; id < this.size; id++) if (nWords[id] > 0) matches.set(id, { bm25: bm25[id], nWords: nWords[id] });
    return matches;
  }

  /** At most k passages that share a word with the query, best first, ties by the lower id; `k` tells how many. */
  search(query: string, k: number): SearchResult {
    if (!Number.isInteger(k) || k < 1) {
      throw new UserError('bad-input', `Cannot retrieve ${k} passages`, 'Ask for a whole number of passages, 1 or more.');
    }
    const found = bestScored(this.scores(query).bm25, k);
    return {
      k: found.length,
      scores: Float32Array.from(found, ({ score }) => score),
      ids: Int32Array.from(found, ({ id }) => id),
    };
  }
}

/** The k greatest scores above 0, best first, ties by the lower id. @param scores [n] by id */
export function bestScored(scores: Float64Array, k: number): ScoredId[] {
  const best: ScoredId[] = [];
  let least = 0;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id];
    if (score <= least) continue;
    let place = best.length;
    while (place > 0 && best[place - 1].score < score) place--;
    best.splice(place, 0, { id, score });
    if (best.length > k) best.pop();
    if (best.length === k) least = best[k - 1].score;
  }
  return best;
}

/** Adds one to every passage that holds the term in either field: both lists ascend. */
function countHolders(titles: Postings, texts: Postings, term: number, nWords: Uint16Array): void {
  let inTitles = titles.starts[term];
  const titlesEnd = titles.starts[term + 1];
  for (let at = inTitles; at < titlesEnd; at++) nWords[titles.ids[at]]++;
  for (let at = texts.starts[term]; at < texts.starts[term + 1]; at++) {
    const id = texts.ids[at];
    while (inTitles < titlesEnd && titles.ids[inTitles] < id) inTitles++;
    if (inTitles === titlesEnd || titles.ids[inTitles] !== id) nWords[id]++;
  }
}

/** Numbers terms in the order in which they are met. */
class TermIds {
  readonly ids = new Map<string, number>();
  /** As they are written, so that a word is folded once. */
  readonly #written = new Map<string, number>();

  addTo(field: PostingsBuilder, passage: number, text: string): void {
    const words = tokenize(text);
    field.add(passage, words.map((word) => this.#of(word)), new Set(words).size);
  }

  #of(word: string): number {
    let id = this.#written.get(word);
    if (id === undefined) {
      id = this.#numbered(foldTerm(word));
      this.#written.set(word, id);
    }
    return id;
  }

  /** −1 for a word that folds to nothing. */
  #numbered(term: string): number {
    if (term === '') return -1;
    const known = this.ids.get(term);
    if (known !== undefined) return known;
    this.ids.set(term, this.ids.size);
    return this.ids.size - 1;
  }
}
