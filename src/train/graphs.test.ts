/** The contrast and sequence-to-sequence graphs: their losses by hand, their gradients by differences. */
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { testRuntime } from '../graph/testing/finiteDifferences.ts';
import { bartEncoderFeeds, bertFeeds, decoderFeeds, float32, int32 } from '../models/feeds.ts';
import { gradName } from '../models/ragGraph.ts';
import { TINY_BART, TINY_BERT } from '../rag/testing/tinyModel.ts';
import type { HostTensor } from '../runtime/types.ts';
import { contrastGraph, seq2seqGraph } from './graphs.ts';
import { initialize } from './tiny/initialize.ts';
import { createRng } from './tiny/worlds/index.ts';

const logSumExp = (values: readonly number[]) => Math.log(values.reduce((sum, v) => sum + Math.exp(v), 0));
const rowOf = ({ data, dims }: HostTensor, r: number) => Array.from(data).slice(r * dims[1], (r + 1) * dims[1]);

/** Loss at the weights, and its slope along the graph's own gradient of `names`: both ways of computing the slope. */
async function slopes(graph: Graph, feeds: Record<string, HostTensor>, names: readonly string[]) {
  const weights = initialize(graph.params, createRng(4));
  const session = await testRuntime().compile(graph);
  const outputs = await session.run({ ...Object.fromEntries(weights), ...feeds });
  const at = async (step: number) => {
    const moved = names.map((name) => [name, { dims: weights.get(name)!.dims, data: Float32Array.from(weights.get(name)!.data, (v, i) => v + step * outputs[gradName(name)].data[i]) }] as const);
    return (await session.run({ ...Object.fromEntries(weights), ...feeds, ...Object.fromEntries(moved) })).loss.data[0];
  };
  const analytic = names.flatMap((name) => Array.from(outputs[gradName(name)].data)).reduce((sum, g) => sum + g * g, 0);
  const step = 1e-2 / Math.sqrt(analytic);
  const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
  await session.dispose();
  return { outputs, analytic, numeric };
}

describe('contrastGraph', () => {
  const feeds = {
    ...bertFeeds([[2, 30, 31, 3], [2, 40, 3]], 0),
    ...bertFeeds([[2, 50, 3], [2, 60, 61, 3], [2, 70, 3]], 0, 'doc_'),
    positive: int32([2, 1], [0, 1]),
    // The third context is a second right answer to the first question.
    same: float32([2, 3], [0, 0, -1e9, 0, 0, 0]),
    row_weight: float32([2, 1], [0.5, 0.5]),
  };

  it('is the weighted in-batch loss, and its gradient runs through both uses of shared towers', async () => {
    const names = ['encoder.encoder.layer.0.output.dense.weight', 'encoder.embeddings.word_embeddings.weight'];
    const { outputs, analytic, numeric } = await slopes(contrastGraph(TINY_BERT, 'encoder.', 'encoder.'), feeds, names);
    const [first, second] = [rowOf(outputs['scores'], 0), rowOf(outputs['scores'], 1)];
    expect(first[2]).toBeLessThan(-1e8);
    expect(outputs['loss'].data[0]).toBeCloseTo(0.5 * (logSumExp(first.slice(0, 2)) - first[0]) + 0.5 * (logSumExp(second) - second[1]), 4);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.02);
  });

  it('trains each of two towers', () => {
    const outputs = contrastGraph(TINY_BERT, 'q.', 'c.').outputs.map((o) => o.name);
    for (const prefix of ['q.', 'c.']) expect(outputs).toContain(gradName(`${prefix}embeddings.word_embeddings.weight`));
  });
});

describe('seq2seqGraph', () => {
  it('is the mean cross-entropy of the positions that hold a target', async () => {
    const [targets, positions] = [[40, 41, 2, 50, 2], [0, 1, 2, 3, 4]];
    const feeds = {
      ...bartEncoderFeeds([[0, 20, 21, 2], [0, 22, 2]], 1, 'context_'),
      ...decoderFeeds([[0, 40, 41], [0, 50, 1]]),
      target_positions: int32([5], positions),
      targets: int32([5, 1], targets),
    };
    const graph = seq2seqGraph(TINY_BART, '');
    const { outputs, analytic, numeric } = await slopes(graph, feeds, ['shared.weight', 'decoder.layers.0.encoder_attn.v_proj.weight', 'encoder.layers.0.fc1.bias']);
    expect(outputs['logits'].dims).toEqual([5, TINY_BART.vocabSize]);
    const nll = targets.map((target, i) => logSumExp(rowOf(outputs['logits'], i)) - rowOf(outputs['logits'], i)[target]);
    expect(outputs['loss'].data[0]).toBeCloseTo(nll.reduce((a, b) => a + b, 0) / 5, 4);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.02);
    // A bias that the checkpoint format holds and training leaves alone.
    expect(graph.outputs.map((o) => o.name)).not.toContain(gradName('final_logits_bias'));
  });
});
