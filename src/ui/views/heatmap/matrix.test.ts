import { describe, expect, it } from 'vitest';
import type { TokenStep } from '../../../app/protocol.ts';
import { contrast, inkOn } from '../../palette.ts';
import { heatColour, heatDomain, heatValue } from './matrix.ts';

const step = (docLogProbs: number[]): TokenStep => ({
  id: 0,
  text: 'x',
  logProb: -1,
  responsibilities: Float32Array.from([0.25, 0.75]),
  posterior: Float32Array.from([0.5, 0.5]),
  docLogProbs: Float32Array.from(docLogProbs),
  alternatives: [],
});

describe('heatmap values', () => {
  it('reads each mode, and NaN past the last document', () => {
    const one = step([-1, -2]);
    expect([heatValue(one, 1, 'responsibility'), heatValue(one, 1, 'posterior'), heatValue(one, 1, 'logProb')]).toEqual([0.75, 0.5, -2]);
    expect(heatValue(one, 7, 'posterior')).toBeNaN();
  });

  it('spans [0, 1] for shares and whole nats for log p, floored', () => {
    expect(heatDomain([step([-1, -2])], 2, 'responsibility')).toEqual([0, 1]);
    expect(heatDomain([step([-0.2, -3.4])], 2, 'logProb')).toEqual([-4, 0]);
    expect(heatDomain([step([-Infinity, -1])], 2, 'logProb')).toEqual([-12, 0]);
    expect(heatDomain([], 2, 'logProb')).toEqual([-1, 0]);
  });
});

describe.each(['light', 'dark'] as const)('heatmap colours, %s theme', (theme) => {
  const colour = heatColour([0, 1], theme);

  it('give readable digits at every value', () => {
    for (let value = 0; value <= 1; value += 0.02) {
      expect(contrast(colour(value), inkOn(colour(value)))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('clamp outside the range and leave gaps for missing values', () => {
    expect(colour(7)).toBe(colour(1));
    expect(colour(-7)).toBe(colour(0));
    expect(colour(Number.NaN)).toBe('transparent');
  });
});
