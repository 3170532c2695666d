/** Holds the settings read from checkpoint JSON to what transformers derives from it. */
import { describe, expect, it } from 'vitest';
import { checkSettings, defaultSettings } from './settings.ts';
import { toySettings } from './toyModel.ts';

const generator = {
  bos_token_id: 0,
  pad_token_id: 1,
  eos_token_id: 2,
  decoder_start_token_id: 2,
  forced_eos_token_id: 2,
  num_beams: 4,
  no_repeat_ngram_size: 3,
  early_stopping: true,
};

describe('defaultSettings', () => {
  it('falls back to the global defaults of transformers', () => {
    const ids = { bos_token_id: 0, pad_token_id: 1, eos_token_id: 2, decoder_start_token_id: 2 };
    expect(defaultSettings(ids)).toEqual({ ...toySettings, maxLength: 20 });
  });

  it('lets the generator fill what the RAG config leaves at its default', () => {
    const settings = defaultSettings({ architectures: ['RagTokenForGeneration'], num_beams: 1, max_length: 50, generator });
    expect(settings).toMatchObject({ numBeams: 4, maxLength: 50, noRepeatNgramSize: 3, earlyStopping: true, forcedEosTokenId: 2 });
  });

  it('trusts generation_config.json alone where there is one', () => {
    const config = { architectures: ['RagTokenForGeneration'], generator };
    const settings = defaultSettings(config, { eos_token_id: 2, pad_token_id: 1, decoder_start_token_id: 2, num_beams: 2 });
    expect(settings).toMatchObject({ numBeams: 2, noRepeatNgramSize: 0, earlyStopping: false, forcedEosTokenId: null });
  });

  it('takes RAG-Sequence settings from the generator, but its beams from the RAG config', () => {
    const config = { architectures: ['RagSequenceForGeneration'], num_beams: 5, no_repeat_ngram_size: 1, generator };
    expect(defaultSettings(config)).toMatchObject({ numBeams: 5, noRepeatNgramSize: 3, forcedEosTokenId: 2 });
    expect(defaultSettings({ ...config, num_beams: undefined })).toMatchObject({ numBeams: 1 });
  });

  it('starts from BOS where no decoder start token is named, and bans single-token bad words', () => {
    const settings = defaultSettings({ bos_token_id: 0, pad_token_id: 1, eos_token_id: [2], bad_words_ids: [[7], [8]] });
    expect(settings).toMatchObject({ decoderStartTokenId: 0, eosTokenId: 2, bannedTokenIds: [7, 8] });
  });

  it('refuses what it could not honour', () => {
    expect(() => defaultSettings({ bos_token_id: 0, pad_token_id: 1 })).toThrow(/eos_token_id/);
    expect(() => defaultSettings({ ...generator, bad_words_ids: [[7, 8]] })).toThrow(/bad_words_ids/);
    expect(() => defaultSettings({ ...generator, eos_token_id: [2, 3] })).toThrow(/eos_token_id/);
  });
});

describe('checkSettings', () => {
  it.each([
    [{ numBeams: 0 }, /numBeams/],
    [{ maxLength: 1 }, /maxLength/],
    [{ minLength: 9 }, /minLength/],
    [{ noRepeatNgramSize: 1.5 }, /noRepeatNgramSize/],
    [{ lengthPenalty: NaN }, /lengthPenalty/],
    [{ numReturnSequences: 2 }, /2 answers are wanted from 1 beam\./],
    [{ forcedBosTokenId: 99 }, /outside the vocabulary/],
  ])('refuses %o', (change, message) => {
    expect(() => checkSettings({ ...toySettings, ...change }, 50)).toThrow(message);
  });

  it('accepts the defaults', () => {
    expect(() => checkSettings(toySettings, 50)).not.toThrow();
  });
});
