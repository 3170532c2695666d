/**
 * A file store in the browser's private file system (OPFS). In a worker it writes through synchronous handles, which append
 * in place and lose at most what was not flushed; elsewhere through writable streams, which show nothing until they are closed.
 */
import { UserError } from '../errors.ts';
import { missing, noRoom, storageError } from './failures.ts';
import { checkWithin } from './memoryStore.ts';
import { segmentsOf } from './paths.ts';
import type { FileStore, FileWriter, StoredBytes, StoredFile } from './types.ts';

/** Not in TypeScript's DOM library, which knows the page but no worker. */
interface SyncAccessHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

type FileHandle = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<SyncAccessHandle> };
type DirectoryHandle = FileSystemDirectoryHandle & { entries(): AsyncIterable<[string, FileSystemDirectoryHandle | FileHandle]> };

export async function openOpfs(): Promise<FileStore> {
  if (!navigator.storage?.getDirectory) {
    throw new UserError('storage', 'This browser offers no private file system', 'Use a newer browser, and open the page by https or from localhost.');
  }
  try {
    return new OpfsStore((await navigator.storage.getDirectory()) as DirectoryHandle);
  } catch (error) {
    throw storageError(error, 'opening the storage', 'the storage');
  }
}

class OpfsStore implements FileStore {
  readonly #root: DirectoryHandle;

  constructor(root: DirectoryHandle) {
    this.#root = root;
  }

  async list(folder: string): Promise<StoredFile[]> {
    const directory = await this.#folder(segmentsOf(folder), false);
    const found = directory ? await filesOf(directory, '') : [];
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async bytes(path: string): Promise<number | null> {
    return (await this.#file(path))?.size ?? null;
  }

  async open(path: string): Promise<StoredBytes> {
    const file = await this.#file(path);
    if (!file) throw missing(path);
    return {
      size: file.size,
      read: (offset, length) =>
        guarded(`reading ${path}`, path, async () => {
          checkWithin(path, file.size, offset, length);
          return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
        }),
    };
  }

  append(path: string, keep: number): Promise<FileWriter> {
    return guarded(`writing ${path}`, path, async () => {
      const handle = await this.#handle(path);
      const sync = await syncHandle(handle);
      return sync ? syncWriter(path, sync, keep) : streamWriter(path, handle, keep);
    });
  }

  /** A stream's content replaces the file when it is closed, so a reader never finds half of it. */
  writeText(path: string, text: string): Promise<void> {
    return guarded(`writing ${path}`, path, async () => {
      const handle = await this.#handle(path);
      if (typeof handle.createWritable !== 'function') {
        const writer = await this.append(path, 0);
        try {
          await writer.write(new TextEncoder().encode(text));
        } finally {
          await writer.close();
        }
        return;
      }
      const stream = await handle.createWritable();
      try {
        await stream.write(text);
      } catch (error) {
        await stream.abort().catch(() => undefined);
        throw error;
      }
      await stream.close();
    });
  }

  async readText(path: string): Promise<string | null> {
    const file = await this.#file(path);
    return file ? guarded(`reading ${path}`, path, () => file.text()) : null;
  }

  remove(path: string): Promise<void> {
    const parts = segmentsOf(path);
    return guarded(`deleting ${path}`, path, async () => {
      const parent = await this.#folder(parts.slice(0, -1), false);
      try {
        await parent?.removeEntry(parts[parts.length - 1], { recursive: true });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    });
  }

  async #folder(parts: readonly string[], create: boolean): Promise<DirectoryHandle | null> {
    let directory = this.#root;
    for (const part of parts) {
      try {
        directory = (await directory.getDirectoryHandle(part, { create })) as DirectoryHandle;
      } catch (error) {
        if (!create && isMissing(error)) return null;
        throw error;
      }
    }
    return directory;
  }

  async #handle(path: string): Promise<FileHandle> {
    const parts = segmentsOf(path);
    const folder = await this.#folder(parts.slice(0, -1), true);
    return folder!.getFileHandle(parts[parts.length - 1], { create: true });
  }

  #file(path: string): Promise<File | null> {
    const parts = segmentsOf(path);
    return guarded(`opening ${path}`, path, async () => {
      const folder = await this.#folder(parts.slice(0, -1), false);
      try {
        return folder ? await (await folder.getFileHandle(parts[parts.length - 1])).getFile() : null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    });
  }
}

async function filesOf(directory: DirectoryHandle, prefix: string): Promise<StoredFile[]> {
  const found: StoredFile[] = [];
  for await (const [name, handle] of directory.entries()) {
    if (handle.kind === 'directory') found.push(...(await filesOf(handle as DirectoryHandle, `${prefix}${name}/`)));
    else found.push({ path: prefix + name, bytes: (await handle.getFile()).size });
  }
  return found;
}

/** null outside workers, where the browser has the method and refuses it. */
async function syncHandle(handle: FileHandle): Promise<SyncAccessHandle | null> {
  if (typeof handle.createSyncAccessHandle !== 'function' || typeof document !== 'undefined') return null;
  return handle.createSyncAccessHandle();
}

function syncWriter(path: string, handle: SyncAccessHandle, keep: number): FileWriter {
  let position = keep;
  handle.truncate(keep);
  return {
    get position() {
      return position;
    },
    write: (bytes) =>
      guarded(`writing ${path}`, path, async () => {
        const written = handle.write(bytes, { at: position });
        if (written !== bytes.length) {
          handle.truncate(position);
          throw noRoom(path);
        }
        position += written;
      }),
    truncate: async (size) => {
      position = Math.min(size, position);
      handle.truncate(position);
    },
    close: async () => {
      try {
        handle.flush();
      } finally {
        handle.close();
      }
    },
  };
}

async function streamWriter(path: string, handle: FileSystemFileHandle, keep: number): Promise<FileWriter> {
  const stream = await handle.createWritable({ keepExistingData: true });
  let position = keep;
  await stream.truncate(keep);
  await stream.seek(keep);
  return {
    get position() {
      return position;
    },
    write: (bytes) =>
      guarded(`writing ${path}`, path, async () => {
        await stream.write(bytes as Uint8Array<ArrayBuffer>);
        position += bytes.length;
      }),
    truncate: async (size) => {
      position = Math.min(size, position);
      await stream.truncate(position);
      await stream.seek(position);
    },
    close: () => guarded(`writing ${path}`, path, () => stream.close()),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NotFoundError' || error.name === 'TypeMismatchError');
}

async function guarded<T>(what: string, path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw storageError(error, what, path);
  }
}
