/** Splits text into words exactly as BERT and GPT-2 do, where the library's own rules differ in rare characters. Knows no vocabulary. */
import { BertPreTokenizer, ByteLevelPreTokenizer, Normalizer } from '@huggingface/tokenizers';
import { UNCASED, type WordPieceOptions } from './definitions.ts';

const CONTROLS = /[\0\uFFFD]|(?![\t\n\r])\p{C}/gu;
const CJK =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

/**
 * BERT's text normalization (transformers BasicTokenizer; tokenizers BertNormalizer). The library's normalizer overlooks CJK
 * characters beyond the basic plane and writes a final sigma, which no reference vocabulary was built with.
 */
export function bertNormalize(text: string, options: WordPieceOptions = UNCASED): string {
  let out = text.replace(CONTROLS, '').replace(/\s/g, ' ');
  if (options.splitCjk) out = out.replace(CJK, ' $& ');
  if (options.stripAccents ?? options.lowercase) out = out.normalize('NFD').replace(/\p{Mn}/gu, '');
  return options.lowercase ? out.replaceAll('Σ', 'σ').toLowerCase() : out;
}

/** `bertNormalize` in the form that the library calls. */
export class ExactBertNormalizer extends Normalizer {
  private readonly options: WordPieceOptions;

  constructor(options: WordPieceOptions) {
    super({ type: 'BertNormalizer' });
    this.options = options;
  }

  normalize(text: string): string {
    return bertNormalize(text, this.options);
  }
}

/** GPT-2's word pattern with Unicode White_Space: JavaScript's \s has U+FEFF in it and lacks U+0085. */
export const GPT2_PATTERN = (() => {
  const space = '\\t-\\r \\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000';
  return new RegExp(
    `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${space}\\p{L}\\p{N}]+|[${space}]+(?![^${space}])|[${space}]+`,
    'gu',
  );
})();

const bertPreTokenizer = new BertPreTokenizer();
const byteLevel = new ByteLevelPreTokenizer({ type: 'ByteLevel', add_prefix_space: false, use_regex: true });
byteLevel.pattern = GPT2_PATTERN;

/** Words of uncased BERT: lower case, accents stripped, punctuation and CJK characters on their own. */
export function bertWords(text: string): string[] {
  return bertPreTokenizer.pre_tokenize_text(bertNormalize(text), {});
}

/** Words of byte-level BPE, each byte written as one printable character (Radford et al. 2019, section 2.2). */
export function byteLevelWords(text: string): string[] {
  return byteLevel.pre_tokenize_text(text, {});
}

/** The 256 printable characters that stand for bytes 0..255. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let shifted = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : 256 + shifted++));
})();
