/** Writes the safetensors format; the same tensors always give the same bytes. Knows nothing of models. */
import { UserError } from '../../errors.ts';
import { DTYPE_BITS, elementCount, narrowBF16, narrowF16, type DType, type TensorArray } from './tensor.ts';

export interface TensorToWrite {
  readonly dims: readonly number[];
  readonly data: TensorArray;
  /** Default: the type of the array. F16 and BF16 round a Float32Array to nearest even; BOOL takes a Uint8Array. */
  readonly dtype?: DType;
}

interface Encoded {
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

const ALIGNMENT = 8;

/** Order: wider elements first, then by name, as the reference writer; the header is padded so that data start aligned. */
export function writeSafetensors(
  tensors: Iterable<readonly [string, TensorToWrite]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const encoded = Array.from(tensors, ([name, tensor]) => encode(name, tensor));
  encoded.sort((a, b) => DTYPE_BITS[b.dtype] - DTYPE_BITS[a.dtype] || (a.name < b.name ? -1 : 1));
  const seen = new Set(['__metadata__']);
  const fields: string[] = [];
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0) {
    const pairs = keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata[key])}`);
    fields.push(`"__metadata__":{${pairs.join(',')}}`);
  }
  let end = 0;
  for (const { name, dtype, dims, bytes } of encoded) {
    if (seen.has(name)) throw new Error(`internal: writeSafetensors: the name ${JSON.stringify(name)} is taken`);
    seen.add(name);
    const offsets = [end, (end += bytes.length)];
    fields.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape: dims, data_offsets: offsets })}`);
  }
  let header = new TextEncoder().encode(`{${fields.join(',')}}`);
  const padding = (ALIGNMENT - (header.length % ALIGNMENT)) % ALIGNMENT;
  header = new TextEncoder().encode(`{${fields.join(',')}}${' '.repeat(padding)}`);

  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const { bytes } of encoded) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function encode(name: string, { dims, data, dtype = dtypeOf(data) }: TensorToWrite): Encoded {
  if (elementCount(dims) !== data.length) {
    throw new Error(`internal: writeSafetensors: ${name} [${dims.join(', ')}] has ${data.length} elements`);
  }
  const stored = convert(name, data, dtype);
  return { name, dtype, dims, bytes: new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength) };
}

function convert(name: string, data: TensorArray, dtype: DType): TensorArray | Uint16Array {
  if (dtype === dtypeOf(data) || (dtype === 'BOOL' && data instanceof Uint8Array)) return data;
  if (!(data instanceof Float32Array) || (dtype !== 'F16' && dtype !== 'BF16')) {
    throw new Error(`internal: writeSafetensors: ${name}: cannot store ${dtypeOf(data)} as ${dtype}`);
  }
  const bits = dtype === 'F16' ? narrowF16(data) : narrowBF16(data);
  const infinity = dtype === 'F16' ? 0x7c00 : 0x7f80;
  const overflow = bits.findIndex((word, i) => (word & 0x7fff) === infinity && Number.isFinite(data[i]));
  if (overflow >= 0) {
    throw new UserError('bad-input', `${name}: ${data[overflow]} is too large for ${dtype}`, 'Save it as F32.');
  }
  return bits;
}

function dtypeOf(data: TensorArray): DType {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof BigInt64Array) return 'I64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Int16Array) return 'I16';
  return data instanceof Int8Array ? 'I8' : 'U8';
}
