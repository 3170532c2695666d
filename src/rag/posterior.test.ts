/** The closed form of the gradient at the document scores against finite differences of the loss in float64. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedFormScoreGradient, logSoftmax, logSumExp, responsibilitiesOf, softmax } from './posterior.ts';

/** −log p(y|x) of Lewis et al. 2020, section 2.1. targetLogProbs [nDocs, nTokens] */
function loss(mode: 'token' | 'sequence', scores: readonly number[], targetLogProbs: Float32Array): number {
  const priors = logSoftmax(scores);
  const nTokens = targetLogProbs.length / scores.length;
  const at = (z: number, t: number) => targetLogProbs[z * nTokens + t];
  const tokens = [...Array(nTokens).keys()];
  if (mode === 'token') return -tokens.reduce((sum, t) => sum + logSumExp(priors.map((p, z) => p + at(z, t))), 0);
  return -logSumExp(priors.map((p, z) => p + tokens.reduce((sum, t) => sum + at(z, t), 0)));
}

const example = fc.record({
  scores: fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 6 }),
  nTokens: fc.integer({ min: 1, max: 7 }),
  seed: fc.integer({ min: 1, max: 1000 }),
});

const logProbs = (count: number, seed: number) => Float32Array.from({ length: count }, (_, i) => -Math.abs(Math.sin(seed + i * 1.7)) * 12);

describe.each(['token', 'sequence'] as const)('closedFormScoreGradient of RAG-%s', (mode) => {
  it('equals finite differences of the loss', () => {
    fc.assert(
      fc.property(example, ({ scores, nTokens, seed }) => {
        const targets = logProbs(scores.length * nTokens, seed);
        const { gradient } = closedFormScoreGradient(mode, Float32Array.from(logSoftmax(scores)), targets);
        scores.forEach((_, z) => {
          const moved = (delta: number) => loss(mode, scores.map((s, i) => s + (i === z ? delta : 0)), targets);
          const numeric = (moved(1e-4) - moved(-1e-4)) / 2e-4;
          // Priors arrive as float32; each token adds one rounding.
          expect(Math.abs(gradient[z] - numeric)).toBeLessThan(2e-6 * nTokens);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('sums to zero, and its posterior to one', () => {
    const { gradient, posterior } = closedFormScoreGradient(mode, Float32Array.from(logSoftmax([3, 1, 0])), logProbs(12, 3));
    expect(gradient.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
    expect(posterior.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  it('is zero where every document says the same, however improbable the answer', () => {
    const { gradient, posterior } = closedFormScoreGradient(mode, Float32Array.from(logSoftmax([2, 0])), new Float32Array(8).fill(-90));
    gradient.forEach((g) => expect(Math.abs(g)).toBeLessThan(1e-6));
    expect(posterior[0]).toBeCloseTo(softmax([2, 0])[0], 6);
  });

  it('pulls towards the document that explains the answer', () => {
    const { gradient, posterior } = closedFormScoreGradient(mode, Float32Array.from(logSoftmax([0, 0])), Float32Array.of(-9, -9, -0.1, -0.1));
    expect(gradient[1]).toBeLessThan(0);
    expect(gradient[0]).toBeGreaterThan(0);
    expect(posterior[1]).toBeGreaterThan(0.99);
  });

  it('keeps its accuracy for long and improbable answers', () => {
    // The sums are near −3000; in float32 they would be known to 1e-4 only.
    const nTokens = 300;
    const targets = Float32Array.from({ length: 2 * nTokens }, (_, i) => (i < nTokens ? -10 : i === nTokens ? -10.5 : -10));
    const { posterior } = closedFormScoreGradient('sequence', Float32Array.from(logSoftmax([0, 0.5])), targets);
    expect(posterior[0]).toBeCloseTo(0.5, 6);
  });
});

describe('helpers', () => {
  it('are safe for large, small and infinite values', () => {
    expect(logSumExp([1e4, 1e4])).toBeCloseTo(1e4 + Math.log(2), 8);
    expect(logSumExp([-1e4])).toBe(-1e4);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSoftmax([0, -Infinity])).toEqual([0, -Infinity]);
    expect([...softmax([700, 700, -700])]).toEqual([0.5, 0.5, 0]);
  });

  it('share a token among the documents by Bayes’ rule', () => {
    const shares = responsibilitiesOf(Float32Array.from([0.5, 0.5], Math.log), Float32Array.from([0.3, 0.1], Math.log));
    expect(shares[0]).toBeCloseTo(0.75, 6);
    expect(shares[1]).toBeCloseTo(0.25, 6);
  });
});
