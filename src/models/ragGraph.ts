/** The whole RAG model as one graph: question encoder, document scores, BART, loss, and on request gradients. */
import { Graph, type Value } from '../graph/graph.ts';
import { grad } from '../graph/grad.ts';
import { prune } from '../graph/prune.ts';
import { reshape } from '../graph/ops/shape.ts';
import { add } from '../graph/ops/elementwise.ts';
import { gatherElements } from '../graph/ops/gather.ts';
import { logSoftmax } from '../graph/ops/logSumExp.ts';
import { mulDims } from '../graph/types.ts';
import { bartDecoder, bartEncoder, crossKeyValue } from './bart.ts';
import { bertEncoder, bertInputs, dprEmbedding } from './bert.ts';
import type { BartConfig, BertConfig } from './checkpoint/config.ts';
import { Layers, maskBias } from './layers.ts';
import { docScores, lossInputs, ragSequenceLoss, ragTokenLoss, type RagLoss } from './ragLoss.ts';

export const QUESTION_ENCODER = 'question_encoder.';
export const CONTEXT_ENCODER = 'ctx_encoder.';
export const GENERATOR = 'generator.';

export interface RagGraphOptions {
  readonly mode: 'token' | 'sequence';
  readonly questionEncoder: BertConfig;
  readonly generator: BartConfig;
  /** Trains the context encoder too: documents come as ids instead of vectors. */
  readonly contextEncoder?: BertConfig;
  /** Which parameters get gradients: a test on names such as `generator.shared.weight`. */
  readonly trainable: (name: string) => boolean;
  /** Adds an input `doc_score_offset` [batch, nDocs] to the inner products: the part of a score that no encoder makes. */
  readonly scoreOffset?: boolean;
  /** Intermediate values, by output name, that get gradients too. */
  readonly gradientsAt?: readonly ('doc_scores' | 'question_embedding' | 'retrieved_doc_embeds' | 'logits')[];
}

/** Output names of a graph with gradients: `grad:` + the parameter's name. */
export const gradName = (name: string): string => `grad:${name}`;

/**
 * Inputs: question ids [batch, qLen], document vectors [batch, nDocs, dim] (or ids [batch*nDocs, docLen]),
 * generator ids [batch*nDocs, srcLen], decoder ids [batch*nDocs, tgtLen] and the loss inputs.
 * Outputs: the values of a forward pass by the reference's names, then gradients of the summed loss.
 */
export function ragGraph(options: RagGraphOptions): Graph {
  const g = new Graph(`rag-${options.mode}`);
  const questionHidden = encodeWith(g, options.questionEncoder, QUESTION_ENCODER, '', 'batch', 'questionLen');
  const dim = questionHidden.shape[1];
  const docs = options.contextEncoder
    ? reshape(g, encodeWith(g, options.contextEncoder, CONTEXT_ENCODER, 'doc_', mulDims('batch', 'nDocs') as string, 'docLen'), ['batch', 'nDocs', dim])
    : g.input('retrieved_doc_embeds', 'float32', ['batch', 'nDocs', dim]);
  const scores = g.scope('doc_scores', () => {
    const products = docScores(g, questionHidden, docs);
    return options.scoreOffset ? add(g, products, g.input('doc_score_offset', 'float32', ['batch', 'nDocs'])) : products;
  });
  const { logits, encoderLast } = generatorLogits(g, new Layers(g, GENERATOR), options.generator, mulDims('batch', 'nDocs') as string);
  const loss = ragLoss(g, options.mode, logits, scores);
  const forward = {
    question_embedding: questionHidden,
    retrieved_doc_embeds: docs,
    doc_scores: scores,
    doc_log_probs: logSoftmax(g, scores, 1),
    logits,
    encoder_last_hidden_state: encoderLast,
    loss: loss.loss,
    nll: loss.nll,
    target_log_probs: loss.targetLogProbs,
    ...(loss.marginalLogProbs ? { marginalized_log_probs: loss.marginalLogProbs } : {}),
    ...(loss.docSequenceLogProbs ? { doc_sequence_log_probs: loss.docSequenceLogProbs } : {}),
  };
  for (const [name, value] of Object.entries(forward)) if (!g.inputs.includes(value)) g.output(name, value);
  const wrt = new Map<string, Value>(g.params.filter((p) => options.trainable(p.name)).map((p) => [p.name, p]));
  for (const name of options.gradientsAt ?? []) wrt.set(name, forward[name]);
  outputGradients(g, loss.loss, wrt);
  prune(g);
  return g;
}

function encodeWith(g: Graph, config: BertConfig, prefix: string, inputPrefix: string, batch: string, len: string): Value {
  const layers = new Layers(g, prefix);
  return g.scope(prefix.slice(0, -1), () => {
    const inputs = bertInputs(g, inputPrefix, batch, len);
    return dprEmbedding(layers, config, bertEncoder(layers, config, inputs), inputs.attentionMask);
  });
}

export interface TeacherForced {
  /** [rows, tgtLen, vocab], or [nPicked, vocab] of the picked positions. */
  readonly logits: Value;
  readonly encoderLast: Value;
  /** Of the decoder, embeddings first; each [rows, tgtLen, dModel]. */
  readonly hiddenStates: Value[];
  readonly encoderStates: Value[];
  /** Attention probs of each layer, [rows, heads, queryLen, keyLen]. */
  readonly encoderAttentions: Value[];
  readonly decoderAttentions: Value[];
  readonly crossAttentions: Value[];
}

/** Teacher-forced BART: declares its inputs. */
export function generatorLogits(g: Graph, layers: Layers, config: BartConfig, rows: string, picked?: Value): TeacherForced {
  const ids = g.input('context_input_ids', 'int32', [rows, 'srcLen']);
  const mask = g.input('context_attention_mask', 'float32', [rows, 'srcLen']);
  const sourcePositions = g.input('context_position_ids', 'int32', ['srcLen']);
  const decoderIds = g.input('decoder_input_ids', 'int32', [rows, 'tgtLen']);
  const decoderPositions = g.input('decoder_position_ids', 'int32', ['tgtLen']);
  const causalBias = g.input('causal_bias', 'float32', ['tgtLen', 'tgtLen']);
  return g.scope('generator', () => {
    const { last, hiddenStates: encoderStates, attentions: encoderAttentions } = bartEncoder(layers, config, ids, mask, sourcePositions);
    const cross = [...Array(config.decoderLayers).keys()].map((i) => crossKeyValue(layers, config, i, last));
    const { logits, hiddenStates, selfAttentions, crossAttentions } = bartDecoder(layers, config, decoderIds, decoderPositions, {
      past: null,
      cross,
      crossBias: maskBias(g, mask),
      causalBias,
      sharing: null,
      picked,
    });
    return { logits, encoderLast: last, hiddenStates, encoderStates, encoderAttentions, decoderAttentions: selfAttentions, crossAttentions };
  });
}

/** Teacher-forced scoring without documents' sum: `next_ids` [rows, tgtLen, 1] -> `log_probs` [rows, tgtLen] of each next token. */
export function answerScoreGraph(g: Graph, config: BartConfig, layers: Layers): Graph {
  const nextIds = g.input('next_ids', 'int32', ['rows', 'tgtLen', 1]);
  const { logits } = generatorLogits(g, layers, config, 'rows');
  g.output('log_probs', reshape(g, gatherElements(g, logSoftmax(g, logits, 2), nextIds, 2), ['rows', 'tgtLen']));
  prune(g);
  return g;
}

function ragLoss(g: Graph, mode: 'token' | 'sequence', logits: Value, scores: Value): RagLoss {
  const inputs = lossInputs(g, 'batch', 'nDocs', 'tgtLen');
  return g.scope('loss', () => (mode === 'token' ? ragTokenLoss : ragSequenceLoss)(g, logits, scores, inputs));
}

/** Adds an output `grad:name` for each value: the gradient of the loss summed over the batch. */
export function outputGradients(g: Graph, loss: Value, wrt: ReadonlyMap<string, Value>): void {
  if (wrt.size === 0) return;
  const grads = grad(g, loss, [...wrt.values()]);
  [...wrt.keys()].forEach((name, i) => g.output(gradName(name), grads[i]));
}
