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
  private nEmitted = 0;

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
    const text = start === 0 ? this.buffer : this.buffer.slice(start);
    return this.parseSound(text, start, records) ?? this.parseStepwise(text, start, records);
  }

  /** The usual case in one go, several times faster: null, and nothing done, when a record is malformed or too long. */
  private parseSound(text: string, start: number, records: TableRecord[]): { end: number; malformedEnd: null } | null {
    if (text.length > MAX_RECORD_CHARS) return null;
    const { data, errors, meta } = new Papa.Parser({
      delimiter: this.delimiter,
      newline: '\n',
      escapeChar: this.escape,
    }).parse(text, 0, true) as Papa.ParseResult<string[]>;
    // An error in the last record, which is not complete yet, says nothing.
    if (errors.some(({ type, row }) => type === 'Quotes' && (row ?? 0) < data.length)) return null;
    for (const fields of data) this.emit(records, fields, null, 1 + fields.reduce((sum, field) => sum + countNewlines(field), 0));
    return { end: start + meta.cursor, malformedEnd: null };
  }

  private parseStepwise(text: string, start: number, records: TableRecord[]): { end: number; malformedEnd: number | null } {
    let end = start;
    let malformedEnd: number | null = null;
    this.parse(text, (row) => {
      // Judged by length alone, so that the outcome does not hang on where the chunks were cut.
      if (start + row.end - end > MAX_RECORD_CHARS) return false;
      if (row.malformed) {
        malformedEnd = start + row.end;
        return false;
      }
      this.emit(records, row.fields, null, countNewlines(this.buffer, end, start + row.end));
      end = start + row.end;
      return true;
    });
    return { end, malformedEnd };
  }

  private drainLines(start: number, records: TableRecord[]): number {
    for (let lineEnd = this.buffer.indexOf('\n', start) + 1; lineEnd > 0; ) {
      const line = this.buffer.slice(start, lineEnd);
      const fields = this.parseLine(line) ?? this.readLiterally(start, lineEnd);
      if (fields !== null) this.emit(records, fields, null, 1);
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
    this.recoveries++;
    if (this.recoveries > MAX_RECOVERIES + this.nEmitted / 50) this.linesOnly = true;
    const literal = this.readLiterally(start, lineEnd);
    if (literal !== null) {
      this.emit(records, literal, null, 1);
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
    if (!line.includes('"')) return line.replace(/\n$/, '').split(this.delimiter);
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

  private emit(records: TableRecord[], fields: readonly string[], broken: string | null, nLines: number): void {
    records.push({ fields: this.restore(fields), line: this.nextLine, broken });
    this.nEmitted++;
    this.nextLine += nLines;
  }

  private emitBroken(records: TableRecord[], start: number, end: number): void {
    const nLines = countNewlines(this.buffer, start, end);
    const last = this.nextLine + nLines - 1;
    const where = nLines > 1 ? `lines ${this.nextLine}–${last}` : `line ${this.nextLine}`;
    const reason =
      end - start > MAX_RECORD_CHARS
        ? 'longer than 4 million characters'
        : 'a quotation mark opens a cell and is not closed before the next cell';
    this.emit(records, [], `${where}: ${reason}`, nLines);
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
