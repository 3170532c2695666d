/** Checkpoint folders that the user drops or chooses in a browser. Knows no network and no storage. */
import { UserError } from '../../errors.ts';
import { blobSource, decodeText, missingFile, type FileSource } from './source.ts';

/** A File is a reference: its bytes stay on the disk, and are read by ranges. */
export function filesByPath(name: string, files: Iterable<{ readonly path: string; readonly file: File }>): FileSource {
  const byPath = new Map<string, File>();
  for (const { path, file } of files) {
    if (byPath.has(path)) throw new UserError('bad-input', `${name}: two files are called ${path}`, 'Choose one checkpoint folder.');
    byPath.set(path, file);
  }
  const fileOf = (path: string): File => {
    const file = byPath.get(path);
    if (!file) throw missingFile(name, path);
    return file;
  };
  return {
    name,
    list: async () => [...byPath.keys()],
    open: async (path) => blobSource(fileOf(path), path),
    readText: async (path) => {
      const source = blobSource(fileOf(path), path);
      return decodeText(await source.read(0, source.size), path);
    },
  };
}

/** Files of a folder picker: the first part of webkitRelativePath is the folder's own name. */
export function fileList(files: Iterable<File>, name = 'chosen files'): FileSource {
  return filesByPath(name, Array.from(files, (file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file })));
}
