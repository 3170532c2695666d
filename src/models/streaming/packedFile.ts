/** Packed weights as a safetensors file, written and read tensor by tensor. Knows no graph, no place of storage and no checkpoint. */
import { throwIfAborted, UserError } from '../../errors.ts';
import type { Param } from '../../graph/graph.ts';
import type { DType as ElementType } from '../../graph/types.ts';
import type { HostTensor, TensorData, WeightReader } from '../../runtime/types.ts';
import { openSafetensors, type SafetensorsFile } from '../checkpoint/safetensors.ts';
import type { ByteSource } from '../checkpoint/source.ts';
import { elements, safetensorsHeader } from '../checkpoint/streamSafetensors.ts';
import { DTYPE_BITS, type DType } from '../checkpoint/tensor.ts';
import { PackedReader } from './packedReader.ts';

/** Takes the bytes of a file in order: a file on disk, or one in the browser's own storage. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** What graphs want of a weight, as their params declare it. */
export type WantedWeight = Pick<Param, 'name' | 'dtype' | 'shape'>;

const STORED_AS: Partial<Record<ElementType, DType>> = { float32: 'F32', float16: 'F16', int32: 'I32', int8: 'I8', uint8: 'U8' };

const ARRAYS: Partial<Record<DType, new (buffer: ArrayBufferLike) => TensorData>> = { F32: Float32Array, F16: Uint16Array, I32: Int32Array, I8: Int8Array, U8: Uint8Array };

export interface WriteOptions {
  /** Kept in the file: whose weights these are, and in which forms. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Bytes written so far, and all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface PackedReport {
  /** Of the whole file. */
  readonly bytes: number;
  /** Largest number of bytes of weights that were in memory at once. */
  readonly peakBytes: number;
}

/** Reads, packs and writes one weight after the other; in memory are the forms of one weight, and its floats. */
export async function writePacked(floats: WeightReader, wanted: readonly WantedWeight[], sink: ByteSink, { metadata, signal, onProgress = () => {} }: WriteOptions): Promise<PackedReport> {
  const ordered = inOneReading(wanted);
  const stored = ordered.map(({ name, dtype, shape }) => ({ name, dtype: storedAs(name, dtype), dims: shape as readonly number[] }));
  const header = safetensorsHeader(stored, metadata);
  const total = header.length + stored.reduce((sum, t) => sum + (elements(t) * DTYPE_BITS[t.dtype]) / 8, 0);
  const reader = new PackedReader(floats);
  await sink.write(header);
  let done = header.length;
  let base = '';
  for (const { name, dims, dtype } of stored) {
    throwIfAborted(signal, 'packing the weights');
    // The next weight begins: what was packed of the last one is on its way already.
    if (baseOf(name) !== base) reader.release();
    base = baseOf(name);
    const { data } = await reader.weight(name);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length !== (elements({ dims }) * DTYPE_BITS[dtype]) / 8) throw new Error(`internal: ${name} has ${bytes.length} bytes, ${dtype} [${dims.join(', ')}] was promised`);
    await sink.write(bytes);
    onProgress((done += bytes.length), total);
  }
  return { bytes: done, peakBytes: reader.peakBytes };
}

const baseOf = (name: string): string => name.split(':')[0];

function storedAs(name: string, dtype: ElementType): DType {
  const found = STORED_AS[dtype];
  if (!found) throw new Error(`internal: ${name}: weights of type ${dtype} are not stored`);
  return found;
}

/** Without repetitions, all forms of one weight side by side. */
function inOneReading(wanted: readonly WantedWeight[]): WantedWeight[] {
  const byBase = new Map<string, Map<string, WantedWeight>>();
  for (const weight of wanted) {
    const forms = byBase.get(baseOf(weight.name)) ?? new Map<string, WantedWeight>();
    byBase.set(baseOf(weight.name), forms.set(weight.name, weight));
  }
  return [...byBase.values()].flatMap((forms) => [...forms.values()]);
}

/** Weights of a packed file by graph name; each is read when a graph asks, none is kept. */
export class PackedFile implements WeightReader {
  readonly #file: SafetensorsFile;
  readonly #where: string;
  readonly #bytes = new Map<string, number>();

  private constructor(file: SafetensorsFile, where: string) {
    this.#file = file;
    this.#where = where;
  }

  static async open(source: ByteSource, where: string): Promise<PackedFile> {
    return new PackedFile(await openSafetensors(source, where), where);
  }

  get metadata(): ReadonlyMap<string, string> {
    return this.#file.metadata;
  }

  /** Bytes of all distinct weights given so far. */
  get servedBytes(): number {
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  async weight(name: string): Promise<HostTensor> {
    const info = this.#file.info(name);
    const Data = info && ARRAYS[info.dtype];
    if (!Data) throw new UserError('bad-file', `${this.#where}: the weight ${name} is not there in a form that can be used`, 'It was packed for another provider or version; pack the checkpoint again.');
    const bytes = await this.#file.readBytes(name);
    this.#bytes.set(name, bytes.length);
    return { dims: info.dims, data: new Data(owned(bytes)) };
  }

  release(): void {}
}

/** The bytes in a buffer of their own, so that wider elements are aligned. */
function owned(bytes: Uint8Array): ArrayBufferLike {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer;
}
