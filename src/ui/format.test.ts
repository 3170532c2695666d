import { describe, expect, it } from 'vitest';
import { decimal, duration, isSpecialToken, megabytes, percent, plural, scientific, signed, timeLeft, tokenLabel } from './format.ts';

describe('numbers', () => {
  it.each([
    [0, '0 %'],
    [0.0001, '< 0.1 %'],
    [0.5, '50.0 %'],
    [0.99951, '> 99.9 %'],
    [1, '100 %'],
    [Number.NaN, '–'],
  ])('percent(%s) is %s', (share, text) => expect(percent(share)).toBe(text.replaceAll(' ', '\u00a0')));

  it('signs with a true minus and no sign at zero', () => {
    expect([signed(-0.5, 2), signed(0.5, 2), signed(-0.0001, 2)]).toEqual(['−0.50', '+0.50', '0.00']);
    expect([decimal(-1.5, 1), decimal(1.5, 1), decimal(-Infinity)]).toEqual(['−1.5', '1.5', '−∞']);
  });

  it('writes small and large magnitudes with an exponent', () => {
    expect([scientific(3.2e-7), scientific(-1.5e12), scientific(0.25), scientific(0)]).toEqual(['3.2 × 10⁻⁷', '−1.5 × 10¹²', '0.2500', '0']);
  });

  it('tells sizes, counts and times', () => {
    expect([megabytes(24_300_000), megabytes(4_300_000), megabytes(512_000_000)]).toEqual(['24 MB', '4.3 MB', '512 MB']);
    expect([plural(1, 'passage'), plural(1200, 'passage')]).toEqual(['1 passage', '1,200 passages']);
    expect([duration(0.0042), duration(2.34), duration(75)]).toEqual(['4 ms', '2.3 s', '1 min 15 s']);
    expect([timeLeft(null), timeLeft(1), timeLeft(30), timeLeft(200)]).toEqual(['', 'almost done', 'about 30 s left', 'about 3 min left']);
  });
});

describe('tokens', () => {
  it('knows special tokens from text that looks like markup', () => {
    expect(['</s>', '<pad>', '[SEP]', ''].every(isSpecialToken)).toBe(true);
    expect(['<b>', ' s', '[1]', ' '].some(isSpecialToken)).toBe(false);
  });

  it('draws white space', () => {
    expect([tokenLabel(' Paris'), tokenLabel('\n'), tokenLabel(' '), tokenLabel('</s>')]).toEqual(['Paris', '⏎', '␣', 'end']);
  });
});
