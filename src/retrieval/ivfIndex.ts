/**
 * An inverted file: passages by the nearest of a few centroids, of which a search looks into the most promising ones
 * (Sivic and Zisserman 2003; Jégou et al. 2011, section 4). Approximate; here for comparison. Knows no file and no GPU.
 */
import { throwIfAborted } from '../errors.ts';
import { int8Candidates, type BuildOptions } from './int8Index.ts';
import { makeRandom, shuffled } from './random.ts';
import { createStoreIndex } from './storeIndex.ts';
import type { VectorIndex } from './types.ts';
import { VectorStore, type RowRange } from './vectorStore.ts';

const MAX_LISTS = 400;
/** Share of the lists that a search looks into, and their least number. */
const PROBED = 1 / 6;
const LEAST_PROBED = 4;
/** Passages a centroid that k-means learns from, and its rounds: more moves recall by less than a percent. */
const SAMPLE_A_LIST = 40;
const ROUNDS = 5;
/** Rows assigned between two looks at a cancel. */
const BATCH = 256;
const SEED = 0x2545f491;
const WHAT = 'Building the inverted file';

interface Report {
  readonly signal?: AbortSignal;
  /** So many more rows were worked on. */
  readonly step: (rows: number) => void;
}

export async function createIvfIndex(store: VectorStore, { signal, onProgress }: BuildOptions = {}): Promise<VectorIndex> {
  const { size, dim } = store;
  const nLists = Math.min(MAX_LISTS, Math.max(1, Math.round(Math.sqrt(size))));
  const all = Array.from({ length: size }, (_, id) => id);
  const sample = shuffled(all, makeRandom(SEED)).slice(0, SAMPLE_A_LIST * nLists);
  const total = ROUNDS * sample.length + 2 * size;
  let done = 0;
  const report: Report = { signal, step: (rows) => onProgress?.((done += rows), total) };
  let centroids = centroidStore(store.rows(sample.slice(0, nLists)), dim);
  for (let round = 0; round < ROUNDS; round++) {
    const lists = await assign(store, sample, centroids, report);
    centroids = centroidStore(means(store, sample, lists, centroids.matrix(), nLists), dim);
  }
  const lists = await assign(store, all, centroids, report);
  const { order, starts } = ordered(lists, nLists);
  const built = done;
  const shadow = await VectorStore.shadow(store, { order, signal, onProgress: (rows) => onProgress?.(built + rows, total) });
  return createStoreIndex('ivf', store, {
    bytes: shadow.bytes + centroids.bytes + order.byteLength,
    propose: (queries, nQueries, k) =>
      Array.from({ length: nQueries }, (_, i) => {
        const query = queries.subarray(i * dim, (i + 1) * dim);
        const [byPromise] = centroids.scan(Float32Array.of(...query, 0), 1, nLists);
        const [places] = shadow.scan(query, 1, int8Candidates(k), [rangesOf(byPromise, starts, Math.max(LEAST_PROBED, Math.ceil(nLists * PROBED)), Math.min(k, size))]);
        return places.map((place) => order[place]);
      }),
  });
}

/**
 * Centroids c as rows [c, −‖c‖²/2], so that one scan serves both: with [x, 1] the best row is the nearest centroid of x,
 * with [q, 0] that of the greatest inner product.
 * @param centres [nLists, dim]
 */
function centroidStore(centres: Float32Array, dim: number): VectorStore {
  const nLists = centres.length / dim;
  const rows = new Float32Array(nLists * (dim + 1));
  for (let list = 0; list < nLists; list++) {
    const centre = centres.subarray(list * dim, (list + 1) * dim);
    rows.set(centre, list * (dim + 1));
    rows[list * (dim + 1) + dim] = -centre.reduce((sum, v) => sum + v * v, 0) / 2;
  }
  return VectorStore.of(rows, dim + 1);
}

/** @returns the list of each id's nearest centroid */
async function assign(store: VectorStore, ids: readonly number[], centroids: VectorStore, { signal, step }: Report): Promise<Int32Array> {
  const { dim } = store;
  const lists = new Int32Array(ids.length);
  const queries = new Float32Array(BATCH * (dim + 1)).fill(1);
  for (let start = 0; start < ids.length; start += BATCH) {
    const batch = ids.slice(start, start + BATCH);
    batch.forEach((id, i) => store.row(id, queries.subarray(i * (dim + 1), (i + 1) * (dim + 1) - 1)));
    centroids.scan(queries, batch.length, 1).forEach(([list], i) => (lists[start + i] = list));
    step(batch.length);
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal, WHAT);
  }
  return lists;
}

/** Mean of each list's vectors; an empty list keeps its centroid. @param former [nLists, dim + 1] @returns [nLists, dim] */
function means(store: VectorStore, ids: readonly number[], lists: Int32Array, former: Float32Array, nLists: number): Float32Array {
  const { dim } = store;
  const sums = new Float64Array(nLists * dim);
  const counts = new Int32Array(nLists);
  const row = new Float32Array(dim);
  ids.forEach((id, i) => {
    store.row(id, row);
    counts[lists[i]]++;
    for (let d = 0; d < dim; d++) sums[lists[i] * dim + d] += row[d];
  });
  return Float32Array.from(sums, (sum, at) => {
    const list = Math.floor(at / dim);
    return counts[list] > 0 ? sum / counts[list] : former[list * (dim + 1) + (at % dim)];
  });
}

/** Ids list by list, ascending within a list, and where each list starts (and the last ends). */
function ordered(lists: Int32Array, nLists: number): { readonly order: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(nLists + 1);
  for (const list of lists) starts[list + 1]++;
  for (let list = 0; list < nLists; list++) starts[list + 1] += starts[list];
  const next = starts.slice();
  const order = new Int32Array(lists.length);
  lists.forEach((list, id) => (order[next[list]++] = id));
  return { order, starts };
}

/** The rows of the most promising lists: `probes` of them, and more where they hold fewer than `least` passages. */
function rangesOf(byPromise: Int32Array, starts: Int32Array, probes: number, least: number): RowRange[] {
  const ranges: RowRange[] = [];
  let rows = 0;
  for (const list of byPromise) {
    if (ranges.length >= probes && rows >= least) break;
    ranges.push([starts[list], starts[list + 1]]);
    rows += starts[list + 1] - starts[list];
  }
  return ranges.sort((a, b) => a[0] - b[0]);
}
