/** Text to token ids and back, over the tokenizer library: truncation, pairs, segment ids, padding. Knows no files and no network. */
import { BertNormalizer, ByteLevelPreTokenizer, PrecompiledNormalizer, SequenceNormalizer, Tokenizer as Library, type Normalizer } from '@huggingface/tokenizers';
import { UserError } from '../../errors.ts';
import { CharsMap } from './charsmap.ts';
import { ExactBertNormalizer, GPT2_PATTERN } from './preTokenize.ts';

export interface Encoding {
  readonly ids: number[];
  /** Segment ids: 0 for the first text, 1 for the second; all 0 but for BERT WordPiece. */
  readonly typeIds: number[];
  /** True when tokens were dropped to fit maxLength. */
  readonly truncated: boolean;
}

export type Truncation = 'longest_first' | 'only_first' | 'only_second';

export interface EncodeOptions {
  /** Default true. */
  readonly addSpecialTokens?: boolean;
  /** Tokens, special ones included; default: no limit. */
  readonly maxLength?: number;
  /** Which text gives way beyond maxLength; default longest_first. */
  readonly truncation?: Truncation;
}

export interface DecodeOptions {
  /** Default true. */
  readonly skipSpecialTokens?: boolean;
  /** Undo the spaces before punctuation and contractions; default: what the tokenizer's configuration says. */
  readonly cleanUp?: boolean;
}

export interface Tokenizer {
  readonly kind: 'wordpiece' | 'byte-level-bpe' | 'unigram';
  /** Number of ids, holes included. */
  readonly vocabSize: number;
  readonly padId: number;
  readonly unkId: number;
  /** [CLS] or <s>. */
  readonly bosId: number;
  /** [SEP] or </s>. */
  readonly eosId: number;
  readonly maskId: number | null;
  readonly specialIds: ReadonlySet<number>;
  /** Longest input of the model in tokens; Infinity when the files do not say. */
  readonly maxLength: number;
  encode(text: string, pair?: string | null, options?: EncodeOptions): Encoding;
  decode(ids: readonly number[], options?: DecodeOptions): string;
  /** Vocabulary entries as they stand: `##ing`, `Ġthe`. */
  pieces(ids: readonly number[]): string[];
  /**
   * What each token adds to the text, for display; joined they are the decoded text without clean-up. A token that ends
   * within a UTF-8 character adds '', the one that completes it adds the character.
   */
  texts(ids: readonly number[]): string[];
  tokenToId(piece: string): number | null;
}

/** Special tokens by role, as tokenizer_config.json names them. */
export interface SpecialTokens {
  readonly pad: string;
  readonly unk: string;
  readonly bos: string;
  readonly eos: string;
  readonly mask: string | null;
}

export interface TokenizerSettings {
  readonly kind: Tokenizer['kind'];
  readonly specials: SpecialTokens;
  readonly maxLength: number;
  readonly cleanUp: boolean;
}

/**
 * Runs @huggingface/tokenizers directly: it is what transformers.js tokenizes with, at 14 kB gzipped instead of 118 kB, and
 * it does not import onnxruntime-web. The library lacks truncation, and its normalizer differs from the reference in
 * rare characters (preTokenize.ts).
 *
 * @param definition a parsed tokenizer.json
 */
export function createTokenizer(definition: object, settings: TokenizerSettings): Tokenizer {
  const library = new Library(definition, { clean_up_tokenization_spaces: false });
  const { normalizer, pre_tokenizer: preTokenizer } = library;
  library.normalizer = normalizer && exact(normalizer);
  if (preTokenizer instanceof ByteLevelPreTokenizer) preTokenizer.pattern = GPT2_PATTERN;
  const vocab = library.get_vocab();
  const pieceOf = new Map([...vocab].map(([piece, id]) => [id, piece]));
  const idOf = (piece: string, role: string): number => {
    const id = library.token_to_id(piece);
    if (id === undefined) {
      throw new UserError(
        'bad-file',
        `tokenizer: the ${role} token ${JSON.stringify(piece)} is not in the vocabulary`,
        'Use the tokenizer files that belong to this checkpoint.',
      );
    }
    return id;
  };
  const { specials, kind } = settings;
  const unkId = idOf(specials.unk, 'unknown');
  const roles = {
    padId: idOf(specials.pad, 'padding'),
    bosId: idOf(specials.bos, 'start'),
    eosId: idOf(specials.eos, 'end'),
    maskId: specials.mask === null ? null : (library.token_to_id(specials.mask) ?? null),
  };
  const specialIds = new Set([unkId, roles.padId, roles.bosId, roles.eosId]);
  if (roles.maskId !== null) specialIds.add(roles.maskId);
  for (const [id, token] of library.get_added_tokens_decoder()) if (token.special) specialIds.add(id);

  const piece = (id: number): string => pieceOf.get(id) ?? specials.unk;
  const frame = (first: string[], second: string[] | null): { tokens: string[]; token_type_ids?: number[] } => {
    if (!library.post_processor) return { tokens: second ? [...first, ...second] : first };
    return library.post_processor.post_process(first, second, true);
  };
  const nSpecial = { one: frame([], null).tokens.length, two: frame([], []).tokens.length };

  const encode = (text: string, pair: string | null = null, options: EncodeOptions = {}): Encoding => {
    const addSpecial = options.addSpecialTokens ?? true;
    let first = library.tokenize(text);
    let second = pair === null ? null : library.tokenize(pair);
    const overhead = addSpecial ? (second ? nSpecial.two : nSpecial.one) : 0;
    const excess = first.length + (second?.length ?? 0) + overhead - (options.maxLength ?? Infinity);
    if (excess > 0) {
      const [dropFirst, dropSecond] = shares(first.length, second?.length ?? 0, excess, options.truncation);
      first = first.slice(0, Math.max(0, first.length - dropFirst));
      second = second && second.slice(0, Math.max(0, second.length - dropSecond));
    }
    const framed = addSpecial
      ? frame(first, second)
      : { tokens: [...first, ...(second ?? [])], token_type_ids: segments(first.length, second?.length ?? 0) };
    const ids = framed.tokens.map((token) => library.token_to_id(token) ?? unkId);
    const typeIds = kind === 'wordpiece' ? framed.token_type_ids : undefined;
    return { ids, typeIds: typeIds ?? new Array<number>(ids.length).fill(0), truncated: excess > 0 };
  };

  const decode = (ids: readonly number[], options: DecodeOptions = {}): string => {
    const kept = (options.skipSpecialTokens ?? true) ? ids.filter((id) => !specialIds.has(id)) : ids;
    if (kept.length === 0) return '';
    return library.decode([...kept], {
      skip_special_tokens: false,
      clean_up_tokenization_spaces: options.cleanUp ?? settings.cleanUp,
    });
  };

  return {
    kind,
    vocabSize: library.model?.vocab.length ?? vocab.size,
    unkId,
    ...roles,
    specialIds,
    maxLength: settings.maxLength,
    encode,
    decode,
    pieces: (ids) => ids.map(piece),
    texts: (ids) => (kind === 'byte-level-bpe' ? growingTexts(ids, decode) : (kind === 'wordpiece' ? wordPieceTexts : unigramTexts)(ids.map(piece))),
    tokenToId: (token) => library.token_to_id(token) ?? null,
  };
}

/** The library's normalizers where they are the reference's, ours where they differ from it. */
function exact(normalizer: Normalizer): Normalizer {
  if (normalizer instanceof BertNormalizer) {
    const { lowercase, strip_accents: stripAccents, handle_chinese_chars: splitCjk } = normalizer.config;
    return new ExactBertNormalizer({ lowercase: lowercase ?? true, stripAccents: stripAccents ?? null, splitCjk: splitCjk ?? true });
  }
  if (normalizer instanceof SequenceNormalizer) normalizer.normalizers = normalizer.normalizers.map((part) => part && exact(part));
  if (!(normalizer instanceof PrecompiledNormalizer)) return normalizer;
  const { precompiled_charsmap: map } = normalizer.config as { precompiled_charsmap?: unknown };
  return typeof map === 'string' ? new CharsMap(map) : normalizer;
}

function segments(nFirst: number, nSecond: number): number[] {
  return [...new Array<number>(nFirst).fill(0), ...new Array<number>(nSecond).fill(1)];
}

/**
 * Tokens to drop from the end of each text. longest_first takes them one by one from the longer text, from the second
 * when both are as long (PreTrainedTokenizer.truncate_sequences).
 */
function shares(nFirst: number, nSecond: number, excess: number, truncation: Truncation = 'longest_first'): [number, number] {
  if (truncation === 'only_first') return [excess, 0];
  if (truncation === 'only_second') return [0, excess];
  const level = Math.min(Math.abs(nFirst - nSecond), excess);
  const rest = excess - level;
  const half = Math.floor(rest / 2);
  return nFirst > nSecond ? [level + half, rest - half] : [half, level + rest - half];
}

function wordPieceTexts(pieces: readonly string[]): string[] {
  return pieces.map((piece, at) => {
    if (piece.startsWith('##')) return at === 0 ? piece : piece.slice(2);
    return at === 0 ? piece : ` ${piece}`;
  });
}

function unigramTexts(pieces: readonly string[]): string[] {
  return pieces.map((piece, at) => (at === 0 ? piece.replace(/^▁/, '') : piece).replaceAll('▁', ' '));
}

/** Text gained by each token; a trailing replacement character is a character still incomplete. */
function growingTexts(ids: readonly number[], decode: (ids: readonly number[], options: DecodeOptions) => string): string[] {
  const options = { skipSpecialTokens: false, cleanUp: false };
  const texts: string[] = [];
  let from = 0;
  ids.forEach((_, at) => {
    const text = decode(ids.slice(from, at + 1), options);
    const incomplete = text.endsWith('\uFFFD') && at + 1 < ids.length;
    texts.push(incomplete ? '' : text);
    if (!incomplete) from = at + 1;
  });
  return texts;
}

export interface Batch {
  /** [batch, length], row-major, padded on the right. */
  readonly ids: Int32Array;
  /** 1 at tokens, 0 at padding. [batch, length] */
  readonly mask: Int32Array;
  readonly typeIds: Int32Array;
  readonly batch: number;
  readonly length: number;
}

/** @param length pads to this many tokens; default: the longest encoding */
export function padBatch(encodings: readonly Pick<Encoding, 'ids' | 'typeIds'>[], padId: number, length?: number): Batch {
  const longest = encodings.reduce((max, { ids }) => Math.max(max, ids.length), 0);
  const width = length ?? longest;
  if (longest > width) throw new Error(`internal: padBatch: an encoding of ${longest} tokens does not fit ${width}`);
  const ids = new Int32Array(encodings.length * width).fill(padId);
  const mask = new Int32Array(ids.length);
  const typeIds = new Int32Array(ids.length);
  encodings.forEach((encoding, row) => {
    ids.set(encoding.ids, row * width);
    typeIds.set(encoding.typeIds, row * width);
    mask.fill(1, row * width, row * width + encoding.ids.length);
  });
  return { ids, mask, typeIds, batch: encodings.length, length: width };
}
