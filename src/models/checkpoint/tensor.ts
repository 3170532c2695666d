/** Element types of stored tensors and their conversion to what the program computes with. Knows no container format. */
import { UserError } from '../../errors.ts';

/** Bits per element of every dtype that safetensors defines. */
export const DTYPE_BITS = {
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  I64: 64,
  I32: 32,
  I16: 16,
  I8: 8,
  U8: 8,
  BOOL: 8,
  U16: 16,
  U32: 32,
  U64: 64,
  C64: 64,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E8M0: 8,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F4: 4,
} as const;

export type DType = keyof typeof DTYPE_BITS;

export function isDType(name: string): name is DType {
  return Object.hasOwn(DTYPE_BITS, name);
}

export type TensorArray =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

export interface TensorInfo {
  readonly dims: readonly number[];
  readonly dtype: DType;
}

export interface TensorData extends TensorInfo {
  /** Row-major; F16 and BF16 are widened to float32, BOOL is 0 and 1. */
  readonly data: TensorArray;
}

export interface FloatTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A file of named tensors, read one tensor at a time. */
export interface TensorFile {
  readonly names: readonly string[];
  info(name: string): TensorInfo | undefined;
  /** Rejects with a UserError when the tensor is not there or its dtype is unsupported. */
  read(name: string): Promise<TensorData>;
}

/** @returns product of dims, or null when it is not exactly representable */
export function elementCount(dims: readonly number[]): number | null {
  let count = 1;
  for (const dim of dims) {
    count *= dim;
    if (!Number.isSafeInteger(count)) return null;
  }
  return count;
}

/** @param bytes little-endian elements; @param where names the tensor in messages */
export function decodeElements(bytes: Uint8Array, dtype: DType, where: string): TensorArray {
  // Copying unless the bytes own their whole buffer keeps views aligned and the source safe from writes (slice() would not copy a Node Buffer).
  const owned = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  const { buffer } = owned;
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return new Float64Array(buffer);
    case 'F16':
      return widenF16(new Uint16Array(buffer));
    case 'BF16':
      return widenBF16(new Uint16Array(buffer));
    case 'I64':
      return new BigInt64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'I16':
      return new Int16Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'U8':
    case 'BOOL':
      return owned;
    default:
      throw new UserError(
        'unsupported',
        `${where}: tensors of type ${dtype} are not supported`,
        'Save the checkpoint as F32, F16 or BF16.',
      );
  }
}

/** @returns float32 copy of a floating-point tensor; whole numbers are refused, they are no weights */
export function toFloat32(tensor: TensorData, where: string): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  if (tensor.data instanceof Float64Array) return Float32Array.from(tensor.data);
  throw new UserError('bad-file', `${where}: weights of type ${tensor.dtype} where floating-point numbers were expected`);
}

/** IEEE binary16 bits -> float32. */
export function widenF16(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  const values = new Float32Array(out.buffer);
  for (let i = 0; i < bits.length; i++) {
    const sign = (bits[i] & 0x8000) << 16;
    const exponent = (bits[i] >> 10) & 0x1f;
    const fraction = bits[i] & 0x3ff;
    if (exponent === 0) values[i] = (sign ? -1 : 1) * fraction * 2 ** -24;
    else if (exponent === 0x1f) out[i] = sign | 0x7f800000 | (fraction << 13);
    else out[i] = sign | ((exponent + 112) << 23) | (fraction << 13);
  }
  return values;
}

/** bfloat16 bits -> float32. */
export function widenBF16(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = bits[i] << 16;
  return new Float32Array(out.buffer);
}

/** float32 -> IEEE binary16 bits, to nearest, ties to even; beyond 65504 it overflows to infinity, as hardware does. */
export function narrowF16(values: Float32Array): Uint16Array {
  const source = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = (source[i] >>> 16) & 0x8000;
    const magnitude = source[i] & 0x7fffffff;
    if (magnitude > 0x7f800000) out[i] = sign | 0x7e00;
    else if (magnitude >= 0x477ff000) out[i] = sign | 0x7c00;
    else if (magnitude >= 0x38800000) out[i] = sign | roundEven(magnitude - (112 << 23), 13);
    // Subnormal results count in steps of 2^-24; the product is exact, so rounding happens once.
    else out[i] = sign | roundTiesToEven(Math.abs(values[i]) * 2 ** 24);
  }
  return out;
}

/** float32 -> bfloat16 bits, to nearest, ties to even. */
export function narrowBF16(values: Float32Array): Uint16Array {
  const source = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const isNaN = (source[i] & 0x7fffffff) > 0x7f800000;
    out[i] = isNaN ? (source[i] >>> 16) | 0x40 : roundEven(source[i], 16);
  }
  return out;
}

/** Drops the low bits of an unsigned word, rounding to nearest, ties to even. */
function roundEven(word: number, bits: number): number {
  const half = 2 ** (bits - 1) - 1;
  return Math.floor((word + half + ((word >>> bits) & 1)) / 2 ** bits);
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
