/** RAG-Sequence log-probabilities of given answers from per-token scores (`get_nll`). Knows neither model nor search. */
import { logSumExp } from '../posterior.ts';
import type { PaddedSequences } from './record.ts';

/** Teacher-forced scores; position t is the prediction of token t + 1, so the last position is never read. */
export interface CandidateScores {
  /** [nCandidates, nDocs, length] log p(y_{t+1} | x, z, y_<=t), nats; anything beyond a candidate's own length. */
  readonly tokenLogProbs: Float32Array;
  /** [nCandidates, nDocs, length] log-probs summed over the vocabulary; needed only for label smoothing. */
  readonly vocabLogProbSums?: Float32Array;
  readonly vocabSize: number;
}

export interface SequenceScoreSettings {
  readonly padTokenId: number;
  readonly bosTokenId: number | null;
  readonly excludeBosScore: boolean;
  readonly labelSmoothing: number;
}

/**
 * Scores padded answers under all documents. With target = ids shifted left and the prior log p(z|x):
 * - `docLogProbs` [n, nDocs]: log p(y|x,z), the plain sum over the answer's tokens (a generated pad token counts);
 * - `nll` [n]: the loss of RagSequenceForGeneration.get_nll (transformers 4.57). There the prior is added to the scores
 *   of the second target and masked with it when it is the pad token; the first target is left out when excludeBosScore is
 *   set and it is BOS in *every* row; smoothing counts the prior once for each word of the vocabulary.
 */
export function scoreSequences(
  scores: CandidateScores,
  padded: PaddedSequences,
  priorLogProbs: Float32Array,
  settings: SequenceScoreSettings,
): { readonly docLogProbs: Float32Array; readonly nll: Float64Array } {
  const { ids, n, length, lengths } = padded;
  const { padTokenId, bosTokenId, labelSmoothing } = settings;
  const nDocs = priorLogProbs.length;
  const { tokenLogProbs, vocabLogProbSums, vocabSize } = scores;
  if (tokenLogProbs.length !== n * nDocs * length) {
    throw new Error(`internal: ${tokenLogProbs.length} token scores for ${n} candidates, ${nDocs} docs, length ${length}`);
  }
  if (labelSmoothing > 0 && vocabLogProbSums?.length !== tokenLogProbs.length) {
    throw new Error('internal: label smoothing needs vocabLogProbSums of the shape of tokenLogProbs');
  }

  let skipFirst = settings.excludeBosScore && bosTokenId !== null && length > 1;
  for (let i = 0; i < n && skipFirst; i++) skipFirst = ids[i * length + 1] === bosTokenId;

  const docLogProbs = new Float32Array(n * nDocs);
  const nll = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const ranked: number[] = [];
    const smooth: number[] = [];
    for (let z = 0; z < nDocs; z++) {
      let plain = 0;
      let likelihood = 0;
      let overVocab = 0;
      for (let t = 0; t + 1 < lengths[i]; t++) {
        const at = (i * nDocs + z) * length + t;
        plain += tokenLogProbs[at];
        if (ids[i * length + t + 1] === padTokenId) continue;
        const prior = t === 1 ? priorLogProbs[z] : 0;
        if (t > 0 || !skipFirst) likelihood += tokenLogProbs[at] + prior;
        if (vocabLogProbSums) overVocab += vocabLogProbSums[at] + vocabSize * prior;
      }
      docLogProbs[i * nDocs + z] = plain;
      ranked.push(likelihood);
      smooth.push(overVocab);
    }
    nll[i] = -(1 - labelSmoothing) * logSumExp(ranked);
    if (labelSmoothing > 0) nll[i] -= (labelSmoothing / vocabSize) * logSumExp(smooth);
  }
  return { docLogProbs, nll };
}
