/** Runs over a record that is given up, to its end. Keeps none of its text. */
import type { Steps } from './pace.ts';
import type { QuoteEscape } from './records.ts';

/** Marks between two nulls. */
const MARKS_A_SLICE = 1 << 14;

/** Says where the record ends: at the first line end outside of quotes. */
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
  *run(text: string): Steps<number | null> {
    const { marks } = this;
    marks.lastIndex = 0;
    let seen = 0;
    for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
      if (++seen % MARKS_A_SLICE === 0) yield null;
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
