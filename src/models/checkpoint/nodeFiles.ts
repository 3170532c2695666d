/** Checkpoint folders on disk, for Node; the only file here that names node:fs, so that the page's bundle stays free of it. */
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UserError } from '../../errors.ts';
import { checkRange, decodeText, missingFile, type ByteSource, type FileSource } from './source.ts';

export function nodeFolder(folder: string): FileSource {
  const openFile = async (path: string): Promise<ByteSource> => {
    const full = join(folder, path);
    try {
      return fileSource(full, (await stat(full)).size);
    } catch (error) {
      if (isMissing(error)) throw missingFile(folder, path);
      throw error;
    }
  };
  return {
    name: folder,
    list: async () => {
      try {
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        return entries
          .filter((entry) => !entry.isDirectory())
          .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
          .sort();
      } catch (error) {
        if (isMissing(error)) throw new UserError('bad-file', `${folder}: there is no such folder`, 'Check the path.');
        throw error;
      }
    },
    open: openFile,
    readText: async (path) => {
      const source = await openFile(path);
      return decodeText(await source.read(0, source.size), path);
    },
  };
}

/** Opens the file for each read, so that nothing needs closing. */
function fileSource(path: string, size: number): ByteSource {
  return {
    size,
    read: async (offset, length) => {
      checkRange(path, size, offset, length);
      const bytes = new Uint8Array(length);
      const file = await open(path);
      try {
        for (let done = 0; done < length; ) {
          const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
          if (bytesRead === 0) throw new UserError('bad-file', `${path}: the file became shorter while it was read`);
          done += bytesRead;
        }
      } finally {
        await file.close();
      }
      return bytes;
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
