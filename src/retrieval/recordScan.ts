/** Finds where a delimited record ends and whether its quotes are sound, without taking its cells apart. Knows no chunks. */
import { SLICE_UNITS, type Steps } from './pace.ts';
import type { Delimiter, QuoteEscape } from './records.ts';

/** How far behind a misplaced quotation mark the end of its cell is looked for. */
export const REPAIR_CHARS = 1 << 20;

export type Scan =
  /** A record; `end` is just past its line end. */
  | { readonly kind: 'sound'; readonly end: number }
  /** The text ends before the record does. */
  | { readonly kind: 'incomplete' }
  /**
   * A quotation mark stands where none can. `end` is where the record would end if that mark were a character like any
   * other, or null when no end was found; `decided` is false when more text could still change that. `seenAt` is the
   * character, counted from the record's beginning, that showed the mark to be misplaced.
   */
  | { readonly kind: 'malformed'; readonly end: number | null; readonly decided: boolean; readonly seenAt: number };

/**
 * One record that begins at `start`; line ends are LF. Where the text ends too soon, `run` is called again with a longer
 * one and goes on where it stood. Offsets inside count from the record's beginning, so that `start` may move.
 */
export class RecordScan {
  readonly #delimiter: Delimiter;
  readonly #escape: QuoteEscape;
  /** What follows a closing quote, white space passed over. */
  readonly #follower: RegExp;
  /** Where the cell begins that is looked at. */
  #at = 0;
  /** Inside a quoted cell: up to where it has been looked through; else −1. */
  #quote = -1;
  #misplaced = -1;
  #seenAt = -1;
  /** The first line end that is not before `#at`, where known: cells are many, and line ends may be far. */
  #newline = -1;

  constructor(delimiter: Delimiter, escape: QuoteEscape) {
    this.#delimiter = delimiter;
    this.#escape = escape;
    this.#follower = delimiter === '\t' ? /[\S\n\t]/g : /[\S\n]/g;
  }

  *run(text: string, start: number): Steps<Scan> {
    let restedAt = this.#at;
    let cells = 0;
    for (;;) {
      const position = Math.max(this.#at, this.#quote);
      if (position - restedAt > SLICE_UNITS || ++cells % 4096 === 0) {
        restedAt = position;
        yield null;
      }
      if (this.#quote < 0 && text[start + this.#at] !== '"') {
        const found = this.#plainCell(text, start);
        if (found !== null) return found;
        continue;
      }
      if (this.#quote < 0) this.#quote = this.#at;
      const found = this.#quotedPart(text, start);
      if (found !== null) return found;
    }
  }

  #unfinished(nChars: number): Scan {
    return this.#misplaced < 0 ? { kind: 'incomplete' } : { kind: 'malformed', end: null, decided: nChars - this.#misplaced > REPAIR_CHARS, seenAt: this.#seenAt };
  }

  #ended(end: number): Scan {
    return this.#misplaced < 0 ? { kind: 'sound', end } : { kind: 'malformed', end, decided: true, seenAt: this.#seenAt };
  }

  /** Passes over one cell without quotes; a verdict where the record, or the text, ends with it. */
  #plainCell(text: string, start: number): Scan | null {
    if (this.#newline < this.#at) {
      const newline = text.indexOf('\n', start + this.#at);
      this.#newline = newline < 0 ? Infinity : newline - start;
    }
    const cellEnd = text.indexOf(this.#delimiter, start + this.#at);
    if (cellEnd >= 0 && cellEnd - start < this.#newline) {
      this.#at = cellEnd + 1 - start;
      return null;
    }
    if (this.#newline !== Infinity) return this.#ended(start + this.#newline + 1);
    this.#newline = -1;
    return this.#unfinished(text.length - start);
  }

  /** Looks at the next quotation mark of a quoted cell; a verdict where the record, or the text, ends with it. */
  #quotedPart(text: string, start: number): Scan | null {
    const quote = text.indexOf('"', start + this.#quote + 1);
    const misplaced = this.#misplaced;
    if (quote < 0) return this.#stopped(text, start);
    if (misplaced >= 0 && quote - start - misplaced > REPAIR_CHARS) return { kind: 'malformed', end: null, decided: true, seenAt: this.#seenAt };
    if (this.#escape === '"' && text[quote + 1] === '"') {
      this.#quote = quote + 1 - start;
      return null;
    }
    if (this.#escape !== '\\' || text[quote - 1] !== '\\') {
      this.#follower.lastIndex = quote + 1;
      const after = this.#follower.exec(text)?.index;
      if (after === undefined) return this.#stopped(text, start);
      if (text[after] === '\n') return this.#ended(after + 1);
      if (text[after] === this.#delimiter) {
        this.#at = after + 1 - start;
        this.#quote = -1;
        return null;
      }
      if (misplaced < 0) {
        this.#misplaced = quote - start;
        this.#seenAt = after - start;
      }
    }
    this.#quote = quote - start;
    return null;
  }

  /** The text ends inside a quoted cell. The next one is looked through from here, and line ends are looked for anew. */
  #stopped(text: string, start: number): Scan {
    this.#newline = -1;
    return this.#unfinished(text.length - start);
  }
}
