/** A knowledge base in use: passages, their vectors in one store, and the indexes over them, built when first wanted. */
import { Bm25Index } from '../retrieval/bm25.ts';
import { rankByWords, rankHybrid, type RankedPassage } from '../retrieval/hybrid.ts';
import { createInt8Index, type BuildOptions } from '../retrieval/int8Index.ts';
import { createIvfIndex } from '../retrieval/ivfIndex.ts';
import type { CandidateSource, Passage, VectorIndex } from '../retrieval/types.ts';
import type { VectorType } from '../retrieval/vectorCodes.ts';
import { VectorStore } from '../retrieval/vectorStore.ts';
import { createVoyIndex, type VoyOptions } from '../retrieval/voyIndex.ts';
import { fastestExact, type RaceLap } from './exactRace.ts';
import type { IndexName, KnowledgeBaseInfo } from './protocol.ts';

/** The ways to find the greatest inner products. */
export type DenseIndexName = Exclude<IndexName, 'bm25' | 'hybrid'>;

export interface IndexBackends {
  /** Puts the vectors where the provider in use scans them exactly; absent: only the processor does. */
  readonly exact?: (store: VectorStore) => Promise<CandidateSource>;
  readonly loadVoyWasm: VoyOptions['loadWasm'];
}

/** One way of ranking, by itself. */
export interface Ranker {
  /** Bytes held beside the vectors; null where they cannot be told. */
  readonly bytes: number | null;
  rank(question: string, q: Float32Array, k: number, weight: number | null): Promise<RankedPassage[]>;
  dispose(): void;
}

export class KnowledgeBase {
  readonly info: KnowledgeBaseInfo;
  readonly passages: readonly Passage[];
  readonly store: VectorStore;
  readonly #backends: IndexBackends;
  readonly #indexes = new Map<DenseIndexName, Promise<VectorIndex>>();
  #bm25: Promise<Bm25Index> | null = null;
  #race: readonly RaceLap[] = [];

  /** @param matrix [nPassages, dim], copied into the store as `type` */
  constructor(info: KnowledgeBaseInfo, passages: readonly Passage[], matrix: Float32Array, backends: IndexBackends, type: VectorType = 'fp32') {
    this.info = info;
    this.passages = passages;
    this.store = VectorStore.of(matrix, info.dim, type);
    this.#backends = backends;
  }

  /** [nPassages, dim] as float32. */
  get matrix(): Float32Array {
    return this.store.matrix();
  }

  /** How the exact index was chosen; empty before it is built, and where there was no choice. */
  get race(): readonly RaceLap[] {
    return this.#race;
  }

  index(name: DenseIndexName, options?: BuildOptions): Promise<VectorIndex> {
    let index = this.#indexes.get(name);
    if (!index) {
      index = this.build(name, options);
      this.#indexes.set(name, index);
      // A failed build must not be remembered as the index.
      index.catch(() => this.#indexes.delete(name));
    }
    return index;
  }

  words(options?: BuildOptions): Promise<Bm25Index> {
    this.#bm25 ??= Bm25Index.build(this.passages, options).catch((error: unknown) => {
      this.#bm25 = null;
      throw error;
    });
    return this.#bm25;
  }

  /** The min(k, n) best passages of a question. @param q [dim] @param weight of the keyword part, see keywordParts */
  async rank(name: IndexName, question: string, q: Float32Array, k: number, weight: number | null, options?: BuildOptions): Promise<RankedPassage[]> {
    const wanted = Math.min(k, this.passages.length);
    switch (name) {
      case 'bm25':
        return rankByWords(await this.words(options), question, wanted);
      case 'hybrid':
        return this.#byBoth(await this.index('exact', options), await this.words(options), question, q, wanted, weight);
      case 'exact':
      case 'int8':
      case 'ivf':
      case 'voy':
        return byVectors(await this.index(name, options), q, wanted);
    }
  }

  #byBoth(dense: VectorIndex, bm25: Bm25Index, question: string, q: Float32Array, k: number, weight: number | null): Promise<RankedPassage[]> {
    return rankHybrid({ dense, bm25, innerProducts: (ids) => this.store.innerProducts(ids, q), weight }, question, q, k);
  }

  /** A way of ranking of its own, built anew, to be measured and disposed of. */
  async ranker(name: IndexName, options?: BuildOptions): Promise<Ranker> {
    switch (name) {
      case 'bm25': {
        const bm25 = await Bm25Index.build(this.passages, options);
        return { bytes: null, rank: async (question, _q, k) => rankByWords(bm25, question, k), dispose: () => {} };
      }
      case 'hybrid': {
        const [dense, bm25] = [await this.build('exact'), await Bm25Index.build(this.passages, options)];
        return { bytes: null, rank: (question, q, k, weight) => this.#byBoth(dense, bm25, question, q, k, weight), dispose: () => dense.dispose() };
      }
      case 'exact':
      case 'int8':
      case 'ivf':
      case 'voy': {
        const index = await this.build(name, options);
        return { bytes: index.bytes, rank: (_question, q, k) => byVectors(index, q, k), dispose: () => index.dispose() };
      }
    }
  }

  /** @returns [ids.length, dim] */
  vectors(ids: readonly number[]): Float32Array {
    return this.store.rows(ids);
  }

  async dispose(): Promise<void> {
    for (const index of await Promise.allSettled(this.#indexes.values())) if (index.status === 'fulfilled') index.value.dispose();
  }

  /** A new index, which the caller disposes of. */
  async build(name: DenseIndexName, options?: BuildOptions): Promise<VectorIndex> {
    switch (name) {
      case 'voy':
        return createVoyIndex(this.store, { loadWasm: this.#backends.loadVoyWasm, ...options });
      case 'int8':
        return createInt8Index(this.store, options);
      case 'ivf':
        return createIvfIndex(this.store, options);
      case 'exact': {
        const { index, laps } = await fastestExact(this.store, this.#backends.exact);
        this.#race = laps;
        return index;
      }
    }
  }
}

async function byVectors(index: VectorIndex, q: Float32Array, k: number): Promise<RankedPassage[]> {
  const found = await index.search(q, 1, k);
  return Array.from(found.ids, (id, i) => ({ id, score: found.scores[i], innerProduct: found.scores[i], keyword: 0 }));
}
