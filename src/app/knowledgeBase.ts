/** A knowledge base in use: passages, their vectors, and the indexes over them, built when first wanted. */
import { createExactIndex, type ExactIndexOptions } from '../retrieval/exactIndex.ts';
import { createVoyIndex, type VoyOptions } from '../retrieval/voyIndex.ts';
import type { Passage, VectorIndex } from '../retrieval/types.ts';
import type { IndexName, KnowledgeBaseInfo } from './protocol.ts';

export interface IndexBackends {
  /** The exact search of the provider in use; absent: the CPU scan. */
  readonly exact?: (matrix: Float32Array, dim: number) => Promise<ExactIndexOptions>;
  readonly loadVoyWasm: VoyOptions['loadWasm'];
}

export class KnowledgeBase {
  readonly info: KnowledgeBaseInfo;
  readonly passages: readonly Passage[];
  /** [nPassages, dim] */
  readonly matrix: Float32Array;
  readonly #backends: IndexBackends;
  readonly #indexes = new Map<IndexName, Promise<VectorIndex>>();

  constructor(info: KnowledgeBaseInfo, passages: readonly Passage[], matrix: Float32Array, backends: IndexBackends) {
    this.info = info;
    this.passages = passages;
    this.matrix = matrix;
    this.#backends = backends;
  }

  index(name: IndexName): Promise<VectorIndex> {
    let index = this.#indexes.get(name);
    if (!index) {
      index = this.#build(name);
      this.#indexes.set(name, index);
      // A failed build must not be remembered as the index.
      index.catch(() => this.#indexes.delete(name));
    }
    return index;
  }

  /** @returns [ids.length, dim] */
  vectors(ids: readonly number[]): Float32Array {
    const { dim } = this.info;
    const rows = new Float32Array(ids.length * dim);
    ids.forEach((id, row) => rows.set(this.matrix.subarray(id * dim, (id + 1) * dim), row * dim));
    return rows;
  }

  async dispose(): Promise<void> {
    for (const index of await Promise.allSettled(this.#indexes.values())) if (index.status === 'fulfilled') index.value.dispose();
  }

  async #build(name: IndexName): Promise<VectorIndex> {
    const { matrix, info } = this;
    if (name === 'voy') return createVoyIndex(matrix, info.dim, { loadWasm: this.#backends.loadVoyWasm });
    return createExactIndex(matrix, info.dim, await this.#backends.exact?.(matrix, info.dim));
  }
}
