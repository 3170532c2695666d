/**
 * Voy (voy-search, a k-d tree in WebAssembly) behind the VectorIndex contract, guarded against the inputs that make it
 * trap: identical vectors, shared coordinates, large batches, k < 1, non-finite values. Knows no model and no page.
 */
import { UserError, throwIfAborted } from '../errors.ts';
import { checkMatrix, checkQueries } from './checks.ts';
import { augmentPassage, augmentQuery, planAugmentation, squaredNorm } from './maxInnerProduct.ts';
import type { Augmentation } from './maxInnerProduct.ts';
import { BoundedHeap, innerProduct } from './scan.ts';
import type { SearchResult, VectorIndex } from './types.ts';

/** Voy compiles this in: shorter vectors are padded with zeros, longer ones silently cut. */
export const VOY_DIM = 768;
/** Above this many vectors Voy was seen to trap and to need more memory than a tab should spend. */
export const VOY_MAX_VECTORS = 45_000;
const BATCH = 500;
/** Voy returns no scores; this many candidates a wanted passage are fetched and scored exactly. */
const OVERFETCH = 3;
/** Vectors this much longer than the median would cost the others their digits in float32; they are scanned instead. */
const LONG_NORM = 16;
/** Noise on each stored coordinate, of vectors of length 1: below the rounding of a float32 distance, above a tie. */
const JITTER = 2 ** -21;

export interface BuildOptions {
  readonly signal?: AbortSignal;
  /** Vectors added so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface VoyOptions extends BuildOptions {
  /** Delivers voy_search_bg.wasm: voyWasmNode.ts or voyWasmWeb.ts. Called once a process. */
  readonly loadWasm: () => Promise<BufferSource>;
}

type VoyGlue = typeof import('voy-search/voy_search_bg.js');
type VoyTree = Pick<InstanceType<VoyGlue['Voy']>, 'add' | 'search' | 'free'>;

/** The one class of voy-search that is used. */
export interface VoyModule {
  readonly Voy: new () => VoyTree;
}

let voyModule: Promise<VoyGlue> | null = null;

/** The package's main module imports its .wasm as a module, which Node and Vite do not do; so it is instantiated here. */
export function loadVoy(loadWasm: VoyOptions['loadWasm']): Promise<VoyGlue> {
  voyModule ??= (async () => {
    const [glue, bytes] = await Promise.all([import('voy-search/voy_search_bg.js'), loadWasm()]);
    const { instance } = await WebAssembly.instantiate(bytes, {
      './voy_search_bg.js': glue as unknown as WebAssembly.ModuleImports,
    });
    glue.__wbg_set_wasm(instance.exports);
    return glue;
  })().catch((error: unknown) => {
    voyModule = null;
    throw error;
  });
  return voyModule;
}

/** Ids of equal vectors, together, in order of their first id. Two zeros of different sign are equal. */
function groupIdentical(matrix: Float32Array, dim: number): number[][] {
  const byHash = new Map<number, number[][]>();
  const groups: number[][] = [];
  const equal = (a: number, b: number): boolean => {
    for (let i = 0; i < dim; i++) if (matrix[a * dim + i] !== matrix[b * dim + i]) return false;
    return true;
  };
  const bits = new Int32Array(1);
  const value = new Float32Array(bits.buffer);
  for (let id = 0; id * dim < matrix.length; id++) {
    let hash = 0;
    for (let i = 0; i < dim; i++) {
      value[0] = matrix[id * dim + i] + 0;
      hash = Math.imul(hash ^ bits[0], 0x01000193) ^ (hash >>> 15);
    }
    const bucket = byHash.get(hash) ?? [];
    if (bucket.length === 0) byHash.set(hash, bucket);
    const group = bucket.find(([first]) => equal(first, id));
    if (group) {
      group.push(id);
    } else {
      bucket.push([id]);
      groups.push(bucket[bucket.length - 1]);
    }
  }
  return groups;
}

/** Uniform numbers in [0, 1) that are the same in every run (xorshift32, Marsaglia 2003). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function shuffled(values: readonly number[], random: () => number): number[] {
  const out = [...values];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

/**
 * Fills all of Voy's dimensions with copies of x, each by 1/√copies, which keeps every distance: zeros would be
 * coordinates that all vectors share.
 */
function tile(vector: Float64Array): Float64Array {
  const copies = Math.max(1, Math.floor(VOY_DIM / vector.length));
  const scale = 1 / Math.sqrt(copies);
  const out = new Float64Array(VOY_DIM);
  for (let copy = 0; copy < copies; copy++) out.set(vector.map((value) => value * scale), copy * vector.length);
  return out;
}

class VoyIndex implements VectorIndex {
  readonly name = 'voy';
  readonly size: number;
  readonly dim: number;
  private readonly matrix: Float32Array;
  private readonly module: VoyModule;
  /** Ids of each distinct vector; a position in this list is a vector's id inside Voy. */
  private readonly groups: readonly number[][];
  private readonly inTree: readonly number[];
  private readonly scanned: readonly number[];
  private readonly augmentation: Augmentation;
  private tree: VoyTree | null = null;
  private rebuilt = false;

  constructor(matrix: Float32Array, dim: number, module: VoyModule) {
    this.matrix = matrix;
    this.dim = dim;
    this.size = matrix.length / dim;
    this.module = module;
    this.groups = groupIdentical(matrix, dim);
    const norms = this.groups.map(([id]) => Math.sqrt(squaredNorm(matrix, dim, id)));
    const limit = LONG_NORM * Float64Array.from(norms).sort()[norms.length >> 1];
    const all = [...this.groups.keys()];
    this.inTree = all.filter((group) => norms[group] <= limit);
    this.scanned = all.filter((group) => norms[group] > limit);
    this.augmentation = planAugmentation(matrix, dim, this.inTree.map((group) => this.groups[group][0]), VOY_DIM);
  }

  /** Builds the tree; a second attempt jitters more and in another order. */
  async build(options: BuildOptions): Promise<void> {
    try {
      await this.addAll(options, JITTER, 0x2545f491);
    } catch (error) {
      if (!isTrap(error)) throw error;
      await this.rebuild(options);
    }
  }

  private async rebuild(options: BuildOptions): Promise<void> {
    // The trapped object must not be touched again, not even freed: Rust still counts it as borrowed.
    this.tree = null;
    if (this.rebuilt) throw this.givenUp();
    this.rebuilt = true;
    try {
      await this.addAll(options, JITTER * 64, 0x7f4a7c15);
    } catch (error) {
      this.tree = null;
      throw isTrap(error) ? this.givenUp() : error;
    }
  }

  private givenUp(): UserError {
    return new UserError('engine', `The Voy index failed twice on these ${this.size} vectors`, 'Choose the exact index: it takes any vectors and gives the same passages.');
  }

  private async addAll({ signal, onProgress }: BuildOptions, jitter: number, seed: number): Promise<void> {
    const random = makeRandom(seed);
    const tree = new this.module.Voy();
    // In the order of the table, sorted data would make a list of the tree.
    const order = shuffled(this.inTree, random);
    for (let start = 0; start < order.length; start += BATCH) {
      const embeddings = order.slice(start, start + BATCH).map((group) => {
        const vector = tile(augmentPassage(this.matrix, this.dim, this.groups[group][0], this.augmentation));
        return {
          id: String(group),
          title: '',
          url: '',
          embeddings: Array.from(vector, (value) => Math.fround(value + (random() - 0.5) * 2 * jitter)),
        };
      });
      tree.add({ embeddings });
      onProgress?.(Math.min(order.length, start + BATCH), order.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (signal?.aborted) tree.free();
      throwIfAborted(signal, 'Building the Voy index');
    }
    this.tree = tree;
  }

  async search(queries: Float32Array, nQueries: number, k: number): Promise<SearchResult> {
    checkQueries(queries, nQueries, this.dim, k);
    const kept = Math.min(k, this.size);
    const scores = new Float32Array(nQueries * kept);
    const ids = new Int32Array(nQueries * kept);
    const heap = new BoundedHeap(kept);
    for (let query = 0; query < nQueries; query++) {
      for (const group of await this.candidates(queries, query, kept)) {
        const members = this.groups[group];
        const score = innerProduct(this.matrix, this.dim, members[0], queries, query);
        for (const id of members) heap.push(score, id);
      }
      heap.drainInto(scores, ids, query * kept);
    }
    return { k: kept, scores, ids };
  }

  private async candidates(queries: Float32Array, query: number, k: number): Promise<readonly number[]> {
    if (squaredNorm(queries, this.dim, query) === 0) {
      // Every passage scores 0: no distance can say that the lowest ids come first.
      return this.groups.slice(0, k).map((_, group) => group);
    }
    const wanted = Math.min(this.inTree.length, OVERFETCH * k);
    const vector = Float32Array.from(tile(augmentQuery(queries, this.dim, query, this.augmentation)));
    try {
      return [...this.nearest(vector, wanted), ...this.scanned];
    } catch (error) {
      if (!isTrap(error)) throw error;
      await this.rebuild({});
    }
    try {
      return [...this.nearest(vector, wanted), ...this.scanned];
    } catch (error) {
      this.tree = null;
      throw isTrap(error) ? this.givenUp() : error;
    }
  }

  private nearest(vector: Float32Array, k: number): number[] {
    if (this.tree === null) throw this.rebuilt ? this.givenUp() : new Error('internal: the Voy index was searched after dispose');
    return this.tree.search(vector, k).neighbors.map(({ id }) => Number(id));
  }

  dispose(): void {
    this.tree?.free();
    this.tree = null;
  }
}

/** A Rust panic arrives as a trap or as the glue's complaint about an object that an earlier trap left borrowed. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || (error instanceof Error && /recursive use|unreachable|borrow/i.test(error.message));
}

/**
 * @param matrix [n, dim], row-major, n ≤ 45,000 and dim ≤ 768; kept, not copied. The tree is always built from it anew:
 * Voy's own serialisation fails on large indexes.
 */
export async function createVoyIndex(matrix: Float32Array, dim: number, options: VoyOptions): Promise<VectorIndex> {
  checkCapacity(matrix, dim);
  throwIfAborted(options.signal, 'Building the Voy index');
  return buildVoyIndex(await loadVoy(options.loadWasm), matrix, dim, options);
}

/** As createVoyIndex, over a module that is loaded already. */
export async function buildVoyIndex(module: VoyModule, matrix: Float32Array, dim: number, options: BuildOptions = {}): Promise<VectorIndex> {
  checkCapacity(matrix, dim);
  const index = new VoyIndex(matrix, dim, module);
  await index.build(options);
  return index;
}

function checkCapacity(matrix: Float32Array, dim: number): void {
  checkMatrix(matrix, dim);
  if (dim > VOY_DIM) {
    throw new UserError('unsupported', `The Voy index holds vectors of up to ${VOY_DIM} dimensions; this model makes ${dim}`, 'Choose the exact index.');
  }
  const n = matrix.length / dim;
  if (n > VOY_MAX_VECTORS) {
    throw new UserError('unsupported', `The Voy index holds up to ${VOY_MAX_VECTORS} passages; this knowledge base has ${n}`, 'Choose the exact index.');
  }
}
