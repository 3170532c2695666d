/** Sizes and schedules of the embedded models: the one place to change them. */
import type { BartConfig, BertConfig } from '../../models/checkpoint/config.ts';
import { SHARES, type Shares } from './mixture.ts';

const GENERATOR_CONFIG: BartConfig = {
  dModel: 256,
  encoderLayers: 4,
  decoderLayers: 3,
  encoderHeads: 8,
  decoderHeads: 8,
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

const ENCODER_CONFIG: BertConfig = {
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

export interface Recipe {
  readonly name: string;
  readonly generator: BartConfig;
  readonly encoder: BertConfig;
  readonly generatorSchedule: Schedule;
  readonly encoderSchedule: Schedule;
  readonly shares: Shares;
  /** Worlds whose text the vocabularies are trained on. */
  readonly tokenizerWorlds: number;
  /** Steps between two evaluations. */
  readonly evalEvery: number;
}

/** What lies in public/models/tiny. */
export const TINY: Recipe = {
  name: 'tiny',
  generator: GENERATOR_CONFIG,
  encoder: ENCODER_CONFIG,
  generatorSchedule: { steps: 20000, batch: 32, peakLr: 4e-4, warmup: 300, decay: 0.3, clip: 1, weightDecay: 0.01 },
  encoderSchedule: { steps: 4000, batch: 48, peakLr: 1e-3, warmup: 300, decay: 0.3, clip: 1, weightDecay: 0.01 },
  shares: SHARES,
  tokenizerWorlds: 600,
  evalEvery: 500,
};

/** A run of the same code that takes half a minute, for the test suite. */
export const REDUCED: Recipe = {
  name: 'reduced',
  generator: { ...GENERATOR_CONFIG, dModel: 64, encoderHeads: 4, decoderHeads: 4, encoderLayers: 2, decoderLayers: 1, encoderFfn: 128, decoderFfn: 128, vocabSize: 1024 },
  encoder: { ...ENCODER_CONFIG, hiddenSize: 64, numLayers: 1, intermediateSize: 128, vocabSize: 1024 },
  generatorSchedule: { steps: 300, batch: 32, peakLr: 4e-3, warmup: 100, decay: 0.3, clip: 1, weightDecay: 0.01 },
  encoderSchedule: { steps: 200, batch: 32, peakLr: 2e-3, warmup: 50, decay: 0.3, clip: 1, weightDecay: 0.01 },
  // Mostly copying: a model of this size learns it in 200 steps, and reading comprehension not at all.
  shares: { copy: [0.7, 0.7], denoise: [0, 0], quote: [0, 0], several: [0, 0], cloze: [0.15, 0.15], worlds: [0.15, 0.15], real: [0, 0], abstain: [0, 0] },
  tokenizerWorlds: 60,
  evalEvery: 300,
};

/** Longest inputs in training, in tokens. */
export const MAX_SOURCE = 288;
export const MAX_TARGET = 56;
export const MAX_QUESTION = 40;
export const MAX_CONTEXT = 176;
