/** Training graphs that are no RAG loss: sequence-to-sequence for the generator, in-batch contrast for the encoders. */
import { Graph, type Value } from '../graph/graph.ts';
import { add, div, mul, sub } from '../graph/ops/elementwise.ts';
import { gatherElements } from '../graph/ops/gather.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { logSumExp } from '../graph/ops/logSumExp.ts';
import { reduceSum } from '../graph/ops/reduce.ts';
import { expand } from '../graph/ops/shape.ts';
import { prune } from '../graph/prune.ts';
import { bertEncoder, bertInputs, dprEmbedding } from '../models/bert.ts';
import type { BartConfig, BertConfig } from '../models/checkpoint/config.ts';
import { Layers } from '../models/layers.ts';
import { generatorLogits, outputGradients } from '../models/ragGraph.ts';

function trainable(g: Graph): Map<string, Value> {
  return new Map(g.params.filter((p) => !p.name.endsWith('final_logits_bias')).map((p) => [p.name, p]));
}

/**
 * Mean cross-entropy of the targets under teacher forcing. Only positions that hold a target reach the output matrix.
 * Outputs `loss`, and on request `logits` [nTargets, vocab] and the gradients of all weights (both by default).
 * Inputs beside the generator's: `target_positions` [nTargets] into the flattened [rows*tgtLen], `targets` [nTargets, 1].
 */
export function seq2seqGraph(config: BartConfig, prefix: string, wanted: { readonly logits?: boolean; readonly gradients?: boolean } = {}): Graph {
  const g = new Graph('seq2seq');
  const positions = g.input('target_positions', 'int32', ['nTargets']);
  const targets = g.input('targets', 'int32', ['nTargets', 1]);
  const { logits } = generatorLogits(g, new Layers(g, prefix), config, 'rows', positions);
  const loss = g.scope('loss', () => {
    const nll = sub(g, logSumExp(g, logits, 1), gatherElements(g, logits, targets, 1));
    return div(g, reduceSum(g, nll, [0, 1]), reduceSum(g, expand(g, g.scalar(1), nll.shape), [0, 1]));
  });
  g.output('loss', loss);
  if (wanted.logits ?? true) g.output('logits', logits);
  if (wanted.gradients ?? true) outputGradients(g, loss, trainable(g));
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
    return g.scope(`${inputPrefix}encoder`, () => {
      const inputs = bertInputs(g, inputPrefix, batch, len);
      return dprEmbedding(layers, config, bertEncoder(layers, config, inputs), inputs.attentionMask);
    });
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
