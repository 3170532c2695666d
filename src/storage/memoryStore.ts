/** A file store in memory, with the behaviour of the browser's, for tests and for browsers that refuse storage. Outlives nothing. */
import { UserError } from '../errors.ts';
import { missing, noRoom } from './failures.ts';
import { segmentsOf } from './paths.ts';
import type { FileStore, FileWriter, StoredBytes } from './types.ts';

export interface MemoryStoreOptions {
  /** Bytes that fit; writing more fails as a full disk does. */
  readonly capacity?: number;
}

interface Held {
  bytes: Uint8Array;
  length: number;
  writing: boolean;
}

export class MemoryStore implements FileStore {
  /** Change it to make room, or to take it away. */
  capacity: number;
  readonly #files = new Map<string, Held>();

  constructor({ capacity = Infinity }: MemoryStoreOptions = {}) {
    this.capacity = capacity;
  }

  get used(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  async list(folder: string): Promise<{ path: string; bytes: number }[]> {
    const prefix = `${segmentsOf(folder).join('/')}/`;
    return [...this.#files]
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, { length }]) => ({ path: path.slice(prefix.length), bytes: length }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async bytes(path: string): Promise<number | null> {
    return this.#files.get(segmentsOf(path).join('/'))?.length ?? null;
  }

  async open(path: string): Promise<StoredBytes> {
    const held = this.#files.get(segmentsOf(path).join('/'));
    if (!held) throw missing(path);
    const snapshot = held.bytes.slice(0, held.length);
    return {
      size: snapshot.length,
      read: async (offset, length) => {
        checkWithin(path, snapshot.length, offset, length);
        return snapshot.slice(offset, offset + length);
      },
    };
  }

  async append(path: string, keep: number): Promise<FileWriter> {
    const key = segmentsOf(path).join('/');
    const held = this.#files.get(key) ?? { bytes: new Uint8Array(0), length: 0, writing: false };
    if (held.writing) throw new UserError('storage', `writing ${path}: the file is in use`, 'Another writer has it open.');
    if (keep > held.length) throw new Error(`internal: ${path} has ${held.length} bytes, ${keep} were to be kept`);
    held.writing = true;
    held.length = keep;
    this.#files.set(key, held);
    return {
      get position() {
        return held.length;
      },
      write: async (bytes) => {
        if (this.used + bytes.length > this.capacity) throw noRoom(path);
        held.bytes = grown(held.bytes, held.length, held.length + bytes.length);
        held.bytes.set(bytes, held.length);
        held.length += bytes.length;
      },
      truncate: async (size) => {
        held.length = Math.min(size, held.length);
      },
      close: async () => {
        held.writing = false;
      },
    };
  }

  async writeText(path: string, text: string): Promise<void> {
    const key = segmentsOf(path).join('/');
    const bytes = new TextEncoder().encode(text);
    if (this.used - (this.#files.get(key)?.length ?? 0) + bytes.length > this.capacity) throw noRoom(path);
    this.#files.set(key, { bytes, length: bytes.length, writing: false });
  }

  async readText(path: string): Promise<string | null> {
    const held = this.#files.get(segmentsOf(path).join('/'));
    return held ? new TextDecoder().decode(held.bytes.subarray(0, held.length)) : null;
  }

  async remove(path: string): Promise<void> {
    const key = segmentsOf(path).join('/');
    for (const name of this.#files.keys()) if (name === key || name.startsWith(`${key}/`)) this.#files.delete(name);
  }
}

function grown(bytes: Uint8Array, length: number, wanted: number): Uint8Array {
  if (wanted <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.max(wanted, 2 * bytes.length));
  larger.set(bytes.subarray(0, length));
  return larger;
}

/** Shared by the stores: a read beyond the end means that the file is not what its reader thinks. */
export function checkWithin(path: string, size: number, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) return;
  throw new UserError('storage', `${path}: bytes ${offset}..${offset + length} wanted, the file ends at ${size}`, 'The stored file is incomplete; delete it and download it again.');
}
