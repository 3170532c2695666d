/** The exact index: a VectorIndex over any ExactSearch, the CPU scan unless another is given. Knows no GPU. */
import { checkMatrix, checkQueries } from './checks.ts';
import { scanTopK } from './scan.ts';
import type { ExactSearch } from './scan.ts';
import type { VectorIndex } from './types.ts';

export interface ExactIndexOptions {
  readonly name: 'exact-webgpu' | 'exact-cpu';
  readonly search: ExactSearch;
  /** Frees what the search holds outside JavaScript's memory. */
  readonly dispose?: () => void;
}

/** @param matrix [n, dim], row-major; kept, not copied */
export function createExactIndex(
  matrix: Float32Array,
  dim: number,
  options: ExactIndexOptions = { name: 'exact-cpu', search: scanTopK },
): VectorIndex {
  checkMatrix(matrix, dim);
  return {
    name: options.name,
    size: matrix.length / dim,
    dim,
    async search(queries, nQueries, k) {
      checkQueries(queries, nQueries, dim, k);
      return options.search(matrix, dim, queries, nQueries, k);
    },
    dispose: () => options.dispose?.(),
  };
}
