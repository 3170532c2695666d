/** A model of twice the width computes the same, with weights whose halves differ. */
import { expect, it } from 'vitest';
import type { BartConfig } from '../../models/checkpoint/config.ts';
import { GENERATOR } from '../../models/ragGraph.ts';
import { bartEncoderFeeds, decoderFeeds, int32 } from '../../models/feeds.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import type { HostTensor } from '../../runtime/types.ts';
import { seq2seqGraph } from '../graphs.ts';
import { initialize } from './initialize.ts';
import { REDUCED } from './recipe.ts';
import { createRng } from './worlds/index.ts';
import { widened } from './widen.ts';

const NARROW: BartConfig = { ...REDUCED.generator, dModel: 32, encoderHeads: 2, decoderHeads: 2, encoderFfn: 48, decoderFfn: 48, vocabSize: 60, maxPositions: 40 };
const WIDE: BartConfig = { ...NARROW, dModel: 64, encoderHeads: 4, decoderHeads: 4 };

async function logits(config: BartConfig, weights: ReadonlyMap<string, HostTensor>): Promise<Float32Array> {
  const session = await nodeRuntime().compile(seq2seqGraph(config, GENERATOR, { gradients: false }));
  const feeds = { ...bartEncoderFeeds([[0, 7, 12, 33, 2], [0, 41, 2, 1, 1]], 1, 'context_'), ...decoderFeeds([[0, 9, 50], [0, 21, 4]]), target_positions: int32([3], [0, 2, 4]), targets: int32([3, 1], [9, 2, 4]) };
  const { logits: out } = await session.run({ ...Object.fromEntries(weights), ...feeds });
  await session.dispose();
  return out.data as Float32Array;
}

it('computes what the narrow model computes', async () => {
  const rng = createRng(3);
  const narrow = initialize(seq2seqGraph(NARROW, GENERATOR).params, rng);
  // Biases and norms that tell one dimension from another.
  for (const { dims, data } of narrow.values()) if (dims.length === 1) for (let i = 0; i < data.length; i++) data[i] += 0.3 * (rng.next() - 0.5);
  const wide = widened(narrow, NARROW.dModel, `${GENERATOR}decoder.layers.${NARROW.decoderLayers - 1}.final_layer_norm.`, rng);
  const shapes = new Map(seq2seqGraph(WIDE, GENERATOR).params.map((p) => [p.name, p.shape]));
  for (const [name, { dims }] of wide) expect({ name, dims }).toEqual({ name, dims: shapes.get(name) });
  const [expected, actual] = [await logits(NARROW, narrow), await logits(WIDE, wide)];
  const largest = expected.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const error = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - actual[i])), 0);
  expect(error / largest).toBeLessThan(1e-5);
  const { data: query } = wide.get(`${GENERATOR}encoder.layers.0.self_attn.q_proj.weight`)!;
  expect(query[0], 'twins share their inputs unequally').not.toBeCloseTo(query[NARROW.dModel], 3);
});
