/** What keeping vectors as float16 or int8 does to ranks, measured on the base's own passages. Knows no file. */
import { throwIfAborted } from '../../errors.ts';
import { createExactIndex } from '../../retrieval/exactIndex.ts';
import { VectorStore } from '../../retrieval/vectorStore.ts';
import { VECTOR_TYPES, rounded, vectorBytes } from '../../storage/journal/vectorCodec.ts';
import type { CallOptions } from '../protocol.ts';
import { progressOf } from '../progress.ts';
import type { RankEffect } from './types.ts';

/** Enough for a percent; each costs a scan of the base for each type. */
const QUERIES = 64;
const DEPTH = 10;

/** Passages drawn evenly. */
function queriesOf(n: number): number[] {
  const count = Math.min(QUERIES, n);
  return Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
}

/**
 * Each sampled passage is asked for with its own exact vector, as a question's vector is exact; only the stored vectors are
 * rounded. Passages find themselves too, as a good question finds its passage.
 * @param matrix [n, dim]
 */
export async function rankEffects(matrix: Float32Array, dim: number, options?: CallOptions): Promise<RankEffect[]> {
  const n = matrix.length / dim;
  const queries = queriesOf(n);
  const k = Math.min(DEPTH, n);
  const report = progressOf('Comparing ranks', options);
  const total = VECTOR_TYPES.length * queries.length;
  let done = 0;
  const search = async (vectors: Float32Array) => {
    const index = createExactIndex(VectorStore.of(vectors, dim));
    const found: { ids: Int32Array; scores: Float32Array }[] = [];
    for (const query of queries) {
      throwIfAborted(options?.signal, 'the comparison');
      found.push(await index.search(matrix.subarray(query * dim, (query + 1) * dim), 1, k));
      report(++done, total);
      // A scan of a large base takes a while; a cancel must be heard between two.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return found;
  };
  const exact = await search(matrix);
  const largest = exact.reduce((max, { scores }) => Math.max(max, ...scores.map(Math.abs)), 0);
  const effects: RankEffect[] = [];
  for (const type of VECTOR_TYPES) {
    const found = type === 'fp32' ? exact : await search(rounded(type, matrix, dim));
    let shared = 0;
    let sameBest = 0;
    let error = 0;
    found.forEach(({ ids, scores }, i) => {
      const wanted = new Set(exact[i].ids);
      shared += ids.reduce((sum, id) => sum + (wanted.has(id) ? 1 : 0), 0);
      if (ids[0] === exact[i].ids[0]) sameBest++;
      scores.forEach((score, rank) => (error = Math.max(error, Math.abs(score - exact[i].scores[rank]))));
    });
    effects.push({
      type,
      bytes: n * vectorBytes(type, dim),
      nQueries: queries.length,
      k,
      overlap: shared / (queries.length * k || 1),
      sameBest: sameBest / (queries.length || 1),
      maxScoreError: largest === 0 ? 0 : error / largest,
    });
  }
  return effects;
}
