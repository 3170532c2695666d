/** Holds beam search against a dense batched search, against enumeration, and to its own record. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerationSettings } from '../types.ts';
import { beamSearch } from './beamSearch.ts';
import { generateToken, generateTokenBatch } from './index.ts';
import type { Generation } from './record.ts';
import { candidateOutcome } from './record.ts';
import { denseBeamSearch, enumerate, randomDistribution, tableDistribution, ToyModel, toySettings } from './toyModel.ts';

const ids = (generation: Generation): number[][] => generation.hypotheses.map(({ tokenIds }) => [...tokenIds]);

const anySettings: fc.Arbitrary<GenerationSettings> = fc
  .record({
    numBeams: fc.integer({ min: 2, max: 5 }),
    maxLength: fc.integer({ min: 2, max: 8 }),
    minLength: fc.integer({ min: 0, max: 6 }),
    lengthPenalty: fc.constantFrom(-1, 0, 0.5, 1, 2),
    noRepeatNgramSize: fc.integer({ min: 0, max: 3 }),
    earlyStopping: fc.constantFrom<boolean | 'never'>(false, true, 'never'),
    forcedBosTokenId: fc.constantFrom(null, 0),
    forcedEosTokenId: fc.constantFrom(null, 2),
    bannedTokenIds: fc.subarray([2, 3, 4]),
  })
  .map((s) => ({ ...toySettings, ...s, numReturnSequences: s.numBeams, minLength: Math.min(s.minLength, s.maxLength) }));

/** Settings that leave room for as many answers as there are beams. */
const roomy = anySettings.filter(({ maxLength }) => maxLength >= 4);

describe('beamSearch against the dense batched search', () => {
  it('gives the same answers and scores, whatever the settings, from a truncated top k and one question at a time', async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, fc.integer({ min: 12, max: 40 }), fc.nat(1e6), async (settings, vocab, seed) => {
        const questions = [0, 1, 2].map((q) => randomDistribution(seed + q, vocab));
        const want = denseBeamSearch(questions, settings);
        const got = await generateTokenBatch((q) => new ToyModel(questions[q]), 3, settings);
        got.generations.forEach((generation, q) => {
          expect(ids(generation)).toEqual(want[q].map((beam) => beam.ids));
          expect(generation.hypotheses.map(({ score }) => score)).toEqual(want[q].map(({ score }) => score));
          expect(generation.exact).toBe(true);
        });
        expect(got.length).toBe(Math.max(...want.flat().map((beam) => beam.ids.length)));
      }),
      { numRuns: 300 },
    );
  });

  it('agrees where the vocabulary is too small to fill the beams', async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, fc.integer({ min: 6, max: 8 }), fc.nat(1e6), async (settings, vocab, seed) => {
        const question = randomDistribution(seed, vocab);
        const got = await generateToken(() => new ToyModel(question), { ...settings, numReturnSequences: 1 });
        const [want] = denseBeamSearch([question], settings);
        expect(ids(got)[0]).toEqual(want[0].ids);
      }),
      { numRuns: 200 },
    );
  });
});

describe('beamSearch against enumeration', () => {
  it.each([0, 1, 2])('finds the best of all answers when no beam is ever dropped (length penalty %d)', async (lengthPenalty) => {
    for (let seed = 0; seed < 20; seed++) {
      const question = randomDistribution(seed, 4);
      const settings = { ...toySettings, numBeams: 64, maxLength: 5, lengthPenalty, earlyStopping: 'never' as const };
      const [best] = (await beamSearch(new ToyModel(question), settings)).hypotheses;
      const all = enumerate(question, settings).map((a) => ({ ...a, score: a.logProb / (a.ids.length - 1) ** lengthPenalty }));
      all.sort((a, b) => b.score - a.score);
      expect([...best.tokenIds]).toEqual(all[0].ids);
      expect(best.score).toBeCloseTo(all[0].score, 5);
    }
  });

  it('never scores an answer above its enumerated log-prob', async () => {
    const settings = { ...toySettings, numBeams: 3, numReturnSequences: 3, noRepeatNgramSize: 2, lengthPenalty: 0.7 };
    for (let seed = 0; seed < 20; seed++) {
      const question = randomDistribution(seed, 7);
      const all = new Map(enumerate(question, settings).map((a) => [a.ids.join(), a.logProb]));
      for (const h of (await beamSearch(new ToyModel(question), settings)).hypotheses) {
        expect(h.logProb).toBeCloseTo(all.get([...h.tokenIds].join()) as number, 4);
        expect(h.score).toBeCloseTo(h.logProb / h.tokenLogProbs.length ** 0.7, 5);
      }
    }
  });
});

describe('EOS and stopping', () => {
  // EOS is 2. From the start: 3 (.5), 4 (.3), EOS (.2): third of four candidates, so out of the best two.
  const table = {
    '2': [0, 0, 0.2, 0.5, 0.3],
    '2,3': [0, 0, 0.9, 0.05, 0.05],
    '2,4': [0, 0, 0.8, 0.1, 0.1],
    '2,3,3': [0, 0, 1, 0, 0],
    '2,3,4': [0, 0, 1, 0, 0],
    '2,4,3': [0, 0, 1, 0, 0],
    '2,4,4': [0, 0, 1, 0, 0],
  };
  const two = { ...toySettings, numBeams: 2, numReturnSequences: 2, maxLength: 4, lengthPenalty: 0 };

  it('accepts EOS only among the best numBeams candidates', async () => {
    const generation = await beamSearch(new ToyModel(tableDistribution(5, table)), two);
    expect(ids(generation)).toEqual([[2, 3, 2], [2, 4, 2]]);
    const [first] = generation.steps;
    expect([...first.candidateTokens].slice(0, 3)).toEqual([3, 4, 2]);
    expect([...first.candidateOutcomes].slice(0, 3)).toEqual([
      candidateOutcome.running,
      candidateOutcome.running,
      candidateOutcome.dropped,
    ]);
  });

  it('stops with early stopping as soon as numBeams answers are finished', async () => {
    const generation = await beamSearch(new ToyModel(tableDistribution(5, table)), { ...two, earlyStopping: true });
    expect(generation.steps.length).toBe(2);
    expect([...generation.steps[1].candidateOutcomes].slice(0, 2)).toEqual([2, 2]);
  });

  it('runs no longer with true than with false, no longer with false than with never', async () => {
    const differing = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const question = randomDistribution(seed, 9);
      const lengths: number[] = [];
      for (const earlyStopping of [true, false, 'never'] as const) {
        const s = { ...toySettings, numBeams: 3, maxLength: 9, lengthPenalty: 1, earlyStopping };
        lengths.push((await beamSearch(new ToyModel(question), s)).steps.length);
      }
      expect(lengths[0]).toBeLessThanOrEqual(lengths[1]);
      expect(lengths[1]).toBeLessThanOrEqual(lengths[2]);
      if (lengths[0] < lengths[1]) differing.add('true<false');
      if (lengths[1] < lengths[2]) differing.add('false<never');
    }
    expect([...differing].sort()).toEqual(['false<never', 'true<false']);
  });

  it('ends at maxLength, with EOS only where it is forced', async () => {
    const question = randomDistribution(5, 12);
    const s = { ...toySettings, numBeams: 2, maxLength: 5, minLength: 5, numReturnSequences: 2 };
    for (const h of (await beamSearch(new ToyModel(question), s)).hypotheses) {
      expect(h.tokenIds.length).toBe(5);
      expect(h.end).toBe('max-length');
    }
    for (const h of (await beamSearch(new ToyModel(question), { ...s, forcedEosTokenId: 2 })).hypotheses) {
      expect(h.tokenIds[4]).toBe(2);
      expect(h.tokenLogProbs[3]).toBe(0);
      expect(h.modelLogProbs[3]).toBeLessThan(0);
      expect(h.end).toBe('eos');
    }
  });

  it('marks the places for which no answer is left', async () => {
    const s = { ...toySettings, numBeams: 3, numReturnSequences: 3, maxLength: 3, forcedBosTokenId: 0, forcedEosTokenId: 2 };
    const { hypotheses } = await beamSearch(new ToyModel(randomDistribution(0, 12)), s);
    expect([...hypotheses[0].tokenIds]).toEqual([2, 0, 2]);
    expect(hypotheses.map(({ end }) => end)).toEqual(['eos', 'none', 'none']);
  });

  it('obeys bans and minimum length in every answer', async () => {
    await fc.assert(
      fc.asyncProperty(roomy, fc.nat(1e6), async (settings, seed) => {
        const { hypotheses } = await beamSearch(new ToyModel(randomDistribution(seed, 20)), settings);
        for (const { tokenIds, end } of hypotheses) {
          expect(end).not.toBe('none');
          const free = tokenIds.slice(0, tokenIds.length === settings.maxLength ? -1 : undefined);
          if (free.length === tokenIds.length) expect(tokenIds.length).toBeGreaterThan(settings.minLength);
          for (const token of settings.bannedTokenIds) if (token !== 2) expect(free).not.toContain(token);
          const n = settings.noRepeatNgramSize;
          const grams = [...free].slice(n - 1).map((_, i) => free.slice(i, i + n).join());
          if (n > 0 && settings.forcedBosTokenId === null) expect(new Set(grams).size).toBe(grams.length);
        }
      }),
    );
  });
});

describe('the beam record', () => {
  it('rebuilds every answer, its parents and its log-probs from the steps', async () => {
    await fc.assert(
      fc.asyncProperty(roomy, fc.nat(1e6), async (settings, seed) => {
        const { hypotheses, steps } = await beamSearch(new ToyModel(randomDistribution(seed, 20)), settings);
        for (const h of hypotheses) {
          expect([...h.path].map((c, t) => steps[t].candidateTokens[c])).toEqual(Array.from(h.tokenIds.subarray(1)));
          expect([...h.path].map((c, t) => steps[t].candidateLogProbs[c])).toEqual([...h.tokenLogProbs]);
          const last = h.path.length - 1;
          expect(steps[last].candidateScores[h.path[last]]).toBe(h.logProb);
          for (let t = 1; t <= last; t++) {
            expect(steps[t - 1].selected[steps[t].candidateParents[h.path[t]]]).toBe(h.path[t - 1]);
          }
          h.path.forEach((c, t) => {
            const { marginal, candidateParents, candidateRanks } = steps[t];
            const at = candidateParents[c] * marginal.k + candidateRanks[c];
            if (candidateRanks[c] >= 0) expect(marginal.tokenIds[at]).toBe(h.tokenIds[t + 1]);
          });
        }
      }),
    );
  });
});

describe('the top k asked of the step model', () => {
  it('is 2 * numBeams and the number of banned tokens, within the vocabulary and maxK', async () => {
    const model = new ToyModel(randomDistribution(1, 50));
    await beamSearch(model, { ...toySettings, numBeams: 3, maxLength: 5, noRepeatNgramSize: 1, bannedTokenIds: [40, 41] });
    expect(model.askedK.slice(0, 3)).toEqual([6 + 3, 6 + 4, 6 + 5]);
    const small = new ToyModel(randomDistribution(1, 5));
    await beamSearch(small, { ...toySettings, numBeams: 3 });
    expect(small.askedK[0]).toBe(5);
  });

  it('too small for the bans is reported unless the result is provably the same', async () => {
    const settings = { ...toySettings, numBeams: 2, maxLength: 6, bannedTokenIds: [3, 4, 5, 6, 7, 8, 9, 10] };
    const flat = randomDistribution(3, 20, 2, 0.1);
    expect((await beamSearch(new ToyModel(flat), settings, { maxK: 4 })).exact).toBe(false);
    expect((await beamSearch(new ToyModel(flat), settings)).exact).toBe(true);
    await fc.assert(
      fc.asyncProperty(anySettings, fc.nat(1e6), fc.integer({ min: 1, max: 12 }), async (s, seed, maxK) => {
        const question = randomDistribution(seed, 20);
        const got = await beamSearch(new ToyModel(question), s, { maxK });
        if (got.exact) expect(ids(got)).toEqual(ids(await beamSearch(new ToyModel(question), s)));
      }),
    );
  });

  it('takes a forced token that is outside the top k', async () => {
    const question = tableDistribution(6, { '2': [1e-9, 1e-8, 0.1, 0.4, 0.3, 0.2 - 1e-8 - 1e-9], '2,0': [0, 0, 0.9, 0.1, 0, 0] });
    const settings = { ...toySettings, numBeams: 2, maxLength: 3, forcedBosTokenId: 0 };
    const [best] = (await beamSearch(new ToyModel(question), settings, { maxK: 4 })).hypotheses;
    expect([...best.tokenIds]).toEqual([2, 0, 2]);
    expect(best.logProb).toBeCloseTo(Math.log(0.9), 6);
    expect(best.modelLogProbs[0]).toBeNaN();
  });
});

describe('streaming and cancelling', () => {
  it('calls back once a step and stops at the next one after an abort', async () => {
    const controller = new AbortController();
    const positions: number[] = [];
    const run = generateToken(
      () => new ToyModel(randomDistribution(2, 20)),
      { ...toySettings, numBeams: 2, maxLength: 30, minLength: 30 },
      {
        signal: controller.signal,
        onStep: ({ position }) => {
          positions.push(position);
          if (position === 3) controller.abort();
        },
      },
    );
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
    expect(positions).toEqual([1, 2, 3]);
  });
});
