/**
 * The one owner of a base's vectors: keeps them in WebAssembly memory, scans them, and scores exactly what indexes
 * propose. Knows no index and no passage.
 */
import { UserError, throwIfAborted } from '../errors.ts';
import { BoundedHeap } from './boundedHeap.ts';
import { checkMatrix } from './checks.ts';
import { loadKernels, type Kernels } from './simd/load.ts';
import type { SearchResult } from './types.ts';
import { encodeInt8, encodeQuery, floatOf, halfOf, vectorBytes, type VectorType } from './vectorCodes.ts';

/** Queries that are scanned together while rows are in a cache. */
const QUERIES = 8;
/** Bytes of rows scanned for all queries before the next ones: about a level-2 cache. */
const BLOCK_BYTES = 256 << 10;
const PAGE = 65536;
/** WebAssembly addresses 32 bits. */
const MAX_PAGES = 65536;

/** Rows written between two looks at a cancel. */
const ROWS_A_TURN = 4096;

export interface ShadowOptions {
  /** [n] ids; absent: as they are. */
  readonly order?: ArrayLike<number>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Consecutive rows [first, end). */
export type RowRange = readonly [first: number, end: number];

export class VectorStore {
  readonly size: number;
  readonly dim: number;
  readonly type: VectorType;
  readonly kernelKind: Kernels['kind'];
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  /** Addresses in bytes; the query area begins at 0. */
  readonly #layout: { readonly queryBytes: number; readonly out: number; readonly scales: number; readonly rows: number; readonly blockRows: number };

  private constructor(size: number, dim: number, type: VectorType, kernels: 'simd' | 'js' | 'best') {
    this.size = size;
    this.dim = dim;
    this.type = type;
    const aligned = (bytes: number) => Math.ceil(bytes / 16) * 16;
    const queryBytes = aligned(4 * dim);
    const blockRows = Math.max(1, Math.min(size, Math.floor(BLOCK_BYTES / vectorBytes(type, dim))));
    const out = QUERIES * queryBytes;
    const scales = out + aligned(4 * blockRows);
    const rows = scales + (type === 'int8' ? aligned(4 * size) : 0);
    const pages = Math.ceil((rows + size * elementBytes(type) * dim) / PAGE);
    this.#layout = { queryBytes, out, scales, rows, blockRows };
    this.#memory = allocate(pages, size, dim);
    this.#kernels = loadKernels(this.#memory, kernels);
    this.kernelKind = this.#kernels.kind;
  }

  /** @param matrix [n, dim], row-major, finite; copied, so that it may be let go */
  static of(matrix: Float32Array, dim: number, type: VectorType = 'fp32', kernels: 'simd' | 'js' | 'best' = 'best'): VectorStore {
    checkMatrix(matrix, dim);
    return VectorStore.fill(matrix.length / dim, dim, type, (id, row) => row.set(matrix.subarray(id * dim, (id + 1) * dim)), kernels);
  }

  /** Row by row, so that vectors on their way from a file are never held twice. @param write puts vector `id`, finite, into `row` [dim] */
  static fill(size: number, dim: number, type: VectorType, write: (id: number, row: Float32Array) => void, kernels: 'simd' | 'js' | 'best' = 'best'): VectorStore {
    const store = new VectorStore(size, dim, type, kernels);
    const row = new Float32Array(dim);
    for (let id = 0; id < size; id++) {
      write(id, row);
      store.#write(id, row);
    }
    return store;
  }

  /** The rows of another store in a given order, kept as int8: the shadow that fast scans run over. */
  static async shadow(of: VectorStore, { order, signal, onProgress }: ShadowOptions = {}): Promise<VectorStore> {
    const store = new VectorStore(of.size, of.dim, 'int8', of.kernelKind);
    const row = new Float32Array(of.dim);
    for (let at = 0; at < of.size; at++) {
      store.#write(at, of.row(order ? order[at] : at, row));
      if (at % ROWS_A_TURN !== ROWS_A_TURN - 1) continue;
      onProgress?.(at + 1, of.size);
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfAborted(signal, 'Building the index');
    }
    return store;
  }

  /** Bytes held, queries and results of a scan included. */
  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  get #floats(): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#layout.rows, this.size * this.dim);
  }

  /** [n, dim] as float32: a view where they are kept so, else a decoded copy. */
  matrix(): Float32Array {
    if (this.type === 'fp32') return this.#floats;
    return this.rows(Array.from({ length: this.size }, (_, id) => id));
  }

  /** One vector, decoded. @param into [dim] */
  row(id: number, into: Float32Array = new Float32Array(this.dim)): Float32Array {
    const { dim, type } = this;
    const { buffer } = this.#memory;
    const { rows, scales } = this.#layout;
    if (type === 'fp32') into.set(new Float32Array(buffer, rows + 4 * id * dim, dim));
    else if (type === 'fp16') new Uint16Array(buffer, rows + 2 * id * dim, dim).forEach((half, i) => (into[i] = floatOf(half)));
    else {
      const [scale] = new Float32Array(buffer, scales + 4 * id, 1);
      new Int8Array(buffer, rows + id * dim, dim).forEach((code, i) => (into[i] = code * scale));
    }
    return into;
  }

  /** @returns [ids.length, dim] */
  rows(ids: ArrayLike<number>): Float32Array {
    const out = new Float32Array(ids.length * this.dim);
    for (let i = 0; i < ids.length; i++) this.row(ids[i], out.subarray(i * this.dim, (i + 1) * this.dim));
    return out;
  }

  #write(id: number, row: Float32Array): void {
    const { buffer } = this.#memory;
    const { rows, scales } = this.#layout;
    if (this.type === 'fp32') new Float32Array(buffer, rows + 4 * id * this.dim, this.dim).set(row);
    else if (this.type === 'int8') new Float32Array(buffer, scales + 4 * id, 1)[0] = encodeInt8(row, new Int8Array(buffer, rows + id * this.dim, this.dim));
    else new Uint16Array(buffer, rows + 2 * id * this.dim, this.dim).set(Uint16Array.from(row, halfOf));
  }

  /** q·d of the vectors as they are kept, summed in float64, rounded to float32. @param q [dim] */
  innerProducts(ids: ArrayLike<number>, q: Float32Array): Float32Array {
    const row = new Float32Array(this.dim);
    return Float32Array.from(ids, (id) => {
      this.row(id, row);
      let sum = 0;
      for (let i = 0; i < row.length; i++) sum += row[i] * q[i];
      return sum;
    });
  }

  /**
   * The k best rows of each query by the kernel's own sums: float32, so the last digits may differ from innerProducts.
   * @param ranges rows to look at, ascending, a list a query; absent: all
   * @returns ids, best first by those sums; fewer than k where the ranges hold fewer
   */
  scan(queries: Float32Array, nQueries: number, k: number, ranges?: readonly (readonly RowRange[])[]): Int32Array[] {
    const found: Int32Array[] = [];
    if (ranges) {
      for (let query = 0; query < nQueries; query++) found.push(...this.#scanTogether(queries.subarray(query * this.dim, (query + 1) * this.dim), 1, k, ranges[query]));
      return found;
    }
    for (let first = 0; first < nQueries; first += QUERIES) {
      const count = Math.min(QUERIES, nQueries - first);
      found.push(...this.#scanTogether(queries.subarray(first * this.dim, (first + count) * this.dim), count, k, [[0, this.size]]));
    }
    return found;
  }

  #scanTogether(queries: Float32Array, count: number, k: number, ranges: readonly RowRange[]): Int32Array[] {
    const { dim, type } = this;
    const { buffer } = this.#memory;
    const { queryBytes, out, scales, rows, blockRows } = this.#layout;
    const kernel = this.#kernels[KERNEL_OF[type]];
    const rowBytes = elementBytes(type) * dim;
    const factors = Array.from({ length: count }, (_, i) =>
      encodeQuery(type, queries.subarray(i * dim, (i + 1) * dim), new Float32Array(buffer, i * queryBytes, dim), new Int16Array(buffer, i * queryBytes, dim)),
    );
    const heaps = factors.map(() => new BoundedHeap(Math.min(k, this.size)));
    const sums = new Float32Array(buffer, out, blockRows);
    for (const [first, end] of ranges) {
      for (let start = first; start < end; start += blockRows) {
        const nRows = Math.min(blockRows, end - start);
        heaps.forEach((heap, i) => {
          kernel(rows + start * rowBytes, nRows, dim, i * queryBytes, out, scales + 4 * start);
          heap.pushAll(sums, nRows, factors[i], start);
        });
      }
    }
    return heaps.map((heap) => heap.drain().ids);
  }

  /**
   * What every index ends with: the proposed passages under their exact inner products.
   * @param proposed ids, a list a query, without repetition
   * @returns [nQueries, k'] with k' = min(k, the shortest list), best first, ties by the lower id
   */
  best(proposed: readonly ArrayLike<number>[], queries: Float32Array, k: number): SearchResult {
    const kept = Math.min(k, ...proposed.map((ids) => ids.length));
    const scores = new Float32Array(proposed.length * kept);
    const ids = new Int32Array(proposed.length * kept);
    const heap = new BoundedHeap(kept);
    proposed.forEach((list, query) => {
      this.innerProducts(list, queries.subarray(query * this.dim, (query + 1) * this.dim)).forEach((score, i) => heap.push(score, list[i]));
      heap.drainInto(scores, ids, query * kept);
    });
    return { k: kept, scores, ids };
  }
}

const KERNEL_OF = { fp32: 'f32', fp16: 'f16', int8: 'i8' } as const;

function elementBytes(type: VectorType): number {
  return type === 'fp32' ? 4 : type === 'fp16' ? 2 : 1;
}

function allocate(pages: number, size: number, dim: number): WebAssembly.Memory {
  const tooLarge = (why: string) =>
    new UserError('unsupported', `${size} vectors of ${dim} values need ${Math.ceil((pages * PAGE) / 2 ** 20)} MB in one piece: ${why}`, 'Keep the vectors as int8 or float16, or split the base.');
  if (pages > MAX_PAGES) throw tooLarge('WebAssembly holds 4,096 MB');
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    throw tooLarge('this browser gives no more memory');
  }
}
