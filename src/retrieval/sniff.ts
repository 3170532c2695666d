/** Finds out how a file is written: kind, encoding, delimiter, header. Reads its beginning only and keeps no passage. */
import { UserError } from '../errors.ts';
import { columnNames, looksLikeHeader, proposeMapping } from './columns.ts';
import { decodeHead, detectEncoding } from './encoding.ts';
import type { DetectedEncoding } from './encoding.ts';
import { refuseForeignFile } from './fileKind.ts';
import { parseRecords } from './records.ts';
import type { Delimiter, QuoteEscape, TableRecord } from './records.ts';
import type { ColumnMapping } from './types.ts';

const SAMPLE_BYTES = 1 << 18;
const SAMPLE_RECORDS = 500;
const PREVIEW_ROWS = 20;

export interface SniffedFile {
  readonly encoding: DetectedEncoding;
  readonly delimiter: Delimiter;
  readonly escape: QuoteEscape;
  /** Characters before the first record: Excel's `sep=;` line. */
  readonly preambleChars: number;
  readonly hasHeader: boolean;
  readonly nColumns: number;
  /** Names for display, one a column. */
  readonly columns: readonly string[];
  /** The first sound records below the header. */
  readonly rows: readonly (readonly string[])[];
}

/** Same shape as the TablePreview of the page's protocol, which this folder must not import. */
export interface Preview {
  readonly fileName: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly mapping: ColumnMapping | null;
}

/** Small priors decide between equals: a tab is never typed by accident, a comma may be a decimal one, a pipe is rare. */
const DELIMITERS: readonly { readonly delimiter: Delimiter; readonly prior: number }[] = [
  { delimiter: '\t', prior: 0.03 },
  { delimiter: ';', prior: 0.02 },
  { delimiter: ',', prior: 0.01 },
  { delimiter: '|', prior: 0 },
];

export function isBlank(fields: readonly string[]): boolean {
  return fields.every((field) => field.trim() === '');
}

function soundFields(records: readonly TableRecord[]): (readonly string[])[] {
  return records.filter(({ broken, fields }) => broken === null && !isBlank(fields)).map(({ fields }) => fields);
}

/** The most frequent width; the wider of equals. */
function modalWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] || (entry[1] === best[1] && entry[0] > best[0]) ? entry : best), [1, 0])[0];
}

/**
 * How well a delimiter explains the sample, 0 when it does not occur: the share of records of one width above 1, less
 * for records with broken quotes and for delimiters that a space follows, as in prose and not in tables.
 */
function delimiterScore(sample: string, delimiter: Delimiter, name: string): number {
  const records = parseRecords(sample, delimiter, null).slice(0, SAMPLE_RECORDS);
  const rows = soundFields(records);
  const widths = [modalWidth(rows), rows[0]?.length ?? 1].filter((width) => width > 1);
  if (widths.length === 0) return 0;
  const consistency = Math.max(...widths.map((width) => rows.filter((row) => row.length === width).length)) / records.length;
  const cells = rows.flatMap((row) => row.slice(1));
  const spaced = cells.filter((cell) => cell.startsWith(' ')).length / Math.max(1, cells.length);
  const named = delimiter === '\t' && /\.(tsv|tab)$/i.test(name);
  return consistency - 0.4 * spaced + (named ? 0.05 : 0);
}

function sniffDelimiter(sample: string, name: string): Delimiter {
  let best: Delimiter = ',';
  let bestScore = 0.15;
  for (const { delimiter, prior } of DELIMITERS) {
    if (!sample.includes(delimiter)) continue;
    const score = delimiterScore(sample, delimiter, name) + prior;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** A backslash only where the sample holds `\"` and fewer records break when it is read so. */
function sniffEscape(sample: string, delimiter: Delimiter): QuoteEscape {
  if (!sample.includes('\\"')) return '"';
  const nBroken = (escape: QuoteEscape): number =>
    parseRecords(sample, delimiter, null, escape).filter(({ broken }) => broken !== null).length;
  return nBroken('\\') < nBroken('"') ? '\\' : '"';
}

/** Throws a UserError for what is no text table; the name serves messages and a hint to the delimiter. */
export function sniffFile(bytes: Uint8Array, name: string): SniffedFile {
  refuseForeignFile(bytes, name);
  const encoding = detectEncoding(bytes, name);
  let sample = decodeHead(bytes, encoding.name, SAMPLE_BYTES);
  if (sample.trim() === '' && decodeHead(bytes, encoding.name, bytes.length).trim() === '') {
    const what = sample === '' ? 'is empty' : 'holds only blank lines';
    throw new UserError('bad-file', `"${name}" ${what}`, 'Check that it was saved, then drop it again.');
  }
  const declared = /^sep=([,;|\t])(\r\n|\n|\r)/i.exec(sample);
  const preambleChars = declared === null ? 0 : declared[0].length;
  sample = sample.slice(preambleChars);
  if (bytes.length > SAMPLE_BYTES) {
    // The last record of the sample is cut; without a line end in it the one giant record has to do.
    const lastLine = Math.max(sample.lastIndexOf('\n'), sample.lastIndexOf('\r'));
    if (lastLine > 0) sample = sample.slice(0, lastLine + 1);
  }
  const delimiter = (declared?.[1] as Delimiter | undefined) ?? sniffDelimiter(sample, name);
  const escape = sniffEscape(sample, delimiter);
  let rows = soundFields(parseRecords(sample, delimiter, null, escape));
  // Once more with the width known, so that tab-separated rows with stray quotes are seen as they will be read.
  rows = soundFields(parseRecords(sample, delimiter, modalWidth(rows), escape)).slice(0, SAMPLE_RECORDS);
  const hasHeader = rows.length > 0 && looksLikeHeader(rows[0], rows.slice(1));
  const body = hasHeader ? rows.slice(1) : rows;
  const nColumns = hasHeader ? headerWidth(rows[0], body) : modalWidth(rows);
  return {
    encoding,
    delimiter,
    escape,
    preambleChars,
    hasHeader,
    nColumns,
    columns: columnNames(hasHeader ? rows[0] : null, nColumns),
    rows: body,
  };
}

/** A header's width, or the body's when each row has more cells than the header has names (an unnamed index column). */
function headerWidth(header: readonly string[], body: readonly (readonly string[])[]): number {
  return body.length > 1 && body.every((row) => row.length === body[0].length) ? Math.max(header.length, body[0].length) : header.length;
}

/** What the page shows before an import: the table's beginning, and a mapping or the need to ask for one. */
export function previewTable(file: { readonly name: string; readonly bytes: ArrayBuffer | Uint8Array }): Preview {
  const bytes = file.bytes instanceof Uint8Array ? file.bytes : new Uint8Array(file.bytes);
  const { encoding, delimiter, columns, rows, hasHeader } = sniffFile(bytes, file.name);
  return {
    fileName: file.name,
    encoding: encoding.label,
    delimiter,
    columns,
    rows: rows.slice(0, PREVIEW_ROWS),
    mapping: proposeMapping(columns, rows, hasHeader),
  };
}
