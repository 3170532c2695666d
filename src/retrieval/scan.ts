/** Exact inner-product search on the CPU: the baseline that every index is judged by. Knows no GPU and no passage. */
import type { SearchResult } from './types.ts';

/**
 * A search over a fixed matrix. The CPU scan below is one; a GPU kernel can be another.
 * @param matrix [n, dim], row-major
 * @param queries [nQueries, dim], row-major
 * @returns [nQueries, min(k, n)]; raw inner products, best first, ties by the lower id
 */
export type ExactSearch = (
  matrix: Float32Array,
  dim: number,
  queries: Float32Array,
  nQueries: number,
  k: number,
) => SearchResult | Promise<SearchResult>;

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

/** The k best (score, id) pairs seen, in a binary heap whose root is the worst of them. */
export class BoundedHeap {
  private readonly scores: Float32Array;
  private readonly ids: Int32Array;
  private size = 0;

  constructor(k: number) {
    this.scores = new Float32Array(k);
    this.ids = new Int32Array(k);
  }

  /** True when (scoreA, idA) ranks behind (scoreB, idB): a lower score, or an equal one and a higher id. */
  private static behind(scoreA: number, idA: number, scoreB: number, idB: number): boolean {
    return scoreA < scoreB || (scoreA === scoreB && idA > idB);
  }

  push(score: number, id: number): void {
    const { scores, ids } = this;
    if (this.size < scores.length) {
      let at = this.size++;
      for (let up = (at - 1) >> 1; at > 0 && BoundedHeap.behind(score, id, scores[up], ids[up]); up = (at - 1) >> 1) {
        scores[at] = scores[up];
        ids[at] = ids[up];
        at = up;
      }
      scores[at] = score;
      ids[at] = id;
    } else if (BoundedHeap.behind(scores[0], ids[0], score, id)) {
      this.siftDown(score, id, this.size);
    }
  }

  /** Puts (score, id) in the place of the root of the first `size` entries. */
  private siftDown(score: number, id: number, size: number): void {
    const { scores, ids } = this;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && BoundedHeap.behind(scores[child + 1], ids[child + 1], scores[child], ids[child])) child++;
      if (!BoundedHeap.behind(scores[child], ids[child], score, id)) break;
      scores[at] = scores[child];
      ids[at] = ids[child];
      at = child;
    }
    scores[at] = score;
    ids[at] = id;
  }

  /** Empties the heap into the slices [offset, offset + size), best first. */
  drainInto(outScores: Float32Array, outIds: Int32Array, offset: number): void {
    for (let left = this.size; left > 0; left--) {
      outScores[offset + left - 1] = this.scores[0];
      outIds[offset + left - 1] = this.ids[0];
      this.siftDown(this.scores[left - 1], this.ids[left - 1], left - 1);
    }
    this.size = 0;
  }
}

/** Exact top k by a linear scan; see ExactSearch for the shapes. Values must be finite. */
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
