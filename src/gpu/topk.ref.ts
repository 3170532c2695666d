/** Exact inner-product top-k in plain float64 loops: what the kernels are tested against. Knows no device. */

export interface ReferenceRanking {
  /** [nQueries][min(k, nRows)] raw inner products, best first */
  readonly scores: readonly (readonly number[])[];
  readonly ids: readonly (readonly number[])[];
  /** [nQueries][nRows] */
  readonly all: readonly (readonly number[])[];
}

/** matrix [nRows, dim], queries [nQueries, dim] */
export function topkRef(matrix: Float32Array, dim: number, queries: Float32Array, nQueries: number, k: number): ReferenceRanking {
  const nRows = matrix.length / dim;
  const all: number[][] = [];
  const scores: number[][] = [];
  const ids: number[][] = [];
  for (let query = 0; query < nQueries; query++) {
    const row: number[] = [];
    for (let id = 0; id < nRows; id++) {
      let sum = 0;
      for (let i = 0; i < dim; i++) sum += matrix[id * dim + i] * queries[query * dim + i];
      row.push(sum);
    }
    const order = row.map((_, id) => id).toSorted((a, b) => row[b] - row[a] || a - b);
    const best = order.slice(0, Math.min(k, nRows));
    all.push(row);
    ids.push(best);
    scores.push(best.map((id) => row[id]));
  }
  return { scores, ids, all };
}
