/** Which tokens continue a span of some texts: words in a row, from the start of one to the end of one. Knows no tokenizer. */

/** A piece that starts a word, in byte-level BPE and in SentencePiece; âĢ are the bytes of typographic punctuation. */
const WORD_START = /^(?:[ĠĊĉ▁\p{P}\p{S}]|âĢ)/u;
const ENDS_IN_PUNCTUATION = /[\p{P}\p{S}]$/u;
/** 3,008 and 42.195 are one word. */
const MARK_IN_NUMBER = /\d\n[.,]\n\d/;

export class Spans {
  readonly #texts: readonly (readonly number[])[];
  readonly #piece: (id: number) => string;
  readonly #eosId: number;

  /** @param texts ids of each text @param piece the vocabulary entry of an id */
  constructor(texts: readonly (readonly number[])[], piece: (id: number) => string, eosId: number) {
    this.#texts = texts;
    this.#piece = piece;
    this.#eosId = eosId;
  }

  /** What follows `prefix` where it stands in a text from the start of a word on; the end too where a word ends with it. */
  next(prefix: readonly number[]): Set<number> {
    const found = new Set<number>();
    for (const text of this.#texts) {
      for (let start = 0; start + prefix.length <= text.length; start++) {
        if (!this.#startsWord(text, start) || prefix.some((id, i) => text[start + i] !== id)) continue;
        const end = start + prefix.length;
        if (end < text.length) found.add(text[end]);
        if (end > start && (end === text.length || this.#startsWord(text, end))) found.add(this.#eosId);
      }
    }
    return found;
  }

  #startsWord(text: readonly number[], at: number): boolean {
    if (at === 0) return true;
    const pieces = (from: number, to: number): string => text.slice(Math.max(0, from), to).map(this.#piece).join('\n');
    if (MARK_IN_NUMBER.test(pieces(at - 1, at + 2)) || MARK_IN_NUMBER.test(pieces(at - 2, at + 1))) return false;
    return WORD_START.test(this.#piece(text[at])) || ENDS_IN_PUNCTUATION.test(this.#piece(text[at - 1]));
  }
}
