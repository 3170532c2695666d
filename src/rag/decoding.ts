/** How an answer is decoded, as a reader chooses it, and what of that reaches the search. Knows neither model nor page. */
import type { BartConfig } from '../models/checkpoint/config.ts';
import type { SamplingSettings } from './decode/index.ts';
import type { GenerationSettings } from './types.ts';

export type RagMode = 'token' | 'sequence';
export type Strategy = 'greedy' | 'beam' | 'sample';
export type SequenceDecoding = 'thorough' | 'fast';
export type Extractive = 'auto' | 'on' | 'off';

/** Named as in transformers' GenerationConfig where it has the same thing. */
export interface DecodingSettings {
  readonly strategy: Strategy;
  /** Hypotheses that live side by side in beam search; RAG-Sequence: in each document. */
  readonly numBeams: number;
  /** A beam's score is its log-probability divided by its length to this power. */
  readonly lengthPenalty: number;
  readonly earlyStopping: boolean | 'never';
  /** Fewest tokens before the end of the answer, without the start token. */
  readonly minLength: number;
  /** No n tokens in a row twice; 0 allows all. */
  readonly noRepeatNgramSize: number;
  readonly temperature: number;
  readonly topP: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Beams returned, at most numBeams; samples drawn. */
  readonly numReturnSequences: number;
  readonly sequenceDecoding: SequenceDecoding;
  /** Whether an answer must be words of a retrieved passage that the question does not hold; auto: as the checkpoint asks. Greedy RAG-Token alone. */
  readonly extractive: Extractive;
}

/** Longest answer unless told otherwise, in tokens without the start token. */
export const DEFAULT_MAX_LENGTH = 24;

export const DEFAULT_DECODING: DecodingSettings = {
  strategy: 'greedy',
  numBeams: 4,
  lengthPenalty: 1,
  earlyStopping: false,
  minLength: 0,
  noRepeatNgramSize: 0,
  temperature: 1,
  topP: 0.9,
  seed: 1,
  numReturnSequences: 4,
  sequenceDecoding: 'thorough',
  extractive: 'auto',
};

/** RAG-Sequence has no greedy form on the marginal: its least is this many beams in each document. */
export const LEAST_SEQUENCE_BEAMS = 2;

/** What of the settings counts for a run; two runs whose applied settings agree give the same answer. */
export function appliedDecoding(mode: RagMode, decoding: DecodingSettings): Partial<DecodingSettings> {
  const { strategy, minLength, noRepeatNgramSize, numBeams, lengthPenalty, earlyStopping, temperature, topP, seed, numReturnSequences, sequenceDecoding, extractive } = decoding;
  const always = { strategy, minLength, noRepeatNgramSize };
  const ofSequence = mode === 'sequence' ? { sequenceDecoding } : {};
  switch (strategy) {
    case 'greedy':
      return { ...always, ...(mode === 'token' ? { extractive } : ofSequence) };
    case 'beam':
      // RAG-Sequence lists every candidate, however many answers are wanted.
      return { ...always, ...ofSequence, numBeams, lengthPenalty, earlyStopping, ...(mode === 'token' ? { numReturnSequences } : {}) };
    case 'sample':
      return { ...always, temperature, topP, seed, numReturnSequences };
  }
}

/** @param maxLength longest answer in tokens, without the start token */
export function generationSettings(config: BartConfig, mode: RagMode, maxLength: number, decoding: DecodingSettings): GenerationSettings {
  const { strategy } = decoding;
  const isBeam = strategy === 'beam';
  const numBeams = isBeam ? decoding.numBeams : strategy === 'greedy' && mode === 'sequence' ? LEAST_SEQUENCE_BEAMS : 1;
  // Lengths count the decoder start token.
  const longest = Math.min(maxLength + 1, config.maxPositions);
  return {
    numBeams,
    maxLength: longest,
    minLength: decoding.minLength === 0 ? 0 : Math.min(decoding.minLength + 1, longest),
    lengthPenalty: isBeam ? decoding.lengthPenalty : 1,
    noRepeatNgramSize: decoding.noRepeatNgramSize,
    earlyStopping: isBeam ? decoding.earlyStopping : false,
    numReturnSequences: strategy === 'sample' ? decoding.numReturnSequences : Math.min(isBeam ? decoding.numReturnSequences : 1, numBeams),
    forcedBosTokenId: config.forcedBosTokenId,
    forcedEosTokenId: config.forcedEosTokenId,
    bannedTokenIds: [],
    decoderStartTokenId: config.decoderStartTokenId,
    eosTokenId: config.eosTokenId,
    padTokenId: config.padTokenId,
  };
}

/** Undefined where nothing is drawn. */
export function samplingSettings({ strategy, temperature, topP, seed }: DecodingSettings): SamplingSettings | undefined {
  return strategy === 'sample' ? { temperature, topP, topK: 0, seed } : undefined;
}
