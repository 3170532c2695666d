/** RAG-Token and RAG-Sequence losses as graph pieces (Lewis et al. 2020, section 2.1; semantics of transformers' modeling_rag). */
import type { Graph, Value } from '../graph/graph.ts';
import { add, mul, neg, sub } from '../graph/ops/elementwise.ts';
import { gatherElements } from '../graph/ops/gather.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { logSoftmax, logSumExp } from '../graph/ops/logSumExp.ts';
import { reduceSum } from '../graph/ops/reduce.ts';
import { reshape } from '../graph/ops/shape.ts';
import type { Dim } from '../graph/types.ts';

/** Inner products of question and document vectors: q [batch, dim], d [batch, nDocs, dim] -> [batch, nDocs], unscaled. */
export function docScores(g: Graph, q: Value, docs: Value): Value {
  const [batch, nDocs, dim] = docs.shape;
  return reshape(g, matmul(g, reshape(g, q, [batch, 1, dim]), docs, { transB: true }), [batch, nDocs]);
}

export interface LossInputs {
  /** Targets, shifted left by one and padded; repeated for each document, [batch, nDocs, tgtLen, 1] int32. */
  readonly targets: Value;
  /** 1 where the target is no padding, [batch, tgtLen] float32. */
  readonly targetMask: Value;
  /** targetMask, with position 0 zeroed where exclude_bos_score applies. */
  readonly nllMask: Value;
  /** How often the document prior counts in RAG-Sequence: 1, or 0 where Hugging Face masks it away, [batch, 1] float32. */
  readonly priorWeight: Value;
  /** Label smoothing ε as [] float32. */
  readonly epsilon: Value;
}

export function lossInputs(g: Graph, batch: Dim, nDocs: Dim, tgtLen: Dim): LossInputs {
  return {
    targets: g.input('targets', 'int32', [batch, nDocs, tgtLen, 1]),
    targetMask: g.input('target_mask', 'float32', [batch, tgtLen]),
    nllMask: g.input('nll_mask', 'float32', [batch, tgtLen]),
    priorWeight: g.input('prior_weight', 'float32', [batch, 1]),
    epsilon: g.input('label_smoothing', 'float32', []),
  };
}

export interface RagLoss {
  /** Per question, [batch]. */
  readonly loss: Value;
  /** Negative log-likelihood without smoothing, [batch]. */
  readonly nll: Value;
  /** RAG-Token: log-marginals over the vocabulary, [batch, tgtLen, vocab]. RAG-Sequence: null. */
  readonly marginalLogProbs: Value | null;
  /** log p(y_t | x, z, y_<t) of the targets, [batch, nDocs, tgtLen]. */
  readonly targetLogProbs: Value;
  /** RAG-Sequence: log p(z|x) + log p(y|x, z), [batch, nDocs]. RAG-Token: null. */
  readonly docSequenceLogProbs: Value | null;
}

/** (1−ε)·nll + ε/V·smooth. */
function smoothed(g: Graph, nll: Value, smooth: Value, epsilon: Value, vocab: number): Value {
  return add(g, mul(g, sub(g, g.scalar(1), epsilon), nll), mul(g, mul(g, epsilon, g.scalar(1 / vocab)), smooth));
}

/** RAG-Token: documents are summed out at every position. logits [batch*nDocs, tgtLen, vocab], scores [batch, nDocs]. */
export function ragTokenLoss(g: Graph, logits: Value, scores: Value, inputs: LossInputs): RagLoss {
  const { batch, nDocs, tgtLen, vocab, logProbs } = logProbsByDoc(g, logits, scores);
  const prior = logSoftmax(g, scores, 1);
  const joint = add(g, logProbs, reshape(g, prior, [batch, nDocs, 1, 1]));
  const marginalLogProbs = reshape(g, logSumExp(g, joint, 1), [batch, tgtLen, vocab]);
  const targetLogProbs = reshape(g, gatherElements(g, logProbs, inputs.targets, 3), [batch, nDocs, tgtLen]);
  const marginalTarget = reshape(g, logSumExp(g, add(g, targetLogProbs, reshape(g, prior, [batch, nDocs, 1])), 1), [batch, tgtLen]);
  const nll = sumOverTime(g, mul(g, marginalTarget, inputs.nllMask));
  const overVocab = reshape(g, reduceSum(g, marginalLogProbs, [2]), [batch, tgtLen]);
  const smooth = sumOverTime(g, mul(g, overVocab, inputs.targetMask));
  return { loss: smoothed(g, nll, smooth, inputs.epsilon, vocab as number), nll, marginalLogProbs, targetLogProbs, docSequenceLogProbs: null };
}

/** RAG-Sequence: documents are summed out once, over whole answers. */
export function ragSequenceLoss(g: Graph, logits: Value, scores: Value, inputs: LossInputs): RagLoss {
  const { batch, nDocs, tgtLen, vocab, logProbs } = logProbsByDoc(g, logits, scores);
  const prior = mul(g, logSoftmax(g, scores, 1), inputs.priorWeight);
  const targetLogProbs = reshape(g, gatherElements(g, logProbs, inputs.targets, 3), [batch, nDocs, tgtLen]);
  const overDocs = (perToken: Value, mask: Value, priorCount: number): { perDoc: Value; negLog: Value } => {
    const masked = mul(g, perToken, reshape(g, mask, [batch, 1, tgtLen]));
    const summed = reshape(g, reduceSum(g, masked, [2]), [batch, nDocs]);
    const perDoc = add(g, summed, mul(g, prior, g.scalar(priorCount)));
    return { perDoc, negLog: neg(g, reshape(g, logSumExp(g, perDoc, 1), [batch])) };
  };
  const { perDoc, negLog: nll } = overDocs(targetLogProbs, inputs.nllMask, 1);
  // The prior stands inside the log-probabilities of position 1, so the sum over the vocabulary counts it `vocab` times.
  const overVocab = reshape(g, reduceSum(g, logProbs, [3]), [batch, nDocs, tgtLen]);
  const { negLog: smooth } = overDocs(overVocab, inputs.targetMask, vocab as number);
  return { loss: smoothed(g, nll, smooth, inputs.epsilon, vocab as number), nll, marginalLogProbs: null, targetLogProbs, docSequenceLogProbs: perDoc };
}

function logProbsByDoc(g: Graph, logits: Value, scores: Value): { batch: Dim; nDocs: Dim; tgtLen: Dim; vocab: Dim; logProbs: Value } {
  const [, tgtLen, vocab] = logits.shape;
  const [batch, nDocs] = scores.shape;
  return { batch, nDocs, tgtLen, vocab, logProbs: reshape(g, logSoftmax(g, logits, 2), [batch, nDocs, tgtLen, vocab]) };
}

/** −Σ_t over [batch, tgtLen] -> [batch]. */
function sumOverTime(g: Graph, logProbs: Value): Value {
  return neg(g, reshape(g, reduceSum(g, logProbs, [1]), [logProbs.shape[0]]));
}
