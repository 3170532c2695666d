/** The exact index of a knowledge base on a GPU: holds the passage matrix there until the index is disposed of. Knows no engine. */
import { TopK } from '../gpu/topk.ts';
import type { IndexBackends } from './knowledgeBase.ts';

export function exactOnGpu(device: GPUDevice): NonNullable<IndexBackends['exact']> {
  return async (matrix, dim) => {
    const topK = new TopK(device);
    const held = await topK.upload(matrix, dim);
    return {
      name: 'exact-webgpu',
      search: (_matrix, _dim, queries, nQueries, k) => topK.search(held, queries, nQueries, k),
      dispose: () => topK.dispose(),
    };
  };
}
