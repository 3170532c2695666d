/** Holds greedy decoding and the processors against whole-vocabulary accounts of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { greedy } from './greedy.ts';
import { generateToken, generateTokenBatch } from './index.ts';
import { bannedTokens, forcedToken } from './processors.ts';
import { denseProcessors, marginalOf, randomDistribution, tableDistribution, ToyModel, toySettings } from './toyModel.ts';

describe('greedy', () => {
  it('takes the argmax of the processed marginal at every step', async () => {
    const settingsArb = fc.record({
      maxLength: fc.integer({ min: 2, max: 12 }),
      minLength: fc.integer({ min: 0, max: 2 }),
      noRepeatNgramSize: fc.integer({ min: 0, max: 3 }),
      forcedBosTokenId: fc.constantFrom(null, 0),
      forcedEosTokenId: fc.constantFrom(null, 2),
      bannedTokenIds: fc.subarray([2, 3, 4]),
    });
    await fc.assert(
      fc.asyncProperty(settingsArb, fc.nat(1e6), async (some, seed) => {
        const settings = { ...toySettings, ...some };
        const question = randomDistribution(seed, 20, 3);
        const want = [2];
        do {
          const scores = denseProcessors(marginalOf(question, want), want, settings);
          want.push(scores.indexOf(Math.max(...scores)));
        } while (want[want.length - 1] !== 2 && want.length < settings.maxLength);
        const { hypotheses, exact } = await greedy(new ToyModel(question), settings);
        expect([...hypotheses[0].tokenIds]).toEqual(want);
        expect(exact).toBe(true);
        const logProbs = want.slice(1).map((v, t) => {
          const prefix = want.slice(0, t + 1);
          return denseProcessors(marginalOf(question, prefix), prefix, settings)[v];
        });
        expect([...hypotheses[0].tokenLogProbs]).toEqual(logProbs);
      }),
    );
  });

  it('asks for one token more than are banned, and keeps the documents behind each step', async () => {
    const model = new ToyModel(randomDistribution(4, 30, 3));
    const { steps } = await greedy(model, { ...toySettings, noRepeatNgramSize: 1, bannedTokenIds: [7], maxLength: 4 });
    expect(model.askedK.slice(0, 3)).toEqual([3, 4, 5]);
    expect(steps[0].marginal.docLogProbs.length).toBe(3 * 3);
    expect([...steps[0].banned[0]].sort()).toEqual([2, 7]);
  });

  it('keeps within the tokens that a prefix allows, and is free where none of them can be had', async () => {
    const table = { '2': [0, 0, 0.1, 0.6, 0.3], '2,4': [0, 0, 0.7, 0.3, 0] };
    const prefixAllowedTokens = (prefix: readonly number[]) => new Set(prefix.length === 1 ? [0, 4] : [4]);
    const { hypotheses } = await greedy(new ToyModel(tableDistribution(5, table)), { ...toySettings, prefixAllowedTokens }, { maxK: 3 });
    expect([...hypotheses[0].tokenIds]).toEqual([2, 4, 2]);
  });

  it('pads a batch to its longest answer', async () => {
    const short = tableDistribution(5, { '2': [0, 0, 1, 0, 0] });
    const long = tableDistribution(5, { '2': [0, 0, 0, 1, 0], '2,3': [0, 0, 0, 0, 1], '2,3,4': [0, 0, 1, 0, 0] });
    const { ids, n, length } = await generateTokenBatch((q) => new ToyModel(q === 0 ? short : long), 2, toySettings);
    expect([n, length]).toEqual([2, 4]);
    expect([...ids]).toEqual([2, 2, 1, 1, 2, 3, 4, 2]);
  });

  it('says so when everything is banned', async () => {
    const run = greedy(new ToyModel(randomDistribution(1, 4)), { ...toySettings, bannedTokenIds: [0, 1, 3], minLength: 4 });
    await expect(run).rejects.toMatchObject({ kind: 'bad-input' });
  });

  it('refuses a step model whose arrays have another shape', async () => {
    const good = new ToyModel(randomDistribution(1, 9));
    const step = async (...args: Parameters<ToyModel['step']>) => ({ ...(await good.step(...args)), nBeams: 2 });
    await expect(greedy({ nDocs: 2, vocabSize: 9, step }, toySettings)).rejects.toThrow(/^internal:/);
  });

  it('stops when aborted', async () => {
    const model = new ToyModel(randomDistribution(1, 9));
    const run = generateToken(() => model, toySettings, { signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
    expect(model.askedK).toEqual([]);
  });
});

describe('processors', () => {
  it('bans the followers of the last n-1 tokens', () => {
    const s = { ...toySettings, noRepeatNgramSize: 3 };
    expect([...bannedTokens([2, 5, 6, 7, 5, 6, 8, 5, 6], s)].sort()).toEqual([7, 8]);
    expect(bannedTokens([2, 5], s).size).toBe(0);
    expect([...bannedTokens([2, 5], { ...s, noRepeatNgramSize: 1 })].sort()).toEqual([2, 5]);
    expect([...bannedTokens([2, 5, 2], { ...s, noRepeatNgramSize: 2 })]).toEqual([5]);
  });

  it('bans EOS below the minimum length, and never as a bad word', () => {
    expect(bannedTokens([2, 5], { ...toySettings, minLength: 3 }).has(2)).toBe(true);
    expect(bannedTokens([2, 5, 6], { ...toySettings, minLength: 3, bannedTokenIds: [2, 4] })).toEqual(new Set([4]));
  });

  it('forces BOS first and EOS last, EOS winning where both fall together', () => {
    const s = { ...toySettings, maxLength: 4, forcedBosTokenId: 0, forcedEosTokenId: 2 };
    expect([1, 2, 3].map((length) => forcedToken(length, s))).toEqual([0, null, 2]);
    expect(forcedToken(1, { ...s, maxLength: 2 })).toBe(2);
  });
});
