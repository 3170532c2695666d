/** Random tiny BART and DPR models, for tests that compare providers and precisions. Knows no runtime. */
import { noise } from '../gpu/testing.ts';
import { Graph, type Param } from '../graph/graph.ts';
import { bartEncodeGraph, bartStepGraph } from '../models/bart.ts';
import { dprGraph } from '../models/bert.ts';
import type { BartConfig, BertConfig } from '../models/checkpoint/config.ts';
import { Layers } from '../models/layers.ts';
import { GENERATOR, QUESTION_ENCODER } from '../models/ragGraph.ts';
import { FloatWeights } from './model.ts';

/** The vocabulary is large beside all else, as in real models, and no power of two, so that pooled buffers are longer than the logits. */
export const TINY_BART: BartConfig = {
  dModel: 64,
  encoderLayers: 1,
  decoderLayers: 2,
  encoderHeads: 4,
  decoderHeads: 4,
  encoderFfn: 128,
  decoderFfn: 128,
  vocabSize: 4099,
  maxPositions: 64,
  scaleEmbedding: false,
  padTokenId: 1,
  bosTokenId: 0,
  eosTokenId: 2,
  decoderStartTokenId: 2,
  forcedBosTokenId: null,
  forcedEosTokenId: null,
  activation: 'gelu',
};

export const TINY_BERT: BertConfig = {
  hiddenSize: 64,
  numLayers: 2,
  numHeads: 4,
  intermediateSize: 128,
  vocabSize: 500,
  maxPositions: 64,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  padTokenId: 0,
  projectionDim: 0,
  hiddenAct: 'gelu',
};

/** Weights of both models by graph name, the same at every call. */
export function tinyWeights(): FloatWeights {
  const bart = (g: Graph): Layers => new Layers(g, GENERATOR);
  const [encode, step] = [new Graph('encode'), new Graph('step')];
  bartEncodeGraph(encode, TINY_BART, bart(encode));
  bartStepGraph(step, TINY_BART, bart(step), false);
  const params = [...encode.params, ...step.params, ...dprGraph(new Graph('dpr'), TINY_BERT, QUESTION_ENCODER).params];
  const weights = new FloatWeights();
  params.forEach((param, seed) => weights.set(param.name, { dims: param.shape as number[], data: randomValues(param, seed) }));
  return weights;
}

/** Matrices keep the variance of their inputs; tables are large enough for logits that differ by several nats. */
function randomValues({ name, shape }: Param, seed: number): Float32Array {
  const dims = shape as number[];
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (/norm.*\.weight$/i.test(name)) return noise(seed, size, 0.1).map((x) => 1 + x);
  if (name.endsWith('bias')) return noise(seed, size, 0.1);
  return noise(seed, size, /embed|shared/.test(name) ? 0.3 : Math.sqrt(1 / dims[1]));
}
