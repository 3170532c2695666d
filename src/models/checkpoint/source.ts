/** Random-access bytes and named files, the two things that checkpoint readers read from. Knows neither formats nor where files live. */
import { UserError } from '../../errors.ts';

export interface ByteSource {
  /** Total bytes. */
  readonly size: number;
  /** @returns exactly `length` bytes from `offset`; rejects with a UserError when they are not there */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A folder of files with forward-slash paths relative to its root. */
export interface FileSource {
  /** What the folder is called in messages. */
  readonly name: string;
  list(): Promise<readonly string[]>;
  open(path: string): Promise<ByteSource>;
  readText(path: string): Promise<string>;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => {
      checkRange('data in memory', bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** A Blob or File; only the bytes asked for are brought into memory. */
export function blobSource(blob: Blob, name = 'file'): ByteSource {
  return {
    size: blob.size,
    read: async (offset, length) => {
      checkRange(name, blob.size, offset, length);
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        throw new UserError(
          'bad-file',
          `${name}: the browser could not read it (${error instanceof Error ? error.message : String(error)})`,
          'The file may have been moved or changed since it was chosen; choose it again.',
        );
      }
    },
  };
}

/** Files held in memory, path -> contents. */
export function memoryFiles(name: string, files: ReadonlyMap<string, Uint8Array | string>): FileSource {
  const bytesOf = (path: string): Uint8Array => {
    const contents = files.get(path);
    if (contents === undefined) throw missingFile(name, path);
    return typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
  };
  return {
    name,
    list: async () => [...files.keys()],
    open: async (path) => memorySource(bytesOf(path)),
    readText: async (path) => decodeText(bytesOf(path), path),
  };
}

export function checkRange(name: string, size: number, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > size) {
    throw new UserError(
      'bad-file',
      `${name}: bytes ${offset}..${offset + length} wanted, the file ends at ${size}`,
      'The file is incomplete; download it again.',
    );
  }
}

export function missingFile(folder: string, path: string): UserError {
  return new UserError('bad-file', `${folder}: there is no file ${path}`, 'Choose the whole checkpoint folder.');
}

/** UTF-8, strictly: a replacement character in a vocabulary would be a silent error. */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError('bad-file', `${path}: not UTF-8 text`, 'Save it as UTF-8 or download it again.');
  }
}

export function joinPath(folder: string, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}
