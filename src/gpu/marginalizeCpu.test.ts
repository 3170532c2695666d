/** CPU marginalization and its gradient against the float64 references, and the references against finite differences. */
import { describe, expect, it } from 'vitest';
import { marginalCases } from './marginalize.cases.ts';
import { wrongGivenTokens, wrongGradients, wrongTopTokens } from './marginalize.check.ts';
import { logSumExp } from './marginalize.ref.ts';
import { marginalizeBackwardRef } from './marginalizeBackward.ref.ts';
import { CpuMarginalize, marginalizeBackwardCpu } from './marginalizeCpu.ts';
import { noise } from './testing.ts';
import type { MarginalInput } from './types.ts';

const cpu = new CpuMarginalize();
const plain = (logits: Float32Array, docLogPriors: readonly number[]): MarginalInput => ({
  logits,
  nBeams: 1,
  nDocs: docLogPriors.length,
  vocab: logits.length / docLogPriors.length,
  docLogPriors: Float32Array.from(docLogPriors),
});

/** (f(x + h e_at) - f(x - h e_at)) / 2h */
function centralDifference(values: Float64Array, at: number, f: (changed: Float64Array) => number): number {
  const step = 1e-5;
  const up = values.slice();
  const down = values.slice();
  up[at] += step;
  down[at] -= step;
  return (f(up) - f(down)) / (2 * step);
}

describe('marginalization on the CPU', () => {
  it.each(marginalCases)('$name', async (c) => {
    expect(await wrongTopTokens(cpu, c)).toEqual([]);
    expect(await wrongGivenTokens(cpu, c)).toEqual([]);
    const { dLogits, dLogPriors } = marginalizeBackwardCpu(c);
    expect(wrongGradients(dLogits, dLogPriors, c)).toEqual([]);
  });

  it('gives the mixture of a worked example', async () => {
    // p(.|z1) = [1/2, 1/4, 1/4], p(.|z2) = [1/8, 3/4, 1/8], p(z) = [1/4, 3/4].
    const input = plain(Float32Array.from([2, 1, 1, 1, 6, 1].map(Math.log)), [Math.log(0.25), Math.log(0.75)]);
    const { tokenIds, logProbs, responsibilities } = await cpu.topK(input, 3);
    expect(Array.from(tokenIds)).toEqual([1, 0, 2]);
    expect(Math.exp(logProbs[0])).toBeCloseTo(0.625, 6);
    expect(Math.exp(logProbs[1])).toBeCloseTo(0.21875, 6);
    expect(responsibilities[0]).toBeCloseTo(0.1, 6);
    expect(responsibilities[1]).toBeCloseTo(0.9, 6);
  });

  it('names NaN and infinite logits as the engine\'s fault, unless masked', async () => {
    for (const bad of [NaN, Infinity]) {
      const input = plain(Float32Array.from([1, 2, bad, 4]), [-1, -1]);
      await expect(cpu.topK(input, 1)).rejects.toMatchObject({ kind: 'engine' });
      await expect(cpu.atTokens(input, Int32Array.of(0))).rejects.toMatchObject({ kind: 'engine' });
      const masked = await cpu.topK({ ...input, docMask: Uint8Array.of(1, 0) }, 1);
      expect(Array.from(masked.tokenIds)).toEqual([1]);
    }
    await expect(cpu.topK(plain(new Float32Array(2).fill(-Infinity), [0]), 1)).rejects.toMatchObject({ kind: 'engine' });
  });

  it('refuses arguments that do not fit', async () => {
    const input = plain(new Float32Array(6), [-1, -1]);
    await expect(cpu.topK(input, 101)).rejects.toThrow('k 101');
    await expect(cpu.atTokens(input, Int32Array.of(3))).rejects.toThrow('token 3');
    await expect(cpu.topK({ ...input, vocab: 4 }, 1)).rejects.toThrow('6 logits');
    await expect(cpu.topK({ ...input, docMask: Uint8Array.of(1) }, 1)).rejects.toThrow('mask [1]');
    await expect(cpu.topK({ ...input, docLogPriors: Float32Array.of(NaN, 0) }, 1)).rejects.toThrow('log-prior of row 0');
  });
});

describe('the reference gradient', () => {
  it('is the finite difference of the marginal', () => {
    const [nBeams, nDocs, vocab] = [2, 3, 7];
    const logits = noise(3, nBeams * nDocs * vocab, 2);
    const docLogPriors = noise(4, nBeams * nDocs);
    const docMask = Uint8Array.of(1, 1, 1, 1, 0, 1);
    const targets = Int32Array.of(2, 5);
    const upstream = Float32Array.of(-1, 0.5);
    /** In float64 throughout: differences of f32 inputs would drown. */
    const loss = (logit: ArrayLike<number>, prior: ArrayLike<number>): number => {
      let total = 0;
      for (let beam = 0; beam < nBeams; beam++) {
        const joint: number[] = [];
        for (let pair = beam * nDocs; pair < (beam + 1) * nDocs; pair++) {
          if (!docMask[pair]) continue;
          const row = Array.from({ length: vocab }, (_, v) => logit[pair * vocab + v]);
          joint.push(prior[pair] + row[targets[beam]] - logSumExp(row));
        }
        total += upstream[beam] * logSumExp(joint);
      }
      return total;
    };
    const want = marginalizeBackwardRef({ logits, nBeams, nDocs, vocab, docLogPriors, docMask, targets, upstream });
    const wideLogits = Float64Array.from(logits);
    const widePriors = Float64Array.from(docLogPriors);
    wideLogits.forEach((_, i) => {
      expect(want.dLogits[i]).toBeCloseTo(centralDifference(wideLogits, i, (x) => loss(x, widePriors)), 8);
    });
    widePriors.forEach((_, i) => {
      expect(want.dLogPriors[i]).toBeCloseTo(centralDifference(widePriors, i, (x) => loss(wideLogits, x)), 8);
    });
  });
});
