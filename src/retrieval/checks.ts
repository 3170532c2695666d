/** Shared checks of what goes into and comes out of an index. Knows no implementation. */
import { UserError } from '../errors.ts';
import type { SearchResult } from './types.ts';

/** Position of the first value that is not finite, or −1. */
function firstNonFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** @param matrix [n, dim]; throws unless it has that shape, at least one row and finite values only */
export function checkMatrix(matrix: Float32Array, dim: number): void {
  if (!(Number.isInteger(dim) && dim > 0) || matrix.length % dim !== 0) {
    throw new Error(`internal: matrix of ${matrix.length} values does not divide into rows of ${dim}`);
  }
  if (matrix.length === 0) throw new UserError('bad-input', 'There are no passages to index', 'Import a table with at least one row of text.');
  const bad = firstNonFinite(matrix);
  if (bad >= 0) {
    throw new UserError(
      'engine',
      `The vector of passage ${Math.floor(bad / dim)} holds ${matrix[bad]} at coordinate ${bad % dim}`,
      'The context encoder failed on this passage. Embed again, with the WASM provider if WebGPU was used.',
    );
  }
}

/** Throws unless there are nQueries finite queries and k is a whole number of at least 1. */
export function checkQueries(queries: Float32Array, nQueries: number, dim: number, k: number): void {
  if (queries.length !== nQueries * dim) {
    throw new Error(`internal: ${nQueries} queries of dim ${dim} need ${nQueries * dim} values, got ${queries.length}`);
  }
  if (!Number.isInteger(k) || k < 1) {
    throw new UserError('bad-input', `Cannot retrieve ${k} passages`, 'Ask for a whole number of passages, 1 or more.');
  }
  const bad = firstNonFinite(queries);
  if (bad >= 0) {
    throw new UserError(
      'engine',
      `The question's vector holds ${queries[bad]} at coordinate ${bad % dim}`,
      'The question encoder failed. Ask again, with the WASM provider if WebGPU was used.',
    );
  }
}

/** Mean over the queries of |ids(exact) ∩ ids(other)| / k, both [nQueries, k]. */
export function recallAgainst(exact: SearchResult, other: SearchResult): number {
  const { k } = exact;
  if (other.k !== k || other.ids.length !== exact.ids.length) {
    throw new Error(`internal: recall of [${other.ids.length}] ids at k ${other.k} against [${exact.ids.length}] at k ${k}`);
  }
  let hits = 0;
  for (let start = 0; start < exact.ids.length; start += k) {
    const wanted = new Set(exact.ids.subarray(start, start + k));
    for (const id of other.ids.subarray(start, start + k)) if (wanted.has(id)) hits++;
  }
  return hits / exact.ids.length;
}
