/** A folder that the user picked or dropped, as files with paths below it, and as a source for the checkpoint readers. Knows no view. */
import { UserError } from '../../errors.ts';
import { filesByPath } from '../../models/checkpoint/browserFiles.ts';
import type { FileSource } from '../../models/checkpoint/source.ts';
import type { PickedFolder } from './types.ts';

/** A checkpoint has a dozen files; whoever drops a home directory must not wait for it. */
const MOST_FILES = 2_000;

/** Files chosen with a folder picker: the first part of webkitRelativePath is the folder's own name. */
export function pickedFolder(files: Iterable<File>): PickedFolder {
  const all = [...files];
  const folder = all[0]?.webkitRelativePath.split('/')[0] || 'chosen files';
  return rooted(folder, all.map((file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file })));
}

/** What a drop gives, as the page's library hands it on. */
export type DroppedItem =
  | { readonly kind: 'file'; readonly name: string; getFile(): Promise<File> }
  | { readonly kind: 'directory'; readonly name: string; getEntries(): AsyncIterable<DroppedItem> };

/** Walks dropped files and folders. */
export async function droppedFolder(items: readonly DroppedItem[]): Promise<PickedFolder> {
  const files: { path: string; file: File }[] = [];
  const walk = async (item: DroppedItem, folder: string): Promise<void> => {
    if (files.length >= MOST_FILES) throw new UserError('bad-input', `More than ${MOST_FILES} files were dropped`, 'Drop the folder of one checkpoint.');
    if (item.kind === 'file') files.push({ path: folder + item.name, file: await item.getFile() });
    else for await (const entry of item.getEntries()) await walk(entry, `${folder}${item.name}/`);
  };
  for (const item of items) await walk(item, '');
  const [first] = items;
  return rooted(items.length === 1 && first.kind === 'directory' ? first.name : 'dropped files', files);
}

/** The checkpoint may lie some folders down: paths are counted from the topmost config.json. */
function rooted(name: string, files: PickedFolder['files']): PickedFolder {
  const depth = (path: string): number => path.split('/').length;
  const [top] = files
    .map(({ path }) => path)
    .filter((path) => path === 'config.json' || path.endsWith('/config.json'))
    .sort((a, b) => depth(a) - depth(b));
  const root = (top ?? '').slice(0, -'config.json'.length);
  return { name, files: files.filter(({ path }) => path.startsWith(root)).map(({ path, file }) => ({ path: path.slice(root.length), file })) };
}

export function folderSource({ name, files }: PickedFolder): FileSource {
  return filesByPath(name, files);
}
