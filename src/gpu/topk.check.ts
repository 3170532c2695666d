/** The agreement that a top-k implementation owes the float64 reference. Knows no device. */
import { disagreements } from './testing.ts';
import type { TopKCase } from './topk.cases.ts';
import { topkRef } from './topk.ref.ts';
import type { ExactSearch } from './types.ts';

/** Error of an f32 inner product relative to the largest score. */
const TOLERANCE = 2e-6;

/** What is wrong with the answer; empty where it agrees. */
export async function wrongTopK(search: ExactSearch, c: TopKCase): Promise<string[]> {
  const matrix = await search.upload(c.matrix, c.dim);
  const found = await search.search(matrix, c.queries, c.nQueries, c.k);
  matrix.dispose();
  const want = topkRef(c.matrix, c.dim, c.queries, c.nQueries, c.k);
  const kept = Math.min(c.k, c.matrix.length / c.dim);
  const { list, check } = disagreements();
  check(found.k === kept && found.scores.length === c.nQueries * kept && found.ids.length === c.nQueries * kept, 'shape');
  for (let query = 0; query < c.nQueries; query++) {
    const ids = Array.from(found.ids.subarray(query * kept, (query + 1) * kept));
    const scores = Array.from(found.scores.subarray(query * kept, (query + 1) * kept));
    check(new Set(ids).size === kept, `query ${query}: ids repeat`);
    // Near-ties may swap in f32; the score at a rank may not change.
    const slack = c.exact ? 0 : TOLERANCE * Math.max(...want.all[query].map(Math.abs));
    for (let rank = 0; rank < kept; rank++) {
      const where = `query ${query}, rank ${rank}: passage ${ids[rank]}, score ${scores[rank]}`;
      check(Math.abs(scores[rank] - want.all[query][ids[rank]]) <= slack, `${where}, is ${want.all[query][ids[rank]]}`);
      check(Math.abs(scores[rank] - want.scores[query][rank]) <= slack, `${where}, the rank's is ${want.scores[query][rank]}`);
      check(!c.exact || ids[rank] === want.ids[query][rank], `${where}, the rank's passage is ${want.ids[query][rank]}`);
      check(rank === 0 || scores[rank] <= scores[rank - 1], `${where}, out of order`);
    }
  }
  return list;
}
