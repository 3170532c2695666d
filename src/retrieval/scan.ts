/** Exact inner-product search in plain JavaScript over a plain array: what indexes are judged by. Knows no store and no passage. */
import { BoundedHeap } from './boundedHeap.ts';
import type { SearchResult } from './types.ts';

/** Inner product of matrix row `row` with query `query`, summed in four lanes of float64, rounded to float32. */
export function innerProduct(matrix: Float32Array, dim: number, row: number, queries: Float32Array, query: number): number {
  let a = row * dim;
  let b = query * dim;
  const end = a + dim;
  // Four independent sums: one chain of additions would wait for each addition to finish.
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (; a + 3 < end; a += 4, b += 4) {
    sum0 += matrix[a] * queries[b];
    sum1 += matrix[a + 1] * queries[b + 1];
    sum2 += matrix[a + 2] * queries[b + 2];
    sum3 += matrix[a + 3] * queries[b + 3];
  }
  for (; a < end; a++, b++) sum0 += matrix[a] * queries[b];
  return Math.fround(sum0 + sum1 + (sum2 + sum3));
}

/**
 * Exact top k by a linear scan. Values must be finite.
 * @param matrix [n, dim], row-major
 * @param queries [nQueries, dim], row-major
 * @returns [nQueries, min(k, n)]; raw inner products, best first, ties by the lower id
 */
export function scanTopK(
  matrix: Float32Array,
  dim: number,
  queries: Float32Array,
  nQueries: number,
  k: number,
): SearchResult {
  const n = matrix.length / dim;
  const kept = Math.min(k, n);
  const scores = new Float32Array(nQueries * kept);
  const ids = new Int32Array(nQueries * kept);
  const heap = new BoundedHeap(kept);
  for (let query = 0; query < nQueries; query++) {
    for (let row = 0; row < n; row++) heap.push(innerProduct(matrix, dim, row, queries, query), row);
    heap.drainInto(scores, ids, query * kept);
  }
  return { k: kept, scores, ids };
}
