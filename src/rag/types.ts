/** The generator as decoding sees it: a state machine that turns tokens into marginals. Knows no ONNX Runtime. */

/** Best tokens of the marginal for each beam, as the marginalization kernel returns them. */
export interface MarginalTopK {
  /** Number of beams (rows). */
  readonly nBeams: number;
  readonly k: number;
  readonly nDocs: number;
  /** [nBeams, k] token ids, best first; ties by the lower id. */
  readonly tokenIds: Int32Array;
  /** [nBeams, k] marginal log p(y_t | x, y_<t), nats. */
  readonly logProbs: Float32Array;
  /** [nBeams, k, nDocs] log p(y_t | x, z, y_<t), nats. */
  readonly docLogProbs: Float32Array;
}

/** One decoding state: nBeams rows per question, all of one question. Rows are `beam*nDocs + doc`. */
export interface StepModel {
  readonly nDocs: number;
  readonly vocabSize: number;
  /**
   * Feeds one token per beam and returns the best k of the marginal of the next position.
   * @param tokens [nBeams] last token of each beam
   * @param beamOrder for each new beam the beam of the last call whose cache it continues; null at the first step
   * @param k candidates per beam wanted
   */
  step(tokens: Int32Array, beamOrder: Int32Array | null, k: number): Promise<MarginalTopK>;
}

/** Generation settings, named as in transformers' GenerationConfig. Lengths count the decoder start token. */
export interface GenerationSettings {
  readonly numBeams: number;
  readonly maxLength: number;
  readonly minLength: number;
  readonly lengthPenalty: number;
  readonly noRepeatNgramSize: number;
  readonly earlyStopping: boolean | 'never';
  readonly numReturnSequences: number;
  readonly forcedBosTokenId: number | null;
  readonly forcedEosTokenId: number | null;
  readonly bannedTokenIds: readonly number[];
  readonly decoderStartTokenId: number;
  readonly eosTokenId: number;
  readonly padTokenId: number;
  /**
   * Tokens that may follow a prefix (decoder start token included), as transformers' prefix_allowed_tokens_fn; greedy decoding
   * alone heeds it. Where none of them is among the best that the step model returns, all are allowed.
   */
  readonly prefixAllowedTokens?: (prefix: readonly number[]) => ReadonlySet<number>;
}
