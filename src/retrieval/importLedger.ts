/** Turns records into passages and keeps the books: every row is accepted, or rejected with a reason. Knows no file. */
import type { TableRecord } from './records.ts';
import { isBlank } from './sniff.ts';
import { SLICE_UNITS } from './pace.ts';
import { MAX_PASSAGE_CHARS, capped, isPythonBlank, type Splitter } from './split.ts';
import type { ColumnMapping, Passage, RejectedRow } from './types.ts';

/** What the ledger must know of the file that the records come from. */
export interface LedgerTable {
  readonly columns: readonly string[];
  readonly nColumns: number;
  /** Cells are named in every row: none is a header, and none can be one too many. */
  readonly namedCells: boolean;
  /** Some bytes of the file are not valid in its encoding and became U+FFFD. */
  readonly damaged: boolean;
}

const EXCERPT_CHARS = 200;

/** Texts are joined so that none runs into the next and the encoder sees white space. */
const JOINT = '\n';

/** Why a record gives no passage, or null. */
function rejectionOf({ fields, broken }: TableRecord, mapping: ColumnMapping, table: LedgerTable, text: string, title: string): string | null {
  if (broken !== null) return broken;
  if (isBlank(fields)) return 'blank row';
  if (!table.namedCells && fields.length > table.nColumns && !isBlank(fields.slice(table.nColumns))) {
    return `${fields.length} cells where the table has ${table.nColumns} columns: a delimiter inside a cell needs quotes around it`;
  }
  if (fields.length <= mapping.text && text === '') return `only ${fields.length} of ${table.nColumns} cells: the text column is missing`;
  if (text.trim() === '' || isPythonBlank(text)) return mapping.moreText?.length ? 'the text columns are empty' : 'the text column is empty';
  if (text.includes('\0') || title.includes('\0')) return 'holds NUL characters: the file is damaged or not a text file';
  if (table.damaged && (text.includes('\ufffd') || title.includes('\ufffd'))) return 'holds bytes that are not valid in the file’s encoding';
  if (!text.isWellFormed() || !title.isWellFormed()) return 'holds half of a character (a lone surrogate)';
  return null;
}

/** The beginning of a row as it stands, for the list of rejected rows. */
export function excerptOf(fields: readonly string[]): string {
  const cells = fields.slice(0, EXCERPT_CHARS).map((field) => field.slice(0, EXCERPT_CHARS));
  return cells.join(' | ').slice(0, EXCERPT_CHARS);
}

/** 53 bits of two FNV-1a hashes of a row: enough to count repeated rows without keeping their texts. */
class Fingerprint {
  #low = 0x811c9dc5;
  #high = 0x01000193;

  add(text: string, start = 0, end = text.length): void {
    let low = this.#low;
    let high = this.#high;
    for (let i = start; i < end; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ (unit + 0x9e37), 0x01000193);
      high ^= high >>> 15;
    }
    this.#low = low;
    this.#high = high;
  }

  get value(): number {
    return (this.#high >>> 11) * 2 ** 32 + (this.#low >>> 0);
  }
}

export class ImportLedger {
  nRows = 0;
  accepted = 0;
  nPassages = 0;
  repeated = 0;
  /** Passages that were cut for their length in characters. */
  overlong = 0;
  private row = 0;
  private readonly seen = new Set<number>();
  private readonly mapping: ColumnMapping;
  private readonly table: LedgerTable;
  private readonly split: Splitter;
  private readonly firstId: number;
  private headerPending: boolean;

  /** @param firstId id of the first passage */
  constructor(mapping: ColumnMapping, table: LedgerTable, split: Splitter, firstId = 0) {
    this.mapping = mapping;
    this.table = table;
    this.split = split;
    this.firstId = firstId;
    this.headerPending = mapping.hasHeader && !table.namedCells;
  }

  /** The passages of a record, lazily, or why it has none; null for the header. A null among passages: other work may run. */
  add(record: TableRecord): Iterable<Passage | null> | RejectedRow | null {
    this.row++;
    // Blank lines above the header are rows like any other; the header is the first record with anything in it.
    if (this.headerPending && record.broken === null && !isBlank(record.fields)) {
      this.headerPending = false;
      return null;
    }
    this.nRows++;
    const title = this.cell(record, this.mapping.title);
    const text = this.textOf(record);
    const reason = rejectionOf(record, this.mapping, this.table, text, title);
    if (reason !== null) return { row: this.row, reason, excerpt: record.excerpt ?? excerptOf(record.fields) };
    this.accepted++;
    return this.passages(record, title, text, this.row);
  }

  private cell(record: TableRecord, column: number | null | undefined): string {
    return column === null || column === undefined ? '' : (record.fields[column] ?? '');
  }

  private textOf(record: TableRecord): string {
    const first = this.cell(record, this.mapping.text);
    const { moreText } = this.mapping;
    if (moreText === undefined || moreText.length === 0) return first;
    const more = moreText.map((column) => this.cell(record, column)).filter((text) => text.trim() !== '');
    return more.length === 0 ? first : [first, ...more].filter((text) => text.trim() !== '').join(JOINT);
  }

  private *passages(record: TableRecord, title: string, text: string, row: number): Generator<Passage | null> {
    const print = new Fingerprint();
    print.add(title);
    print.add('\0');
    for (let start = 0; start < text.length; start += SLICE_UNITS) {
      if (start > 0) yield null;
      print.add(text, start, Math.min(text.length, start + SLICE_UNITS));
    }
    if (this.seen.has(print.value)) this.repeated++;
    this.seen.add(print.value);
    const extra = this.extraOf(record);
    for (const whole of this.split(text)) {
      if (whole === null) {
        yield null;
        continue;
      }
      if (whole.length > MAX_PASSAGE_CHARS) this.overlong++;
      for (const passage of whole.length > MAX_PASSAGE_CHARS ? capped([whole]) : [whole]) {
        // Only a run of a hundred spaces makes an empty passage; it holds no word, so nothing is lost without it.
        if (passage !== '') yield { id: this.firstId + this.nPassages++, title, text: passage, row, ...extra };
      }
    }
  }

  private extraOf(record: TableRecord): Pick<Passage, 'key' | 'metadata'> {
    const key = this.cell(record, this.mapping.id).trim();
    const metadata = (this.mapping.metadata ?? []).map((column) => [this.table.columns[column], this.cell(record, column)] as const).filter(([, value]) => value !== '');
    return { ...(key === '' ? {} : { key }), ...(metadata.length === 0 ? {} : { metadata }) };
  }
}
