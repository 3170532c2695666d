/** Keyword search over passages with BM25+ (minisearch), the classical baseline beside dense retrieval. Knows no vector. */
import MiniSearch from 'minisearch';
import { UserError, throwIfAborted } from '../errors.ts';
import type { Passage, SearchResult } from './types.ts';

const CHUNK = 2000;

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

export interface Bm25Options {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export class Bm25Index {
  readonly size: number;
  private readonly engine: MiniSearch<Passage>;

  private constructor(engine: MiniSearch<Passage>) {
    this.engine = engine;
    this.size = engine.documentCount;
  }

  /** Indexes title and text; other work runs between chunks of passages. */
  static async build(passages: readonly Passage[], { signal, onProgress }: Bm25Options = {}): Promise<Bm25Index> {
    const engine = new MiniSearch<Passage>({ idField: 'id', fields: ['title', 'text'], tokenize, processTerm: foldTerm });
    for (let start = 0; start < passages.length; start += CHUNK) {
      throwIfAborted(signal, 'Building the keyword index');
      engine.addAll(passages.slice(start, start + CHUNK));
      onProgress?.(Math.min(passages.length, start + CHUNK), passages.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return new Bm25Index(engine);
  }

  /** The passages that share a word with the query, by id; every other passage scores 0. */
  matches(query: string): Map<number, KeywordMatch> {
    // minisearch multiplies BM25+ by the number of words matched; here they are told apart.
    return new Map(this.engine.search(query).map(({ id, score, queryTerms: { length } }) => [id as number, { bm25: score / (length || 1), nWords: length }]));
  }

  /** At most k passages that share a word with the query, best first, ties by the lower id; `k` tells how many. */
  search(query: string, k: number): SearchResult {
    if (!Number.isInteger(k) || k < 1) {
      throw new UserError('bad-input', `Cannot retrieve ${k} passages`, 'Ask for a whole number of passages, 1 or more.');
    }
    const found = Array.from(this.matches(query), ([id, { bm25 }]) => ({ id, bm25 })).sort((a, b) => b.bm25 - a.bm25 || a.id - b.id).slice(0, k);
    return {
      k: found.length,
      scores: Float32Array.from(found, ({ bm25 }) => bm25),
      ids: Int32Array.from(found, ({ id }) => id),
    };
  }
}
