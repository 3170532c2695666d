/** Says in a sentence what a gradient step on the reference answer would do to retrieval. Knows no view. */
import type { ScoreResult } from '../app/protocol.ts';
import { decimal, percent } from './format.ts';

/** Relative to the number of summed tokens, a gradient this small changes no ranking. */
const NEGLIGIBLE = 0.01;

/** Agreement of the backward graph with the closed form that single precision can be held to. */
export const CLOSED_FORM_TOLERANCE = 1e-3;

export function closedFormAgrees(result: ScoreResult): boolean {
  return Number.isFinite(result.closedFormError) && result.closedFormError <= CLOSED_FORM_TOLERANCE;
}

/** How many tokens the gradient at a score sums over: RAG-Token adds p − r up over the answer, RAG-Sequence does not. */
export function gradientTerms(result: ScoreResult): number {
  return result.mode === 'token' ? Math.max(1, result.nTokens) : 1;
}

const nameOf = (result: ScoreResult, doc: number): string => {
  const title = result.documents[doc].title.trim();
  return title === '' ? `document ${doc + 1}` : `“${title}”`;
};

/** One to three sentences: what descent raises, what it lowers, and how that squares with the loss. */
export function explainUpdate(result: ScoreResult): string {
  const { scoreGrad, prior, posterior, loss, documents } = result;
  if (scoreGrad.length === 0) return 'No document was retrieved, so retrieval has nothing to learn here.';
  if (documents.every(({ parts }) => parts?.innerProduct === 0))
    return 'These scores count shared words and nothing else: no step can move them, so the gradient at the question vector is zero. With a retriever of words alone only the generator learns.';
  const perToken = Array.from(scoreGrad, (value) => value / gradientTerms(result));
  const raised = perToken.indexOf(Math.min(...perToken));
  const lowered = perToken.indexOf(Math.max(...perToken));
  if (Math.max(...perToken.map(Math.abs)) < NEGLIGIBLE) {
    return (
      `A step would hardly touch retrieval: the documents explain this answer about as well as the retriever expected (p ≈ r). ` +
      `The loss of ${decimal(loss, 2)} nats is the generator’s to reduce: a high loss alone moves no document.`
    );
  }
  const up = `A step would raise the score of ${nameOf(result, raised)}: it explains the answer better than the retriever trusted it (${percent(posterior[raised])} against ${percent(prior[raised])}).`;
  const down = ` It would lower ${nameOf(result, lowered)} most (${percent(posterior[lowered])} against ${percent(prior[lowered])}).`;
  return perToken[lowered] > 0 ? up + down : up;
}
