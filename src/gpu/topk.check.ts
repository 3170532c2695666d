/** The agreement that a top-k implementation owes the float64 reference. Knows no device. */
import { expect } from 'vitest';
import type { TopKCase } from './topk.cases.ts';
import { topkRef } from './topk.ref.ts';
import type { ExactSearch } from './types.ts';

/** Error of an f32 inner product relative to the sum of |terms|. */
const TOLERANCE = 2e-6;

export async function checkTopK(search: ExactSearch, c: TopKCase): Promise<void> {
  const matrix = await search.upload(c.matrix, c.dim);
  const found = await search.search(matrix, c.queries, c.nQueries, c.k);
  matrix.dispose();
  const want = topkRef(c.matrix, c.dim, c.queries, c.nQueries, c.k);
  const kept = Math.min(c.k, c.matrix.length / c.dim);
  expect(found.k).toBe(kept);
  expect(found.scores).toHaveLength(c.nQueries * kept);
  expect(found.ids).toHaveLength(c.nQueries * kept);
  for (let query = 0; query < c.nQueries; query++) {
    const ids = Array.from(found.ids.subarray(query * kept, (query + 1) * kept));
    const scores = Array.from(found.scores.subarray(query * kept, (query + 1) * kept));
    if (c.exact) {
      expect(ids).toEqual(want.ids[query]);
      expect(scores).toEqual(want.scores[query]);
      continue;
    }
    expect(new Set(ids).size, 'distinct ids').toBe(kept);
    const scale = Math.max(...want.all[query].map(Math.abs));
    for (let rank = 0; rank < kept; rank++) {
      const error = Math.abs(scores[rank] - want.all[query][ids[rank]]);
      expect(error, `score at rank ${rank}`).toBeLessThanOrEqual(TOLERANCE * scale);
      // Near-ties may swap in f32, the rank's score may not change.
      expect(Math.abs(scores[rank] - want.scores[query][rank]), `rank ${rank}`).toBeLessThanOrEqual(TOLERANCE * scale);
      if (rank > 0) expect(scores[rank]).toBeLessThanOrEqual(scores[rank - 1]);
    }
  }
}
