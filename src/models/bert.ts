/** BERT, the DPR encoders and encoders of BERT's kind as graphs (Devlin et al. 2019; Karpukhin et al. 2020). */
import type { Graph, Value } from '../graph/graph.ts';
import { add, div, mul, sqrt } from '../graph/ops/elementwise.ts';
import { reduceSum } from '../graph/ops/reduce.ts';
import { reshape, slice } from '../graph/ops/shape.ts';
import type { BertConfig } from './checkpoint/config.ts';
import { relativeBias } from './relativeBias.ts';
import { attend, FLOAT_WEIGHTS, Layers, maskBias, mergeHeads, splitHeads, type WeightFormats } from './layers.ts';

export interface BertInputs {
  /** [batch, len] int32 */
  readonly inputIds: Value;
  /** [batch, len] float32, 1 = use */
  readonly attentionMask: Value;
  /** [batch, len] int32 */
  readonly tokenTypeIds: Value;
  /** [len] int32: 0 … len−1 */
  readonly positionIds: Value;
}

/** Declares the graph inputs, named `prefix` + Hugging Face's name. */
export function bertInputs(g: Graph, prefix = '', batch = 'batch', len = 'len'): BertInputs {
  return {
    inputIds: g.input(`${prefix}input_ids`, 'int32', [batch, len]),
    attentionMask: g.input(`${prefix}attention_mask`, 'float32', [batch, len]),
    tokenTypeIds: g.input(`${prefix}token_type_ids`, 'int32', [batch, len]),
    positionIds: g.input(`${prefix}position_ids`, 'int32', [len]),
  };
}

/** @returns hidden states: the embedding output, then each layer's, all [batch, len, hidden]. */
export function bertEncoder(layers: Layers, config: BertConfig, inputs: BertInputs): Value[] {
  const { g } = layers;
  const mask = maskBias(g, inputs.attentionMask);
  const bias = config.relativeBias ? add(g, mask, relativeBias(layers, config, inputs.positionIds)) : mask;
  let x = bertEmbeddings(layers, config, inputs);
  const hiddenStates = [x];
  for (let i = 0; i < config.numLayers; i++) {
    x = g.scope(`layer${i}`, () => bertLayer(layers, config, x, bias, `encoder.layer.${i}`));
    hiddenStates.push(x);
  }
  return hiddenStates;
}

function bertEmbeddings(layers: Layers, config: BertConfig, inputs: BertInputs): Value {
  const { g } = layers;
  const { vocabSize, typeVocabSize, hiddenSize, maxPositions, positionOffset = 0, embeddingSize = hiddenSize } = config;
  return g.scope('embeddings', () => {
    const unpacked = new Layers(g, layers.prefix);
    const words = layers.embedding(inputs.inputIds, 'embeddings.word_embeddings', vocabSize, embeddingSize);
    const typed = typeVocabSize > 0 ? add(g, words, unpacked.embedding(inputs.tokenTypeIds, 'embeddings.token_type_embeddings', typeVocabSize, embeddingSize)) : words;
    const rows = positionOffset > 0 ? add(g, inputs.positionIds, g.constant([positionOffset], [1], 'int32')) : inputs.positionIds;
    const positions = unpacked.embedding(rows, 'embeddings.position_embeddings', maxPositions + positionOffset, embeddingSize);
    const embedded = layers.layerNorm(add(g, typed, positions), 'embeddings.LayerNorm', config.layerNormEps);
    return embeddingSize === hiddenSize ? embedded : layers.linear(embedded, 'embeddings_project', hiddenSize);
  });
}

function bertLayer(layers: Layers, config: BertConfig, x: Value, bias: Value, name: string): Value {
  const { g } = layers;
  const head = (part: string) => splitHeads(g, layers.linear(x, `${name}.attention.self.${part}`, config.hiddenSize), config.numHeads);
  const context = mergeHeads(g, attend(g, head('query'), head('key'), head('value'), bias));
  const attended = layers.layerNorm(
    add(g, layers.linear(context, `${name}.attention.output.dense`, config.hiddenSize), x),
    `${name}.attention.output.LayerNorm`,
    config.layerNormEps,
  );
  const inner = layers.activation(layers.linear(attended, `${name}.intermediate.dense`, config.intermediateSize), config.hiddenAct);
  return layers.layerNorm(add(g, layers.linear(inner, `${name}.output.dense`, config.hiddenSize), attended), `${name}.output.LayerNorm`, config.layerNormEps);
}

/** The first token's state: hidden [batch, len, dim] -> [batch, dim]. */
export function clsState(g: Graph, hidden: Value): Value {
  const [batch, , dim] = hidden.shape;
  return reshape(g, slice(g, hidden, 1, 0, 1), [batch, dim]);
}

/** Mean of the states that the mask keeps (Reimers & Gurevych 2019, section 3): hidden [batch, len, dim], mask [batch, len] -> [batch, dim]. */
export function meanState(g: Graph, hidden: Value, mask: Value): Value {
  const [batch, len, dim] = hidden.shape;
  const sum = reduceSum(g, mul(g, hidden, reshape(g, mask, [batch, len, 1])), [1]);
  return div(g, reshape(g, sum, [batch, dim]), reduceSum(g, mask, [1]));
}

/** Rows divided by their Euclidean length: x [batch, dim]. */
export function unitRows(g: Graph, x: Value): Value {
  return div(g, x, sqrt(g, reduceSum(g, mul(g, x, x), [1])));
}

/**
 * The vector that is searched by, [batch, dim]. DPR: the raw last-layer [CLS] (no pooler, no tanh), then encode_proj when the
 * checkpoint has one; sentence-transformers: the mean of the tokens, and unit length, where its modules say so.
 * @param mask [batch, len], 1 = use
 */
export function dprEmbedding(layers: Layers, config: BertConfig, hiddenStates: readonly Value[], mask: Value): Value {
  const { g } = layers;
  const last = hiddenStates[hiddenStates.length - 1];
  const pooled = config.pooling === 'mean' ? meanState(g, last, mask) : clsState(g, last);
  const vector = config.projectionDim > 0 ? layers.linear(pooled, 'encode_proj', config.projectionDim) : pooled;
  return config.unitLength ? unitRows(g, vector) : vector;
}

/** BertModel's pooler_output: tanh(dense([CLS])). [batch, hidden]. */
export function bertPooler(layers: Layers, config: BertConfig, hiddenStates: readonly Value[]): Value {
  const cls = clsState(layers.g, hiddenStates[hiddenStates.length - 1]);
  return layers.activation(layers.linear(cls, 'pooler.dense', config.hiddenSize), 'tanh');
}

/** A whole DPR encoder graph: ids -> `embeddings` [batch, dim]. */
export function dprGraph(g: Graph, config: BertConfig, prefix: string, formats: WeightFormats = FLOAT_WEIGHTS): Graph {
  const layers = new Layers(g, prefix, formats);
  const inputs = bertInputs(g);
  g.output('embeddings', dprEmbedding(layers, config, bertEncoder(layers, config, inputs), inputs.attentionMask));
  return g;
}
