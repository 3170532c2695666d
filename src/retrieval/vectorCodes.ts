/** Vectors as float32, float16 or int8 with one scale a row, and queries as each kind's kernel wants them. Knows no memory layout. */
import { queryLimit } from './simd/kernels.ts';

export type VectorType = 'fp32' | 'fp16' | 'int8';

/** Bytes of one vector; int8 has a float32 scale. */
export function vectorBytes(type: VectorType, dim: number): number {
  return type === 'fp32' ? 4 * dim : type === 'fp16' ? 2 * dim : dim + 4;
}

/** Largest finite float16. */
const MAX_HALF = 65504;

const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

/** Bits of the nearest float16, ties to even; what is too large becomes the largest finite one. */
export function halfOf(number: number): number {
  value[0] = Math.max(-MAX_HALF, Math.min(MAX_HALF, number));
  const sign = (bits[0] >>> 16) & 0x8000;
  bits[0] &= 0x7fffffff;
  // Below 2^-14 halves are 2^-24 apart: adding 1/2 leaves just those digits, rounded to even.
  if (value[0] < 2 ** -14) {
    value[0] += 0.5;
    return sign | (bits[0] - 0x3f000000);
  }
  const rounded = bits[0] + 0xfff + ((bits[0] >>> 13) & 1);
  return sign | Math.min(0x7bff, (rounded - 0x38000000) >>> 13);
}

/** The float of a finite float16. */
export function floatOf(half: number): number {
  bits[0] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  return value[0] * 2 ** 112;
}

/** Writes one row as int8, symmetric up to its largest entry. @returns its scale, largest / 127 */
export function encodeInt8(row: Float32Array, into: Int8Array): number {
  let largest = 0;
  for (const entry of row) largest = Math.max(largest, Math.abs(entry));
  const scale = Math.fround(largest / 127);
  if (scale === 0) into.fill(0);
  else for (let i = 0; i < row.length; i++) into[i] = Math.max(-127, Math.min(127, Math.round(row[i] / scale)));
  return scale;
}

/** Writes a query as the kernel of `type` reads it. @returns what its results must be multiplied by */
export function encodeQuery(type: VectorType, query: Float32Array, floats: Float32Array, shorts: Int16Array): number {
  if (type === 'fp32') {
    floats.set(query);
    return 1;
  }
  let largest = 0;
  for (const entry of query) largest = Math.max(largest, Math.abs(entry));
  if (largest === 0) {
    floats.fill(0);
    return 0;
  }
  if (type === 'fp16') {
    // Times 2^112, as far as float32 goes.
    const shift = Math.min(112, 126 - Math.ceil(Math.log2(largest)));
    for (let i = 0; i < query.length; i++) floats[i] = query[i] * 2 ** shift;
    return 2 ** (112 - shift);
  }
  const scale = largest / queryLimit(query.length);
  for (let i = 0; i < query.length; i++) shorts[i] = Math.round(query[i] / scale);
  return scale;
}
