/** Which tokens continue a span of some texts: words in a row, from the start of one to the end of one. Knows no tokenizer. */

/** A text in tokens. */
export interface SpanText {
  readonly ids: readonly number[];
  /** What each token adds to the text; '' where it ends within a character. */
  readonly texts: readonly string[];
}

const MARK_FIRST = /^[\s\p{P}\p{S}]/u;
const MARK_LAST = /[\p{P}\p{S}]$/u;
/** Scripts without spaces: every character may start a word. */
const SPACELESS = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** 3,008 and 42.195 are one word. */
const MARK_IN_NUMBER = /\d\n[.,]\n\d/;

/** Where a word starts, or a mark: [tokens + 1], the end included, 1 or 0. */
function wordStarts(texts: readonly string[]): Uint8Array {
  const inNumber = (at: number): boolean => [at - 1, at - 2].some((from) => MARK_IN_NUMBER.test(texts.slice(Math.max(0, from), from + 3).join('\n')));
  return Uint8Array.from({ length: texts.length + 1 }, (_, at) => {
    if (at === 0 || at === texts.length) return 1;
    if (texts[at - 1] === '') return 0;
    const character = texts.slice(at).find((text) => text !== '') ?? '';
    return Number((MARK_FIRST.test(character) || SPACELESS.test(character) || MARK_LAST.test(texts[at - 1])) && !inNumber(at));
  });
}

export class Spans {
  readonly #rows: readonly { readonly ids: readonly number[]; readonly starts: Uint8Array }[];
  readonly #eosId: number;

  constructor(texts: readonly SpanText[], eosId: number) {
    this.#rows = texts.map(({ ids, texts: parts }) => ({ ids, starts: wordStarts(parts) }));
    this.#eosId = eosId;
  }

  /** What follows `prefix` where it stands in a text from the start of a word on; the end too where a word ends with it. */
  next(prefix: readonly number[]): Set<number> {
    const found = new Set<number>();
    for (const { ids, starts } of this.#rows) {
      for (let start = 0; start + prefix.length <= ids.length; start++) {
        if (starts[start] === 0 || prefix.some((id, i) => ids[start + i] !== id)) continue;
        const end = start + prefix.length;
        if (end < ids.length) found.add(ids[end]);
        if (end > start && starts[end] === 1) found.add(this.#eosId);
      }
    }
    return found;
  }
}
