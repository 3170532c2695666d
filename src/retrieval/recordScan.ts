/** Finds where a delimited record ends and whether its quotes are sound, without taking its cells apart. Knows no chunks. */
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
   * other, or null when no end was found; `decided` is false when more text could still change that.
   */
  | { readonly kind: 'malformed'; readonly end: number | null; readonly decided: boolean };

const BLANK = /\s/;

/** What follows a closing quote: white space counts for nothing before a delimiter or a line end. */
function afterQuote(text: string, at: number, delimiter: Delimiter): { readonly next: 'cell' | 'record' | 'text' | 'nothing'; readonly at: number } {
  for (let i = at; i < text.length; i++) {
    if (text[i] === delimiter) return { next: 'cell', at: i + 1 };
    if (text[i] === '\n') return { next: 'record', at: i + 1 };
    if (!BLANK.test(text[i])) return { next: 'text', at: i };
  }
  return { next: 'nothing', at: text.length };
}

/** The record that begins at `start`; line ends are LF. */
export function scanRecord(text: string, start: number, delimiter: Delimiter, escape: QuoteEscape): Scan {
  let misplaced = -1;
  const unfinished = (): Scan => (misplaced < 0 ? { kind: 'incomplete' } : { kind: 'malformed', end: null, decided: text.length - misplaced > REPAIR_CHARS });
  for (let at = start; ; ) {
    if (text[at] !== '"') {
      const newline = text.indexOf('\n', at);
      const cellEnd = text.indexOf(delimiter, at);
      if (cellEnd >= 0 && (newline < 0 || cellEnd < newline)) {
        at = cellEnd + 1;
        continue;
      }
      if (newline < 0) return unfinished();
      return misplaced < 0 ? { kind: 'sound', end: newline + 1 } : { kind: 'malformed', end: newline + 1, decided: true };
    }
    let quote = at;
    for (;;) {
      quote = text.indexOf('"', quote + 1);
      if (quote < 0) return unfinished();
      if (misplaced >= 0 && quote - misplaced > REPAIR_CHARS) return { kind: 'malformed', end: null, decided: true };
      if (escape === '"' && text[quote + 1] === '"') {
        quote++;
        continue;
      }
      if (escape === '\\' && text[quote - 1] === '\\') continue;
      const { next, at: after } = afterQuote(text, quote + 1, delimiter);
      if (next === 'nothing') return unfinished();
      if (next === 'text') {
        if (misplaced < 0) misplaced = quote;
        continue;
      }
      if (next === 'record') return misplaced < 0 ? { kind: 'sound', end: after } : { kind: 'malformed', end: after, decided: true };
      at = after;
      break;
    }
  }
}

/** Runs over text that is given up, and says where the record ends: at the first line end outside of quotes. */
export class RecordSkip {
  nLines = 0;
  private inQuotes = false;
  private escaped = false;
  private readonly marks: RegExp;

  /** @param quotes false where quotes span no lines */
  constructor(escape: QuoteEscape, quotes: boolean) {
    this.marks = quotes ? (escape === '\\' ? /["\n\\]/g : /["\n]/g) : /\n/g;
  }

  /** @returns offset just past the record's line end, or null when the text ends first */
  run(text: string): number | null {
    const { marks } = this;
    marks.lastIndex = 0;
    for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
      const wasEscaped = this.escaped && match.index === 0;
      this.escaped = false;
      if (match[0] === '\n') {
        this.nLines++;
        if (!this.inQuotes) return match.index + 1;
      } else if (wasEscaped) {
        continue;
      } else if (match[0] === '\\') {
        // The next character is text; it may stand in the next piece.
        if (match.index + 1 === text.length) this.escaped = true;
        else if (text[match.index + 1] !== '\n') marks.lastIndex = match.index + 2;
      } else {
        // A doubled quote closes and opens again, which comes to the same.
        this.inQuotes = !this.inQuotes;
      }
    }
    return null;
  }
}
