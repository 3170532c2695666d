/** Exact inner-product top-k where there is no GPU: a blocked scan with four accumulators and a bounded heap. Knows no device. */
import { BestK } from './bestK.ts';
import { checkMatrix, checkQueries } from './searchInput.ts';
import type { ExactSearch, PassageMatrix, SearchResult } from './types.ts';

/** Bytes of passages scanned for all queries before the next block: about a level-2 cache. */
const BLOCK_BYTES = 256 << 10;

/**
 * matrix [nRows, dim], queries [nQueries, dim] -> scores and ids [nQueries, min(k, nRows)], best first, ties by the lower id.
 * Sums in float64.
 */
export function topkCpu(matrix: Float32Array, dim: number, queries: Float32Array, nQueries: number, k: number): SearchResult {
  const nRows = matrix.length / dim;
  const kept = Math.min(k, nRows);
  const best = Array.from({ length: nQueries }, () => new BestK(kept));
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (dim * 4)));
  for (let first = 0; first < nRows; first += blockRows) {
    const end = Math.min(nRows, first + blockRows);
    for (let query = 0; query < nQueries; query++) {
      const heap = best[query];
      for (let id = first; id < end; id++) heap.offer(innerProduct(matrix, id * dim, queries, query * dim, dim), id);
    }
  }
  const scores = new Float32Array(nQueries * kept);
  const ids = new Int32Array(nQueries * kept);
  best.forEach((heap, query) => {
    heap.sorted().forEach(({ score, id }, rank) => {
      scores[query * kept + rank] = score;
      ids[query * kept + rank] = id;
    });
  });
  return { k: kept, scores, ids };
}

/** a[aStart, aStart + dim) · b[bStart, bStart + dim); four sums, so that additions do not wait for one another. */
function innerProduct(a: Float32Array, aStart: number, b: Float32Array, bStart: number, dim: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = dim - (dim % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += a[aStart + i] * b[bStart + i];
    s1 += a[aStart + i + 1] * b[bStart + i + 1];
    s2 += a[aStart + i + 2] * b[bStart + i + 2];
    s3 += a[aStart + i + 3] * b[bStart + i + 3];
  }
  for (let i = whole; i < dim; i++) s0 += a[aStart + i] * b[bStart + i];
  return s0 + s1 + (s2 + s3);
}

class CpuMatrix implements PassageMatrix {
  readonly nRows: number;
  readonly dim: number;
  values: Float32Array | null;

  constructor(values: Float32Array, dim: number, nRows: number) {
    this.values = values;
    this.dim = dim;
    this.nRows = nRows;
  }

  dispose(): void {
    this.values = null;
  }
}

/** topkCpu behind the interface of the GPU's TopK. The matrix is kept, not copied. */
export class CpuTopK implements ExactSearch {
  async upload(matrix: Float32Array, dim: number): Promise<PassageMatrix> {
    return new CpuMatrix(matrix, dim, checkMatrix(matrix, dim));
  }

  async search(matrix: PassageMatrix, queries: Float32Array, nQueries: number, k: number): Promise<SearchResult> {
    if (!(matrix instanceof CpuMatrix) || !matrix.values) throw new Error('internal: topk: the matrix is not open on the CPU');
    checkQueries(queries, nQueries, matrix.dim, k);
    return topkCpu(matrix.values, matrix.dim, queries, nQueries, k);
  }

  /** Nothing is held beyond the matrices, which their holders dispose of. */
  dispose(): void {}
}
