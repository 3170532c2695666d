/** BART as graphs: encoder, teacher-forced decoder, and decoder step with a KV cache (Lewis et al. 2019; post-norm). */
import type { Graph, Value } from '../graph/graph.ts';
import { add, mul } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/gather.ts';
import { concat, reshape, transpose } from '../graph/ops/shape.ts';
import { mulDims, sizeOf, type Dim } from '../graph/types.ts';
import type { BartConfig } from './checkpoint/config.ts';
import { BART_POSITION_OFFSET } from './checkpoint/weights.ts';
import { attend, type Layers, maskBias, mergeHeads, splitHeads } from './layers.ts';

const LAYER_NORM_EPS = 1e-5;

type Stack = 'encoder' | 'decoder';

/** Token + position embeddings, normalized: ids [batch, len] -> [batch, len, dModel]. `positionIds` [len] hold offset positions. */
function embed(layers: Layers, config: BartConfig, stack: Stack, ids: Value, positionIds: Value): Value {
  const { g } = layers;
  const words = layers.embedding(ids, 'shared', config.vocabSize, config.dModel);
  const scaled = config.scaleEmbedding ? mul(g, words, g.scalar(Math.sqrt(config.dModel))) : words;
  const positions = gather(g, g.param(`${layers.prefix}${stack}.embed_positions.weight`, [config.maxPositions + BART_POSITION_OFFSET, config.dModel]), positionIds);
  return layers.layerNorm(add(g, scaled, positions), `${stack}.layernorm_embedding`, LAYER_NORM_EPS);
}

function addNorm(layers: Layers, x: Value, update: Value, name: string): Value {
  return layers.layerNorm(add(layers.g, x, update), name, LAYER_NORM_EPS);
}

function feedForward(layers: Layers, config: BartConfig, x: Value, name: string, width: number): Value {
  const inner = layers.activation(layers.linear(x, `${name}.fc1`, width), config.activation);
  return addNorm(layers, x, layers.linear(inner, `${name}.fc2`, config.dModel), `${name}.final_layer_norm`);
}

/** @returns the last hidden state [rows, len, dModel], all hidden states, embeddings first, and each layer's attention probs. */
export function bartEncoder(layers: Layers, config: BartConfig, ids: Value, mask: Value, positionIds: Value): { last: Value; hiddenStates: Value[]; attentions: Value[] } {
  const { g } = layers;
  const bias = maskBias(g, mask);
  let x = g.scope('encoder', () => embed(layers, config, 'encoder', ids, positionIds));
  const hiddenStates = [x];
  const attentions: Value[] = [];
  for (let i = 0; i < config.encoderLayers; i++) {
    x = g.scope(`encoder.layer${i}`, () => {
      const name = `encoder.layers.${i}`;
      const head = (part: string) => splitHeads(g, layers.linear(x, `${name}.self_attn.${part}`, config.dModel), config.encoderHeads);
      const context = mergeHeads(g, attend(g, head('q_proj'), head('k_proj'), head('v_proj'), bias, attentions));
      const attended = addNorm(layers, x, layers.linear(context, `${name}.self_attn.out_proj`, config.dModel), `${name}.self_attn_layer_norm`);
      return feedForward(layers, config, attended, name, config.encoderFfn);
    });
    hiddenStates.push(x);
  }
  return { last: x, hiddenStates, attentions };
}

export interface KeyValue {
  readonly key: Value;
  readonly value: Value;
}

/** Cross-attention keys and values of one decoder layer, [rows, heads, srcLen, headDim]; computed once per document. */
export function crossKeyValue(layers: Layers, config: BartConfig, layer: number, encoderHidden: Value): KeyValue {
  const part = (name: string) =>
    splitHeads(layers.g, layers.linear(encoderHidden, `decoder.layers.${layer}.encoder_attn.${name}`, config.dModel), config.decoderHeads);
  return { key: part('k_proj'), value: part('v_proj') };
}

interface DecoderIo {
  /** Self-attention keys and values of the tokens before, per layer; null for the first call. */
  readonly past: readonly KeyValue[] | null;
  /** Cross-attention keys and values per layer. */
  readonly cross: readonly KeyValue[];
  /** Additive, broadcasts to [rows, heads, tgtLen, srcLen]. */
  readonly crossBias: Value;
  /** Additive, [tgtLen, tgtLen] or null when one token attends to all before it. */
  readonly causalBias: Value | null;
  /** Beams that share one document's cross-attention; rows are `beam*nDocs + doc`. Null: one row a document. */
  readonly sharing: { readonly beams: Dim; readonly nDocs: Dim } | null;
  /** Positions of the flattened [rows*tgtLen] whose logits are wanted, int32 [nPicked]; logits are then [nPicked, vocab]. */
  readonly picked?: Value;
}

interface DecoderOutputs {
  readonly logits: Value;
  readonly hiddenStates: Value[];
  /** Keys and values of each layer, past and new. */
  readonly present: KeyValue[];
  /** Attention probs of each layer: [rows, heads, tgtLen, tgtLen], and across to the encoder (by document where `sharing` is set). */
  readonly selfAttentions: Value[];
  readonly crossAttentions: Value[];
}

/** ids [rows, tgtLen] -> logits [rows, tgtLen, vocab] (or of the picked positions), and what the layers computed on the way. */
export function bartDecoder(layers: Layers, config: BartConfig, ids: Value, positionIds: Value, io: DecoderIo): DecoderOutputs {
  const { g } = layers;
  const present: KeyValue[] = [];
  const selfAttentions: Value[] = [];
  const crossAttentions: Value[] = [];
  let x = g.scope('decoder', () => embed(layers, config, 'decoder', ids, positionIds));
  const hiddenStates = [x];
  for (let i = 0; i < config.decoderLayers; i++) {
    x = g.scope(`decoder.layer${i}`, () => {
      const name = `decoder.layers.${i}`;
      const head = (block: string, part: string, input: Value) => splitHeads(g, layers.linear(input, `${name}.${block}.${part}`, config.dModel), config.decoderHeads);
      const grown = growCache(g, io.past?.[i] ?? null, { key: head('self_attn', 'k_proj', x), value: head('self_attn', 'v_proj', x) });
      present.push(grown);
      const self = mergeHeads(g, attend(g, head('self_attn', 'q_proj', x), grown.key, grown.value, io.causalBias, selfAttentions));
      const selfAttended = addNorm(layers, x, layers.linear(self, `${name}.self_attn.out_proj`, config.dModel), `${name}.self_attn_layer_norm`);
      const query = head('encoder_attn', 'q_proj', selfAttended);
      const context = mergeHeads(g, crossAttend(g, query, io.cross[i], io, crossAttentions));
      const crossed = addNorm(layers, selfAttended, layers.linear(context, `${name}.encoder_attn.out_proj`, config.dModel), `${name}.encoder_attn_layer_norm`);
      return feedForward(layers, config, crossed, name, config.decoderFfn);
    });
    hiddenStates.push(x);
  }
  const last = io.picked ? gather(g, reshape(g, x, [sizeOf(x.shape.slice(0, 2)), config.dModel]), io.picked) : x;
  const logits = g.scope('lm_head', () =>
    add(g, layers.project(last, 'shared.weight', config.vocabSize), g.param(`${layers.prefix}final_logits_bias`, [1, config.vocabSize])),
  );
  return { logits, hiddenStates, present, selfAttentions, crossAttentions };
}

function growCache(g: Graph, past: KeyValue | null, fresh: KeyValue): KeyValue {
  if (!past) return fresh;
  return { key: concat(g, [past.key, fresh.key], 2), value: concat(g, [past.value, fresh.value], 2) };
}

/** Cross-attention where the beams of one document become query positions, so that its keys and values are stored once. */
function crossAttend(g: Graph, query: Value, cross: KeyValue, { crossBias, sharing }: DecoderIo, attentions: Value[]): Value {
  if (!sharing) return attend(g, query, cross.key, cross.value, crossBias, attentions);
  const { beams, nDocs } = sharing;
  const [rows, heads, tgtLen, headDim] = query.shape;
  if (tgtLen !== 1) throw new Error(`internal: shared cross-attention takes one token a row, not ${tgtLen}`);
  const byDoc = transpose(g, reshape(g, query, [beams, nDocs, heads, headDim]), [1, 2, 0, 3]);
  const context = attend(g, byDoc, cross.key, cross.value, crossBias, attentions);
  return reshape(g, transpose(g, context, [2, 0, 1, 3]), [rows, heads, 1, headDim]);
}

/** Encoder graph of generation: ids [nDocs, srcLen] -> cross-attention keys and values per decoder layer. */
export function bartEncodeGraph(g: Graph, config: BartConfig, layers: Layers): Graph {
  const ids = g.input('input_ids', 'int32', ['nDocs', 'srcLen']);
  const mask = g.input('attention_mask', 'float32', ['nDocs', 'srcLen']);
  const positionIds = g.input('position_ids', 'int32', ['srcLen']);
  const { last } = bartEncoder(layers, config, ids, mask, positionIds);
  for (let i = 0; i < config.decoderLayers; i++) {
    const { key, value } = g.scope(`cross${i}`, () => crossKeyValue(layers, config, i, last));
    g.output(`cross_key.${i}`, key);
    g.output(`cross_value.${i}`, value);
  }
  return g;
}

/**
 * One decoding step: ids [rows, 1] with rows = beams*nDocs -> `logits` [rows, vocab] and the grown cache.
 * With `withPast`, `row_order` [rows] picks for each row the row of the last step that it continues.
 */
export function bartStepGraph(g: Graph, config: BartConfig, layers: Layers, withPast: boolean): Graph {
  const rows = mulDims('beams', 'nDocs');
  const headDim = config.dModel / config.decoderHeads;
  // Tells the graph how many beams there are; its values are not used.
  const beamIds = g.input('beam_ids', 'int32', ['beams']);
  const ids = reshape(g, g.input('input_ids', 'int32', [rows]), [rows, 1]);
  const positionIds = g.input('position_ids', 'int32', [1]);
  const mask = g.input('attention_mask', 'float32', ['nDocs', 'srcLen']);
  const indices = [...Array(config.decoderLayers).keys()];
  const cross = indices.map((i) => ({
    key: g.input(`cross_key.${i}`, 'float32', ['nDocs', config.decoderHeads, 'srcLen', headDim]),
    value: g.input(`cross_value.${i}`, 'float32', ['nDocs', config.decoderHeads, 'srcLen', headDim]),
  }));
  let past: KeyValue[] | null = null;
  if (withPast) {
    const order = g.input('row_order', 'int32', [rows]);
    const cached = (name: string) => gather(g, g.input(name, 'float32', ['pastRows', config.decoderHeads, 'pastLen', headDim]), order);
    past = indices.map((i) => ({ key: cached(`past_key.${i}`), value: cached(`past_value.${i}`) }));
  }
  const { logits, present } = bartDecoder(layers, config, ids, positionIds, {
    past,
    cross,
    crossBias: maskBias(g, mask),
    causalBias: null,
    sharing: { beams: beamIds.shape[0], nDocs: 'nDocs' },
  });
  g.output('logits', reshape(g, logits, [rows, config.vocabSize]));
  present.forEach(({ key, value }, i) => {
    g.output(`present_key.${i}`, key);
    g.output(`present_value.${i}`, value);
  });
  return g;
}
