/** Checkpoint folders that the user drops or chooses in a browser. Knows no network and no storage. */
import { UserError } from '../../errors.ts';
import { blobSource, decodeText, missingFile, type FileSource } from './source.ts';

/**
 * Paths are relative to the chosen folder: the first part of webkitRelativePath is that folder's own name.
 * @param files a FileList, or the files of a drop
 */
export function fileList(files: Iterable<File>, name = 'chosen files'): FileSource {
  const byPath = new Map<string, File>();
  for (const file of files) {
    const path = file.webkitRelativePath ? file.webkitRelativePath.split('/').slice(1).join('/') : file.name;
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
