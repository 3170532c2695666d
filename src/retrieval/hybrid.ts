/** Ranking one question by words, or by words and vectors together. Knows indexes by their contracts only, and no model. */
import type { Bm25Index } from './bm25.ts';
import type { VectorIndex } from './types.ts';

/** Passages of one question, best first; score = innerProduct + keyword. */
export interface RankedPassage {
  readonly id: number;
  readonly score: number;
  /** q·d; 0 where words alone decide. */
  readonly innerProduct: number;
  /** The keyword part, a constant in q; 0 where vectors alone decide. */
  readonly keyword: number;
}

/** Candidates that each side proposes. DPR takes 2000 of 21 million passages; a GPU search returns 100 at most. */
const CANDIDATES = 100;

/** λ of BM25 + λ·q·d in Karpukhin et al. 2020 (DPR), section 5, found there on development questions. */
const PAPER_LAMBDA = 1.1;

/**
 * The keyword part of every passage that shares a word with the question, by id.
 *
 * With a weight w: w · c(z) / max c, where c(z) is BM25 times the number of the question's words that z holds. The best
 * match is worth w points of q·d, so that neither the number of words nor the size of the base moves the balance; counting
 * the words beside BM25 gained up to four points of top-1 on bases of 1,500 passages, and nothing without the division.
 *
 * Without one: the paper's BM25 / λ, for encoders whose q·d spreads as DPR's does.
 */
export function keywordParts(bm25: Bm25Index, question: string, weight: number | null): Map<number, number> {
  const matches = bm25.matches(question);
  const parts = new Map<number, number>();
  if (weight === null) {
    for (const [id, match] of matches) parts.set(id, match.bm25 / PAPER_LAMBDA);
    return parts;
  }
  let best = 0;
  for (const match of matches.values()) best = Math.max(best, match.bm25 * match.nWords);
  for (const [id, match] of matches) parts.set(id, (weight * match.bm25 * match.nWords) / best);
  return parts;
}

export interface HybridSources {
  readonly dense: VectorIndex;
  readonly bm25: Bm25Index;
  /** Exact inner products of the query with the passages of these ids. */
  readonly innerProducts: (ids: readonly number[], q: Float32Array) => ArrayLike<number>;
  readonly weight: number | null;
}

/**
 * Score = q·d + keyword part, over the candidates of both sides (Karpukhin et al. 2020, section 5).
 * @param q [dim] @returns min(k, n) passages, ties by the lower id
 */
export async function rankHybrid({ dense, bm25, innerProducts, weight }: HybridSources, question: string, q: Float32Array, k: number): Promise<RankedPassage[]> {
  const nCandidates = Math.min(dense.size, Math.max(k, CANDIDATES));
  const byWords = keywordParts(bm25, question, weight);
  const ids = new Set((await dense.search(q, 1, nCandidates)).ids);
  const worded = firstOf(Array.from(byWords, ([id, score]) => ({ id, score })), nCandidates);
  worded.forEach(({ id }) => ids.add(id));
  const list = [...ids];
  const products = innerProducts(list, q);
  const scored = list.map((id, i) => {
    const keyword = byWords.get(id) ?? 0;
    return { id, innerProduct: products[i], keyword, score: products[i] + keyword };
  });
  return firstOf(scored, k);
}

/**
 * BM25 alone: its scores are the logits of p(z|x), as in the RAG paper's ablation with a fixed retriever (Lewis et al.
 * 2020, section 4.5). Passages that share no word score 0 and follow by id, so that there are always min(k, n).
 */
export function rankByWords(bm25: Bm25Index, question: string, k: number): RankedPassage[] {
  const found = firstOf(Array.from(bm25.matches(question), ([id, match]) => ({ id, innerProduct: 0, keyword: match.bm25, score: match.bm25 })), k);
  const taken = new Set(found.map(({ id }) => id));
  for (let id = 0; id < bm25.size && found.length < k; id++) if (!taken.has(id)) found.push({ id, innerProduct: 0, keyword: 0, score: 0 });
  return found;
}

function firstOf<T extends { readonly id: number; readonly score: number }>(list: T[], k: number): T[] {
  return list.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, k);
}
