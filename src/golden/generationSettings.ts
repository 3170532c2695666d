/** transformers' generate() arguments as settings of the engine's decoder. Knows no model. */
import type { Checkpoint } from '../models/checkpoint/checkpoint.ts';
import { defaultSettings } from '../rag/decode/index.ts';
import type { GenerationSettings } from '../rag/types.ts';
import { isJson, type Json } from './json.ts';

type Mutable = { -readonly [Key in keyof GenerationSettings]: GenerationSettings[Key] };

const NUMBERS: Readonly<Record<string, 'numBeams' | 'maxLength' | 'minLength' | 'lengthPenalty' | 'noRepeatNgramSize' | 'numReturnSequences' | 'decoderStartTokenId' | 'eosTokenId' | 'padTokenId'>> = {
  num_beams: 'numBeams',
  max_length: 'maxLength',
  min_length: 'minLength',
  length_penalty: 'lengthPenalty',
  no_repeat_ngram_size: 'noRepeatNgramSize',
  num_return_sequences: 'numReturnSequences',
  decoder_start_token_id: 'decoderStartTokenId',
  eos_token_id: 'eosTokenId',
  pad_token_id: 'padTokenId',
};

export interface ReadSettings {
  readonly settings: GenerationSettings;
  /** RAG-Sequence; null: as the checkpoint says. */
  readonly deduplicate: boolean | null;
  /** Arguments that the decoder has no setting for. */
  readonly unknown: readonly string[];
}

/** @param kwargs arguments of generate(), over the checkpoint's own settings */
export function readGenerationSettings(checkpoint: Checkpoint, kwargs: Json): ReadSettings {
  const config = isJson(checkpoint.config) ? checkpoint.config : {};
  const settings: Mutable = { ...defaultSettings(config, isJson(checkpoint.generationConfig) ? checkpoint.generationConfig : undefined) };
  const unknown: string[] = [];
  let deduplicate: boolean | null = null;
  for (const [key, value] of Object.entries(kwargs)) {
    const field = NUMBERS[key];
    if (field && typeof value === 'number') settings[field] = value;
    else if (key === 'max_new_tokens' && typeof value === 'number') settings.maxLength = value + 1;
    else if (key === 'early_stopping' && (typeof value === 'boolean' || value === 'never')) settings.earlyStopping = value;
    else if (key === 'forced_bos_token_id' && isTokenOrNull(value)) settings.forcedBosTokenId = value;
    else if (key === 'forced_eos_token_id' && isTokenOrNull(value)) settings.forcedEosTokenId = value;
    else if (key === 'do_deduplication' && typeof value === 'boolean') deduplicate = value;
    else if (!(key === 'do_sample' && value === false) && !(key === 'use_cache' && typeof value === 'boolean')) unknown.push(key);
  }
  return { settings, deduplicate, unknown };
}

function isTokenOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
