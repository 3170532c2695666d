/** What is shown of an answer token by token agrees with the tree of its search, also where a forced token lies outside the top k. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tokenizer } from '../models/tokenizer/tokenizer.ts';
import { candidateOutcome, generateToken, searchTree, type DecodeStep, type SearchTree } from './decode/index.ts';
import { randomDistribution, ToyModel, toySettings } from './decode/toyModel.ts';
import { DraftRecorder, StepRecorder, type Step } from './steps.ts';
import { tinyModel } from './testing/tinyModel.ts';

const VOCAB = 40;
/** As few tokens a beam as three beams need: a forced token is mostly not among them. */
const MAX_K = 6;
const FORCED_BOS = 5;

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = (await tinyModel()).generatorTokenizer;
});

async function searched(seed: number, change: object, onStep?: (step: DecodeStep) => void) {
  const distribution = randomDistribution(seed, VOCAB);
  const logPriors = Float32Array.from(distribution.prior);
  const settings = { ...toySettings, maxLength: 5, forcedEosTokenId: toySettings.eosTokenId, numBeams: 3, numReturnSequences: 3, ...change };
  const generation = await generateToken(() => new ToyModel(distribution), settings, { maxK: MAX_K, onStep });
  const found = generation.hypotheses.filter(({ end }) => end !== 'none');
  const sequences = found.map((hypothesis) => {
    const recorder = new StepRecorder(tokenizer, logPriors);
    recorder.found(generation.steps, hypothesis);
    return { hypothesis, ids: recorder.finish().steps.map(({ id }) => id) };
  });
  return { sequences, tree: searchTree(generation, { doc: null, logPriors, settings, textOf: String }) };
}

/** Token ids from below the root to a node. */
const tokensTo = (tree: SearchTree, node: number): number[] => (node === 0 ? [] : [...tokensTo(tree, tree.parents[node]), tree.tokenIds[node]]);

describe('an answer with forced tokens', () => {
  it.each([['at its end', {}], ['at both ends', { forcedBosTokenId: FORCED_BOS }]])('%s is shown as the tree spells it, every token with its shares', async (_, change) => {
    let nHidden = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), async (seed) => {
        const { sequences, tree } = await searched(seed, change);
        sequences.forEach(({ hypothesis, ids }, i) => {
          const end = tree.ends[i];
          expect(tokensTo(tree, end)).toEqual(ids);
          expect(tree.depths[end]).toBe(ids.length);
          expect(tree.outcomes[end]).toBe(candidateOutcome.finished);
          expect(tree.scores[end]).toBe(hypothesis.logProb);
          expect(tree.penalizedScores[end], 'the forced end counts for the length').toBe(Math.fround(hypothesis.score));
          nHidden += hypothesis.tokenIds.length - 1 - ids.length;
        });
        expect(tree.docShares.subarray(tree.nDocs).every((share) => share >= 0)).toBe(true);
        expect(tree.nSteps).toBe(Math.max(...tree.depths));
      }),
      { numRuns: 40 },
    );
    expect(nHidden, 'the case was met').toBeGreaterThan(0);
  });

  it('is drafted as it is shown in the end', async () => {
    for (const seed of [3, 4, 5, 6]) {
      let shown: Step[] = [];
      const draft = new DraftRecorder(tokenizer, Float32Array.from(randomDistribution(seed, VOCAB).prior), ({ from, steps }) => {
        expect(from).toBeLessThanOrEqual(shown.length);
        shown = [...shown.slice(0, from), ...steps];
      });
      const { tree } = await searched(seed, {}, (step) => draft.add(step));
      const paths = Array.from(tree.parents, (_, node) => tokensTo(tree, node).join());
      expect(paths).toContain(shown.map(({ id }) => id).join());
    }
  });
});
