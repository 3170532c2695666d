/** Cuts decoded text into delimited records, a chunk at a time, and loses none to a broken quote. Knows no column's meaning. */
import Papa from 'papaparse';

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
}

/** A quoted cell longer than this many characters has lost its closing quote. */
const MAX_RECORD_CHARS = 4 << 20;
/** After this many broken records quotes are no longer trusted to span lines; it also bounds the work of recovery. */
const MAX_RECOVERIES = 200;

/**
 * Stands before the LF that replaces a lone CR, so that a CR inside a quoted cell can be given back. Both characters
 * count as white space to Papa Parse, which therefore still sees a closing quote before it.
 */
const LONE_CR = '\u2028\ufeff';

interface ParsedRow {
  readonly fields: readonly string[];
  /** Offset just past the record and its line end. */
  readonly end: number;
  readonly malformed: boolean;
}

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
  private buffer = '';
  private heldCr = false;
  private sawLoneCr = false;
  private nextLine = 1;
  private recoveries = 0;

  /** @param nColumns width of the table where it is known; it decides where to resume after a broken quote */
  constructor(delimiter: Delimiter, nColumns: number | null, escape: QuoteEscape = '"') {
    this.delimiter = delimiter;
    this.nColumns = nColumns;
    this.escape = escape;
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
    let start = 0;
    while (start < this.buffer.length) {
      if (this.linesOnly) {
        start = this.drainLines(start, records);
        break;
      }
      const run = this.parseRun(start, records);
      start = run.end;
      const tooLong = this.buffer.length - start > MAX_RECORD_CHARS;
      if (start >= this.buffer.length || (run.malformedEnd === null && !tooLong && !isLast)) break;
      const lineEnd = this.buffer.indexOf('\n', start) + 1;
      if (lineEnd === 0) break;
      start = this.recover(start, lineEnd, run.malformedEnd, records);
    }
    this.buffer = this.buffer.slice(start);
    return records;
  }

  /**
   * Parses records from `start` until the buffer ends or a record cannot be read; returns where it stopped and, when
   * that record is malformed but has an end, its end.
   */
  private parseRun(start: number, records: TableRecord[]): { end: number; malformedEnd: number | null } {
    let end = start;
    let malformedEnd: number | null = null;
    this.parse(start === 0 ? this.buffer : this.buffer.slice(start), (row) => {
      // Judged by length alone, so that the outcome does not hang on where the chunks were cut.
      if (start + row.end - end > MAX_RECORD_CHARS) return false;
      if (row.malformed) {
        malformedEnd = start + row.end;
        return false;
      }
      this.emit(records, row.fields, null, end, start + row.end);
      end = start + row.end;
      return true;
    });
    return { end, malformedEnd };
  }

  private drainLines(start: number, records: TableRecord[]): number {
    for (let lineEnd = this.buffer.indexOf('\n', start) + 1; lineEnd > 0; ) {
      const fields = this.parseLine(this.buffer.slice(start, lineEnd)) ?? this.readLiterally(start, lineEnd);
      if (fields !== null) this.emit(records, fields, null, start, lineEnd);
      else this.emitBroken(records, start, lineEnd);
      start = lineEnd;
      lineEnd = this.buffer.indexOf('\n', start) + 1;
    }
    return start;
  }

  /**
   * Gives up as little as possible of a malformed record [start, malformedEnd): its first line when the line after it
   * is a sound record of the table's width (the quote opened by mistake), else the whole of it (the mistake is inside
   * a cell of several lines). Without an end, its first line. Returns where to resume.
   */
  private recover(start: number, lineEnd: number, malformedEnd: number | null, records: TableRecord[]): number {
    if (++this.recoveries >= MAX_RECOVERIES) this.linesOnly = true;
    const literal = this.readLiterally(start, lineEnd);
    if (literal !== null) {
      this.emit(records, literal, null, start, lineEnd);
      return lineEnd;
    }
    let end = lineEnd;
    if (malformedEnd !== null && malformedEnd > lineEnd) {
      const followingEnd = this.buffer.indexOf('\n', lineEnd) + 1;
      const following = this.parseLine(this.buffer.slice(lineEnd, followingEnd > 0 ? followingEnd : undefined));
      const sound = following !== null && (this.nColumns === null || following.length === this.nColumns);
      if (!sound) end = malformedEnd;
    }
    this.emitBroken(records, start, end);
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
    let fields: readonly string[] | null = null;
    this.parse(line.endsWith('\n') ? line : `${line}\n`, (row) => {
      if (!row.malformed && row.end >= line.length) fields = row.fields;
      return false;
    });
    return fields;
  }

  private parse(text: string, onRow: (row: ParsedRow) => boolean): void {
    // The low-level parser: the streaming front end offers no way to keep an unfinished last record for the next chunk.
    const parser: Papa.Parser = new Papa.Parser({
      delimiter: this.delimiter,
      newline: '\n',
      escapeChar: this.escape,
      step: (result: Papa.ParseStepResult<string[][]>) => {
        const malformed = result.errors.some((error) => error.type === 'Quotes');
        if (!onRow({ fields: result.data[0], end: result.meta.cursor, malformed })) parser.abort();
      },
    });
    parser.parse(text, 0, true);
  }

  private emit(
    records: TableRecord[],
    fields: readonly string[],
    broken: string | null,
    start: number,
    end: number,
  ): void {
    const restored = fields.map((field, i) => this.restore(field, i === fields.length - 1));
    records.push({ fields: restored, line: this.nextLine, broken });
    for (let at = this.buffer.indexOf('\n', start); at >= 0 && at < end; at = this.buffer.indexOf('\n', at + 1)) {
      this.nextLine++;
    }
  }

  private emitBroken(records: TableRecord[], start: number, end: number): void {
    let nLines = 0;
    for (let at = this.buffer.indexOf('\n', start); at >= 0 && at < end; at = this.buffer.indexOf('\n', at + 1)) nLines++;
    const last = this.nextLine + Math.max(1, nLines) - 1;
    const where = last > this.nextLine ? `lines ${this.nextLine}–${last}` : `line ${this.nextLine}`;
    const reason =
      end - start > MAX_RECORD_CHARS
        ? 'longer than 4 million characters'
        : 'a quotation mark opens a cell and is not closed before the next cell';
    this.emit(records, [], `${where}: ${reason}`, start, end);
  }

  /** Takes the rest of a CRLF or of the CR stand-in off the last field and gives CRs inside cells back. */
  private restore(field: string, isLast: boolean): string {
    let restored = field;
    if (isLast && restored.endsWith('\r')) restored = restored.slice(0, -1);
    if (!this.sawLoneCr) return restored;
    if (isLast && restored.endsWith(LONE_CR)) restored = restored.slice(0, -LONE_CR.length);
    return restored.replaceAll(`${LONE_CR}\n`, '\r');
  }
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
