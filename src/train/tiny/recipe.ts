/** Sizes and schedules of the embedded models: the one place to change them. */
import type { BartConfig, BertConfig } from '../../models/checkpoint/config.ts';

export const GENERATOR_CONFIG: BartConfig = {
  dModel: 128,
  encoderLayers: 3,
  decoderLayers: 3,
  encoderHeads: 4,
  decoderHeads: 4,
  encoderFfn: 512,
  decoderFfn: 512,
  vocabSize: 4096,
  maxPositions: 320,
  scaleEmbedding: false,
  padTokenId: 1,
  bosTokenId: 0,
  eosTokenId: 2,
  // RAG reads labels `<s> … </s>` as decoder inputs: starting generation at <s> makes generation and scoring agree position by position.
  decoderStartTokenId: 0,
  forcedBosTokenId: null,
  forcedEosTokenId: 2,
  activation: 'gelu',
};

export const ENCODER_CONFIG: BertConfig = {
  hiddenSize: 128,
  numLayers: 2,
  numHeads: 4,
  intermediateSize: 512,
  vocabSize: 4096,
  maxPositions: 256,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  padTokenId: 0,
  projectionDim: 0,
  hiddenAct: 'gelu',
};

export interface Schedule {
  readonly steps: number;
  readonly batch: number;
  readonly peakLr: number;
  readonly warmup: number;
  /** Share of the steps over which the rate falls to zero. */
  readonly decay: number;
  readonly clip: number;
  readonly weightDecay: number;
}

export const GENERATOR_SCHEDULE: Schedule = { steps: 20000, batch: 48, peakLr: 1e-3, warmup: 300, decay: 0.3, clip: 1, weightDecay: 0.01 };
export const ENCODER_SCHEDULE: Schedule = { steps: 4000, batch: 48, peakLr: 1e-3, warmup: 300, decay: 0.3, clip: 1, weightDecay: 0.01 };

/** Longest inputs in training, in tokens. */
export const MAX_SOURCE = 192;
export const MAX_TARGET = 56;
export const MAX_QUESTION = 40;
export const MAX_CONTEXT = 176;
