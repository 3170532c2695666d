/** Which exact scan serves a base on this machine: the processor's or the GPU's, by running both. Knows no engine and no page. */
import { createExactIndex } from '../retrieval/exactIndex.ts';
import { createStoreIndex } from '../retrieval/storeIndex.ts';
import type { CandidateSource, VectorIndex } from '../retrieval/types.ts';
import type { VectorStore } from '../retrieval/vectorStore.ts';

/** Below this many bytes of vectors a scan takes less than a GPU's round trip. */
const WORTH_A_RACE = 8 << 20;
const LAPS = 5;
const K = 5;

export interface RaceLap {
  readonly name: VectorIndex['name'];
  /** Median of a search for one question. */
  readonly ms: number;
}

export interface RaceResult {
  readonly index: VectorIndex;
  /** Empty where there was nothing to race against. */
  readonly laps: readonly RaceLap[];
}

/** @param gpu uploads the vectors; a GPU that cannot hold them leaves the processor as the winner */
export async function fastestExact(store: VectorStore, gpu?: (store: VectorStore) => Promise<CandidateSource>, worthARace = WORTH_A_RACE): Promise<RaceResult> {
  const onCpu = createExactIndex(store);
  if (!gpu || 4 * store.size * store.dim < worthARace) return { index: onCpu, laps: [] };
  const source = await gpu(store).catch(() => null);
  if (!source) return { index: onCpu, laps: [] };
  const onGpu = createStoreIndex('exact-webgpu', store, source);
  try {
    const laps = [await timed(onCpu, store), await timed(onGpu, store)];
    if (laps[1].ms < laps[0].ms) return { index: onGpu, laps };
    onGpu.dispose();
    return { index: onCpu, laps };
  } catch {
    onGpu.dispose();
    return { index: onCpu, laps: [] };
  }
}

/** The first lap compiles and warms up, and does not count. */
async function timed(index: VectorIndex, store: VectorStore): Promise<RaceLap> {
  const times: number[] = [];
  for (let lap = 0; lap <= LAPS; lap++) {
    const query = store.row(Math.floor((lap * store.size) / (LAPS + 1)));
    const start = performance.now();
    await index.search(query, 1, K);
    if (lap > 0) times.push(performance.now() - start);
  }
  return { name: index.name, ms: times.sort((a, b) => a - b)[LAPS >> 1] };
}
