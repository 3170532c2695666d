/** Checks of search arguments shared by the GPU and CPU implementations. Knows no device. */
import { MAX_K } from './types.ts';

/** Number of rows of a [nRows, dim] matrix. Throws on an empty, ragged or non-finite one: a NaN would sort anywhere. */
export function checkMatrix(matrix: Float32Array, dim: number): number {
  if (!Number.isInteger(dim) || dim < 1) throw new Error(`internal: topk: dim ${dim}`);
  if (matrix.length === 0 || matrix.length % dim !== 0) {
    throw new Error(`internal: topk: a matrix of ${matrix.length} values is not [nRows >= 1, ${dim}]`);
  }
  checkFinite(matrix, dim, 'passage');
  return matrix.length / dim;
}

export function checkQueries(queries: Float32Array, nQueries: number, dim: number, k: number): void {
  if (!Number.isInteger(nQueries) || nQueries < 1 || queries.length !== nQueries * dim) {
    throw new Error(`internal: topk: ${queries.length} query values are not [${nQueries}, ${dim}]`);
  }
  if (!Number.isInteger(k) || k < 1 || k > MAX_K) throw new Error(`internal: topk: k ${k} is not in 1..${MAX_K}`);
  checkFinite(queries, dim, 'query');
}

function checkFinite(rows: Float32Array, dim: number, what: string): void {
  // x - x is 0 unless x is infinite or NaN, and NaN stays: one pass without a branch a value.
  let probe = 0;
  for (let i = 0; i < rows.length; i++) probe += rows[i] - rows[i];
  if (probe === 0) return;
  const at = rows.findIndex((x) => !Number.isFinite(x));
  throw new Error(`internal: topk: ${what} ${Math.floor(at / dim)} has the value ${rows[at]} at ${at % dim}`);
}
