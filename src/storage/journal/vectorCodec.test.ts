import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VECTOR_TYPES, decodeVectors, encodeVectors, fromHalf, halfOf, rounded, vectorBytes } from './vectorCodec.ts';

const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
const vectorsOf = (dim: number) => fc.array(fc.array(float, { minLength: dim, maxLength: dim }), { minLength: 1, maxLength: 4 }).map((rows) => Float32Array.from(rows.flat()));

describe('float16', () => {
  it('keeps each of its finite values', () => {
    const finite = Array.from({ length: 0x10000 }, (_, half) => half).filter((half) => ((half >>> 10) & 0x1f) !== 31);
    expect(finite.filter((half) => halfOf(fromHalf(half)) !== half)).toEqual([]);
  });

  it.each([
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [2 ** -25, 0],
    [1.5 * 2 ** -24, 2 ** -23],
    [65519, 65504],
    [1e9, 65504],
    [-1e9, -65504],
    [2047.5, 2048],
  ])('rounds %s to %s', (value, expected) => {
    expect(fromHalf(halfOf(value))).toBe(expected);
  });

  it('is the nearest', () => {
    fc.assert(
      fc.property(float, (value) => {
        const half = halfOf(value);
        const off = Math.abs(fromHalf(half) - value);
        const size = half & 0x7fff;
        for (const other of [size - 1, size + 1]) {
          if (other >= 0 && other < 0x7c00) expect(Math.abs(fromHalf(other | (half & 0x8000)) - value)).toBeGreaterThanOrEqual(off);
        }
      }),
    );
  });
});

describe('vectors', () => {
  it.each(VECTOR_TYPES)('as %s come back within its step, in as many bytes as said', (type) => {
    fc.assert(
      fc.property(vectorsOf(5), (vectors) => {
        const bytes = encodeVectors(type, vectors, 5);
        expect(bytes.length).toBe((vectors.length / 5) * vectorBytes(type, 5));
        const back = decodeVectors(type, bytes, 5);
        vectors.forEach((value, i) => {
          const row = vectors.subarray(i - (i % 5), i - (i % 5) + 5);
          const step = { fp32: 0, fp16: Math.max(2 ** -25, Math.abs(value) * 2 ** -11), int8: Math.max(...row.map(Math.abs)) / 254 }[type];
          expect(Math.abs(back[i] - value)).toBeLessThanOrEqual(step * 1.001 + 1e-40);
        });
      }),
    );
  });

  it.each(VECTOR_TYPES)('once rounded to %s are kept exactly', (type) => {
    fc.assert(
      fc.property(vectorsOf(3), (vectors) => {
        const once = rounded(type, vectors, 3);
        if (type !== 'int8') expect(rounded(type, once, 3)).toEqual(once);
        expect(decodeVectors(type, encodeVectors(type, vectors, 3), 3)).toEqual(once);
      }),
    );
  });

  it('of zeros as int8 are zeros', () => {
    expect(rounded('int8', new Float32Array(4), 4)).toEqual(new Float32Array(4));
  });
});
