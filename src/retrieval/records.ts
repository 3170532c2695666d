/** Cuts decoded text into delimited records, a chunk at a time, and loses none to a broken quote. Knows no column's meaning. */
import Papa from 'papaparse';
import { countingNewlines, fieldsOfSound, replacing } from './largeRecord.ts';
import { SLICE_UNITS, finished, type Steps } from './pace.ts';
import { RecordScan } from './recordScan.ts';
import { RecordSkip } from './recordSkip.ts';

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
 * Feed it text with `pushing`, end with `finishing`; both give the records that became complete, and are steps because
 * one record may be as long as a book. LF, CRLF and CR may be mixed. A record with broken quotes costs that record
 * alone: reading resumes at the next line that makes sense.
 */
export class RecordReader {
  /** True once quotes stopped spanning lines, after too many broken records. */
  linesOnly = false;

  private readonly delimiter: Delimiter;
  private readonly nColumns: number | null;
  private readonly escape: QuoteEscape;
  private readonly maxChars: number;
  private readonly sliceChars: number;
  private buffer = '';
  private heldCr = false;
  private sawLoneCr = false;
  private nextLine = 1;
  private recoveries = 0;
  private nEmitted = 0;
  /** Length of the buffer at which parsing is worth while again; see `drain`. */
  private parseAt = 0;
  /** The record at the buffer's beginning that was not complete so far, or null. */
  private scan: RecordScan | null = null;
  /** A record that is too long, while its end is looked for, and how it began. */
  private skip: RecordSkip | null = null;
  private skipped = '';

  /**
   * @param nColumns width of the table where it is known; it decides where to resume after a broken quote
   * @param maxChars longest record
   * @param sliceChars longest text that is parsed in one go
   */
  constructor(delimiter: Delimiter, nColumns: number | null, escape: QuoteEscape = '"', maxChars = MAX_RECORD_CHARS, sliceChars = SLICE_UNITS) {
    this.delimiter = delimiter;
    this.nColumns = nColumns;
    this.escape = escape;
    this.maxChars = maxChars;
    this.sliceChars = Math.min(sliceChars, maxChars);
  }

  pushing(text: string): Steps<TableRecord[]> {
    this.append(text);
    return this.draining(false);
  }

  finishing(): Steps<TableRecord[]> {
    if (this.heldCr) {
      this.heldCr = false;
      this.appendNormalised('\r');
    }
    if (this.buffer !== '' && !this.buffer.endsWith('\n')) this.buffer += '\n';
    return this.draining(true);
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

  private *draining(isLast: boolean): Steps<TableRecord[]> {
    const records: TableRecord[] = [];
    if (this.skip !== null && !(yield* this.skipping(records, isLast))) return records;
    // A record that fills the whole buffer is looked at again only when twice as much is there, so that a cell of many
    // chunks costs time in proportion to its length, not to its square.
    if (!isLast && this.buffer.length < this.parseAt) return records;
    let start = 0;
    let soundFrom = 0;
    while (start < this.buffer.length) {
      yield null;
      if (this.linesOnly) {
        start = yield* this.drainingLines(start, records);
        if (this.buffer.length - start <= this.maxChars) break;
        start = yield* this.givingUp(start, records, false, isLast);
        continue;
      }
      if (start >= soundFrom && this.scan === null) {
        const end = this.parseSound(start, records);
        // Where one record is malformed the next one often is: one at a time, as far as this slice goes.
        if (end === null) soundFrom = start + this.sliceChars;
        start = end ?? start;
        if (start >= this.buffer.length) break;
      }
      const next = yield* this.parsingNext(start, records, isLast);
      if (next === null) break;
      start = next;
    }
    this.buffer = this.buffer.slice(start);
    this.parseAt = start === 0 ? Math.min(2 * this.buffer.length, this.maxChars + 1) : 0;
    return records;
  }

  /**
   * The usual case in one go, several times faster: null, and nothing done, when a record of the slice is malformed.
   * @returns where it stopped: before the record that is not complete yet
   */
  private parseSound(start: number, records: TableRecord[]): number | null {
    const { data, errors, meta } = this.parse(this.buffer.slice(start, start + this.sliceChars), true);
    // An error in the last record, which is not complete yet, says nothing.
    if (errors.some(({ type, row }) => type === 'Quotes' && (row ?? 0) < data.length)) return null;
    for (const fields of data) this.emit(records, this.restore(fields), 1 + fields.reduce((sum, field) => sum + finished(countingNewlines(field)), 0));
    return start + meta.cursor;
  }

  /** One record, sound or not; gives where the next one begins, or null while there is too little text to tell. */
  private *parsingNext(start: number, records: TableRecord[], isLast: boolean): Steps<number | null> {
    this.scan ??= new RecordScan(this.delimiter, this.escape);
    const scan = yield* this.scan.run(this.buffer, start);
    const lineEnd = this.buffer.indexOf('\n', start) + 1;
    const isTooLong = this.buffer.length - start > this.maxChars;
    const isOpen = scan.kind === 'incomplete' ? !isTooLong : scan.kind === 'malformed' && (!scan.decided || (lineEnd === 0 && !isTooLong));
    if (isOpen && !isLast) return null;
    this.scan = null;
    switch (scan.kind) {
      case 'sound': {
        // Judged by length alone, so that the outcome does not hang on where the chunks were cut.
        if (scan.end - start > this.maxChars) return yield* this.givingUp(start, records, true, isLast);
        const fields = yield* this.soundFields(this.buffer.slice(start, scan.end));
        if (fields === null) return yield* this.recovering(start, lineEnd, scan.end, records);
        this.emit(records, yield* this.restoring(fields), yield* countingNewlines(this.buffer, start, scan.end));
        return scan.end;
      }
      case 'malformed':
        // A shorter buffer, in which the fault did not show yet, would have been given up for its length.
        if (lineEnd === 0 || lineEnd - start > this.maxChars || scan.seenAt > this.maxChars) return yield* this.givingUp(start, records, true, isLast);
        return yield* this.recovering(start, lineEnd, scan.end, records);
      case 'incomplete':
        // At the end of the text a quote was never closed.
        return isTooLong ? yield* this.givingUp(start, records, true, isLast) : yield* this.recovering(start, lineEnd, null, records);
    }
  }

  /** The cells of a record that the scan found sound, or null where the parser disagrees. */
  private *soundFields(record: string): Steps<readonly string[] | null> {
    if (record.length > this.sliceChars) return yield* fieldsOfSound(record, this.delimiter, this.escape);
    const { data, errors } = this.parse(record, true);
    return data.length === 1 && !errors.some(({ type }) => type === 'Quotes') ? data[0] : null;
  }

  /**
   * A record longer than any may be. Where the lines that follow its first are rows of the table, a closing quote was
   * lost, and only that first line is given up; else the record is passed over to its end.
   */
  private *givingUp(start: number, records: TableRecord[], quotes: boolean, isLast: boolean): Steps<number> {
    const lineEnd = this.buffer.indexOf('\n', start) + 1;
    if (quotes && lineEnd > 0 && lineEnd - start <= this.maxChars && (yield* this.rowsFollowing(lineEnd, start + this.maxChars))) {
      return yield* this.recovering(start, lineEnd, null, records);
    }
    this.skip = new RecordSkip(this.escape, quotes);
    this.skipped = this.excerpt(start, this.buffer.length);
    this.buffer = this.buffer.slice(start);
    yield* this.skipping(records, isLast);
    return 0;
  }

  /** Passes over what was given up; true when its end was found and the buffer stands behind it. */
  private *skipping(records: TableRecord[], isLast: boolean): Steps<boolean> {
    const skip = this.skip!;
    const end = yield* skip.run(this.buffer);
    this.buffer = end === null ? '' : this.buffer.slice(end);
    if (end === null && !isLast) return false;
    this.emitBroken(records, Math.max(1, skip.nLines), `longer than ${this.maxChars} characters`, this.skipped);
    this.skip = null;
    return true;
  }

  /** @param limit lines count up to here alone, so that the outcome does not hang on how much was read beyond */
  private *rowsFollowing(lineEnd: number, limit: number): Steps<boolean> {
    if (this.nColumns === null || this.nColumns < 2) return false;
    let rows = 0;
    let start = lineEnd;
    for (let n = 0; n < ROWS_TO_JUDGE; n++) {
      const end = this.buffer.indexOf('\n', start) + 1;
      if (end === 0 || end > limit) return false;
      if ((yield* this.parsingLine(this.buffer.slice(start, end)))?.length === this.nColumns) rows++;
      start = end;
    }
    return rows >= 0.9 * ROWS_TO_JUDGE;
  }

  private *drainingLines(start: number, records: TableRecord[]): Steps<number> {
    let at = start;
    let rested = start;
    for (let lineEnd = this.buffer.indexOf('\n', at) + 1; lineEnd > 0; lineEnd = this.buffer.indexOf('\n', at) + 1) {
      const fields = (yield* this.parsingLine(this.buffer.slice(at, lineEnd))) ?? this.readLiterally(at, lineEnd);
      if (fields !== null) this.emit(records, yield* this.restoring(fields), 1);
      else this.emitBroken(records, 1, UNSOUND, this.excerpt(at, lineEnd));
      at = lineEnd;
      if (at - rested < SLICE_UNITS) continue;
      rested = at;
      yield null;
    }
    return at;
  }

  /**
   * Gives up as little as possible of a malformed record [start, malformedEnd): its first line when the line after it
   * is a sound record of the table's width (the quote opened by mistake), else the whole of it (the mistake is inside
   * a cell of several lines). Without an end, its first line. Gives where to resume.
   */
  private *recovering(start: number, lineEnd: number, malformedEnd: number | null, records: TableRecord[]): Steps<number> {
    this.recoveries++;
    if (this.recoveries > MAX_RECOVERIES + this.nEmitted / 50) this.linesOnly = true;
    const literal = this.readLiterally(start, lineEnd);
    if (literal !== null) {
      this.emit(records, yield* this.restoring(literal), 1);
      return lineEnd;
    }
    let end = lineEnd;
    if (malformedEnd !== null && malformedEnd > lineEnd) {
      const followingEnd = this.buffer.indexOf('\n', lineEnd) + 1;
      const following = yield* this.parsingLine(this.buffer.slice(lineEnd, followingEnd > 0 ? followingEnd : undefined));
      const sound = following !== null && (this.nColumns === null || following.length === this.nColumns);
      if (!sound) end = malformedEnd;
    }
    this.emitBroken(records, yield* countingNewlines(this.buffer, start, end), UNSOUND, this.excerpt(start, end));
    return end;
  }

  /** Programs that write tab-separated text seldom quote: there a stray quote is a character like any other. */
  private readLiterally(start: number, lineEnd: number): string[] | null {
    if (this.delimiter !== '\t' || this.nColumns === null) return null;
    const fields = this.buffer.slice(start, lineEnd - 1).split('\t', this.nColumns + 1);
    return fields.length === this.nColumns ? fields : null;
  }

  /** The fields of one line that is a record by itself, or null. */
  private *parsingLine(text: string): Steps<readonly string[] | null> {
    const line = text.endsWith('\n') ? text : `${text}\n`;
    if (line.length <= this.sliceChars) return line.includes('"') ? yield* this.soundFields(line) : line.slice(0, -1).split(this.delimiter);
    const scan = yield* new RecordScan(this.delimiter, this.escape).run(line, 0);
    return scan.kind === 'sound' ? yield* fieldsOfSound(line, this.delimiter, this.escape) : null;
  }

  /** The low-level parser: the streaming front end offers no way to keep an unfinished last record for the next chunk. */
  private parse(text: string, ignoreLastRow: boolean): Papa.ParseResult<string[]> {
    const parser = new Papa.Parser({ delimiter: this.delimiter, newline: '\n', escapeChar: this.escape });
    return parser.parse(text, 0, ignoreLastRow) as Papa.ParseResult<string[]>;
  }

  private emit(records: TableRecord[], fields: readonly string[], nLines: number): void {
    records.push({ fields, line: this.nextLine, broken: null });
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
    if (!this.sawLoneCr && !last.endsWith('\r')) return fields;
    return finished(this.restoring(fields));
  }

  private *restoring(fields: readonly string[]): Steps<readonly string[]> {
    const last = fields[fields.length - 1] ?? '';
    const ending = last.endsWith('\r') ? '\r' : this.sawLoneCr && last.endsWith(LONE_CR) ? LONE_CR : '';
    const restored = ending === '' ? [...fields] : [...fields.slice(0, -1), last.slice(0, -ending.length)];
    if (!this.sawLoneCr) return restored;
    for (let i = 0; i < restored.length; i++) if (restored[i].includes(LONE_CR)) restored[i] = yield* replacing(restored[i], `${LONE_CR}\n`, '\r');
    return restored;
  }
}

/** All records of a text that fits in memory. */
export function* parsingRecords(text: string, delimiter: Delimiter, nColumns: number | null, escape: QuoteEscape = '"'): Steps<TableRecord[]> {
  const reader = new RecordReader(delimiter, nColumns, escape);
  return [...(yield* reader.pushing(text)), ...(yield* reader.finishing())];
}

export function parseRecords(text: string, delimiter: Delimiter, nColumns: number | null, escape: QuoteEscape = '"'): TableRecord[] {
  return finished(parsingRecords(text, delimiter, nColumns, escape));
}
