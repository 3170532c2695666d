/** Writes the tokenizer.json that the tokenizer library runs, for BERT WordPiece and BART byte-level BPE. Reads no files, trains nothing. */

/** File name -> text, as a checkpoint folder holds them. */
export type TokenizerFiles = Record<string, string>;

/** Special tokens of bert-base-uncased; a trained vocabulary starts with them in this order. */
export const BERT_SPECIALS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;
/** Special tokens of BART that open its vocabulary; `<mask>` closes it. */
export const BART_SPECIALS = ['<s>', '<pad>', '</s>', '<unk>'] as const;
export const BART_MASK = '<mask>';

export interface WordPieceOptions {
  readonly lowercase: boolean;
  /** null: follow `lowercase`, as BERT does. */
  readonly stripAccents: boolean | null;
  readonly splitCjk: boolean;
}

export const UNCASED: WordPieceOptions = { lowercase: true, stripAccents: null, splitCjk: true };

export type JsonObject = { [key: string]: unknown };

export function bertNormalizer(options: WordPieceOptions): JsonObject {
  return {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: options.splitCjk,
    strip_accents: options.stripAccents,
    lowercase: options.lowercase,
  };
}

function addedToken(content: string, id: number, lstrip = false): JsonObject {
  return { id, content, single_word: false, lstrip, rstrip: false, normalized: false, special: true };
}

/** @param vocab pieces in id order */
export function wordPieceDefinition(vocab: readonly string[], options: WordPieceOptions = UNCASED): JsonObject {
  const ids = new Map(vocab.map((piece, id) => [piece, id]));
  const special = (token: string): JsonObject => ({ id: token, ids: [ids.get(token)], tokens: [token] });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: BERT_SPECIALS.filter((token) => ids.has(token)).map((token) => addedToken(token, ids.get(token)!)),
    normalizer: bertNormalizer(options),
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 1 } },
        { SpecialToken: { id: '[SEP]', type_id: 1 } },
      ],
      special_tokens: { '[CLS]': special('[CLS]'), '[SEP]': special('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  };
}

/**
 * @param vocab piece -> id
 * @param merges merges.txt lines without its header, best first
 */
export function byteLevelBpeDefinition(vocab: ReadonlyMap<string, number>, merges: readonly string[]): JsonObject {
  const present = [...BART_SPECIALS, BART_MASK].filter((token) => vocab.has(token));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: present.map((token) => addedToken(token, vocab.get(token)!, token === BART_MASK)),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['</s>', vocab.get('</s>')],
      cls: ['<s>', vocab.get('<s>')],
      trim_offsets: true,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(vocab),
      merges,
    },
  };
}

/** @returns vocab.txt, tokenizer_config.json, tokenizer.json of an uncased BERT vocabulary */
export function wordPieceFiles(vocab: readonly string[], maxLength = 512): TokenizerFiles {
  const config = {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    strip_accents: null,
    tokenize_chinese_chars: true,
    model_max_length: maxLength,
    clean_up_tokenization_spaces: true,
    unk_token: '[UNK]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    mask_token: '[MASK]',
  };
  return {
    'vocab.txt': vocab.map((piece) => `${piece}\n`).join(''),
    'tokenizer_config.json': json(config),
    'tokenizer.json': json(wordPieceDefinition(vocab)),
  };
}

/** @returns vocab.json, merges.txt, tokenizer_config.json, tokenizer.json of a BART vocabulary */
export function byteLevelBpeFiles(
  vocab: ReadonlyMap<string, number>,
  merges: readonly string[],
  maxLength = 1024,
): TokenizerFiles {
  const config = {
    tokenizer_class: 'BartTokenizer',
    add_prefix_space: false,
    model_max_length: maxLength,
    clean_up_tokenization_spaces: true,
    bos_token: '<s>',
    eos_token: '</s>',
    unk_token: '<unk>',
    sep_token: '</s>',
    pad_token: '<pad>',
    cls_token: '<s>',
    mask_token: '<mask>',
  };
  return {
    'vocab.json': json(Object.fromEntries(vocab)),
    'merges.txt': ['#version: 0.2', ...merges].map((line) => `${line}\n`).join(''),
    'tokenizer_config.json': json(config),
    'tokenizer.json': json(byteLevelBpeDefinition(vocab, merges)),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
