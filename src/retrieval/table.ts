/** Reads a whole file of rows into passages and accounts for every row: accepted or rejected with a reason. Knows no model. */
import { UserError, throwIfAborted } from '../errors.ts';
import { chunksOf, decodeChunks } from './encoding.ts';
import { ImportLedger } from './importLedger.ts';
import { JsonLinesReader } from './importJson.ts';
import { Pace, SLICE_UNITS } from './pace.ts';
import { RecordReader, type TableRecord } from './records.ts';
import { sniffing, withHeader } from './sniff.ts';
import type { FileChoices, SniffedFile } from './sniff.ts';
import { DEFAULT_SPLIT, MAX_PASSAGE_CHARS, splitterOf, type Splitter } from './split.ts';
import type { ColumnMapping, Passage, RejectedRow } from './types.ts';

export { proposeMapping } from './columns.ts';
export { sniffFile } from './sniff.ts';

/** Passages and rows that one base holds at most: their texts and the list of them stay in memory. */
export const MAX_PASSAGES = 5_000_000;
export const MAX_ROWS = 5_000_000;

export interface ReadOptions extends FileChoices {
  readonly signal?: AbortSignal;
  /** Bytes decoded so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** How texts become passages; the reference's 100 words unless told. */
  readonly split?: Splitter;
  /** Id of the first passage, where a base is read from several files. */
  readonly firstId?: number;
  /** What was found in the file under the same choices, where that is known. */
  readonly sniffed?: SniffedFile;
  /** Stop at the end of the chunk that reaches this many bytes; the last record may then be cut and is left out. */
  readonly maxBytes?: number;
  readonly chunkBytes?: number;
}

/** What a part of the file gave, in its order. */
export interface RowBatch {
  readonly passages: readonly Passage[];
  /** `row` counts records from 1, the header included, as a spreadsheet numbers them. */
  readonly rejected: readonly RejectedRow[];
  /** Bytes read so far, and in all. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/** The verdict on the whole file: accepted + nRejected = nRows. */
export interface ReadSummary {
  /** Records below the header, blank ones included. */
  readonly nRows: number;
  readonly accepted: number;
  readonly nRejected: number;
  readonly nPassages: number;
  readonly encoding: string;
  /** What the user should know though nothing was lost, one sentence each. */
  readonly warnings: readonly string[];
}

export interface ReadTable extends ReadSummary {
  readonly passages: readonly Passage[];
  readonly rejected: readonly RejectedRow[];
}

/** Passages after which a batch is handed over, so that one giant cell does not hold up progress. */
const BATCH_PASSAGES = 4096;
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 64;

function checkMapping(mapping: ColumnMapping, columns: readonly string[], name: string): void {
  const used: readonly (readonly [string, number | null | undefined])[] = [
    ['text', mapping.text],
    ['title', mapping.title],
    ['id', mapping.id],
    ...(mapping.moreText ?? []).map((column) => ['text', column] as const),
    ...(mapping.metadata ?? []).map((column) => ['metadata', column] as const),
  ];
  for (const [role, column] of used) {
    if (column !== null && column !== undefined && !(Number.isInteger(column) && column >= 0 && column < columns.length)) {
      throw new UserError('bad-input', `"${name}" has ${columns.length} columns, so its ${role} cannot be column ${column + 1}`, `Choose one of: ${columns.join(', ')}.`);
    }
  }
}

function warningsOf({ encoding }: SniffedFile, chosen: FileChoices, ledger: ImportLedger, linesOnly: boolean): string[] {
  const warnings: string[] = [];
  if (chosen.encoding === undefined && (encoding.name === 'windows-1252' || encoding.name === 'shift_jis')) {
    warnings.push(`Not UTF-8: read as ${encoding.label}. If accents or signs look wrong, choose another encoding, or save the file as UTF-8.`);
  }
  if (ledger.repeated > 0) {
    warnings.push(`${ledger.repeated} row${ledger.repeated > 1 ? 's repeat' : ' repeats'} an earlier title and text; all were kept.`);
  }
  if (ledger.overlong > 0) {
    warnings.push(`${ledger.overlong} passage${ledger.overlong > 1 ? 's were' : ' was'} longer than ${MAX_PASSAGE_CHARS} characters and had to be cut there; nothing was left out.`);
  }
  if (linesOnly) warnings.push('Many quotation marks are broken: from there on every line was read as a row of its own.');
  return warnings;
}

interface Chunk {
  readonly records: Iterable<TableRecord>;
  readonly bytesDone: number;
}

/** Records chunk by chunk. With `maxBytes` a file may end early, and what is incomplete then is no record. */
function* recordChunks(bytes: Uint8Array, sniffed: SniffedFile, reader: RecordReader | JsonLinesReader, chunkBytes: number, maxBytes: number): Generator<Chunk | null> {
  let preamble = sniffed.preambleChars;
  let bytesDone = 0;
  for (const decoded of decodeChunks(chunksOf(bytes, chunkBytes), sniffed.encoding.name)) {
    const text = decoded.slice(preamble);
    preamble -= decoded.length - text.length;
    bytesDone = Math.min(bytes.length, bytesDone + chunkBytes);
    yield { records: yield* reader.pushing(text), bytesDone };
    if (bytesDone >= maxBytes && bytesDone < bytes.length) return;
  }
  yield { records: yield* reader.finishing(), bytesDone: bytes.length };
}

/** The records of a document, which was parsed when it was sniffed; its bytes are told in proportion. */
function* documentChunks(records: readonly TableRecord[], nBytes: number): Generator<Chunk> {
  const step = 10_000;
  for (let start = 0; start < records.length; start += step) {
    const end = Math.min(records.length, start + step);
    yield { records: records.slice(start, end), bytesDone: Math.round((nBytes * end) / records.length) };
  }
}

/**
 * Reads in chunks and lets other work run between them; hands over passages and rejected rows as they come, and the
 * verdict at the end. Rows without text, with broken quotes, of more cells than columns or with damaged characters are
 * rejected one by one with their reason. Throws a UserError when the file is no table, has no rows or too many, the
 * mapping does not fit, or the signal aborts.
 */
export async function* streamTable(bytes: Uint8Array, mapping: ColumnMapping, name: string, options: ReadOptions = {}): AsyncGenerator<RowBatch, ReadSummary> {
  const { signal, split = splitterOf(DEFAULT_SPLIT, null), firstId = 0, chunkBytes = SLICE_UNITS, maxBytes = Infinity, encoding, delimiter } = options;
  const task = `Reading "${name}"`;
  throwIfAborted(signal, task);
  const pace = new Pace(signal, task);
  const sniffed = options.sniffed ?? (await pace.through(sniffing(bytes, name, { encoding, delimiter })));
  const { columns, nColumns } = withHeader(sniffed, mapping.hasHeader);
  checkMapping(mapping, columns, name);
  const ledger = new ImportLedger(mapping, { columns, nColumns, namedCells: sniffed.namedCells, damaged: sniffed.encoding.damaged }, split, firstId);
  const reader = sniffed.format === 'table' ? new RecordReader(sniffed.delimiter, nColumns, sniffed.escape) : new JsonLinesReader(sniffed.json!);
  const document = sniffed.json?.records ?? null;
  const chunks = document === null ? recordChunks(bytes, sniffed, reader, chunkBytes, maxBytes) : documentChunks(document, bytes.length);

  let nRejected = 0;
  let passages: Passage[] = [];
  let rejected: RejectedRow[] = [];
  let bytesDone = 0;
  const handOver = (): RowBatch => {
    const batch = { passages, rejected, bytesDone, bytesTotal: bytes.length };
    [passages, rejected] = [[], []];
    return batch;
  };
  const checkSize = (): void => {
    if (firstId + ledger.nPassages > MAX_PASSAGES || ledger.nRows > MAX_ROWS) {
      throw new UserError('bad-file', `"${name}" gives more than ${MAX_PASSAGES} passages, which is as many as one base holds`, 'Take longer passages, or split the file and open its parts as bases of their own.');
    }
  };
  for (const chunk of chunks) {
    if (pace.due) await pace.rest();
    if (chunk === null) continue;
    for (const record of chunk.records) {
      if (ledger.nRows % ROWS_A_LOOK === 0 && pace.due) await pace.rest();
      const outcome = ledger.add(record);
      if (outcome === null) continue;
      if ('reason' in outcome) {
        nRejected++;
        rejected.push(outcome);
        continue;
      }
      for (const passage of outcome) {
        if (passage !== null) passages.push(passage);
        else if (pace.due) await pace.rest();
        if (passages.length < BATCH_PASSAGES) continue;
        yield handOver();
        throwIfAborted(signal, task);
        checkSize();
      }
    }
    bytesDone = chunk.bytesDone;
    checkSize();
    yield handOver();
    throwIfAborted(signal, task);
  }
  const { nRows, accepted, nPassages } = ledger;
  if (nRows === 0) {
    throw new UserError('bad-file', `"${name}" has a header but no rows below it`, 'Add rows, or say that the first row is data.');
  }
  const linesOnly = reader instanceof RecordReader && reader.linesOnly;
  return { nRows, accepted, nRejected, nPassages, encoding: sniffed.encoding.label, warnings: warningsOf(sniffed, options, ledger, linesOnly) };
}

/** The same, collected. `onProgress` is told bytes; see `streamTable` for what is thrown. */
export async function readTable(bytes: Uint8Array, mapping: ColumnMapping, name: string, options: ReadOptions = {}): Promise<ReadTable> {
  const passages: Passage[] = [];
  const rejected: RejectedRow[] = [];
  const stream = streamTable(bytes, mapping, name, options);
  for (;;) {
    const next = await stream.next();
    if (next.done) return { ...next.value, passages, rejected };
    for (const passage of next.value.passages) passages.push(passage);
    for (const row of next.value.rejected) rejected.push(row);
    options.onProgress?.(next.value.bytesDone, next.value.bytesTotal);
  }
}
