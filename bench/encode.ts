/** Embedding passages: DPR's context encoder with int8 weights against float32. */
import { Graph } from '../src/graph/graph.ts';
import { dprGraph } from '../src/models/bert.ts';
import type { BertConfig } from '../src/models/checkpoint/config.ts';
import { dprBaseConfig } from '../src/models/checkpoint/shapes.ts';
import { range } from '../src/models/feeds.ts';
import { FLOAT_WEIGHTS } from '../src/models/layers.ts';
import { PackedWeights } from '../src/models/quantize.ts';
import { CONTEXT_ENCODER } from '../src/models/ragGraph.ts';
import { DprEncoder } from '../src/rag/encoder.ts';
import { weightFormats } from '../src/rag/settings.ts';
import { row, type Bench } from './report.ts';
import { openRuntime, randomIds, RandomWeights } from './setup.ts';
import { medians } from './timing.ts';

const BASE = dprBaseConfig();

/** DPR-base; a passage of 100 words has about 128 tokens. */
const SIZES = { layers: BASE.numLayers, hidden: BASE.hiddenSize, ffn: BASE.intermediateSize, heads: BASE.numHeads, vocab: BASE.vocabSize, batch: 4, length: 128 };

export type EncodeSizes = typeof SIZES;

export const encode: Bench<EncodeSizes> = {
  name: 'encode',
  about: 'a batch of passages through the context encoder',
  sizes: SIZES,
  async run({ layers, hidden, ffn, heads, vocab, batch, length }, settings) {
    const runtime = await openRuntime(settings);
    const config: BertConfig = { ...BASE, numLayers: layers, hiddenSize: hidden, intermediateSize: ffn, numHeads: heads, vocabSize: vocab };
    const weights = new RandomWeights(dprGraph(new Graph('floats'), config, CONTEXT_ENCODER));
    settings.log('encode: compiling');
    const open = (formats = FLOAT_WEIGHTS) => DprEncoder.create(runtime, config, CONTEXT_ENCODER, new PackedWeights(weights), formats);
    const fp32 = await open();
    const int8 = await open(weightFormats('cpu', 'q8'));
    try {
      const passages = range(batch).map((i) => ({ ids: randomIds(`passage ${i}`, length, 1000 % vocab, vocab), typeIds: range(length).map(() => 0), truncated: false }));
      settings.log('encode: timing');
      const ms = await medians({ fp32: async () => void (await fp32.encode(passages)), int8: async () => void (await int8.encode(passages)) }, settings);
      const perSecond = (time: number) => (1000 * batch) / time;
      const [a, b] = [await int8.encode(passages), await fp32.encode(passages)];
      return [
        row('encode', `int8, ${length} tokens`, perSecond(ms.int8), 'passages/s', 'our fp32', perSecond(ms.fp32), 'more'),
        row('encode', 'int8 vectors, mean cosine', meanCosine(a, b, hidden), '', 'our fp32', 1, 'more'),
      ];
    } finally {
      await fp32.dispose();
      await int8.dispose();
    }
  },
};

/** Of the rows of a with those of b, both [n, dim]. */
function meanCosine(a: Float32Array, b: Float32Array, dim: number): number {
  const rows = a.length / dim;
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, v, i) => sum + v * y[i], 0);
  const at = (matrix: Float32Array, r: number) => matrix.subarray(r * dim, (r + 1) * dim);
  return range(rows).reduce((sum, r) => sum + dot(at(a, r), at(b, r)) / Math.sqrt(dot(at(a, r), at(a, r)) * dot(at(b, r), at(b, r))), 0) / rows;
}
