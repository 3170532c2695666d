/** An index over a store: candidates from a source, exact scores from the store. Knows no way to find candidates. */
import { checkQueries } from './checks.ts';
import type { CandidateSource, VectorIndex, VectorIndexName } from './types.ts';
import type { VectorStore } from './vectorStore.ts';

export function createStoreIndex(name: VectorIndexName, store: VectorStore, source: CandidateSource): VectorIndex {
  return {
    name,
    size: store.size,
    dim: store.dim,
    bytes: source.bytes,
    async search(queries, nQueries, k) {
      checkQueries(queries, nQueries, store.dim, k);
      return store.best(await source.propose(queries, nQueries, k), queries, k);
    },
    dispose: () => source.dispose?.(),
  };
}
