/** Packs float32 weights into the forms that graph/ops/quantized.ts declares. Pure arithmetic on typed arrays. */
import { BLOCK_SIZE } from '../graph/ops/quantized.ts';
import type { HostTensor, WeightSource } from '../runtime/types.ts';

/** Serves float weights by name, and `weight:form` / `weight:form.scale` packed on demand. */
export class PackedWeights implements WeightSource {
  readonly #floats: WeightSource;
  readonly #served = new Map<string, number>();
  readonly #packed = new Map<string, { data: HostTensor; scale: HostTensor }>();

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
    const [base, form] = splitForm(name);
    if (!form) return this.#floats.weight(name);
    const wantsScale = form.endsWith('.scale');
    const key = wantsScale ? name.slice(0, -'.scale'.length) : name;
    let packed = this.#packed.get(key);
    if (!packed) {
      packed = pack(this.#floats.weight(base), wantsScale ? form.slice(0, -'.scale'.length) : form, base);
      this.#packed.set(key, packed);
    }
    return wantsScale ? packed.scale : packed.data;
  }
}

function splitForm(name: string): [string, string | null] {
  const colon = name.lastIndexOf(':');
  return colon < 0 ? [name, null] : [name.slice(0, colon), name.slice(colon + 1)];
}

function pack(weight: HostTensor, form: string, name: string): { data: HostTensor; scale: HostTensor } {
  const [rows, columns] = weight.dims;
  const values = weight.data as Float32Array;
  switch (form) {
    case 'int8':
      return packRows(values, rows, columns);
    case 'int8t': {
      const { data, scale } = packRows(values, rows, columns);
      return { data: { dims: [columns, rows], data: transposeInt8(data.data as Int8Array, rows, columns) }, scale: { dims: [rows], data: scale.data } };
    }
    case 'block8':
    case 'block4': {
      const { data, scale, blocks } = packBlocks(values, rows, columns, form === 'block8' ? 8 : 4);
      return { data: { dims: [rows, blocks, data.length / rows / blocks], data }, scale: { dims: [rows * blocks], data: scale } };
    }
    case 'block8rows':
    case 'block4rows': {
      const { data, scale, blocks } = packBlocks(values, rows, columns, form === 'block8rows' ? 8 : 4);
      return { data: { dims: [rows, data.length / rows], data }, scale: { dims: [rows, blocks], data: scale } };
    }
    default:
      throw new Error(`internal: unknown packed form ${form} of ${name}`);
  }
}

/** Symmetric int8, one scale a row: q = round(w/s), s = max|w|/127. */
function packRows(values: Float32Array, rows: number, columns: number): { data: HostTensor; scale: HostTensor } {
  const data = new Int8Array(rows * columns);
  const scale = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const step = largestMagnitude(values, r * columns, columns) / 127 || 1;
    scale[r] = step;
    for (let i = r * columns; i < (r + 1) * columns; i++) data[i] = Math.round(values[i] / step);
  }
  return { data: { dims: [rows, columns], data }, scale: { dims: [rows, 1], data: scale } };
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

function transposeInt8(data: Int8Array, rows: number, columns: number): Int8Array {
  const out = new Int8Array(data.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c];
  return out;
}
