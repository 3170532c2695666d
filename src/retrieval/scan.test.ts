/** The CPU scan against a full sort in float64, on every property that a case name states. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recallAgainst } from './checks.ts';
import { scanTopK } from './scan.ts';

/** Ids by score, best first, ties by the lower id: the definition, by sorting everything. */
function sortedIds(matrix: Float32Array, dim: number, query: Float32Array, k: number): number[] {
  const n = matrix.length / dim;
  const scores = Array.from({ length: n }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += matrix[row * dim + i] * query[i];
    return sum;
  });
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b).slice(0, k);
}

/** Small whole numbers: their inner products are exact in any order of summation, and ties abound. */
const wholeMatrix = fc
  .record({ n: fc.integer({ min: 1, max: 60 }), dim: fc.integer({ min: 1, max: 11 }) })
  .chain(({ n, dim }) =>
    fc.record({
      dim: fc.constant(dim),
      matrix: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: n * dim, maxLength: n * dim }),
      query: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: dim, maxLength: dim }),
      k: fc.integer({ min: 1, max: 70 }),
    }),
  );

describe('scanTopK', () => {
  it('orders by score and then by the lower id, whatever n, dim and k', () => {
    fc.assert(
      fc.property(wholeMatrix, ({ matrix, dim, query, k }) => {
        const found = scanTopK(Float32Array.from(matrix), dim, Float32Array.from(query), 1, k);
        expect([...found.ids]).toEqual(sortedIds(Float32Array.from(matrix), dim, Float32Array.from(query), k));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps queries apart', () => {
    const matrix = Float32Array.of(1, 0, 0, 1);
    expect(scanTopK(matrix, 2, Float32Array.of(2, 1, 1, 3), 2, 2)).toEqual({
      k: 2,
      ids: Int32Array.of(0, 1, 1, 0),
      scores: Float32Array.of(2, 1, 3, 1),
    });
  });
});

describe('recallAgainst', () => {
  it('is the mean share of the exact ids that were found', () => {
    const result = (...ids: number[]) => ({ k: 2, ids: Int32Array.from(ids), scores: new Float32Array(ids.length) });
    expect(recallAgainst(result(1, 2, 3, 4), result(2, 1, 3, 9))).toBe(0.75);
    expect(() => recallAgainst(result(1, 2), { ...result(1, 2), k: 1 })).toThrow('internal:');
  });
});
