/** What decoding returns: the answers, and every step's candidates as typed arrays for the views. Knows no algorithm. */
import type { GenerationSettings, MarginalTopK, StepModel } from '../types.ts';

/** What became of a candidate continuation. */
export const candidateOutcome = { dropped: 0, running: 1, finished: 2 } as const;

/** One decoding step: the candidates that were weighed and the beams that went on. Greedy and sampling use it too. */
export interface DecodeStep {
  /** Index of the new token in the sequence; the decoder start token has index 0, so the first step is 1. */
  readonly position: number;
  /** What the step model returned, before any processor; its rows are the beams before this step. */
  readonly marginal: MarginalTopK;
  /** The token that forced BOS or EOS imposes here, or null. */
  readonly forcedToken: number | null;
  /** Per beam, the tokens that the processors forbade (empty where a token is forced). */
  readonly banned: readonly Int32Array[];
  /** [nCandidates] best first: max(2, 1 + nEos) * numBeams in beam search, one a row elsewhere. */
  readonly candidateTokens: Int32Array;
  /** [nCandidates] the beam that each candidate continues. */
  readonly candidateParents: Int32Array;
  /** [nCandidates] the candidate's place in its parent's row of `marginal`, or -1 where it is not in it. */
  readonly candidateRanks: Int32Array;
  /** [nCandidates] log-prob after the processors, nats; 0 for a forced token. */
  readonly candidateLogProbs: Float32Array;
  /** [nCandidates] sum of the log-probs from the start, nats; -Infinity for an empty place. */
  readonly candidateScores: Float32Array;
  /** [nCandidates] values of `candidateOutcome`. */
  readonly candidateOutcomes: Uint8Array;
  /** [nBeams] the candidate that each beam of the next step comes from. */
  readonly selected: Int32Array;
  /** [nBeams, position + 1] the beams after this step, with the decoder start token. */
  readonly sequences: Int32Array;
}

/** One answer. */
export interface Hypothesis {
  /** [length] decoder start token to EOS inclusive; never padded. */
  readonly tokenIds: Int32Array;
  /** [length - 1] log-prob of each generated token after the processors, nats; 0 where forced. */
  readonly tokenLogProbs: Float32Array;
  /** [length - 1] log-prob of each generated token as the model gave it; NaN for a forced token outside its top k. */
  readonly modelLogProbs: Float32Array;
  /** [length - 1] for each step, the index of this answer's token among that step's candidates. */
  readonly path: Int32Array;
  /** Sum of tokenLogProbs, accumulated in float32 as the reference does. */
  readonly logProb: number;
  /** logProb / generatedLength ** lengthPenalty: `sequences_scores` of transformers. */
  readonly score: number;
  /** `none`: an empty place or a duplicate, where fewer answers are possible than beams; not an answer to show. */
  readonly end: 'eos' | 'max-length' | 'none';
}

export interface Generation {
  /** numReturnSequences answers, best first. */
  readonly hypotheses: readonly Hypothesis[];
  readonly steps: readonly DecodeStep[];
  /** True when the truncated top k provably gave the same result as the whole vocabulary. */
  readonly exact: boolean;
}

export interface SamplingSettings {
  /** Divides the log-probs; 1 leaves them, towards 0 it turns greedy. */
  readonly temperature: number;
  /** Nucleus mass kept, in (0, 1]; 1 keeps all. */
  readonly topP: number;
  /** Tokens kept before the nucleus; 0 keeps all that the step model returns. */
  readonly topK: number;
  /** Unsigned 32-bit seed; the same seed gives the same answers. */
  readonly seed: number;
}

export interface DecodeOptions {
  readonly signal?: AbortSignal;
  /** Called after each step, before the next one starts. */
  readonly onStep?: (step: DecodeStep) => void;
  /** Fewest tokens of the marginal wanted per beam and step (for display); the algorithm may ask for more. */
  readonly alternatives?: number;
  /** Most tokens per beam that the step model can return (default 100, the marginalization kernel's limit). */
  readonly maxK?: number;
  /** Sample instead of searching; numBeams must be 1, numReturnSequences is the number of samples. */
  readonly sampling?: SamplingSettings;
}

/** Makes a fresh decoding state for question `question` of the batch. */
export type StepModelFactory = (question: number) => StepModel | Promise<StepModel>;

export const KERNEL_MAX_K = 100;

/** `needed` tokens a beam, or more for display, within the vocabulary and what the kernel can return. */
export function chooseK(needed: number, model: StepModel, options: DecodeOptions): number {
  const wanted = Math.max(needed, options.alternatives ?? 0);
  return Math.min(wanted, model.vocabSize, options.maxK ?? KERNEL_MAX_K);
}

/** Refuses a step model's answer whose shape is not the one asked for. */
export function checkMarginal(marginal: MarginalTopK, nBeams: number): void {
  const { k, nDocs } = marginal;
  if (marginal.nBeams !== nBeams || k < 1) {
    throw new Error(`internal: step model returned ${marginal.nBeams} beams x ${k} tokens for ${nBeams} beams`);
  }
  const want = nBeams * k;
  const { tokenIds, logProbs, docLogProbs } = marginal;
  if (tokenIds.length !== want || logProbs.length !== want || docLogProbs.length !== want * nDocs) {
    throw new Error(`internal: marginal arrays do not hold [${nBeams}, ${k}] tokens over ${nDocs} documents`);
  }
}

/** logProb / generatedLength ** lengthPenalty in float32; the length excludes the decoder start token. */
export function lengthPenalized(logProb: number, generatedLength: number, settings: GenerationSettings): number {
  return Math.fround(logProb / Math.fround(generatedLength ** settings.lengthPenalty));
}

export interface PaddedSequences {
  /** [n, length] */
  readonly ids: Int32Array;
  readonly n: number;
  readonly length: number;
  /** [n] lengths before padding. */
  readonly lengths: Int32Array;
}

/**
 * Rows of token ids padded to the longest, [n, length], as transformers returns a batch.
 * @param minLength pad at least to this length
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  padTokenId: number,
  minLength = 0,
): PaddedSequences {
  const length = sequences.reduce((longest, sequence) => Math.max(longest, sequence.length), minLength);
  const ids = new Int32Array(sequences.length * length).fill(padTokenId);
  sequences.forEach((sequence, i) => ids.set(sequence, i * length));
  return { ids, n: sequences.length, length, lengths: Int32Array.from(sequences, (sequence) => sequence.length) };
}
