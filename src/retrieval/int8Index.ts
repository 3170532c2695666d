/** The int8 index: a scan over a copy with one byte a value, and the best of it scored exactly. Knows no file and no GPU. */
import { throwIfAborted } from '../errors.ts';
import { createStoreIndex } from './storeIndex.ts';
import type { VectorIndex } from './types.ts';
import { VectorStore } from './vectorStore.ts';

/** Candidates a wanted passage, and at least: rounding to 1/127 of the largest value moves ranks by a few places. */
const OVERFETCH = 4;
const LEAST = 64;

export function int8Candidates(k: number): number {
  return Math.max(LEAST, OVERFETCH * k);
}

export interface BuildOptions {
  readonly signal?: AbortSignal;
  /** Work done so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A quarter of the vectors' bytes more (none where they are kept as int8 already), for a third of the reading. */
export async function createInt8Index(store: VectorStore, { signal, onProgress }: BuildOptions = {}): Promise<VectorIndex> {
  throwIfAborted(signal, 'Building the int8 index');
  const shadow = store.type === 'int8' ? store : await VectorStore.shadow(store, { signal, onProgress });
  return createStoreIndex('int8', store, {
    bytes: shadow === store ? 0 : shadow.bytes,
    propose: (queries, nQueries, k) => shadow.scan(queries, nQueries, int8Candidates(k)),
  });
}
