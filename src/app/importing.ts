/** What an import does before anything is embedded: previews a file under a plan, reads files into passages. Knows no storage and no view. */
import { UserError, throwIfAborted } from '../errors.ts';
import type { Encoding } from '../models/tokenizer/tokenizer.ts';
import { proposeMapping } from '../retrieval/columns.ts';
import { csvText } from '../retrieval/csvText.ts';
import { questionsTsv, readingQuestions } from '../retrieval/importSquad.ts';
import { Pace } from '../retrieval/pace.ts';
import { sniffing, withHeader, type SniffedFile } from '../retrieval/sniff.ts';
import { DEFAULT_SPLIT, clampSplit, prefixOfTokens, splitterOf } from '../retrieval/split.ts';
import { streamTable } from '../retrieval/table.ts';
import type { ColumnMapping, ImportPlan, Passage, RejectedRow, SplitSettings } from '../retrieval/types.ts';
import { progressOf } from './progress.ts';
import type { CallOptions, FileBytes, FileVerdict, ImportCheck, ImportChoices, ImportSource, PassagePreview, TablePreview, TokenLengths } from './protocol.ts';

/** The tokens of the encoder that will embed the passages. */
export interface PassageTokens {
  /** Longest input, special tokens included. */
  readonly limit: number;
  /** Title and text as a pair, cut to `limit` where `cut`. */
  encode(title: string, text: string, cut: boolean): Encoding;
  /** How the model would have texts split; null: the reference's 100 words. */
  readonly split: SplitSettings | null;
  /** Tokens of a piece of text, no special ones. */
  count(text: string): number;
}

/** A longer file is previewed by its beginning. */
const PREVIEW_BYTES = 4 << 20;
const ROWS_SHOWN = 20;
/** A cell may be as long as the file; the page is sent its beginning. */
const CELL_SHOWN = 500;
const PASSAGES_SHOWN = 12;
const MEASURED = 300;
const REJECTED_SHOWN = 200;
const TELL_MS = 150;
/** Rejected rows that the page holds; the rest are written into the CSV by the worker. */
export const REJECTED_LISTED = 5000;

export async function bytesOf({ name, bytes }: FileBytes): Promise<Uint8Array> {
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  try {
    return new Uint8Array(await bytes.arrayBuffer());
  } catch {
    // The browser says only that it could not: moved, changed since it was chosen, or too large for its memory.
    throw new UserError('bad-file', `"${name}" cannot be read`, 'It may have been moved, changed or locked since it was chosen. Choose it again.');
  }
}

/** The column with the longest cells is the likeliest text, where none could be proposed. */
function longestColumn(rows: readonly (readonly string[])[], nColumns: number): number {
  const lengths = Array.from({ length: nColumns }, (_, at) => rows.reduce((sum, row) => sum + (row[at]?.length ?? 0), 0));
  return Math.max(0, lengths.indexOf(Math.max(...lengths)));
}

/** A mapping that was made for other columns is of no use. */
function fits(mapping: ColumnMapping, nColumns: number): boolean {
  const used = [mapping.text, mapping.title, mapping.id, ...(mapping.moreText ?? []), ...(mapping.metadata ?? [])];
  return used.every((column) => column === null || column === undefined || (Number.isInteger(column) && column >= 0 && column < nColumns));
}

interface Mapped {
  readonly proposed: ColumnMapping | null;
  readonly mapping: ColumnMapping;
}

function mappingOf(sniffed: SniffedFile, chosen: ColumnMapping | undefined): Mapped {
  const hasHeader = chosen?.hasHeader ?? sniffed.hasHeader;
  const { columns, rows } = withHeader(sniffed, hasHeader);
  const guess = proposeMapping(columns, rows, hasHeader || sniffed.namedCells);
  const proposed = guess === null ? null : { ...guess, hasHeader };
  const fallback = proposed ?? { title: null, text: longestColumn(rows, columns.length), hasHeader };
  return { proposed, mapping: chosen !== undefined && fits(chosen, columns.length) ? chosen : fallback };
}

/** Items drawn evenly, first and last included. */
function evenly<T>(items: readonly T[], n: number): T[] {
  if (items.length <= n) return [...items];
  return Array.from({ length: n }, (_, i) => items[Math.round((i * (items.length - 1)) / (n - 1))]);
}

/** Bars of a width that gives about thirty up to the limit, and so many more as the longest needs, at most ninety. */
function tokenLengths(lengths: readonly number[], limit: number): TokenLengths {
  const sorted = lengths.toSorted((a, b) => a - b);
  const longest = sorted.at(-1) ?? 0;
  const range = Math.max(longest, 1);
  const width = Math.max(1, Math.ceil(Math.min(Math.max(limit, range / 3), Math.max(range, limit / 8)) / 32));
  const bars = new Array<number>(Math.min(90, Math.floor(range / width) + 1)).fill(0);
  for (const length of lengths) bars[Math.min(bars.length - 1, Math.floor(length / width))]++;
  const over = lengths.filter((length) => length > limit);
  return {
    n: lengths.length,
    limit,
    longest,
    median: sorted[sorted.length >> 1] ?? 0,
    nCut: over.length,
    tokensCut: over.reduce((sum, length) => sum + length - limit, 0),
    width,
    bars,
  };
}

function passagePreview({ row, title, text, key, metadata }: Passage, tokens: PassageTokens): PassagePreview {
  const nTokens = tokens.encode(title, text, false).ids.length;
  let readChars = text.length;
  if (nTokens > tokens.limit) {
    const { typeIds } = tokens.encode(title, text, true);
    const inText = typeIds.reduce((sum, type) => sum + type, 0);
    readChars = prefixOfTokens(text, Math.max(0, inText - 1), tokens.count);
  }
  return { row, title, text, key, metadata, nTokens, readChars };
}

/** Progress, cancel, passages and verdict of one pass over a file's rows. */
interface Pass {
  readonly passages: Passage[];
  readonly rejected: RejectedRow[];
  readonly verdict: FileVerdict;
  readonly bytesDone: number;
}

async function readAll(bytes: Uint8Array, name: string, plan: ImportPlan, tokens: PassageTokens | null, options: { signal?: AbortSignal; sniffed?: SniffedFile; firstId?: number; maxBytes?: number; onProgress?: (done: number) => void }): Promise<Pass> {
  const { signal, sniffed, firstId, maxBytes, onProgress } = options;
  const split = splitterOf(plan.split ?? tokens?.split ?? DEFAULT_SPLIT, tokens?.count ?? null);
  const stream = streamTable(bytes, plan.mapping, name, { signal, sniffed, firstId, maxBytes, split, encoding: plan.encoding, delimiter: plan.delimiter });
  const passages: Passage[] = [];
  const rejected: RejectedRow[] = [];
  let bytesDone = 0;
  let told = 0;
  for (;;) {
    const next = await stream.next();
    if (next.done) {
      const { nRows, accepted, nRejected, nPassages, encoding, warnings } = next.value;
      return { passages, rejected, bytesDone, verdict: { name, nRows, accepted, nRejected, nPassages, encoding, warnings } };
    }
    for (const passage of next.value.passages) passages.push(passage);
    for (const row of next.value.rejected) rejected.push(row);
    bytesDone = next.value.bytesDone;
    // A giant cell gives hundreds of batches a second; the page need not hear of each.
    const now = performance.now();
    if (now - told < TELL_MS && bytesDone < bytes.length) continue;
    told = now;
    onProgress?.(bytesDone);
  }
}

/** Reads the file, or the beginning of a large one, under what was chosen and, for the rest, what is found. */
export async function previewFile(file: FileBytes, choices: ImportChoices, tokens: PassageTokens, options?: CallOptions): Promise<TablePreview> {
  const { name } = file;
  const bytes = await bytesOf(file);
  throwIfAborted(options?.signal, 'the preview');
  const pace = new Pace(options?.signal, 'the preview');
  const sniffed = await pace.through(sniffing(bytes, name, choices));
  const { proposed, mapping } = mappingOf(sniffed, choices.mapping);
  const view = withHeader(sniffed, mapping.hasHeader);
  const plan: Required<ImportPlan> = {
    mapping,
    encoding: choices.encoding ?? sniffed.encoding.name,
    delimiter: choices.delimiter ?? sniffed.delimiter,
    split: clampSplit(choices.split ?? tokens.split ?? DEFAULT_SPLIT),
  };
  const read: ImportPlan = { mapping, encoding: choices.encoding, delimiter: choices.delimiter, split: plan.split };
  let pass: Pass;
  try {
    pass = await readAll(bytes, name, read, tokens, { signal: options?.signal, sniffed, maxBytes: PREVIEW_BYTES });
  } catch (error) {
    // A header without rows is told where the plan can still be changed: the first row may be data.
    if (!(error instanceof UserError) || error.kind !== 'bad-file') throw error;
    // In a long file the first row may just be longer than a preview.
    const isCut = bytes.length > PREVIEW_BYTES;
    const warnings = [isCut ? 'The first row is longer than a preview reads: it is read with the whole file.' : `${error.message}. ${error.hint}`];
    pass = { passages: [], rejected: [], bytesDone: isCut ? PREVIEW_BYTES : bytes.length, verdict: { name, nRows: 0, accepted: 0, nRejected: 0, nPassages: 0, encoding: sniffed.encoding.label, warnings } };
  }
  const complete = pass.bytesDone >= bytes.length;
  const lengths: number[] = [];
  for (const { title, text } of evenly(pass.passages, MEASURED)) {
    lengths.push(tokens.encode(title, text, false).ids.length);
    if (pace.due) await pace.rest();
  }
  const check: ImportCheck = {
    ...pass.verdict,
    complete,
    nRowsEstimate: complete ? pass.verdict.nRows : Math.round((pass.verdict.nRows * bytes.length) / Math.max(1, pass.bytesDone)),
    rejected: pass.rejected.slice(0, REJECTED_SHOWN),
    passages: pass.passages.slice(0, PASSAGES_SHOWN).map((passage) => passagePreview(passage, tokens)),
    tokens: tokenLengths(lengths, tokens.limit),
  };
  return {
    fileName: name,
    format: sniffed.format,
    encoding: sniffed.encoding.label,
    delimiter: plan.delimiter,
    columns: view.columns,
    rows: view.rows.slice(0, ROWS_SHOWN).map((row) => row.slice(0, view.columns.length).map((cell) => cell.slice(0, CELL_SHOWN))),
    mapping: proposed,
    plan,
    check,
    nQuestions: sniffed.format === 'squad' ? (await pace.through(readingQuestions(bytes, name))).length : 0,
  };
}

/** The rows of several files as the passages of one base. */
export interface ReadSources {
  readonly passages: readonly Passage[];
  /** Every rejected row; `file` is told where there is more than one. */
  readonly rejected: readonly RejectedRow[];
  readonly files: readonly FileVerdict[];
  readonly nRows: number;
  readonly accepted: number;
  /** Of the files, each named once. */
  readonly encoding: string;
}

/** Reads all files in their order. Throws a UserError when one cannot be read, or when no row of all gives a passage. */
export async function readSources(sources: readonly ImportSource[], tokens: PassageTokens | null, options?: CallOptions): Promise<ReadSources> {
  const buffers: Uint8Array[] = [];
  for (const { file } of sources) buffers.push(await bytesOf(file));
  const total = buffers.reduce((sum, { length }) => sum + length, 0);
  const reading = progressOf('Reading the table', options);
  const passages: Passage[] = [];
  const rejected: RejectedRow[] = [];
  const files: FileVerdict[] = [];
  let before = 0;
  for (const [i, { file, plan }] of sources.entries()) {
    const from = before;
    const pass = await readAll(buffers[i], file.name, plan, tokens, { signal: options?.signal, firstId: passages.length, onProgress: (done) => reading(from + done, total) });
    for (const passage of pass.passages) passages.push(passage);
    for (const row of pass.rejected) rejected.push(sources.length > 1 ? { ...row, file: file.name } : row);
    files.push(pass.verdict);
    before += buffers[i].length;
  }
  const sum = (of: (verdict: FileVerdict) => number): number => files.reduce((all, verdict) => all + of(verdict), 0);
  if (passages.length === 0) {
    const nRows = sum((verdict) => verdict.nRows);
    throw new UserError(
      'bad-file',
      `${sources.map(({ file }) => file.name).join(', ')}: none of its ${nRows} rows gives a passage (${rejected[0]?.reason ?? 'no rows'})`,
      'Choose the column that holds the text, or check the header switch.',
    );
  }
  return { passages, rejected, files, nRows: sum((verdict) => verdict.nRows), accepted: sum((verdict) => verdict.accepted), encoding: [...new Set(files.map(({ encoding }) => encoding))].join(', ') };
}

/** The rejected rows as a file; `from` says which file each is of, where there are several. */
export function rejectedCsv(rejected: readonly RejectedRow[]): Blob {
  const several = rejected.some(({ file }) => file !== undefined);
  const head = [...(several ? ['file'] : []), 'row', 'reason', 'beginning of the row'].map(csvText).join(',');
  const parts = [head];
  for (const { file, row, reason, excerpt = '' } of rejected) {
    parts.push(`\r\n${several ? `${csvText(file ?? '')},` : ''}${row},${csvText(reason)},${csvText(excerpt)}`);
  }
  // The byte order mark tells spreadsheets that this is UTF-8.
  return new Blob(['\ufeff', parts.join(''), '\r\n'], { type: 'text/csv;charset=utf-8' });
}

export async function tableQuestions(file: FileBytes): Promise<string> {
  return questionsTsv(await new Pace(undefined, 'reading the questions').through(readingQuestions(await bytesOf(file), file.name)));
}
