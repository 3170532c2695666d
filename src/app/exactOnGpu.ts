/** The exact scan of a base on a GPU: holds a copy of the vectors there until it is disposed of. Knows no engine. */
import { TopK } from '../gpu/topk.ts';
import { MAX_K } from '../gpu/types.ts';
import { ROUNDING_MARGIN } from '../retrieval/exactIndex.ts';
import type { IndexBackends } from './knowledgeBase.ts';

export function exactOnGpu(device: GPUDevice): NonNullable<IndexBackends['exact']> {
  return async (store) => {
    const topK = new TopK(device);
    const held = await topK.upload(store.matrix(), store.dim);
    return {
      bytes: store.size * Math.ceil(store.dim / 4) * 16,
      async propose(queries, nQueries, k) {
        // The kernel sorts no more than MAX_K at once.
        if (k > MAX_K) return store.scan(queries, nQueries, k);
        const { ids, k: found } = await topK.search(held, queries, nQueries, Math.min(MAX_K, k + ROUNDING_MARGIN));
        return Array.from({ length: nQueries }, (_, query) => ids.subarray(query * found, (query + 1) * found));
      },
      dispose: () => topK.dispose(),
    };
  };
}
