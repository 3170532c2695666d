/** The exact index on the CPU: the store's own scan. Knows no GPU. */
import { createStoreIndex } from './storeIndex.ts';
import type { VectorIndex } from './types.ts';
import type { VectorStore } from './vectorStore.ts';

/**
 * The scan sums in float32: among scores that differ by its rounding, those beyond the last place may be the better ones.
 * This many more are scored exactly.
 */
export const ROUNDING_MARGIN = 16;

export function createExactIndex(store: VectorStore): VectorIndex {
  return createStoreIndex('exact-cpu', store, {
    bytes: 0,
    propose: (queries, nQueries, k) => store.scan(queries, nQueries, k + ROUNDING_MARGIN),
  });
}
