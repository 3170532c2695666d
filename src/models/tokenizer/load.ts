/** Builds a tokenizer from the files of a checkpoint folder. Knows neither the network nor any model. */
import { UserError } from '../../errors.ts';
import { joinPath, type FileSource } from '../checkpoint/source.ts';
import { byteLevelBpeDefinition, wordPieceDefinition, type JsonObject } from './definitions.ts';
import { createTokenizer, type SpecialTokens, type Tokenizer } from './tokenizer.ts';

const FAIRSEQ_SPECIALS: SpecialTokens = { pad: '<pad>', unk: '<unk>', bos: '<s>', eos: '</s>', mask: '<mask>' };
const DEFAULT_SPECIALS: Record<Tokenizer['kind'], SpecialTokens> = {
  wordpiece: { pad: '[PAD]', unk: '[UNK]', bos: '[CLS]', eos: '[SEP]', mask: '[MASK]' },
  'byte-level-bpe': FAIRSEQ_SPECIALS,
  unigram: FAIRSEQ_SPECIALS,
};

/** Written by transformers where the model sets no limit. */
const NO_LIMIT = 1e9;

/**
 * Takes tokenizer.json where there is one, else vocab.txt (BERT WordPiece), else vocab.json with merges.txt (BART BPE).
 * @param folder e.g. `question_encoder_tokenizer` of a consolidated RAG checkpoint
 */
export async function loadTokenizer(source: FileSource, folder = ''): Promise<Tokenizer> {
  const where = folder === '' ? source.name : `${source.name}/${folder}`;
  const names = new Set(await source.list());
  const has = (file: string): boolean => names.has(joinPath(folder, file));
  const read = (file: string): Promise<string> => source.readText(joinPath(folder, file));
  const config = has('tokenizer_config.json') ? parseObject(await read('tokenizer_config.json'), `${where}/tokenizer_config.json`) : {};

  let definition: JsonObject;
  if (has('tokenizer.json')) {
    definition = parseObject(await read('tokenizer.json'), `${where}/tokenizer.json`);
  } else if (has('vocab.txt')) {
    definition = wordPieceDefinition(vocabLines(await read('vocab.txt')), {
      lowercase: config['do_lower_case'] !== false,
      stripAccents: typeof config['strip_accents'] === 'boolean' ? config['strip_accents'] : null,
      splitCjk: config['tokenize_chinese_chars'] !== false,
    });
  } else if (has('vocab.json') && has('merges.txt')) {
    const vocab = vocabIds(parseObject(await read('vocab.json'), `${where}/vocab.json`), `${where}/vocab.json`);
    definition = byteLevelBpeDefinition(vocab, mergeLines(await read('merges.txt')));
  } else {
    throw new UserError(
      'bad-file',
      `${where}: no tokenizer found (tokenizer.json, or vocab.txt, or vocab.json with merges.txt)`,
      'Add the tokenizer files of the checkpoint to the folder.',
    );
  }
  return tokenizerFromDefinition(definition, config, where);
}

/** @param definition tokenizer.json; @param config tokenizer_config.json */
export function tokenizerFromDefinition(definition: JsonObject, config: JsonObject, where = 'tokenizer'): Tokenizer {
  const kind = kindOf(definition, where);
  const defaults = DEFAULT_SPECIALS[kind];
  const role = (fallback: string, ...keys: readonly string[]): string => {
    for (const key of keys) {
      const token = tokenText(config[key]);
      if (token !== null) return token;
    }
    return fallback;
  };
  const specials: SpecialTokens = {
    pad: role(defaults.pad, 'pad_token'),
    unk: role(defaults.unk, 'unk_token'),
    bos: role(defaults.bos, 'cls_token', 'bos_token'),
    eos: role(defaults.eos, 'sep_token', 'eos_token'),
    mask: role(defaults.mask ?? '', 'mask_token'),
  };
  const limit = config['model_max_length'];
  const settings = {
    kind,
    specials,
    maxLength: typeof limit === 'number' && limit < NO_LIMIT ? limit : Infinity,
    cleanUp: config['clean_up_tokenization_spaces'] !== false,
  };
  const complete = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [], ...definition };
  try {
    return createTokenizer(complete, settings);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'bad-file',
      `${where}: the tokenizer definition cannot be used (${error instanceof Error ? error.message : String(error)})`,
      'Use the tokenizer files of the original checkpoint.',
    );
  }
}

function kindOf(definition: JsonObject, where: string): Tokenizer['kind'] {
  const model = definition['model'];
  // Files of 2020 leave model.type out; merges tell BPE from WordPiece.
  const type = isObject(model) ? (model['type'] ?? ('merges' in model ? 'BPE' : 'WordPiece')) : undefined;
  if (type === 'WordPiece') return 'wordpiece';
  if (type === 'Unigram') return 'unigram';
  const decoder = definition['decoder'];
  if (type === 'BPE' && isObject(decoder) && decoder['type'] === 'ByteLevel') return 'byte-level-bpe';
  throw new UserError(
    'unsupported',
    `${where}: tokenizer model ${JSON.stringify(type ?? null)} is not supported`,
    'WordPiece, byte-level BPE and Unigram tokenizers are.',
  );
}

function tokenText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return isObject(value) && typeof value['content'] === 'string' ? value['content'] : null;
}

function vocabLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function mergeLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'));
}

function vocabIds(object: JsonObject, where: string): Map<string, number> {
  return new Map(
    Object.entries(object).map(([piece, id]) => {
      if (typeof id !== 'number' || !Number.isInteger(id) || id < 0) {
        throw new UserError('bad-file', `${where}: the id of ${JSON.stringify(piece)} is ${JSON.stringify(id)}, not a whole number`);
      }
      return [piece, id];
    }),
  );
}

function parseObject(text: string, where: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      'bad-file',
      `${where}: not JSON (${error instanceof Error ? error.message : String(error)})`,
      'The file may be incomplete; download it again.',
    );
  }
  if (!isObject(value)) throw new UserError('bad-file', `${where}: a JSON object was expected`);
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
