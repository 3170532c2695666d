/** Threads give the gradient that one session gives, step after step, whoever takes which micro-batch. */
import { expect, it } from 'vitest';
import { testRuntime } from '../../graph/testing/finiteDifferences.ts';
import { GENERATOR } from '../../models/ragGraph.ts';
import { seq2seqGraph } from '../graphs.ts';
import { GeneratorBatcher } from './batches.ts';
import { inSession, type MicroBatch } from './gradients.ts';
import { gradientWorkers } from './gradientWorkers.ts';
import { initialize } from './initialize.ts';
import { GeneratorMixture } from './mixture.ts';
import { RealText } from './realText.ts';
import { REDUCED } from './recipe.ts';
import { tokenizerFromFiles, trainTinyTokenizers } from './tokenizers.ts';
import { createRng } from './worlds/index.ts';

it('sums what one session sums, with the parameters of each step', { timeout: 120_000 }, async () => {
  const graph = seq2seqGraph(REDUCED.generator, GENERATOR, { logits: false });
  const one = inSession(await testRuntime().compile(graph));
  const two = gradientWorkers(REDUCED.generator, graph.params, 2);
  const batcher = new GeneratorBatcher(tokenizerFromFiles(trainTinyTokenizers(REDUCED, 1, []).generator));
  const mixture = new GeneratorMixture(createRng(5), new RealText([]), REDUCED.shares);
  const batches = Array.from({ length: 5 }, (): MicroBatch => ({ feeds: batcher.feeds([mixture.next(1), mixture.next(1)]), weight: 0.2 }));
  try {
    for (const seed of [3, 4]) {
      const parameters = initialize(graph.params, createRng(seed));
      const [expected, actual] = [await one(parameters, batches), await two.step(parameters, batches)];
      expect(actual.loss).toBeCloseTo(expected.loss, 5);
      expect([...actual.gradients.keys()]).toEqual([...parameters.keys()]);
      for (const [name, gradient] of expected.gradients) {
        const largest = gradient.reduce((worst, v) => Math.max(worst, Math.abs(v)), 0);
        const off = gradient.reduce((worst, v, i) => Math.max(worst, Math.abs(v - actual.gradients.get(name)![i])), 0);
        expect(off, name).toBeLessThanOrEqual(1e-4 * largest + 1e-9);
      }
    }
  } finally {
    await two.dispose();
  }
});
