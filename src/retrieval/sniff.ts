/** Finds out how a file is written: kind, encoding, delimiter, header. Keeps no passage. */
import { UserError } from '../errors.ts';
import { columnNames, looksLikeHeader } from './columns.ts';
import { checkingEncoding, decodeHead, decoding, detectingEncoding } from './encoding.ts';
import type { DetectedEncoding, EncodingName } from './encoding.ts';
import { refuseForeignFile } from './fileKind.ts';
import { JsonLinesReader, documentRows, jsonFormat, leadingLine, lineRows } from './importJson.ts';
import type { JsonFormat, JsonRows } from './importJson.ts';
import { finished, type Steps } from './pace.ts';
import { parsingRecords } from './records.ts';
import type { Delimiter, QuoteEscape, TableRecord } from './records.ts';

const SAMPLE_BYTES = 1 << 18;
const SAMPLE_RECORDS = 500;
/** Lines are short where a sample has more than this: a few thousand tell as much as all. */
const SAMPLE_LINES = 4000;
/** A file is held in memory while it is read, and no buffer of a browser is larger than about twice this. */
export const MAX_FILE_BYTES = 1 << 30;

/** What the user decided about a file; the rest is found. */
export interface FileChoices {
  readonly encoding?: EncodingName;
  readonly delimiter?: Delimiter;
}

export interface SniffedFile {
  readonly format: 'table' | JsonFormat;
  readonly encoding: DetectedEncoding;
  /** ',' where the format has none. */
  readonly delimiter: Delimiter;
  readonly escape: QuoteEscape;
  /** Characters before the first record: Excel's `sep=;` line. */
  readonly preambleChars: number;
  readonly hasHeader: boolean;
  /** True when cells are named in every row, so that no row can be a header. */
  readonly namedCells: boolean;
  readonly nColumns: number;
  /** Names for display, one a column; read with `hasHeader` as found. */
  readonly columns: readonly string[];
  /** The first sound records, the header included. */
  readonly records: readonly (readonly string[])[];
  /** The first sound records below the header. */
  readonly rows: readonly (readonly string[])[];
  /** Bytes that `records` were read from, for an estimate of how many there are; all of them where the file was read whole. */
  readonly sampleBytes: number;
  /** How the records of a JSON file are made. */
  readonly json: JsonRows | null;
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
function* delimiterScore(sample: string, delimiter: Delimiter, name: string): Steps<number> {
  const records = (yield* parsingRecords(sample, delimiter, null)).slice(0, SAMPLE_RECORDS);
  const rows = soundFields(records);
  const widths = [modalWidth(rows), rows[0]?.length ?? 1].filter((width) => width > 1);
  if (widths.length === 0) return 0;
  const consistency = Math.max(...widths.map((width) => rows.filter((row) => row.length === width).length)) / records.length;
  const cells = rows.flatMap((row) => row.slice(1));
  const spaced = cells.filter((cell) => cell.startsWith(' ')).length / Math.max(1, cells.length);
  const named = delimiter === '\t' && /\.(tsv|tab)$/i.test(name);
  return consistency - 0.4 * spaced + (named ? 0.05 : 0);
}

function* sniffingDelimiter(sample: string, name: string): Steps<Delimiter> {
  let best: Delimiter = ',';
  let bestScore = 0.15;
  for (const { delimiter, prior } of DELIMITERS) {
    if (!sample.includes(delimiter)) continue;
    const score = (yield* delimiterScore(sample, delimiter, name)) + prior;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** A backslash only where the sample holds `\"` and fewer records break when it is read so. */
function* sniffingEscape(sample: string, delimiter: Delimiter): Steps<QuoteEscape> {
  if (!sample.includes('\\"')) return '"';
  function* nBroken(escape: QuoteEscape): Steps<number> {
    return (yield* parsingRecords(sample, delimiter, null, escape)).filter(({ broken }) => broken !== null).length;
  }
  return (yield* nBroken('\\')) < (yield* nBroken('"')) ? '\\' : '"';
}

/** The sample's last record is cut; without a line end in it the one giant record has to do. */
function wholeLines(sample: string): string {
  const lastLine = Math.max(sample.lastIndexOf('\n'), sample.lastIndexOf('\r'));
  return lastLine > 0 ? sample.slice(0, lastLine + 1) : sample;
}

/** The beginning of a sample of very many lines. */
function firstLines(sample: string): string {
  const lineEnd = /\r\n|\n|\r/g;
  for (let n = 0; n < SAMPLE_LINES; n++) if (!lineEnd.test(sample)) return sample;
  return sample.slice(0, lineEnd.lastIndex);
}

function* sniffingTable(sample: string, name: string, delimiterChosen: Delimiter | undefined): Steps<Pick<SniffedFile, 'delimiter' | 'escape' | 'preambleChars' | 'records'>> {
  const declared = /^sep=([,;|\t])(\r\n|\n|\r)/i.exec(sample);
  const preambleChars = declared === null ? 0 : declared[0].length;
  const text = sample.slice(preambleChars);
  const delimiter = delimiterChosen ?? (declared?.[1] as Delimiter | undefined) ?? (yield* sniffingDelimiter(text, name));
  const escape = yield* sniffingEscape(text, delimiter);
  const rows = soundFields(yield* parsingRecords(text, delimiter, null, escape));
  // Once more with the width known, so that tab-separated rows with stray quotes are seen as they will be read.
  const records = soundFields(yield* parsingRecords(text, delimiter, modalWidth(rows), escape)).slice(0, SAMPLE_RECORDS);
  return { delimiter, escape, preambleChars, records };
}

/** The rows of a JSON file, or null when it is a table after all. */
function* sniffingJson(sample: string, whole: () => Steps<string>, name: string): Steps<JsonRows | null> {
  const form = jsonFormat(sample);
  if (form === null) return null;
  if (form === 'lines') return yield* lineRows(sample);
  const text = yield* whole();
  // A first line longer than the sample hides that there is one value a line.
  const firstLine = sample.includes('\n') ? null : yield* leadingLine(text);
  return yield* firstLine === null ? documentRows(text, name) : lineRows(firstLine);
}

export function sniffFile(bytes: Uint8Array, name: string, choices: FileChoices = {}): SniffedFile {
  return finished(sniffing(bytes, name, choices));
}

/** Throws a UserError for what is no text table; the name serves messages and a hint to the delimiter. */
export function* sniffing(bytes: Uint8Array, name: string, choices: FileChoices = {}): Steps<SniffedFile> {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new UserError('bad-file', `"${name}" has ${(bytes.length / 2 ** 30).toFixed(1)} GiB; ragscope reads files of at most ${MAX_FILE_BYTES / 2 ** 30} GiB`, 'Split it into several files and drop them together.');
  }
  refuseForeignFile(bytes, name);
  const encoding = yield* choices.encoding === undefined ? detectingEncoding(bytes, name) : checkingEncoding(bytes, choices.encoding);
  const head = decodeHead(bytes, encoding.name, SAMPLE_BYTES);
  if (head.trim() === '' && (yield* decoding(bytes, encoding.name)).trim() === '') {
    const what = head === '' ? 'is empty' : 'holds only blank lines';
    throw new UserError('bad-file', `"${name}" ${what}`, 'Check that it was saved, then drop it again.');
  }
  const sample = bytes.length > SAMPLE_BYTES ? wholeLines(head) : head;
  // A delimiter that was chosen says that the file is a table.
  const json = choices.delimiter === undefined ? yield* sniffingJson(sample, () => decoding(bytes, encoding.name), name) : null;
  const table = json === null ? yield* sniffingTable(firstLines(sample), name, choices.delimiter) : { delimiter: ',' as const, escape: '"' as const, preambleChars: 0, records: yield* jsonRecords(json, sample) };
  const { records } = table;
  const namedCells = json?.kind === 'objects';
  const hasHeader = !namedCells && records.length > 0 && looksLikeHeader(records[0], records.slice(1));
  const rows = hasHeader ? records.slice(1) : records;
  const nColumns = namedCells ? json.keys.length : hasHeader ? headerWidth(records[0], rows) : modalWidth(rows);
  return {
    format: json?.format ?? 'table',
    encoding,
    ...table,
    hasHeader,
    namedCells,
    nColumns,
    columns: columnNames(namedCells ? json.keys : hasHeader ? records[0] : null, nColumns),
    rows,
    sampleBytes: json !== null && json.records !== null ? bytes.length : Math.min(bytes.length, SAMPLE_BYTES),
    json,
  };
}

function* jsonRecords(json: JsonRows, sample: string): Steps<(readonly string[])[]> {
  if (json.records !== null) return soundFields(json.records.slice(0, SAMPLE_RECORDS));
  const reader = new JsonLinesReader(json);
  return soundFields([...(yield* reader.pushing(sample)), ...(yield* reader.finishing())]).slice(0, SAMPLE_RECORDS);
}

/** A header's width, or the body's when each row has more cells than the header has names (an unnamed index column). */
function headerWidth(header: readonly string[], body: readonly (readonly string[])[]): number {
  return body.length > 1 && body.every((row) => row.length === body[0].length) ? Math.max(header.length, body[0].length) : header.length;
}

/** The sniffed table as it looks when the first record is taken for a header, or is not. */
export function withHeader(sniffed: SniffedFile, hasHeader: boolean): Pick<SniffedFile, 'hasHeader' | 'nColumns' | 'columns' | 'rows'> {
  const { records, namedCells } = sniffed;
  if (namedCells || hasHeader === sniffed.hasHeader || records.length === 0) return sniffed;
  const rows = hasHeader ? records.slice(1) : records;
  // The width stays what it was, so that the columns of a mapping keep their places.
  const nColumns = Math.max(sniffed.nColumns, hasHeader ? headerWidth(records[0], rows) : modalWidth(rows));
  return { hasHeader, nColumns, columns: columnNames(hasHeader ? records[0] : null, nColumns), rows };
}
