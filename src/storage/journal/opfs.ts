/**
 * The journal's folders in the browser's private file system (OPFS). Writes through synchronous handles, which only workers
 * have: unlike a writable stream they can flush a commit and go on. Knows no format.
 */
import { UserError } from '../../errors.ts';
import type { Folder, Snapshot, WritableFile } from './files.ts';
import { storageError } from './log.ts';

/** Not in TypeScript's DOM library, which knows the page but no worker. */
interface SyncAccessHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

type FileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };
type DirectoryHandle = FileSystemDirectoryHandle & { entries(): AsyncIterable<[string, FileSystemHandle]> };

/** A snapshot taken while another tab writes can no longer be read; another one can. */
const READ_ATTEMPTS = 5;

/** @returns null where the browser offers no such storage to this page: in private windows, or with site data blocked */
export async function openOpfsFolder(name: string): Promise<Folder | null> {
  try {
    const root = (await navigator.storage.getDirectory()) as DirectoryHandle;
    const directory = (await root.getDirectoryHandle(name, { create: true })) as DirectoryHandle;
    await proveWritable(directory);
    return new OpfsFolder(directory);
  } catch {
    return null;
  }
}

/** Some browsers hand out a directory that then takes no file. Another tab may prove the same at this moment. */
async function proveWritable(directory: DirectoryHandle): Promise<void> {
  const name = `probe-${crypto.randomUUID()}`;
  const handle = (await directory.getFileHandle(name, { create: true })) as FileHandle;
  const access = await handle.createSyncAccessHandle();
  access.close();
  await directory.removeEntry(name);
}

class OpfsFolder implements Folder {
  readonly #directory: DirectoryHandle;

  constructor(directory: DirectoryHandle) {
    this.#directory = directory;
  }

  async folder(name: string): Promise<Folder> {
    return new OpfsFolder((await this.#directory.getDirectoryHandle(name, { create: true })) as DirectoryHandle);
  }

  folders(): Promise<readonly string[]> {
    return this.#names('directory');
  }

  files(): Promise<readonly string[]> {
    return this.#names('file');
  }

  async write(name: string): Promise<WritableFile> {
    try {
      const handle = (await this.#directory.getFileHandle(name, { create: true })) as FileHandle;
      return writable(await handle.createSyncAccessHandle());
    } catch (error) {
      if (error instanceof Error && error.name === 'NoModificationAllowedError')
        throw new UserError('storage', `${name} is being written in another tab`, 'Wait until it is done there, or close that tab.');
      throw storageError(error, name);
    }
  }

  async read(name: string): Promise<Snapshot | null> {
    const file = await this.#file(name);
    if (!file) return null;
    const { size } = file;
    let current = file;
    const read = async (offset: number, length: number, attempt = 1): Promise<Uint8Array> => {
      try {
        return new Uint8Array(await current.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        const next = attempt < READ_ATTEMPTS ? await this.#file(name) : null;
        if (!next) throw new UserError('storage', `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`, 'It may be changing in another tab, or the browser made room. Try again.');
        current = next;
        return read(offset, length, attempt + 1);
      }
    };
    return { size, read };
  }

  async remove(name: string): Promise<void> {
    try {
      await this.#directory.removeEntry(name, { recursive: true });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NotFoundError') throw storageError(error, name);
    }
  }

  async #file(name: string): Promise<File | null> {
    try {
      return await (await this.#directory.getFileHandle(name)).getFile();
    } catch (error) {
      if (error instanceof Error && error.name === 'NotFoundError') return null;
      throw storageError(error, name);
    }
  }

  async #names(kind: FileSystemHandleKind): Promise<string[]> {
    const names: string[] = [];
    for await (const [name, handle] of this.#directory.entries()) if (handle.kind === kind) names.push(name);
    return names.sort();
  }
}

function writable(access: SyncAccessHandle): WritableFile {
  return {
    write: (offset, bytes) => {
      // A full disk shows as an exception, as a short write, or (Chromium, private window) as 2³² − 8 bytes written, an error code without its sign.
      const written = access.write(bytes, { at: offset });
      if (written !== bytes.length) throw new DOMException(`only ${written} of ${bytes.length} bytes were written`, 'QuotaExceededError');
    },
    flush: () => access.flush(),
    truncate: (size) => access.truncate(size),
    close: () => access.close(),
  };
}
