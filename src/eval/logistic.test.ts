/** The fit against its own optimality condition, and against separable and unbalanced data. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../train/tiny/worlds/index.ts';
import { fitLogistic } from './logistic.ts';

describe('fitLogistic', () => {
  it('recovers the weights that drew the labels', () => {
    const rng = createRng(3);
    const rows = Array.from({ length: 4000 }, () => [4 * rng.next() - 2, 4 * rng.next() - 2]);
    const labels = rows.map(([a, b]) => rng.next() < 1 / (1 + Math.exp(-(1.5 * a - 0.8 * b))));
    const [, a, b] = fitLogistic(rows, labels);
    expect(a).toBeCloseTo(1.5, 0);
    expect(b).toBeCloseTo(-0.8, 0);
  });

  it('puts the boundary between the classes however unequal they are', () => {
    const rows = [[0], ...Array.from({ length: 99 }, () => [1])];
    const [bias, w] = fitLogistic(rows, rows.map(([v]) => v === 1));
    expect(-bias / w).toBeCloseTo(0.5, 3);
    expect(Number.isFinite(w)).toBe(true);
  });

  it('wants both classes', () => {
    expect(() => fitLogistic([[1]], [true])).toThrow('both classes');
  });
});
