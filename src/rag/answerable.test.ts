/** The signals by hand, and what moves the probability. */
import { describe, expect, it } from 'vitest';
import { answerableProbability, answerSignals, judgeAnswer } from './answerable.ts';

describe('answerSignals', () => {
  it('is the mean log-probability and the entropy relative to its greatest value', () => {
    expect(answerSignals([0.5, 0.5], [-1, -3])).toEqual({ meanLogProb: -2, priorEntropy: 1 });
    expect(answerSignals([1, 0, 0], [-0.5])).toEqual({ meanLogProb: -0.5, priorEntropy: 0 });
    expect(answerSignals([0.5, 0.25, 0.25, 0], [0]).priorEntropy).toBeCloseTo(0.75, 12);
  });

  it('is defined for one document and for no token', () => {
    expect(answerSignals([1], [])).toEqual({ meanLogProb: 0, priorEntropy: 0 });
  });
});

it('falls with doubt about the words and about the documents', () => {
  const fit = { bias: 1, meanLogProb: 2, priorEntropy: -3, threshold: 0.5 };
  const p = (meanLogProb: number, priorEntropy: number) => answerableProbability(fit, { meanLogProb, priorEntropy });
  expect(p(-0.5, 0)).toBeCloseTo(0.5, 12);
  expect(p(-0.1, 0)).toBeGreaterThan(p(-0.9, 0));
  expect(p(-0.1, 0.1)).toBeGreaterThan(p(-0.1, 0.9));
});

it('gives the signals without a verdict where the checkpoint was not calibrated', () => {
  expect(judgeAnswer(null, [0.5, 0.5], [-1])).toEqual({ meanLogProb: -1, priorEntropy: 1, probability: null, threshold: 0 });
  expect(judgeAnswer({ bias: 0, meanLogProb: 1, priorEntropy: 0, threshold: 0.4 }, [1], [0])).toMatchObject({ probability: 0.5, threshold: 0.4 });
});
