/**
 * The vectors of one knowledge base by one encoder as a log: a header, the plan of batches, and the batches in any order.
 * Knows no passage and no encoder.
 *
 * The plan is recorded before the first batch, so that an embedding that goes on tomorrow makes the same batches as one
 * that was never interrupted. Appended rows get a plan of their own.
 */
import type { Folder } from './files.ts';
import { jsonBytes, jsonOf } from './json.ts';
import { DamagedSegment, LogReader, LogWriter, type Segment } from './log.ts';
import { decodeVectors, encodeVectors, vectorBytes, type VectorType } from './vectorCodec.ts';

const [HEADER, PLAN, BATCH] = [1, 2, 3];

/** What made the vectors. */
export interface EncoderId {
  /** Fingerprint of weights, configuration and tokenizer. */
  readonly model: string;
  /** How it was computed, e.g. 'q8 wasm': vectors of two such differ in their last digits. */
  readonly numerics: string;
  /** For people. */
  readonly name: string;
}

export interface VectorHeader {
  readonly encoder: EncoderId;
  readonly type: VectorType;
  readonly dim: number;
}

/** Batches over the passages first … first + order.length − 1: batch i is order[i*batchSize …], counted from `first`. */
export interface BatchPlan {
  readonly first: number;
  readonly batchSize: number;
  readonly order: Uint32Array;
}

export interface Batch {
  /** Counted over all plans of the log. */
  readonly number: number;
  /** Passage ids. */
  readonly ids: Uint32Array;
}

export function batchesOf(plans: readonly BatchPlan[]): Batch[] {
  const batches: Batch[] = [];
  for (const { first, batchSize, order } of plans)
    for (let start = 0; start < order.length; start += batchSize)
      batches.push({ number: batches.length, ids: order.slice(start, start + batchSize).map((at) => first + at) });
  return batches;
}

/** What stands of a vector log. */
export class StoredVectors {
  readonly name: string;
  readonly header: VectorHeader;
  readonly plans: readonly BatchPlan[];
  readonly batches: readonly Batch[];
  readonly #log: LogReader;
  readonly #segments: ReadonlyMap<number, Segment>;

  private constructor(log: LogReader, header: VectorHeader, plans: readonly BatchPlan[]) {
    this.name = log.name;
    this.header = header;
    this.plans = plans;
    this.batches = batchesOf(plans);
    this.#log = log;
    const segments = log.segments.filter(({ kind, tag, length }) => kind === BATCH && length === this.batches[tag]?.ids.length * vectorBytes(header.type, header.dim));
    this.#segments = new Map(segments.map((segment) => [segment.tag, segment]));
  }

  /** @returns null where the log has no header: it was cut off before it began */
  static async open(folder: Folder, name: string): Promise<StoredVectors | null> {
    const log = await LogReader.open(folder, name);
    const header = log.segments.find(({ kind }) => kind === HEADER);
    if (!header) return null;
    const plans: BatchPlan[] = [];
    for (const segment of log.segments) if (segment.kind === PLAN) plans.push(planOf(await log.read(segment)));
    return new StoredVectors(log, jsonOf(await log.read(header)), plans);
  }

  get bytes(): number {
    return this.#log.size;
  }

  /** Passages that the plans cover. */
  get nPlanned(): number {
    return this.plans.reduce((sum, { order }) => sum + order.length, 0);
  }

  /** Passages whose batch is committed. */
  get nDone(): number {
    return this.batches.reduce((sum, { number, ids }) => sum + (this.#segments.has(number) ? ids.length : 0), 0);
  }

  /** Whether a batch is committed. */
  has(batch: number): boolean {
    return this.#segments.has(batch);
  }

  get complete(): boolean {
    return this.#segments.size === this.batches.length;
  }

  /** @returns [nPlanned, dim] with zeros for batches that are missing, and these batches: not committed, or damaged since */
  async load(onProgress?: (done: number, total: number) => void): Promise<{ matrix: Float32Array; missing: Batch[] }> {
    const { rows, missing } = await this.loadRows(onProgress);
    return { matrix: decodeVectors(this.header.type, rows, this.header.dim), missing };
  }

  /** The same as records of the header's type, in the order of the passages. */
  async loadRows(onProgress: (done: number, total: number) => void = () => {}): Promise<{ rows: Uint8Array; missing: Batch[] }> {
    const rowBytes = vectorBytes(this.header.type, this.header.dim);
    const rows = new Uint8Array(this.nPlanned * rowBytes);
    const damaged = new Set<number>();
    // In the order of the file, which is read in large pieces.
    const segments = [...this.#segments.values()].sort((a, b) => a.offset - b.offset);
    for (const [at, segment] of segments.entries()) {
      try {
        const bytes = await this.#log.read(segment);
        this.batches[segment.tag].ids.forEach((id, row) => rows.set(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), id * rowBytes));
      } catch (error) {
        if (!(error instanceof DamagedSegment)) throw error;
        damaged.add(segment.tag);
      }
      if (at % 256 === 255) onProgress(at + 1, segments.length);
    }
    return { rows, missing: this.batches.filter(({ number }) => !this.#segments.has(number) || damaged.has(number)) };
  }
}

/** Puts the vectors of a batch at the places of its passages. */
export function place(matrix: Float32Array, dim: number, { ids }: Batch, vectors: Float32Array): void {
  ids.forEach((id, row) => matrix.set(vectors.subarray(row * dim, (row + 1) * dim), id * dim));
}

export class VectorWriter {
  readonly #log: LogWriter;
  readonly #header: VectorHeader;

  private constructor(log: LogWriter, header: VectorHeader) {
    this.#log = log;
    this.#header = header;
  }

  /** Begins a log, or goes on with one that has this header. */
  static async open(folder: Folder, name: string, header: VectorHeader): Promise<VectorWriter> {
    const log = await LogWriter.open(folder, name);
    try {
      if (!log.segments.some(({ kind }) => kind === HEADER)) log.append(HEADER, jsonBytes(header));
      return new VectorWriter(log, header);
    } catch (error) {
      log.close();
      throw error;
    }
  }

  addPlan({ first, batchSize, order }: BatchPlan): void {
    this.#log.append(PLAN, joined(Uint32Array.of(first, batchSize), order));
  }

  /** @param vectors [batch.ids.length, dim] */
  addBatch({ number, ids }: Batch, vectors: Float32Array): void {
    const { dim, type } = this.#header;
    if (vectors.length !== ids.length * dim) throw new Error(`internal: batch ${number} has ${ids.length} passages of ${dim} dimensions, not ${vectors.length} numbers`);
    this.addRows(number, encodeVectors(type, vectors, dim));
  }

  /** @param rows records of the header's type */
  addRows(batch: number, rows: Uint8Array): void {
    this.#log.append(BATCH, rows, batch);
  }

  close(): void {
    this.#log.close();
  }
}

/** Little-endian, as every machine with a browser is. */
function joined(head: Uint32Array, tail: Uint32Array): Uint8Array {
  const words = new Uint32Array(head.length + tail.length);
  words.set(head);
  words.set(tail, head.length);
  return new Uint8Array(words.buffer);
}

function planOf(bytes: Uint8Array): BatchPlan {
  const words = new Uint32Array(bytes.slice().buffer);
  return { first: words[0], batchSize: words[1], order: words.slice(2) };
}
