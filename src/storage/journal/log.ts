/**
 * A write-ahead log of checked segments in two files: `name.data` holds the segments' bytes one after another, and
 * `name.commits` one record of 32 bytes for each segment that is whole. Knows no knowledge base.
 *
 * A segment is written, flushed, and only then committed, and the commit is flushed before append returns: a crash at any
 * point leaves the segments acknowledged before, and at most one more. Each record's checksum is seeded with that of the
 * record before, so that a record left over from an earlier, longer log never continues this one.
 */
import { UserError } from '../../errors.ts';
import { crc32c } from './crc32c.ts';
import type { Folder, Snapshot, WritableFile } from './files.ts';

const MAGIC = 0x31474c52;
const RECORD_BYTES = 32;
/** Read at once when segments are read in order: a read of OPFS costs more than a few kilobytes. */
const WINDOW_BYTES = 8 << 20;

export interface Segment {
  readonly kind: number;
  /** What the owner of the log wants to know before it reads the bytes. */
  readonly tag: number;
  readonly offset: number;
  readonly length: number;
  /** CRC-32C of the bytes. */
  readonly checksum: number;
}

interface Committed {
  readonly segments: readonly Segment[];
  /** Checksum of the last record, the seed of the next. */
  readonly seed: number;
  /** Where the next segment's bytes go. */
  readonly end: number;
}

/** A segment whose bytes are not those that were committed: the storage itself failed. */
export class DamagedSegment extends Error {
  readonly segment: Segment;

  constructor(name: string, segment: Segment) {
    super(`${name}: the ${segment.length} bytes at ${segment.offset} are not those that were written`);
    this.name = 'DamagedSegment';
    this.segment = segment;
  }
}

/** The longest valid prefix of a file of commit records. */
export function parseCommits(bytes: Uint8Array, dataSize: number): Committed {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments: Segment[] = [];
  let seed = 0;
  let end = 0;
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const checksum = crc32c(bytes.subarray(at, at + RECORD_BYTES - 4), seed);
    if (view.getUint32(at, true) !== MAGIC || view.getUint32(at + 28, true) !== checksum) break;
    const segment: Segment = {
      kind: view.getUint32(at + 4, true),
      tag: view.getUint32(at + 8, true),
      offset: view.getUint32(at + 12, true) + 2 ** 32 * view.getUint32(at + 16, true),
      length: view.getUint32(at + 20, true),
      checksum: view.getUint32(at + 24, true),
    };
    if (segment.offset !== end || end + segment.length > dataSize) break;
    segments.push(segment);
    end += segment.length;
    seed = checksum;
  }
  return { segments, seed, end };
}

function recordOf({ kind, tag, offset, length, checksum }: Segment, seed: number): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  [MAGIC, kind, tag, offset % 2 ** 32, Math.floor(offset / 2 ** 32), length, checksum].forEach((value, i) => view.setUint32(4 * i, value, true));
  view.setUint32(28, crc32c(bytes.subarray(0, 28), seed), true);
  return bytes;
}

async function committedIn(folder: Folder, name: string): Promise<{ committed: Committed; data: Snapshot | null; recordBytes: number }> {
  // The commits are read first: whatever they name has been written by then, also where another tab is writing.
  const commits = await folder.read(`${name}.commits`);
  const bytes = commits ? await commits.read(0, commits.size) : new Uint8Array(0);
  const data = await folder.read(`${name}.data`);
  return { committed: parseCommits(bytes, data?.size ?? 0), data, recordBytes: bytes.length };
}

/** The committed segments of a log, read as they were when it was opened. */
export class LogReader {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly #data: Snapshot | null;
  #window = { offset: 0, bytes: new Uint8Array(0) };

  private constructor(name: string, segments: readonly Segment[], data: Snapshot | null) {
    this.name = name;
    this.segments = segments;
    this.#data = data;
  }

  /** A log that was never written has no segments. */
  static async open(folder: Folder, name: string): Promise<LogReader> {
    const { committed, data } = await committedIn(folder, name);
    return new LogReader(name, committed.segments, data);
  }

  /** Bytes of all segments. */
  get size(): number {
    const last = this.segments.at(-1);
    return last ? last.offset + last.length : 0;
  }

  /** @throws DamagedSegment. Fastest in the order of the segments. */
  async read(segment: Segment): Promise<Uint8Array> {
    const bytes = await this.#bytesOf(segment);
    if (crc32c(bytes) !== segment.checksum) throw new DamagedSegment(this.name, segment);
    return bytes;
  }

  async #bytesOf({ offset, length }: Segment): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    if (offset < this.#window.offset || offset + length > this.#window.offset + this.#window.bytes.length) {
      const wanted = Math.min(this.size - offset, Math.max(length, WINDOW_BYTES));
      this.#window = { offset, bytes: await this.#data!.read(offset, wanted) as Uint8Array<ArrayBuffer> };
    }
    const start = offset - this.#window.offset;
    return this.#window.bytes.slice(start, start + length);
  }
}

/** The one writer of a log. */
export class LogWriter {
  readonly name: string;
  readonly #data: WritableFile;
  readonly #commits: WritableFile;
  readonly #segments: Segment[];
  #seed: number;
  #end: number;
  /** True while records that count for nothing may stand behind the last one. */
  #leftovers: boolean;

  private constructor(name: string, data: WritableFile, commits: WritableFile, { segments, seed, end }: Committed, leftovers: boolean) {
    this.name = name;
    this.#data = data;
    this.#commits = commits;
    this.#segments = [...segments];
    this.#seed = seed;
    this.#end = end;
    this.#leftovers = leftovers;
  }

  /** Goes on after the longest valid prefix; what lies behind it is overwritten. */
  static async open(folder: Folder, name: string): Promise<LogWriter> {
    const { committed, recordBytes } = await committedIn(folder, name);
    const data = await folder.write(`${name}.data`);
    try {
      return new LogWriter(name, data, await folder.write(`${name}.commits`), committed, recordBytes > RECORD_BYTES * committed.segments.length);
    } catch (error) {
      data.close();
      throw error;
    }
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Durable when it returns. When it throws, the log is as it was, and appending may be tried again. */
  append(kind: number, bytes: Uint8Array, tag = 0): Segment {
    const segment: Segment = { kind, tag, offset: this.#end, length: bytes.length, checksum: crc32c(bytes) };
    const record = recordOf(segment, this.#seed);
    try {
      this.#forgetLeftovers();
      this.#leftovers = true;
      this.#data.write(segment.offset, bytes);
      this.#data.flush();
      this.#commits.write(RECORD_BYTES * this.#segments.length, record);
      this.#commits.flush();
    } catch (error) {
      throw storageError(error, this.name);
    }
    this.#leftovers = false;
    this.#segments.push(segment);
    this.#seed = new DataView(record.buffer).getUint32(28, true);
    this.#end += segment.length;
    return segment;
  }

  /** A record whose append failed may be whole; it must be gone before the bytes that it names are overwritten. */
  #forgetLeftovers(): void {
    if (!this.#leftovers) return;
    this.#commits.truncate(RECORD_BYTES * this.#segments.length);
    this.#commits.flush();
  }

  close(): void {
    try {
      this.#data.close();
    } finally {
      this.#commits.close();
    }
  }
}

/** The browser gives this page no more room. */
export class StorageFull extends UserError {
  constructor(what: string) {
    super('storage', `${what}: the browser's storage for this page is full`, 'Delete a knowledge base, empty the deleted ones, or remove downloaded models; then go on where it stopped.');
  }
}

/** What a browser says when it cannot write, in the user's words. */
export function storageError(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  if (error.name === 'QuotaExceededError') return new StorageFull(what);
  return new UserError('storage', `${what} cannot be written: ${error.message}`, 'Go on where it stopped, or reload the page.');
}
