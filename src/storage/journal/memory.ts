/** Files in memory: what stands in for a browser's storage where there is none. Knows no format. */
import { UserError } from '../../errors.ts';
import type { Folder, Snapshot, WritableFile } from './files.ts';

/** Bytes that grow by doubling. */
class GrowingBytes {
  size = 0;
  #buffer = new Uint8Array(1024);

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.size));
      this.#buffer = larger;
    }
    if (offset > this.size) this.#buffer.fill(0, this.size, offset);
    this.#buffer.set(bytes, offset);
    this.size = Math.max(this.size, end);
  }

  truncate(size: number): void {
    if (size > this.size) this.write(size, new Uint8Array(0));
    this.size = size;
  }

  slice(offset: number, length: number): Uint8Array {
    return this.#buffer.slice(offset, Math.min(this.size, offset + length));
  }
}

export class MemoryFolder implements Folder {
  readonly #files = new Map<string, GrowingBytes>();
  readonly #folders = new Map<string, MemoryFolder>();
  readonly #open = new Set<string>();

  async folder(name: string): Promise<MemoryFolder> {
    const folder = this.#folders.get(name) ?? new MemoryFolder();
    this.#folders.set(name, folder);
    return folder;
  }

  async folders(): Promise<readonly string[]> {
    return [...this.#folders.keys()];
  }

  async files(): Promise<readonly string[]> {
    return [...this.#files.keys()];
  }

  async write(name: string): Promise<WritableFile> {
    if (this.#open.has(name)) throw new Error(`internal: ${name} is being written already`);
    const bytes = this.#files.get(name) ?? new GrowingBytes();
    this.#files.set(name, bytes);
    this.#open.add(name);
    return {
      write: (offset, data) => bytes.write(offset, data),
      flush: () => {},
      truncate: (size) => bytes.truncate(size),
      close: () => void this.#open.delete(name),
    };
  }

  async read(name: string): Promise<Snapshot | null> {
    const bytes = this.#files.get(name);
    if (!bytes) return null;
    const { size } = bytes;
    return {
      size,
      read: async (offset, length) => {
        if (offset + length > size) throw new UserError('storage', `${name}: bytes ${offset} to ${offset + length} wanted, it ends at ${size}`);
        return bytes.slice(offset, length);
      },
    };
  }

  async remove(name: string): Promise<void> {
    this.#files.delete(name);
    this.#folders.delete(name);
  }
}
