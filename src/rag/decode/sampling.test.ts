/** Holds sampling to its distribution, its seed and its limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateToken } from './index.ts';
import type { SamplingSettings } from './record.ts';
import { nucleusProbs, seededRandom } from './sampling.ts';
import { logSoftmax, marginalOf, randomDistribution, ToyModel, toySettings } from './toyModel.ts';

const plain: SamplingSettings = { temperature: 1, topP: 1, topK: 0, seed: 7 };

describe('sampling', () => {
  it('gives the same answers for the same seed and others for another', async () => {
    const question = randomDistribution(1, 30);
    const settings = { ...toySettings, numReturnSequences: 8, maxLength: 12 };
    const run = async (seed: number): Promise<string> => {
      const { hypotheses } = await generateToken(() => new ToyModel(question), settings, { sampling: { ...plain, seed } });
      return hypotheses.map(({ tokenIds }) => tokenIds.join()).join(' ');
    };
    expect(await run(7)).toBe(await run(7));
    expect(await run(7)).not.toBe(await run(8));
  });

  it('draws the first token with the probability of the marginal', async () => {
    const question = randomDistribution(2, 6, 3, 1.5);
    const settings = { ...toySettings, maxLength: 2, numReturnSequences: 4000 };
    const { hypotheses, exact } = await generateToken(() => new ToyModel(question), settings, { sampling: plain });
    const counts = new Array<number>(6).fill(0);
    for (const { tokenIds } of hypotheses) counts[tokenIds[1]]++;
    marginalOf(question, [2]).forEach((logProb, v) => {
      const p = Math.exp(logProb);
      expect(Math.abs(counts[v] / 4000 - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 4000));
    });
    expect(exact).toBe(true);
  });

  it('is greedy with topK 1, with a tiny topP and with a tiny temperature', async () => {
    const question = randomDistribution(3, 20);
    const settings = { ...toySettings, maxLength: 10, noRepeatNgramSize: 2, forcedBosTokenId: 0 };
    const [want] = (await generateToken(() => new ToyModel(question), settings)).hypotheses;
    for (const change of [{ topK: 1 }, { topP: 1e-6 }, { temperature: 1e-3 }]) {
      const sampling = { ...plain, ...change };
      const [got] = (await generateToken(() => new ToyModel(question), settings, { sampling })).hypotheses;
      expect([...got.tokenIds]).toEqual([...want.tokenIds]);
      expect(got.logProb).toBe(want.logProb);
    }
  });

  it('pads the rows that are done while others go on, and records the rest', async () => {
    const settings = { ...toySettings, maxLength: 15, numReturnSequences: 6 };
    const model = new ToyModel(randomDistribution(5, 8));
    const { hypotheses, steps } = await generateToken(() => model, settings, { sampling: plain });
    hypotheses.forEach(({ tokenIds, path, end }, i) => {
      expect(end === 'eos').toBe(tokenIds[tokenIds.length - 1] === 2);
      const last = steps[steps.length - 1];
      const row = last.sequences.slice(i * (last.position + 1), (i + 1) * (last.position + 1));
      expect([...row]).toEqual([...tokenIds, ...new Array<number>(row.length - tokenIds.length).fill(1)]);
      expect([...path].map((c, t) => steps[t].candidateTokens[c])).toEqual(Array.from(tokenIds.subarray(1)));
    });
    expect(new Set(hypotheses.map(({ tokenIds }) => tokenIds.length)).size).toBeGreaterThan(1);
  });

  it('says that the cut to the model\'s top k may have mattered', async () => {
    const run = async (sampling: SamplingSettings, maxK: number): Promise<boolean> =>
      (await generateToken(() => new ToyModel(randomDistribution(5, 30)), toySettings, { sampling, maxK })).exact;
    expect(await run(plain, 10)).toBe(false);
    expect(await run(plain, 30)).toBe(true);
    expect(await run({ ...plain, topK: 5 }, 10)).toBe(true);
  });

  it('refuses what has no meaning', async () => {
    const run = (sampling: SamplingSettings, numBeams = 1): Promise<unknown> =>
      generateToken(() => new ToyModel(randomDistribution(1, 9)), { ...toySettings, numBeams }, { sampling });
    await expect(run({ ...plain, temperature: 0 })).rejects.toMatchObject({ kind: 'bad-input' });
    await expect(run({ ...plain, topP: 0 })).rejects.toMatchObject({ kind: 'bad-input' });
    await expect(run({ ...plain, topK: -1 })).rejects.toMatchObject({ kind: 'bad-input' });
    await expect(run(plain, 2)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('nucleusProbs', () => {
  it('keeps the smallest set of tokens whose mass reaches topP, renormalised', () => {
    const probs = [0.5, 0.25, 0.15, 0.1].map(Math.log);
    expect([...nucleusProbs(probs, { ...plain, topP: 0.7 })]).toEqual([expect.closeTo(2 / 3), expect.closeTo(1 / 3), 0, 0]);
    expect([...nucleusProbs(probs, { ...plain, topP: 0.76 })].filter((p) => p > 0).length).toBe(3);
    expect(nucleusProbs(probs, { ...plain, temperature: 0.5 })[0]).toBeCloseTo(0.25 / (0.25 + 0.0625 + 0.0225 + 0.01));
  });

  it('is a distribution whose tokens keep their order, and the mass kept is at least topP', () => {
    const settings = fc.record({
      temperature: fc.double({ min: 0.05, max: 5, noNaN: true }),
      topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 0, noNaN: true }), { minLength: 1 }), settings, (raw, change) => {
        const logProbs = logSoftmax(raw).sort((a, b) => b - a);
        const probs = nucleusProbs(logProbs, { ...plain, ...change });
        const all = nucleusProbs(logProbs, { ...plain, temperature: change.temperature });
        expect(probs.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
        expect(probs[0]).toBeGreaterThan(0);
        const keptMass = all.reduce((sum, p, i) => sum + (probs[i] > 0 ? p : 0), 0);
        expect(keptMass).toBeGreaterThanOrEqual(change.topP - 1e-12);
        for (let i = 1; i < probs.length; i++) expect(probs[i]).toBeLessThanOrEqual(probs[i - 1]);
      }),
    );
  });
});

describe('seededRandom', () => {
  it('is uniform to the eye of a chi-square test, in [0, 1)', () => {
    const random = seededRandom(42);
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < 20000; i++) {
      const u = random();
      expect(u >= 0 && u < 1).toBe(true);
      bins[Math.floor(u * 20)]++;
    }
    const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(43.8); // 99.9 % point for 19 degrees of freedom
  });
});
