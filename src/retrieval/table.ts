/** Reads a whole table into passages and accounts for every row: accepted or rejected with a reason. Knows no model. */
import { UserError, throwIfAborted } from '../errors.ts';
import { chunksOf, decodeChunks } from './encoding.ts';
import { RecordReader } from './records.ts';
import type { TableRecord } from './records.ts';
import { isBlank, sniffFile } from './sniff.ts';
import type { SniffedFile } from './sniff.ts';
import { MAX_WORDS, pythonStrip, splitText } from './split.ts';
import type { ColumnMapping, Passage, RejectedRow } from './types.ts';

export { proposeMapping } from './columns.ts';
export { previewTable, sniffFile } from './sniff.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Bytes decoded so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Longest passage in words; the reference's 100 unless told. */
  readonly maxWords?: number;
  readonly chunkBytes?: number;
}

export interface ReadTable {
  readonly passages: readonly Passage[];
  /** Records below the header, blank ones included; always accepted + rejected.length. */
  readonly nRows: number;
  readonly accepted: number;
  /** `row` counts records from 1, the header included, as a spreadsheet numbers them. */
  readonly rejected: readonly RejectedRow[];
  readonly encoding: string;
  /** What the user should know though nothing was lost, one sentence each. */
  readonly warnings: readonly string[];
}

const CHUNK_BYTES = 1 << 20;

/** Why a record gives no passage, or null. */
function rejectionOf(record: TableRecord, mapping: ColumnMapping, nColumns: number, damaged: boolean): string | null {
  const { fields, broken } = record;
  if (broken !== null) return broken;
  if (isBlank(fields)) return 'blank row';
  if (fields.length > nColumns && !isBlank(fields.slice(nColumns))) {
    return `${fields.length} cells where the table has ${nColumns} columns: a delimiter inside a cell needs quotes around it`;
  }
  if (fields.length <= mapping.text) return `only ${fields.length} of ${nColumns} cells: the text column is missing`;
  const title = mapping.title === null ? '' : (fields[mapping.title] ?? '');
  const text = fields[mapping.text];
  if (text.trim() === '' || pythonStrip(text) === '') return 'the text column is empty';
  if (text.includes('\0') || title.includes('\0')) return 'holds NUL characters: the file is damaged or not a text file';
  if (damaged && (text.includes('\ufffd') || title.includes('\ufffd'))) return 'holds bytes that are not valid in the file’s encoding';
  return null;
}

/** 53 bits of two FNV-1a hashes of a string: enough to count repeated rows without keeping their texts. */
function fingerprint(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + 0x9e37), 0x01000193);
    high ^= high >>> 15;
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** Turns records into passages and keeps the books. */
class Ledger {
  readonly passages: Passage[] = [];
  readonly rejected: RejectedRow[] = [];
  nRows = 0;
  accepted = 0;
  repeated = 0;
  private row = 0;
  private readonly seen = new Set<number>();
  private readonly mapping: ColumnMapping;
  private readonly nColumns: number;
  private readonly damaged: boolean;
  private readonly maxWords: number;
  private headerPending: boolean;

  constructor(mapping: ColumnMapping, sniffed: SniffedFile, maxWords: number) {
    this.mapping = mapping;
    this.nColumns = sniffed.nColumns;
    this.damaged = sniffed.encoding.damaged;
    this.maxWords = maxWords;
    this.headerPending = mapping.hasHeader;
  }

  add(record: TableRecord): void {
    this.row++;
    // Blank lines above the header are rows like any other; the header is the first record with anything in it.
    if (this.headerPending && record.broken === null && !isBlank(record.fields)) {
      this.headerPending = false;
      return;
    }
    this.nRows++;
    const reason = rejectionOf(record, this.mapping, this.nColumns, this.damaged);
    if (reason !== null) {
      this.rejected.push({ row: this.row, reason });
      return;
    }
    this.accepted++;
    const title = this.mapping.title === null ? '' : (record.fields[this.mapping.title] ?? '');
    const text = record.fields[this.mapping.text];
    const print = fingerprint(`${title}\0${text}`);
    if (this.seen.has(print)) this.repeated++;
    this.seen.add(print);
    for (const passage of splitText(text, this.maxWords)) {
      // Only a run of a hundred spaces makes an empty passage; it holds no word, so nothing is lost without it.
      if (passage !== '') this.passages.push({ id: this.passages.length, title, text: passage, row: this.row });
    }
  }
}

function checkMapping(mapping: ColumnMapping, { columns }: SniffedFile, name: string): void {
  for (const [role, column] of [['text', mapping.text], ['title', mapping.title]] as const) {
    if (column !== null && !(Number.isInteger(column) && column >= 0 && column < columns.length)) {
      throw new UserError(
        'bad-input',
        `"${name}" has ${columns.length} columns, so its ${role} cannot be column ${column + 1}`,
        `Choose one of: ${columns.join(', ')}.`,
      );
    }
  }
}

function warningsOf(sniffed: SniffedFile, ledger: Ledger, reader: RecordReader): string[] {
  const warnings: string[] = [];
  const { encoding } = sniffed;
  if (encoding.name === 'windows-1252' || encoding.name === 'shift_jis') {
    warnings.push(`Not UTF-8: read as ${encoding.label}. If accents or signs look wrong, save the file as UTF-8.`);
  }
  if (ledger.repeated > 0) {
    warnings.push(`${ledger.repeated} row${ledger.repeated > 1 ? 's repeat' : ' repeats'} an earlier title and text; all were kept.`);
  }
  if (reader.linesOnly) warnings.push('Many quotation marks are broken: from there on every line was read as a row of its own.');
  return warnings;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Reads in chunks and lets other work run between them. Rows without text, with broken quotes, of more cells than
 * columns or with damaged characters are rejected one by one with their reason. Throws a UserError when the file is no
 * table, has no rows, the mapping does not fit or the signal aborts.
 */
export async function readTable(
  bytes: Uint8Array,
  mapping: ColumnMapping,
  name: string,
  options: ReadOptions = {},
): Promise<ReadTable> {
  const { signal, onProgress, maxWords = MAX_WORDS, chunkBytes = CHUNK_BYTES } = options;
  const task = `Reading "${name}"`;
  throwIfAborted(signal, task);
  const sniffed = sniffFile(bytes, name);
  checkMapping(mapping, sniffed, name);
  const reader = new RecordReader(sniffed.delimiter, sniffed.nColumns, sniffed.escape);
  const ledger = new Ledger(mapping, sniffed, maxWords);
  let preamble = sniffed.preambleChars;
  let done = 0;
  for (const decoded of decodeChunks(chunksOf(bytes, chunkBytes), sniffed.encoding.name)) {
    const text = decoded.slice(preamble);
    preamble -= decoded.length - text.length;
    for (const record of reader.push(text)) ledger.add(record);
    done = Math.min(bytes.length, done + chunkBytes);
    onProgress?.(done, bytes.length);
    if (done < bytes.length) await pause();
    throwIfAborted(signal, task);
  }
  for (const record of reader.finish()) ledger.add(record);
  const { passages, nRows, accepted, rejected } = ledger;
  if (nRows === 0) {
    throw new UserError('bad-file', `"${name}" has a header but no rows below it`, 'Add rows, or say that the first row is data.');
  }
  return { passages, nRows, accepted, rejected, encoding: sniffed.encoding.label, warnings: warningsOf(sniffed, ledger, reader) };
}
