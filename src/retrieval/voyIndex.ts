/**
 * Voy (voy-search, a k-d tree in WebAssembly) behind the VectorIndex contract, guarded against the inputs that make it
 * trap: identical vectors, shared coordinates, large batches, k < 1, non-finite values. Knows no model and no page.
 */
import { UserError, throwIfAborted } from '../errors.ts';
import { augmentPassage, augmentQuery, planAugmentation, squaredNorm } from './maxInnerProduct.ts';
import type { Augmentation } from './maxInnerProduct.ts';
import { makeRandom, shuffled } from './random.ts';
import { createStoreIndex } from './storeIndex.ts';
import type { CandidateSource, VectorIndex } from './types.ts';
import type { VectorStore } from './vectorStore.ts';

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
let voyMemory: WebAssembly.Memory | null = null;

/** The package's main module imports its .wasm as a module, which Node and Vite do not do; so it is instantiated here. */
export function loadVoy(loadWasm: VoyOptions['loadWasm']): Promise<VoyGlue> {
  voyModule ??= (async () => {
    const [glue, bytes] = await Promise.all([import('voy-search/voy_search_bg.js'), loadWasm()]);
    const { instance } = await WebAssembly.instantiate(bytes, {
      './voy_search_bg.js': glue as unknown as WebAssembly.ModuleImports,
    });
    glue.__wbg_set_wasm(instance.exports);
    voyMemory = instance.exports.memory as WebAssembly.Memory;
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

class VoySource implements CandidateSource {
  private readonly size: number;
  private readonly dim: number;
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

  /** All of Voy's memory, which grows and never shrinks: what one tree takes in it cannot be asked. */
  get bytes(): number {
    return voyMemory?.buffer.byteLength ?? 0;
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

  async propose(queries: Float32Array, nQueries: number, k: number): Promise<number[][]> {
    const proposed: number[][] = [];
    for (let query = 0; query < nQueries; query++) {
      const groups = await this.candidates(queries, query, Math.min(k, this.size));
      proposed.push(groups.flatMap((group) => this.groups[group]));
    }
    return proposed;
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

/** The tree is always built from the vectors anew: Voy's own serialisation fails on large indexes. At most 45,000 of at most 768 values. */
export async function createVoyIndex(store: VectorStore, options: VoyOptions): Promise<VectorIndex> {
  checkCapacity(store);
  throwIfAborted(options.signal, 'Building the Voy index');
  return buildVoyIndex(await loadVoy(options.loadWasm), store, options);
}

/** As createVoyIndex, over a module that is loaded already. */
export async function buildVoyIndex(module: VoyModule, store: VectorStore, options: BuildOptions = {}): Promise<VectorIndex> {
  checkCapacity(store);
  const source = new VoySource(store.matrix(), store.dim, module);
  await source.build(options);
  return createStoreIndex('voy', store, source);
}

function checkCapacity({ size, dim }: VectorStore): void {
  if (dim > VOY_DIM) {
    throw new UserError('unsupported', `The Voy index holds vectors of up to ${VOY_DIM} dimensions; this model makes ${dim}`, 'Choose the exact index.');
  }
  if (size > VOY_MAX_VECTORS) {
    throw new UserError('unsupported', `The Voy index holds up to ${VOY_MAX_VECTORS} passages; this knowledge base has ${size}`, 'Choose the exact index.');
  }
}
