/** Holds RAG-Sequence decoding and scoring against closed forms of a toy model. */
import { describe, expect, it } from 'vitest';
import type { GenerationSettings } from '../types.ts';
import { generateSequenceBatch, generateToken, padSequences } from './index.ts';
import type { SequenceModel } from './sequence.ts';
import { generateSequence } from './sequence.ts';
import { logSumExp } from '../posterior.ts';
import { scoreSequences } from './sequenceScore.ts';
import type { ToyDistribution } from './toyModel.ts';
import { enumerate, randomDistribution, ToyModel, toySettings } from './toyModel.ts';

/** A SequenceModel over a toy distribution; `calls` counts the scoring passes. */
function toySequenceModel(toy: ToyDistribution): SequenceModel & { calls: number } {
  const nDocs = toy.prior.length;
  return {
    calls: 0,
    nDocs,
    bosTokenId: 0,
    priorLogProbs: Float32Array.from(toy.prior),
    generateForDoc: (doc, settings, options) => generateToken(() => new ToyModel(toy, [doc]), settings, options),
    scoreCandidates(ids, n, length) {
      this.calls++;
      const tokenLogProbs: number[] = [];
      const vocabLogProbSums: number[] = [];
      for (let i = 0; i < n; i++) {
        for (let z = 0; z < nDocs; z++) {
          for (let t = 0; t < length; t++) {
            const row = toy.docLogProbs(z, Array.from(ids.subarray(i * length, i * length + t + 1)));
            // NaN where there is no target: reading it would show.
            tokenLogProbs.push(t + 1 < length ? row[ids[i * length + t + 1]] : NaN);
            vocabLogProbSums.push(t + 1 < length ? row.reduce((sum, x) => sum + x, 0) : NaN);
          }
        }
      }
      return Promise.resolve({
        tokenLogProbs: Float32Array.from(tokenLogProbs),
        vocabLogProbSums: Float32Array.from(vocabLogProbSums),
        vocabSize: toy.vocabSize,
      });
    },
  };
}

/** log p(y|x,z) straight from the distribution. */
function docLogProb(toy: ToyDistribution, doc: number, ids: readonly number[]): number {
  return ids.slice(1).reduce((sum, v, t) => sum + toy.docLogProbs(doc, ids.slice(0, t + 1))[v], 0);
}

const settings: GenerationSettings = { ...toySettings, numBeams: 3, numReturnSequences: 2, minLength: 3, maxLength: 7 };

describe('thorough decoding', () => {
  it('pools the beams of all documents, scores each under all, and ranks by log p(y|x)', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const toy = randomDistribution(seed, 12, 4);
      const result = await generateSequence(toySequenceModel(toy), settings);
      const proposed = result.documents.map(({ hypotheses }) => hypotheses.map(({ tokenIds }) => tokenIds.join()));
      expect(proposed.every((beams) => beams.length === 3)).toBe(true);
      expect(result.candidates.map(({ tokenIds }) => tokenIds.join())).toEqual([...new Set(proposed.flat())]);
      for (const c of result.candidates) {
        const key = c.tokenIds.join();
        expect([...c.fromDocs]).toEqual(proposed.flatMap((beams, z) => (beams.includes(key) ? [z] : [])));
        const joint = toy.prior.map((prior, z) => prior + docLogProb(toy, z, [...c.tokenIds]));
        expect(c.logProb).toBeCloseTo(logSumExp(joint), 4);
        // Two tokens at least, not all with BOS, no pad token among them: both conventions agree.
        if (!c.tokenIds.includes(1)) expect(c.nll).toBeCloseTo(-c.logProb, 4);
        expect(c.posterior.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
        expect(c.fastLogProb).toBeLessThanOrEqual(c.logProb + 1e-6);
      }
      const sorted = result.candidates.map(({ nll }) => nll).sort((a, b) => a - b);
      expect([...result.ranking].map((i) => result.candidates[i].nll)).toEqual(sorted.slice(0, 2));
    }
  });

  it('finds the best of all answers under the whole mixture when beams are wide', async () => {
    const wide = { ...settings, numBeams: 40, maxLength: 4, earlyStopping: 'never' as const, lengthPenalty: 0 };
    for (let seed = 0; seed < 10; seed++) {
      const toy = randomDistribution(seed, 4, 3);
      const result = await generateSequence(toySequenceModel(toy), wide, { ranking: 'exact' });
      const every = enumerate(toy, wide).map(({ ids }) => ({
        ids,
        logProb: logSumExp(toy.prior.map((prior, z) => prior + docLogProb(toy, z, ids))),
      }));
      every.sort((a, b) => b.logProb - a.logProb);
      expect([...result.candidates[result.ranking[0]].tokenIds]).toEqual(every[0].ids);
      expect(result.mass?.missedByFast).toBeCloseTo(0, 5); // every document's beams hold every answer
    }
  });

  it('keeps duplicates, each scored alike, when told not to deduplicate', async () => {
    const toy = randomDistribution(6, 12, 4, 0.8);
    const once = await generateSequence(toySequenceModel(toy), settings);
    const twice = await generateSequence(toySequenceModel(toy), settings, { deduplicate: false });
    expect(twice.candidates.length).toBe(12);
    expect(once.candidates.length).toBeLessThanOrEqual(12);
    expect(twice.mass?.thorough).toBeCloseTo(once.mass?.thorough as number, 6);
    expect([...twice.candidates[twice.ranking[0]].tokenIds]).toEqual([...once.candidates[once.ranking[0]].tokenIds]);
  });

  it('gives the same candidates from identical documents once', async () => {
    const one = randomDistribution(9, 12, 1);
    const half = Math.log(0.5);
    const toy: ToyDistribution = { ...one, prior: [half, half], docLogProbs: (_, prefix) => one.docLogProbs(0, prefix) };
    const result = await generateSequence(toySequenceModel(toy), { ...settings, numReturnSequences: 5 });
    expect(result.candidates.length).toBe(3);
    expect(result.ranking.length).toBe(3);
    for (const { fromDocs, posterior } of result.candidates) {
      expect([...fromDocs]).toEqual([0, 1]);
      expect([...posterior]).toEqual([expect.closeTo(0.5), expect.closeTo(0.5)]);
    }
    expect(result.mass?.missedByFast).toBeCloseTo(0, 6);
  });
});

describe('fast decoding', () => {
  it('needs no scoring pass and counts only the documents that proposed an answer', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const toy = randomDistribution(seed, 12, 4);
      const model = toySequenceModel(toy);
      const fast = await generateSequence(model, settings, { mode: 'fast' });
      expect(model.calls).toBe(0);
      expect(fast.mass).toBeNull();
      const thorough = await generateSequence(model, settings, { ranking: 'exact' });
      fast.candidates.forEach((c, i) => {
        expect(c.logProb).toBeCloseTo(thorough.candidates[i].fastLogProb, 4);
        for (let z = 0; z < 4; z++) expect(c.docLogProbs[z] > -Infinity).toBe(c.fromDocs.includes(z));
      });
      const missed = thorough.candidates.reduce((sum, c) => sum + Math.exp(c.logProb) - Math.exp(c.fastLogProb), 0);
      expect(thorough.mass?.missedByFast).toBeCloseTo(missed, 8);
      expect(missed).toBeGreaterThan(0);
    }
  });

  it('counts a forced token at the model\'s own log-prob', async () => {
    const toy = randomDistribution(3, 12, 2);
    const forced = { ...settings, forcedBosTokenId: 0, forcedEosTokenId: 2 };
    for (const c of (await generateSequence(toySequenceModel(toy), forced, { mode: 'fast' })).candidates) {
      for (const z of c.fromDocs) expect(c.docLogProbs[z]).toBeCloseTo(docLogProb(toy, z, [...c.tokenIds]), 4);
    }
  });
});

describe('scoreSequences', () => {
  const prior = Float32Array.from([0.25, 0.75].map(Math.log));
  // Two candidates, two documents, three positions (the last is never read).
  const tokenLogProbs = Float32Array.from([-1, -2, NaN, -3, -4, NaN, -0.5, NaN, NaN, -0.25, NaN, NaN]);
  const vocabLogProbSums = tokenLogProbs.map((x) => 10 * x);
  const base = { padTokenId: 1, bosTokenId: 0, excludeBosScore: true, labelSmoothing: 0 };
  const score = (ids: number[], change: object): ReturnType<typeof scoreSequences> => {
    const padded = { ids: Int32Array.from(ids), n: 2, length: 3, lengths: Int32Array.of(3, 2) };
    return scoreSequences({ tokenLogProbs, vocabLogProbSums, vocabSize: 9 }, padded, prior, { ...base, ...change });
  };
  const lse = (a: number, b: number): number => Math.log(Math.exp(a) + Math.exp(b));

  it('loses the prior of a one-token answer, as the reference does, but not from log p(y|x,z)', () => {
    const { nll, docLogProbs } = score([2, 5, 2, 2, 2, 1], {});
    expect(nll[0]).toBeCloseTo(-lse(-3 + prior[0], -7 + prior[1]), 6);
    expect(nll[1]).toBeCloseTo(-lse(-0.5, -0.25), 6);
    expect([...docLogProbs]).toEqual([-3, -7, -0.5, -0.25]);
  });

  it('leaves BOS out only if every candidate starts with it', () => {
    expect(score([2, 0, 2, 2, 0, 1], {}).nll[0]).toBeCloseTo(-lse(-2 + prior[0], -4 + prior[1]), 6);
    expect(score([2, 0, 2, 2, 5, 1], {}).nll[0]).toBeCloseTo(-lse(-3 + prior[0], -7 + prior[1]), 6);
    expect(score([2, 0, 2, 2, 0, 1], { excludeBosScore: false }).nll[0]).toBeCloseTo(-lse(-3 + prior[0], -7 + prior[1]), 6);
  });

  it('smooths over the vocabulary with the prior once a word, BOS included', () => {
    const nll = -lse(-2 + prior[0], -4 + prior[1]);
    const smooth = -lse(-30 + 9 * prior[0], -70 + 9 * prior[1]);
    expect(score([2, 0, 2, 2, 0, 1], { labelSmoothing: 0.1 }).nll[0]).toBeCloseTo(0.9 * nll + (0.1 / 9) * smooth, 6);
  });

  it('masks a generated pad token as the reference does, but counts it in log p(y|x,z)', () => {
    const { nll, docLogProbs } = score([2, 1, 2, 2, 2, 1], {});
    expect(nll[0]).toBeCloseTo(-lse(-2 + prior[0], -4 + prior[1]), 6);
    expect([...docLogProbs].slice(0, 2)).toEqual([-3, -7]);
  });

  it('refuses scores of another shape', () => {
    const padded = padSequences([[2, 2], [2, 5]], 1);
    const call = (): unknown => scoreSequences({ tokenLogProbs, vocabSize: 9 }, padded, prior, base);
    expect(call).toThrow(/^internal:/);
  });
});

describe('batch and cancelling', () => {
  it('pads the answers to the longest candidate of the batch, chosen or not', async () => {
    const models = [0, 1, 2].map((q) => toySequenceModel(randomDistribution(q, 12, 3)));
    const batch = await generateSequenceBatch(models, { ...settings, numReturnSequences: 1 });
    expect(batch.n).toBe(3);
    expect(batch.length).toBe(Math.max(...batch.generations.flatMap((g) => g.candidates.map((c) => c.tokenIds.length))));
    batch.generations.forEach(({ candidates, ranking }, q) => {
      const best = [...candidates[ranking[0]].tokenIds];
      const row = Array.from(batch.ids.subarray(q * batch.length, (q + 1) * batch.length));
      expect(row).toEqual([...best, ...new Array<number>(batch.length - best.length).fill(1)]);
    });
  });

  it('stops between documents when aborted', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const run = generateSequence(toySequenceModel(randomDistribution(1, 12, 3)), settings, {
      signal: controller.signal,
      onDocument(doc) {
        seen.push(doc);
        controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
    expect(seen).toEqual([0]);
  });
});
