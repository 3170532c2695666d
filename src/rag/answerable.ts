/** How likely the retrieved passages hold the answer, from what the model itself reports. Knows no model and no page. */

import type { AnswerableFit } from '../models/checkpoint/writeRag.ts';

export interface AnswerSignals {
  /** log p(y|x) over the number of tokens, nats. */
  readonly meanLogProb: number;
  /** Entropy of p(z|x) over log nDocs, in [0, 1]: 1 when every document is as likely as the next. */
  readonly priorEntropy: number;
}

/** @param prior p(z|x), [nDocs]  @param tokenLogProbs log p(y_t|x, y_<t), nats, one a token with the end token */
export function answerSignals(prior: ArrayLike<number>, tokenLogProbs: readonly number[]): AnswerSignals {
  const entropy = Array.from(prior).reduce((h, p) => (p > 0 ? h - p * Math.log(p) : h), 0);
  return {
    meanLogProb: tokenLogProbs.reduce((a, b) => a + b, 0) / Math.max(1, tokenLogProbs.length),
    priorEntropy: prior.length > 1 ? entropy / Math.log(prior.length) : 0,
  };
}

/** p(answerable | signals), the logistic function of their weighted sum. */
export function answerableProbability(fit: AnswerableFit, { meanLogProb, priorEntropy }: AnswerSignals): number {
  return 1 / (1 + Math.exp(-(fit.bias + fit.meanLogProb * meanLogProb + fit.priorEntropy * priorEntropy)));
}

export interface Answerable extends AnswerSignals {
  /** p(the passages hold the answer); null where the checkpoint was not calibrated. */
  readonly probability: number | null;
  /** Below it an answer is doubtful. */
  readonly threshold: number;
}

export function judgeAnswer(fit: AnswerableFit | null, prior: ArrayLike<number>, tokenLogProbs: readonly number[]): Answerable {
  const signals = answerSignals(prior, tokenLogProbs);
  return { ...signals, probability: fit ? answerableProbability(fit, signals) : null, threshold: fit?.threshold ?? 0 };
}
