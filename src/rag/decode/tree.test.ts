/** The tree of a search holds all that the search weighed, and leads to what it returned. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beamSearch } from './beamSearch.ts';
import type { Generation } from './record.ts';
import { candidateOutcome } from './record.ts';
import { randomDistribution, ToyModel, toySettings } from './toyModel.ts';
import { isBarred, pathOfBeam, searchTree, type SearchTree } from './tree.ts';

const anySearch = fc.record({
  numBeams: fc.integer({ min: 2, max: 6 }),
  maxLength: fc.integer({ min: 2, max: 8 }),
  lengthPenalty: fc.constantFrom(-1, 0, 1, 2),
  earlyStopping: fc.constantFrom<boolean | 'never'>(false, true, 'never'),
  noRepeatNgramSize: fc.integer({ min: 0, max: 2 }),
});

async function treeOf(change: object, seed: number): Promise<{ tree: SearchTree; generation: Generation }> {
  const distribution = randomDistribution(seed, 20);
  const settings = { ...toySettings, ...change };
  const generation = await beamSearch(new ToyModel(distribution), { ...settings, numReturnSequences: settings.numBeams });
  return { generation, tree: searchTree(generation, { doc: null, logPriors: distribution.prior, settings, textOf: String }) };
}

/** Token ids from the root to a node. */
function tokensTo(tree: SearchTree, node: number): number[] {
  return node < 0 ? [] : [...tokensTo(tree, tree.parents[node]), tree.tokenIds[node]];
}

describe('searchTree', () => {
  it('spells every returned sequence from the root to its end, with its score', async () => {
    await fc.assert(
      fc.asyncProperty(anySearch, fc.nat(1e6), async (change, seed) => {
        const { tree, generation } = await treeOf(change, seed);
        const real = generation.hypotheses.filter(({ end }) => end !== 'none');
        expect(Array.from(tree.ends, (node) => tokensTo(tree, node))).toEqual(real.map(({ tokenIds }) => [...tokenIds]));
        real.forEach((h, i) => {
          expect(tree.scores[tree.ends[i]]).toBe(h.logProb);
          expect(tree.penalizedScores[tree.ends[i]]).toBe(Math.fround(h.score));
          expect(tree.outcomes[tree.ends[i]]).toBe(candidateOutcome.finished);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('adds up scores along edges, keeps parents before children, and shares each token among the documents', async () => {
    await fc.assert(
      fc.asyncProperty(anySearch, fc.nat(1e6), async (change, seed) => {
        const { tree } = await treeOf(change, seed);
        const { parents, depths, scores, logProbs, outcomes, docShares, nDocs } = tree;
        expect(parents[0]).toBe(-1);
        for (let node = 1; node < parents.length; node++) {
          const parent = parents[node];
          expect(parent).toBeLessThan(node);
          expect(depths[node]).toBe(depths[parent] + 1);
          expect(scores[node]).toBe(Math.fround(scores[parent] + logProbs[node]));
          // Only what goes on has children.
          expect(outcomes[parent]).toBe(candidateOutcome.running);
          expect(docShares.subarray(node * nDocs, (node + 1) * nDocs).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        }
        expect(Math.max(...depths)).toBe(tree.nSteps);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps no more than numBeams hypotheses at a depth, and none of the empty places', async () => {
    const { tree } = await treeOf({ numBeams: 4, maxLength: 7 }, 11);
    for (let depth = 1; depth <= tree.nSteps; depth++) {
      const running = [...tree.parents.keys()].filter((node) => tree.depths[node] === depth && tree.outcomes[node] === candidateOutcome.running);
      expect(running.length).toBeLessThanOrEqual(4);
    }
    expect([...tree.scores].some(isBarred)).toBe(false);
    expect([...tree.depths].filter((depth) => depth === 1).length, 'the first step has one beam to go on from').toBe(8);
  });
});

describe('pathOfBeam', () => {
  it('leads to the tokens that the beam holds', async () => {
    const { generation: { steps } } = await treeOf({ numBeams: 3, maxLength: 6 }, 5);
    for (let n = 1; n <= steps.length; n++) {
      const { sequences, position, selected } = steps[n - 1];
      selected.forEach((_, beam) => {
        const path = pathOfBeam(steps.slice(0, n), beam);
        const tokens = Array.from(path, (candidate, t) => steps[t].candidateTokens[candidate]);
        expect(tokens).toEqual([...sequences.subarray(beam * (position + 1) + 1, (beam + 1) * (position + 1))]);
      });
    }
  });
});
