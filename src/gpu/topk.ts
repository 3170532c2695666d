/** Exact inner-product top-k on the GPU: shards, dispatches and read-back around shaders/topk.wgsl. Knows not what the vectors mean. */
import selectSource from '../../shaders/select.wgsl?raw';
import scoreSource from '../../shaders/topk.wgsl?raw';
import { UserError } from '../errors.ts';
import { Job, kernelOn, outOfGpuMemory, type Kernel } from './compute.ts';
import { checkMatrix, checkQueries } from './searchInput.ts';
import { mergeToOneTile, powerOfTwoAtLeast } from './select.ts';
import type { ExactSearch, PassageMatrix, SearchResult } from './types.ts';

/** Bytes written to the GPU at a time: bounds the copy that the browser stages. */
const WRITE_BYTES = 16 << 20;
/** Bytes of candidates that one batch of queries may hold. */
const CANDIDATE_BYTES = 32 << 20;
/** Rows that scoreTiles scores at a step, hence the smallest tile; the largest is what sortTile holds. */
const MIN_TILE_ROWS = 128;
const MAX_TILE_ROWS = 1024;

interface Shard {
  readonly buffer: GPUBuffer;
  readonly firstRow: number;
  readonly nRows: number;
}

/** [nRows, stride] vec4 over one or several buffers, rows zero-padded to whole vec4. */
class GpuMatrix implements PassageMatrix {
  readonly nRows: number;
  readonly dim: number;
  /** vec4 a row */
  readonly stride: number;
  readonly shards: readonly Shard[];
  readonly #open: Set<GpuMatrix>;

  /** @param open its owner's matrices, of which this becomes one until it is disposed of */
  constructor(nRows: number, dim: number, stride: number, shards: readonly Shard[], open: Set<GpuMatrix>) {
    this.#open = open;
    open.add(this);
    this.nRows = nRows;
    this.dim = dim;
    this.stride = stride;
    this.shards = shards;
  }

  dispose(): void {
    this.#open.delete(this);
    for (const shard of this.shards) shard.buffer.destroy();
  }
}

export class TopK implements ExactSearch {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel;
  readonly #shardBytes: number;
  readonly #open = new Set<GpuMatrix>();

  /** @param maxShardBytes lowers the device's own limit on a buffer */
  constructor(device: GPUDevice, maxShardBytes = Infinity) {
    this.#device = device;
    this.#kernel = kernelOn(device, 'topk', [selectSource, scoreSource]);
    const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
    this.#shardBytes = Math.min(maxShardBytes, maxStorageBufferBindingSize, maxBufferSize);
  }

  async upload(matrix: Float32Array, dim: number): Promise<PassageMatrix> {
    const nRows = checkMatrix(matrix, dim);
    const stride = Math.ceil(dim / 4);
    const shardRows = Math.min(
      Math.floor(this.#shardBytes / (stride * 16)),
      this.#device.limits.maxComputeWorkgroupsPerDimension * MIN_TILE_ROWS,
    );
    if (shardRows < 1) throw new UserError('unsupported', `The GPU's buffers hold no vector of ${dim} values`, 'Switch to WASM.');
    const shards: Shard[] = [];
    this.#device.pushErrorScope('out-of-memory');
    for (let firstRow = 0; firstRow < nRows; firstRow += shardRows) {
      const count = Math.min(shardRows, nRows - firstRow);
      const buffer = this.#device.createBuffer({
        label: 'topk.passages',
        size: count * stride * 16,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
      });
      shards.push({ buffer, firstRow, nRows: count });
    }
    const made = new GpuMatrix(nRows, dim, stride, shards, this.#open);
    if (await this.#device.popErrorScope()) {
      made.dispose();
      throw outOfGpuMemory(`holding ${nRows} passages of ${dim} values`);
    }
    for (const shard of shards) this.#fill(shard, matrix, dim, stride);
    return made;
  }

  async search(matrix: PassageMatrix, queries: Float32Array, nQueries: number, k: number): Promise<SearchResult> {
    if (!(matrix instanceof GpuMatrix)) throw new Error('internal: topk: the matrix is not on this GPU');
    checkQueries(queries, nQueries, matrix.dim, k);
    const kept = Math.min(k, matrix.nRows);
    const tileRows = tileRowsFor(matrix.nRows, kept);
    const nTiles = matrix.shards.reduce((sum, shard) => sum + Math.ceil(shard.nRows / tileRows), 0);
    const { maxComputeWorkgroupsPerDimension } = this.#device.limits;
    const perBatch = Math.max(1, Math.min(maxComputeWorkgroupsPerDimension, Math.floor(CANDIDATE_BYTES / (nTiles * kept * 8))));
    const scores = new Float32Array(nQueries * kept);
    const ids = new Int32Array(nQueries * kept);
    for (let first = 0; first < nQueries; first += perBatch) {
      const count = Math.min(perBatch, nQueries - first);
      const batch = queries.subarray(first * matrix.dim, (first + count) * matrix.dim);
      const best = await this.#searchBatch(matrix, batch, count, kept, tileRows, nTiles);
      const bestScores = new Float32Array(best);
      const bestIds = new Int32Array(best);
      for (let i = 0; i < count * kept; i++) {
        scores[first * kept + i] = bestScores[2 * i];
        ids[first * kept + i] = bestIds[2 * i + 1];
      }
    }
    return { k: kept, scores, ids };
  }

  dispose(): void {
    // A set may lose members while it is walked.
    for (const matrix of this.#open) matrix.dispose();
  }

  /** @returns candidates [nQueries, k] as (f32 score, u32 id) */
  async #searchBatch(
    matrix: GpuMatrix,
    queries: Float32Array,
    nQueries: number,
    k: number,
    tileRows: number,
    nTiles: number,
  ): Promise<ArrayBuffer> {
    const { dim, stride } = matrix;
    const [scoreTiles, mergeTiles] = await this.#kernel.pipelines(['scoreTiles', 'mergeTiles']);
    const job = new Job(this.#device, 'topk');
    const padded = job.storage(padRows(queries, dim, stride * 4, 0, nQueries));
    const candidates = job.scratch(nQueries * nTiles * k * 8);
    let firstTile = 0;
    for (const shard of matrix.shards) {
      const shardTiles = Math.ceil(shard.nRows / tileRows);
      const params = job.uniform([shard.nRows, stride, shard.firstRow, firstTile, nTiles, tileRows, k]);
      job.dispatch(scoreTiles, { 0: params, 1: shard.buffer, 2: padded, 3: candidates }, [nQueries, shardTiles]);
      firstTile += shardTiles;
    }
    const best = mergeToOneTile(job, mergeTiles, candidates, nQueries, nTiles * k, k);
    return job.finish(best, nQueries * k * 8);
  }

  #fill(shard: Shard, matrix: Float32Array, dim: number, stride: number): void {
    const stepRows = Math.max(1, Math.floor(WRITE_BYTES / (stride * 16)));
    for (let row = 0; row < shard.nRows; row += stepRows) {
      const count = Math.min(stepRows, shard.nRows - row);
      const rows = padRows(matrix, dim, stride * 4, shard.firstRow + row, count);
      this.#device.queue.writeBuffer(shard.buffer, row * stride * 16, rows.buffer as ArrayBuffer, rows.byteOffset, rows.byteLength);
    }
  }
}

/**
 * Rows a tile: small tiles occupy a GPU on small matrices, large ones cut the candidates on large ones.
 * At least 4k where that fits, so that each stage drops most candidates.
 */
function tileRowsFor(nRows: number, k: number): number {
  const wanted = Math.max(4 * k, nRows / 128);
  return Math.min(MAX_TILE_ROWS, Math.max(MIN_TILE_ROWS, powerOfTwoAtLeast(wanted)));
}

/** Rows [first, first + count) of a [_, dim] matrix, zero-padded to `width` values; a view where no padding is needed. */
function padRows(matrix: Float32Array, dim: number, width: number, first: number, count: number): Float32Array {
  const rows = matrix.subarray(first * dim, (first + count) * dim);
  if (width === dim) return rows;
  const padded = new Float32Array(count * width);
  for (let row = 0; row < count; row++) padded.set(rows.subarray(row * dim, (row + 1) * dim), row * width);
  return padded;
}
