/** Vectors as float32, float16 or int8 with one scale a vector, to bytes and back. Knows no file. */

export type VectorType = 'fp32' | 'fp16' | 'int8';

export const VECTOR_TYPES: readonly VectorType[] = ['fp32', 'fp16', 'int8'];

/** Largest finite float16. */
const MAX_HALF = 65504;

/** Bytes of one vector; int8 has its float32 scale in front. */
export function vectorBytes(type: VectorType, dim: number): number {
  return type === 'fp32' ? 4 * dim : type === 'fp16' ? 2 * dim : 4 + dim;
}

/**
 * @param vectors [n, dim], finite
 * @returns n records of vectorBytes(type, dim), little-endian
 */
export function encodeVectors(type: VectorType, vectors: Float32Array, dim: number): Uint8Array {
  const n = vectors.length / dim;
  const view = new DataView(new ArrayBuffer(n * vectorBytes(type, dim)));
  if (type === 'fp32') vectors.forEach((value, i) => view.setFloat32(4 * i, value, true));
  else if (type === 'fp16') vectors.forEach((value, i) => view.setUint16(2 * i, halfOf(value), true));
  else for (let row = 0; row < n; row++) encodeInt8(vectors.subarray(row * dim, (row + 1) * dim), view, row * (4 + dim));
  return new Uint8Array(view.buffer);
}

/** @returns [n, dim] as float32; for fp32 a view of the bytes where they are aligned, as every machine with a browser is little-endian */
export function decodeVectors(type: VectorType, bytes: Uint8Array, dim: number): Float32Array {
  const n = bytes.length / vectorBytes(type, dim);
  if (!Number.isInteger(n)) throw new Error(`internal: ${bytes.length} bytes are no ${type} vectors of ${dim} dimensions`);
  if (type === 'fp32' && bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, n * dim);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vectors = new Float32Array(n * dim);
  if (type === 'fp32') for (let i = 0; i < vectors.length; i++) vectors[i] = view.getFloat32(4 * i, true);
  else if (type === 'fp16') for (let i = 0; i < vectors.length; i++) vectors[i] = fromHalf(view.getUint16(2 * i, true));
  else
    for (let row = 0; row < n; row++) {
      const start = row * (4 + dim);
      const scale = view.getFloat32(start, true);
      for (let i = 0; i < dim; i++) vectors[row * dim + i] = scale * view.getInt8(start + 4 + i);
    }
  return vectors;
}

/** What a reader of these vectors gets: the values as the type holds them. */
export function rounded(type: VectorType, vectors: Float32Array, dim: number): Float32Array {
  return type === 'fp32' ? vectors : decodeVectors(type, encodeVectors(type, vectors, dim), dim);
}

/** Symmetric, as far as the largest entry: scale = max |v| / 127. */
function encodeInt8(vector: Float32Array, view: DataView, start: number): void {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = Math.fround(largest / 127);
  view.setFloat32(start, scale, true);
  for (let i = 0; i < vector.length; i++) view.setInt8(start + 4 + i, scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(vector[i] / scale))));
}

const bits = new DataView(new ArrayBuffer(4));

/** Rounds to the nearest float16, ties to even; what is too large becomes the largest finite one. */
export function halfOf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.min(Math.abs(value), MAX_HALF);
  // Below the normal numbers the grid is even, 2^-24 apart.
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
  bits.setFloat32(0, size);
  const word = bits.getUint32(0);
  const exponent = (word >>> 23) - 127 + 15;
  // A carry out of the mantissa raises the exponent, as it should.
  return Math.min(0x7bff, (exponent << 10) + roundToEven((word & 0x7fffff) / 2 ** 13)) | sign;
}

function roundToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}

export function fromHalf(half: number): number {
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction ? NaN : Infinity) : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return half & 0x8000 ? -size : size;
}
