/** Packs float32 weights into the forms that graph/ops/quantized.ts declares. Pure arithmetic on typed arrays. */
import { BLOCK_SIZE, packedName, ZERO_CODE, type PackedPart } from '../graph/ops/quantized.ts';
import { UserError } from '../errors.ts';
import type { HostTensor, WeightSource } from '../runtime/types.ts';
import { narrowF16 } from './checkpoint/tensor.ts';

/** Serves float weights by name, and the packed forms of packedName on demand. */
export class PackedWeights implements WeightSource {
  readonly #floats: WeightSource;
  readonly #served = new Map<string, number>();
  readonly #packed = new Map<string, Packed>();

  constructor(floats: WeightSource) {
    this.#floats = floats;
  }

  /** Bytes of all distinct tensors served so far. */
  get servedBytes(): number {
    return [...this.#served.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  weight(name: string): HostTensor {
    const tensor = this.#find(name);
    this.#served.set(name, tensor.data.byteLength);
    return tensor;
  }

  #find(name: string): HostTensor {
    const { base, form, part } = splitName(name);
    if (!form) return this.#floats.weight(name);
    const key = packedName(base, form, 'data');
    let packed = this.#packed.get(key);
    if (!packed) this.#packed.set(key, (packed = pack(this.#floats.weight(base), form, base)));
    if (part === 'scale16') packed.scale16 ??= packed.scale && half(packed.scale, name);
    const tensor = packed[part];
    if (!tensor) throw new Error(`internal: the packed form ${form} of ${base} has no ${part}`);
    return tensor;
  }
}

interface Packed {
  readonly data: HostTensor;
  readonly scale?: HostTensor;
  readonly sum?: HostTensor;
  /** Made when it is first asked for. */
  scale16?: HostTensor;
}

/** The inverse of packedName; `form` is empty for a float weight. */
function splitName(name: string): { base: string; form: string; part: PackedPart } {
  const colon = name.lastIndexOf(':');
  if (colon < 0) return { base: name, form: '', part: 'data' };
  const [form, part = 'data'] = name.slice(colon + 1).split('.');
  return { base: name.slice(0, colon), form, part: part as PackedPart };
}

function pack(weight: HostTensor, form: string, name: string): Packed {
  const [rows, columns] = weight.dims;
  const values = weight.data as Float32Array;
  switch (form) {
    case 'half':
      return { data: half(weight, name) };
    case 'int8':
      return packColumns(values, rows, columns);
    case 'block8':
    case 'block4': {
      const { data, scale, blocks } = packBlocks(values, rows, columns, form === 'block8' ? 8 : 4);
      return { data: { dims: [rows, blocks, data.length / rows / blocks], data }, scale: { dims: [rows * blocks], data: scale } };
    }
    default:
      throw new Error(`internal: unknown packed form ${form} of ${name}`);
  }
}

/** @throws where a value is outside float16's range, which would be infinity from there on */
function half({ dims, data }: HostTensor, name: string): HostTensor {
  const narrow = narrowF16(data as Float32Array);
  const outside = narrow.findIndex((bits) => (bits & 0x7fff) >= 0x7c00);
  if (outside >= 0) throw new UserError('unsupported', `${name}: the value ${data[outside]} is outside the range of float16`, 'Choose q8 or fp32 for this checkpoint.');
  return { dims, data: narrow };
}

/** Codes 128 + round(w/s) with s = max|w|/127 of the row, turned to [columns, rows] as MatMulInteger reads them; `sum` [rows] is what the codes of a row stand for together. */
function packColumns(values: Float32Array, rows: number, columns: number): Packed {
  const data = new Uint8Array(rows * columns);
  const scale = new Float32Array(rows);
  const sum = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const step = largestMagnitude(values, r * columns, columns) / 127 || 1;
    let total = 0;
    for (let c = 0; c < columns; c++) {
      const code = Math.round(values[r * columns + c] / step);
      total += code;
      data[c * rows + r] = ZERO_CODE + code;
    }
    scale[r] = step;
    sum[r] = total * scale[r];
  }
  return { data: { dims: [columns, rows], data }, scale: { dims: [rows], data: scale }, sum: { dims: [rows], data: sum } };
}

/** Unsigned blocks along a row with zero point 2^(bits−1), as MatMulNBits and GatherBlockQuantized read them. */
function packBlocks(values: Float32Array, rows: number, columns: number, bits: 8 | 4): { data: Uint8Array; scale: Float32Array; blocks: number } {
  if (columns % BLOCK_SIZE !== 0) throw new Error(`internal: ${columns} columns are no multiple of the block of ${BLOCK_SIZE}`);
  const blocks = columns / BLOCK_SIZE;
  const zero = 2 ** (bits - 1);
  const data = new Uint8Array((rows * columns * bits) / 8);
  const scale = new Float32Array(rows * blocks);
  for (let block = 0; block < rows * blocks; block++) {
    const start = block * BLOCK_SIZE;
    const step = signedExtreme(values, start, BLOCK_SIZE) / -zero || 1;
    scale[block] = step;
    for (let i = 0; i < BLOCK_SIZE; i++) {
      const q = Math.min(2 * zero - 1, Math.max(0, Math.round(values[start + i] / step) + zero));
      if (bits === 8) data[start + i] = q;
      else data[(start + i) >> 1] |= i % 2 === 0 ? q : q << 4;
    }
  }
  return { data, scale, blocks };
}

function largestMagnitude(values: Float32Array, start: number, length: number): number {
  let largest = 0;
  for (let i = start; i < start + length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

/** The value of largest magnitude with its sign: mapped to code 0, it uses the one more code that the negative side has. */
function signedExtreme(values: Float32Array, start: number, length: number): number {
  let extreme = 0;
  for (let i = start; i < start + length; i++) if (Math.abs(values[i]) > Math.abs(extreme)) extreme = values[i];
  return extreme;
}
