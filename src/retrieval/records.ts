/** Cuts decoded text into delimited records, a chunk at a time, and loses none to a broken quote. Knows no column's meaning. */
import Papa from 'papaparse';
import { RecordSkip, scanRecord } from './recordScan.ts';

export type Delimiter = ',' | '\t' | ';' | '|';

/** What makes a quotation mark inside a quoted cell: another one (RFC 4180) or a backslash (MySQL, Spark). */
export type QuoteEscape = '"' | '\\';

export interface TableRecord {
  /** The cells, quotes removed; empty when `broken` says why. */
  readonly fields: readonly string[];
  /** 1-based line of the file on which the record starts. */
  readonly line: number;
  /** Why the record could not be read, or null. */
  readonly broken: string | null;
  /** The beginning of a broken record, verbatim. */
  readonly excerpt?: string;
}

/** A record longer than this many characters is given up. */
export const MAX_RECORD_CHARS = 64 << 20;
const EXCERPT_CHARS = 200;
/** Lines by which a lost quote is told from a giant cell. */
const ROWS_TO_JUDGE = 200;
const UNSOUND = 'a quotation mark opens a cell and is not closed before the next cell';
/**
 * When more records are broken than this and one in fifty, quotes are no longer trusted to span lines. It also bounds
 * the work of recovery, which may look through the whole buffer for a closing quote.
 */
const MAX_RECOVERIES = 50;

/**
 * Stands before the LF that replaces a lone CR, so that a CR inside a quoted cell can be given back. It is white space
 * to Papa Parse, which therefore still sees a closing quote before it, and a sequence that no text holds.
 */
const LONE_CR = '\u2028\ufeff\u2029\ufeff\u2029';

/**
 * Feed it text with `push`, end with `finish`; both return the records that became complete. LF, CRLF and CR may be
 * mixed. A record with broken quotes costs that record alone: reading resumes at the next line that makes sense.
 */
export class RecordReader {
  /** True once quotes stopped spanning lines, after too many broken records. */
  linesOnly = false;

  private readonly delimiter: Delimiter;
  private readonly nColumns: number | null;
  private readonly escape: QuoteEscape;
  private readonly maxChars: number;
  private buffer = '';
  private heldCr = false;
  private sawLoneCr = false;
  private nextLine = 1;
  private recoveries = 0;
  private nEmitted = 0;
  /** Length of the buffer at which parsing is worth while again; see `drain`. */
  private parseAt = 0;
  /** A record that is too long, while its end is looked for, and how it began. */
  private skip: RecordSkip | null = null;
  private skipped = '';

  /**
   * @param nColumns width of the table where it is known; it decides where to resume after a broken quote
   * @param maxChars longest record
   */
  constructor(delimiter: Delimiter, nColumns: number | null, escape: QuoteEscape = '"', maxChars = MAX_RECORD_CHARS) {
    this.delimiter = delimiter;
    this.nColumns = nColumns;
    this.escape = escape;
    this.maxChars = maxChars;
  }

  push(text: string): TableRecord[] {
    this.append(text);
    return this.drain(false);
  }

  finish(): TableRecord[] {
    if (this.heldCr) {
      this.heldCr = false;
      this.appendNormalised('\r');
    }
    if (this.buffer !== '' && !this.buffer.endsWith('\n')) this.buffer += '\n';
    return this.drain(true);
  }

  /** A CR at a chunk's end may be half of a CRLF: it waits for the next chunk. */
  private append(text: string): void {
    let whole = this.heldCr ? `\r${text}` : text;
    this.heldCr = whole.endsWith('\r');
    if (this.heldCr) whole = whole.slice(0, -1);
    this.appendNormalised(whole);
  }

  private appendNormalised(text: string): void {
    const normalised = text.replace(/\r(?!\n)/g, `${LONE_CR}\n`);
    if (normalised.length !== text.length) this.sawLoneCr = true;
    this.buffer += normalised;
  }

  private drain(isLast: boolean): TableRecord[] {
    const records: TableRecord[] = [];
    if (this.skip !== null && !this.skipOn(records, isLast)) return records;
    // A record that fills the whole buffer is parsed again only when twice as much is there, so that a cell of many
    // chunks costs time in proportion to its length, not to its square.
    if (!isLast && this.buffer.length < this.parseAt) return records;
    let start = 0;
    let sound = true;
    while (start < this.buffer.length) {
      if (this.linesOnly) {
        start = this.drainLines(start, records);
        if (this.buffer.length - start <= this.maxChars) break;
        start = this.giveUp(start, records, false, isLast);
        continue;
      }
      if (sound) {
        const end = this.parseSound(start, records);
        start = end ?? start;
        // Where one record is malformed the next one often is: from here on, one at a time.
        sound = false;
        if (start >= this.buffer.length) break;
      }
      const next = this.parseNext(start, records, isLast);
      if (next === null) break;
      start = next;
    }
    this.buffer = this.buffer.slice(start);
    this.parseAt = start === 0 ? Math.min(2 * this.buffer.length, this.maxChars + 1) : 0;
    return records;
  }

  /**
   * The usual case in one go, several times faster: null, and nothing done, when a record is malformed or too long.
   * @returns where it stopped: before the record that is not complete yet
   */
  private parseSound(start: number, records: TableRecord[]): number | null {
    const text = start === 0 ? this.buffer : this.buffer.slice(start);
    if (text.length > this.maxChars) return null;
    const { data, errors, meta } = this.parse(text, true);
    // An error in the last record, which is not complete yet, says nothing.
    if (errors.some(({ type, row }) => type === 'Quotes' && (row ?? 0) < data.length)) return null;
    for (const fields of data) this.emit(records, fields, 1 + fields.reduce((sum, field) => sum + countNewlines(field), 0));
    return start + meta.cursor;
  }

  /** One record, sound or not; returns where the next one begins, or null while there is too little text to tell. */
  private parseNext(start: number, records: TableRecord[], isLast: boolean): number | null {
    const scan = scanRecord(this.buffer, start, this.delimiter, this.escape);
    const lineEnd = this.buffer.indexOf('\n', start) + 1;
    switch (scan.kind) {
      case 'sound': {
        // Judged by length alone, so that the outcome does not hang on where the chunks were cut.
        if (scan.end - start > this.maxChars) return this.giveUp(start, records, true, isLast);
        const { data, errors } = this.parse(this.buffer.slice(start, scan.end), true);
        if (data.length !== 1 || errors.some(({ type }) => type === 'Quotes')) return this.recover(start, lineEnd, scan.end, records);
        this.emit(records, data[0], countNewlines(this.buffer, start, scan.end));
        return scan.end;
      }
      case 'malformed':
        if (!scan.decided && !isLast) return null;
        return this.recover(start, lineEnd, scan.end, records);
      case 'incomplete':
        if (this.buffer.length - start > this.maxChars) return this.giveUp(start, records, true, isLast);
        // At the end of the text a quote was never closed.
        return isLast && lineEnd > 0 ? this.recover(start, lineEnd, null, records) : null;
    }
  }

  /**
   * A record longer than any may be. Where the lines that follow its first are rows of the table, a closing quote was
   * lost, and only that first line is given up; else the record is passed over to its end.
   */
  private giveUp(start: number, records: TableRecord[], quotes: boolean, isLast: boolean): number {
    const lineEnd = this.buffer.indexOf('\n', start) + 1;
    if (quotes && lineEnd > 0 && lineEnd - start <= this.maxChars && this.rowsFollow(lineEnd, start + this.maxChars)) return this.recover(start, lineEnd, null, records);
    this.skip = new RecordSkip(this.escape, quotes);
    this.skipped = this.excerpt(start, this.buffer.length);
    this.buffer = this.buffer.slice(start);
    this.skipOn(records, isLast);
    return 0;
  }

  /** Passes over what was given up; true when its end was found and the buffer stands behind it. */
  private skipOn(records: TableRecord[], isLast: boolean): boolean {
    const skip = this.skip!;
    const end = skip.run(this.buffer);
    this.buffer = end === null ? '' : this.buffer.slice(end);
    if (end === null && !isLast) return false;
    this.emitBroken(records, Math.max(1, skip.nLines), `longer than ${this.maxChars} characters`, this.skipped);
    this.skip = null;
    return true;
  }

  /** @param limit lines count up to here alone, so that the outcome does not hang on how much was read beyond */
  private rowsFollow(lineEnd: number, limit: number): boolean {
    if (this.nColumns === null || this.nColumns < 2) return false;
    let rows = 0;
    let start = lineEnd;
    for (let n = 0; n < ROWS_TO_JUDGE; n++) {
      const end = this.buffer.indexOf('\n', start) + 1;
      if (end === 0 || end > limit) return false;
      if (this.parseLine(this.buffer.slice(start, end))?.length === this.nColumns) rows++;
      start = end;
    }
    return rows >= 0.9 * ROWS_TO_JUDGE;
  }

  private drainLines(start: number, records: TableRecord[]): number {
    let at = start;
    for (let lineEnd = this.buffer.indexOf('\n', at) + 1; lineEnd > 0; lineEnd = this.buffer.indexOf('\n', at) + 1) {
      const fields = this.parseLine(this.buffer.slice(at, lineEnd)) ?? this.readLiterally(at, lineEnd);
      if (fields !== null) this.emit(records, fields, 1);
      else this.emitBroken(records, 1, UNSOUND, this.excerpt(at, lineEnd));
      at = lineEnd;
    }
    return at;
  }

  /**
   * Gives up as little as possible of a malformed record [start, malformedEnd): its first line when the line after it
   * is a sound record of the table's width (the quote opened by mistake), else the whole of it (the mistake is inside
   * a cell of several lines). Without an end, its first line. Returns where to resume.
   */
  private recover(start: number, lineEnd: number, malformedEnd: number | null, records: TableRecord[]): number {
    this.recoveries++;
    if (this.recoveries > MAX_RECOVERIES + this.nEmitted / 50) this.linesOnly = true;
    const literal = this.readLiterally(start, lineEnd);
    if (literal !== null) {
      this.emit(records, literal, 1);
      return lineEnd;
    }
    let end = lineEnd;
    if (malformedEnd !== null && malformedEnd > lineEnd) {
      const followingEnd = this.buffer.indexOf('\n', lineEnd) + 1;
      const following = this.parseLine(this.buffer.slice(lineEnd, followingEnd > 0 ? followingEnd : undefined));
      const sound = following !== null && (this.nColumns === null || following.length === this.nColumns);
      if (!sound) end = malformedEnd;
    }
    this.emitBroken(records, countNewlines(this.buffer, start, end), UNSOUND, this.excerpt(start, end));
    return end;
  }

  /** Programs that write tab-separated text seldom quote: there a stray quote is a character like any other. */
  private readLiterally(start: number, lineEnd: number): string[] | null {
    if (this.delimiter !== '\t' || this.nColumns === null) return null;
    const fields = this.buffer.slice(start, lineEnd - 1).split('\t');
    return fields.length === this.nColumns ? fields : null;
  }

  /** The fields of one line that is a record by itself, or null. */
  private parseLine(line: string): readonly string[] | null {
    if (!line.includes('"')) return line.replace(/\n$/, '').split(this.delimiter);
    const { data, errors } = this.parse(line.endsWith('\n') ? line : `${line}\n`, true);
    return data.length === 1 && !errors.some(({ type }) => type === 'Quotes') ? data[0] : null;
  }

  /** The low-level parser: the streaming front end offers no way to keep an unfinished last record for the next chunk. */
  private parse(text: string, ignoreLastRow: boolean): Papa.ParseResult<string[]> {
    const parser = new Papa.Parser({ delimiter: this.delimiter, newline: '\n', escapeChar: this.escape });
    return parser.parse(text, 0, ignoreLastRow) as Papa.ParseResult<string[]>;
  }

  private emit(records: TableRecord[], fields: readonly string[], nLines: number): void {
    records.push({ fields: this.restore(fields), line: this.nextLine, broken: null });
    this.nEmitted++;
    this.nextLine += nLines;
  }

  private emitBroken(records: TableRecord[], nLines: number, reason: string, excerpt: string): void {
    const last = this.nextLine + nLines - 1;
    const where = nLines > 1 ? `lines ${this.nextLine}–${last}` : `line ${this.nextLine}`;
    records.push({ fields: [], line: this.nextLine, broken: `${where}: ${reason}`, excerpt });
    this.nEmitted++;
    this.nextLine += nLines;
  }

  /** How the buffer reads from `start`, as far as a list of rejected rows shows it. */
  private excerpt(start: number, end: number): string {
    return this.buffer.slice(start, Math.min(end, start + EXCERPT_CHARS)).replaceAll(`${LONE_CR}\n`, '\r').trimEnd();
  }

  /** Takes the rest of a CRLF or of the CR stand-in off the last field and gives CRs inside cells back. */
  private restore(fields: readonly string[]): readonly string[] {
    const last = fields[fields.length - 1] ?? '';
    if (!this.sawLoneCr) return last.endsWith('\r') ? [...fields.slice(0, -1), last.slice(0, -1)] : fields;
    const restored = [...fields];
    if (last.endsWith('\r')) restored[fields.length - 1] = last.slice(0, -1);
    if (last.endsWith(LONE_CR)) restored[fields.length - 1] = last.slice(0, -LONE_CR.length);
    return restored.map((field) => field.replaceAll(`${LONE_CR}\n`, '\r'));
  }
}

/** Line feeds in text[start, end). */
function countNewlines(text: string, start = 0, end = text.length): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** All records of a text that fits in memory. */
export function parseRecords(
  text: string,
  delimiter: Delimiter,
  nColumns: number | null,
  escape: QuoteEscape = '"',
): TableRecord[] {
  const reader = new RecordReader(delimiter, nColumns, escape);
  return [...reader.push(text), ...reader.finish()];
}
