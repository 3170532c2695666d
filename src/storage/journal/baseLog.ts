/**
 * The passages, row verdicts and settings of one knowledge base as a log. Knows neither vectors nor where files live.
 *
 * A table counts once its TABLE segment is there: an import that was cut off while its table was being written left
 * nothing behind but bytes that the next BEGIN makes void.
 */
import type { Passage, RejectedRow } from '../../retrieval/types.ts';
import type { Folder } from './files.ts';
import { jsonBytes, jsonOf } from './json.ts';
import { LogReader, LogWriter, type Segment } from './log.ts';

const LOG = 'base';
const [META, BEGIN, PASSAGES, REJECTED, TABLE] = [1, 2, 3, 4, 5];
/** UTF-16 units of one segment of passages, unless one passage is longer. */
const CHUNK_UNITS = 1 << 19;
const REJECTED_A_SEGMENT = 4096;

export type BaseOrigin = 'sample' | 'imported' | 'bundle';

/** What changes over a base's life; written whole with each change. */
export interface BaseMeta {
  readonly name: string;
  readonly origin: BaseOrigin;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly usedAt: number;
  readonly deletedAt: number | null;
  /** The vector log in use, or null before the first is whole. */
  readonly vectors: string | null;
  /** The vector log that is being written. */
  readonly pending: string | null;
  /** True when the user stopped the writing: it does not go on by itself. */
  readonly halted: boolean;
  /** Of the source where that says whether the base is up to date, else ''. */
  readonly sourceHash: string;
  readonly embedSeconds: number;
}

/** What is known of one file that went into the base: accepted + nRejected = nRows. */
export interface FilePart {
  readonly name: string;
  readonly nRows: number;
  readonly accepted: number;
  readonly nRejected: number;
  readonly nPassages: number;
  readonly encoding: string;
  /** What the user should know though nothing was lost, one sentence each. */
  readonly warnings: readonly string[];
}

export interface StoredBase {
  readonly meta: BaseMeta;
  readonly files: readonly FilePart[];
  readonly nPassages: number;
  /** Bytes of the log. */
  readonly bytes: number;
}

/** A passage without its id, which is its place. */
export type StoredPassage = Omit<Passage, 'id'>;

/** @returns null where no base was ever completed */
export async function readBase(folder: Folder): Promise<StoredBase | null> {
  const log = await LogReader.open(folder, LOG);
  const lastMeta = log.segments.findLast(({ kind }) => kind === META);
  const markers = log.segments.filter(({ kind }) => kind === TABLE);
  if (!lastMeta || markers.length === 0) return null;
  const files: FilePart[] = [];
  for (const marker of markers) files.push(...jsonOf<FilePart[]>(await log.read(marker)));
  return {
    meta: jsonOf(await log.read(lastMeta)),
    files,
    nPassages: files.reduce((sum, { nPassages }) => sum + nPassages, 0),
    bytes: log.size,
  };
}

/** @throws DamagedSegment when the storage lost bytes of the passages */
export async function readContents(folder: Folder): Promise<{ passages: Passage[]; rejected: RejectedRow[] }> {
  const log = await LogReader.open(folder, LOG);
  const passages: Passage[] = [];
  const rejected: RejectedRow[] = [];
  for (const segment of completed(log.segments)) {
    if (segment.kind === PASSAGES) for (const stored of jsonOf<StoredPassage[]>(await log.read(segment))) passages.push({ id: passages.length, ...stored });
    else rejected.push(...jsonOf<RejectedRow[]>(await log.read(segment)));
  }
  return { passages, rejected };
}

/** The segments of passages and verdicts between a BEGIN and its TABLE. */
function completed(segments: readonly Segment[]): Segment[] {
  const whole: Segment[] = [];
  let open: Segment[] = [];
  for (const segment of segments) {
    if (segment.kind === BEGIN) open = [];
    else if (segment.kind === TABLE) whole.push(...open.splice(0));
    else if (segment.kind === PASSAGES || segment.kind === REJECTED) open.push(segment);
  }
  return whole;
}

export class BaseWriter {
  readonly #log: LogWriter;

  private constructor(log: LogWriter) {
    this.#log = log;
  }

  /** Opens, lets `write` append, and closes. */
  static async with<T>(folder: Folder, write: (writer: BaseWriter) => T | Promise<T>): Promise<T> {
    const log = await LogWriter.open(folder, LOG);
    try {
      return await write(new BaseWriter(log));
    } finally {
      log.close();
    }
  }

  setMeta(meta: BaseMeta): void {
    this.#log.append(META, jsonBytes(meta));
  }

  /** Durable as a whole, or not there. */
  async addTable(files: readonly FilePart[], passages: readonly StoredPassage[], rejected: readonly RejectedRow[], onProgress: (done: number, total: number) => void = () => {}): Promise<void> {
    this.#log.append(BEGIN, new Uint8Array(0));
    for (let start = 0; start < passages.length; ) {
      const end = chunkEnd(passages, start);
      const chunk = passages.slice(start, end).map(({ title, text, row, key, metadata }): StoredPassage => ({ title, text, row, key, metadata }));
      this.#log.append(PASSAGES, jsonBytes(chunk));
      start = end;
      onProgress(end, passages.length);
      // Writing is synchronous: a cancel can only be heard between segments.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    for (let start = 0; start < rejected.length; start += REJECTED_A_SEGMENT) this.#log.append(REJECTED, jsonBytes(rejected.slice(start, start + REJECTED_A_SEGMENT)));
    this.#log.append(TABLE, jsonBytes(files));
  }
}

function chunkEnd(passages: readonly StoredPassage[], start: number): number {
  let end = start;
  for (let units = 0; end < passages.length && (end === start || units < CHUNK_UNITS); end++) units += passages[end].text.length + passages[end].title.length + 48;
  return end;
}

/** Bytes that the passages take in storage, as UTF-8 with their JSON around them; a little too many rather than too few. */
export function contentBytes(passages: readonly StoredPassage[], rejected: readonly RejectedRow[]): number {
  const textBytes = (text: string) => Math.ceil(1.1 * text.length) + (/[^\0-\x7f]/.test(text) ? text.length : 0);
  let bytes = 0;
  for (const { title, text, metadata } of passages) bytes += textBytes(title) + textBytes(text) + 48 + (metadata ?? []).reduce((sum, [name, value]) => sum + textBytes(name) + textBytes(value) + 8, 0);
  for (const { reason, excerpt } of rejected) bytes += reason.length + textBytes(excerpt ?? '') + 48;
  return bytes;
}
