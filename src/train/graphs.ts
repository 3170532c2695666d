/** Training graphs that are no RAG loss: sequence-to-sequence for the generator, in-batch contrast for the encoders. */
import { Graph, type Value } from '../graph/graph.ts';
import { div, mul, neg, sub, add } from '../graph/ops/elementwise.ts';
import { gatherElements } from '../graph/ops/gather.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { logSoftmax, logSumExp, reduceSum } from '../graph/ops/reduce.ts';
import { reshape } from '../graph/ops/shape.ts';
import { prune } from '../graph/prune.ts';
import { bertEncoder, bertInputs, dprEmbedding } from '../models/bert.ts';
import type { BartConfig, BertConfig } from '../models/checkpoint/config.ts';
import { Layers } from '../models/layers.ts';
import { generatorLogits, outputGradients } from '../models/ragGraph.ts';

function trainable(g: Graph): Map<string, Value> {
  return new Map(g.params.filter((p) => !p.name.endsWith('final_logits_bias')).map((p) => [p.name, p]));
}

/**
 * Mean smoothed cross-entropy of the targets under teacher forcing.
 * Inputs beside the generator's: `targets` [rows, tgtLen, 1], `target_mask` [rows, tgtLen], `label_smoothing` [].
 */
export function seq2seqGraph(config: BartConfig, prefix: string): Graph {
  const g = new Graph('seq2seq');
  const { logits } = generatorLogits(g, new Layers(g, prefix), config, 'rows');
  const targets = g.input('targets', 'int32', ['rows', 'tgtLen', 1]);
  const mask = g.input('target_mask', 'float32', ['rows', 'tgtLen']);
  const epsilon = g.input('label_smoothing', 'float32', []);
  const loss = g.scope('loss', () => {
    const logProbs = logSoftmax(g, logits, 2);
    const picked = reshape(g, gatherElements(g, logProbs, targets, 2), ['rows', 'tgtLen']);
    const overVocab = mul(g, reshape(g, reduceSum(g, logProbs, [2]), ['rows', 'tgtLen']), g.scalar(1 / config.vocabSize));
    const smoothed = add(g, mul(g, sub(g, g.scalar(1), epsilon), picked), mul(g, epsilon, overVocab));
    return neg(g, div(g, reduceSum(g, mul(g, smoothed, mask), [0, 1]), reduceSum(g, mask, [0, 1])));
  });
  g.output('loss', loss);
  g.output('logits', logits);
  outputGradients(g, loss, trainable(g));
  prune(g);
  return g;
}

/**
 * DPR's in-batch negative log-likelihood (Karpukhin et al. 2020, eq. 2), both towers sharing their weights when prefixes are equal.
 * Inputs: question ids [batch, questionLen], `doc_` ids [nContexts, docLen], `positive` [batch, 1] (row of the right context)
 * and `same` [batch, nContexts] (−1e9 where a context is a second right answer and must not count as negative, else 0).
 */
export function contrastGraph(config: BertConfig, questionPrefix: string, contextPrefix: string): Graph {
  const g = new Graph('contrast');
  const encode = (prefix: string, inputPrefix: string, batch: string, len: string): Value => {
    const layers = new Layers(g, prefix);
    return g.scope(`${inputPrefix}encoder`, () => dprEmbedding(layers, config, bertEncoder(layers, config, bertInputs(g, inputPrefix, batch, len))));
  };
  const questions = encode(questionPrefix, '', 'batch', 'questionLen');
  const contexts = encode(contextPrefix, 'doc_', 'nContexts', 'docLen');
  const positive = g.input('positive', 'int32', ['batch', 1]);
  const same = g.input('same', 'float32', ['batch', 'nContexts']);
  const weight = g.input('row_weight', 'float32', ['batch', 1]);
  const loss = g.scope('loss', () => {
    const scores = add(g, matmul(g, questions, contexts, { transB: true }), same);
    const nll = sub(g, logSumExp(g, scores, 1), gatherElements(g, scores, positive, 1));
    g.output('scores', scores);
    return reduceSum(g, mul(g, nll, weight), [0, 1]);
  });
  g.output('loss', loss);
  outputGradients(g, loss, trainable(g));
  prune(g);
  return g;
}
