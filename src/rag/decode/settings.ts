/** Generation settings: defaults read from a checkpoint's JSON, and their validation. Knows no file system. */
import { UserError } from '../../errors.ts';
import type { GenerationSettings } from '../types.ts';
import type { SamplingSettings } from './record.ts';

type Json = Readonly<Record<string, unknown>>;

/** Global defaults of transformers' GenerationConfig; a field equal to its default may be overridden by the generator's. */
const DEFAULTS = {
  num_beams: 1,
  max_length: 20,
  min_length: 0,
  length_penalty: 1,
  no_repeat_ngram_size: 0,
  early_stopping: false,
  num_return_sequences: 1,
} as const;

/**
 * The settings a checkpoint generates with, as transformers derives them: generation_config.json where the folder has
 * one, else config.json, whose fields left at their default give way to those of its `generator` sub-config
 * (`GenerationConfig.from_model_config`). RAG-Sequence decodes with its generator alone, so there the generator's own
 * config decides; only the numbers of beams and answers come from the RAG config.
 */
export function defaultSettings(config: Json, generationConfig?: Json): GenerationSettings {
  const generator = isJson(config.generator) ? config.generator : {};
  const isSequence = Array.isArray(config.architectures) && config.architectures[0] === 'RagSequenceForGeneration';
  const sources = isSequence ? [generator] : generationConfig ? [generationConfig] : [config, generator];

  const read = (key: string): unknown => {
    const fallback = (DEFAULTS as Json)[key] ?? null;
    const ofRag = isSequence && (key === 'num_beams' || key === 'num_return_sequences');
    for (const source of ofRag ? [config] : sources) {
      const value = source[key];
      if (value !== undefined && value !== null && value !== fallback) return value;
    }
    return fallback;
  };
  const number = (key: string): number | null => {
    const value = read(key);
    if (value === null) return null;
    const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (typeof single === 'number') return single;
    throw new UserError('unsupported', `The checkpoint's ${key} is ${JSON.stringify(value)}; one number is supported.`);
  };
  // Token ids are part of the architecture, so any of the files may name them.
  const tokenId = (key: string): number | null => {
    for (const source of [...sources, config, generator]) if (typeof source[key] === 'number') return source[key];
    return number(key);
  };
  const required = (key: string, value: number | null): number => {
    if (value !== null) return value;
    throw new UserError('bad-file', `The checkpoint's config names no ${key}.`, `Add ${key} to its config.json.`);
  };
  const setting = (key: keyof typeof DEFAULTS): number => required(key, number(key));

  const early = read('early_stopping');
  const bos = tokenId('bos_token_id');
  return {
    numBeams: setting('num_beams'),
    maxLength: setting('max_length'),
    minLength: setting('min_length'),
    lengthPenalty: setting('length_penalty'),
    noRepeatNgramSize: setting('no_repeat_ngram_size'),
    earlyStopping: early === 'never' ? 'never' : early === true,
    numReturnSequences: setting('num_return_sequences'),
    forcedBosTokenId: number('forced_bos_token_id'),
    forcedEosTokenId: number('forced_eos_token_id'),
    bannedTokenIds: singleTokenBadWords(read('bad_words_ids')),
    decoderStartTokenId: required('decoder_start_token_id', tokenId('decoder_start_token_id') ?? bos),
    eosTokenId: required('eos_token_id', tokenId('eos_token_id')),
    padTokenId: required('pad_token_id', tokenId('pad_token_id')),
  };
}

/** Refuses settings that have no meaning, in the user's words; transformers refuses the same. */
export function checkSettings(settings: GenerationSettings, vocabSize: number, sampling?: SamplingSettings): void {
  const { numBeams, maxLength, minLength, noRepeatNgramSize, numReturnSequences, lengthPenalty } = settings;
  const wholeNumber = (name: string, value: number, least: number): void => {
    if (!Number.isInteger(value) || value < least) {
      throw new UserError('bad-input', `${name} is ${value}; it must be a whole number of at least ${least}.`);
    }
  };
  wholeNumber('numBeams', numBeams, 1);
  wholeNumber('maxLength', maxLength, 2);
  wholeNumber('minLength', minLength, 0);
  wholeNumber('noRepeatNgramSize', noRepeatNgramSize, 0);
  wholeNumber('numReturnSequences', numReturnSequences, 1);
  if (!Number.isFinite(lengthPenalty)) throw new UserError('bad-input', `lengthPenalty is ${lengthPenalty}.`);
  if (minLength > maxLength) {
    throw new UserError('bad-input', `minLength (${minLength}) is above maxLength (${maxLength}).`, 'Lower minLength.');
  }
  if (!sampling && numReturnSequences > numBeams) {
    throw new UserError(
      'bad-input',
      `${numReturnSequences} answers are wanted from ${numBeams} beam${numBeams > 1 ? 's' : ''}.`,
      'Raise numBeams to at least numReturnSequences.',
    );
  }
  if (sampling) checkSampling(sampling, numBeams);
  const ids = [settings.forcedBosTokenId, settings.forcedEosTokenId, settings.decoderStartTokenId, settings.eosTokenId];
  for (const id of [...ids, settings.padTokenId]) {
    if (id !== null && (!Number.isInteger(id) || id < 0 || id >= vocabSize)) {
      throw new UserError('bad-input', `Token id ${id} is outside the vocabulary of ${vocabSize} tokens.`);
    }
  }
}

function checkSampling({ temperature, topP, topK }: SamplingSettings, numBeams: number): void {
  if (numBeams !== 1) {
    throw new UserError('unsupported', `Sampling with ${numBeams} beams is not supported.`, 'Set numBeams to 1.');
  }
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new UserError('bad-input', `temperature is ${temperature}; it must be above 0.`, 'Turn sampling off instead.');
  }
  if (!(topP > 0 && topP <= 1)) throw new UserError('bad-input', `topP is ${topP}; it must be above 0, at most 1.`);
  if (!Number.isInteger(topK) || topK < 0) throw new UserError('bad-input', `topK is ${topK}; 0 or a whole number.`);
}

function singleTokenBadWords(value: unknown): number[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new UserError('bad-file', `bad_words_ids is ${JSON.stringify(value)}, not a list.`);
  return value.map((word: unknown) => {
    if (Array.isArray(word) && word.length === 1 && typeof word[0] === 'number') return word[0];
    throw new UserError('unsupported', `bad_words_ids holds ${JSON.stringify(word)}; only single tokens can be banned.`);
  });
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
