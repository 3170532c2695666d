/** Exact match and F1 of generated answers, as SQuAD v1.1 and the reference's eval_rag.py count them. Knows no file. */
import { normalizeAnswer, splitWords } from './normalize.ts';

/** True when both normalise to the same text (utils_rag.exact_match_score). */
export function exactMatch(prediction: string, gold: string): boolean {
  return normalizeAnswer(prediction) === normalizeAnswer(gold);
}

/** Harmonic mean of precision and recall over the multiset of normalised words, in [0, 1]; 0 when none is shared. */
export function f1(prediction: string, gold: string): number {
  const predicted = splitWords(normalizeAnswer(prediction));
  const wanted = splitWords(normalizeAnswer(gold));
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of predicted) {
    const count = left.get(word) ?? 0;
    if (count > 0) {
      shared++;
      left.set(word, count - 1);
    }
  }
  if (shared === 0) return 0;
  const precision = shared / predicted.length;
  const recall = shared / wanted.length;
  return (2 * precision * recall) / (precision + recall);
}

export interface AnswerScores {
  /** Percent of predictions that equal one of their gold answers. */
  readonly em: number;
  /** Mean over predictions of the best F1 against any gold answer, times 100. */
  readonly f1: number;
  readonly total: number;
}

/** @param golds for each prediction, its acceptable answers, at least one */
export function scoreAnswers(predictions: readonly string[], golds: readonly (readonly string[])[]): AnswerScores {
  if (predictions.length !== golds.length) {
    throw new Error(`internal: ${predictions.length} predictions against ${golds.length} lists of gold answers`);
  }
  let em = 0;
  let f1Sum = 0;
  predictions.forEach((prediction, i) => {
    if (golds[i].some((gold) => exactMatch(prediction, gold))) em++;
    f1Sum += Math.max(0, ...golds[i].map((gold) => f1(prediction, gold)));
  });
  const total = predictions.length;
  return { em: total === 0 ? 0 : (100 * em) / total, f1: total === 0 ? 0 : (100 * f1Sum) / total, total };
}
