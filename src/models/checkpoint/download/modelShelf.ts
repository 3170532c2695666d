/**
 * The models that a file store keeps: a folder each, valid once its manifest is there, which is written last. A folder with
 * a plan and no manifest is a download that can go on. Knows no network.
 */
import { UserError } from '../../../errors.ts';
import type { FileStore } from '../../../storage/types.ts';
import { decodeText, missingFile, type FileSource } from '../source.ts';
import { isRecord } from './json.ts';
import { Sha256 } from './sha256.ts';
import type { DownloadPlan, PartialModel, ShelvedModel, StoredModel } from './types.ts';

const ROOT = 'models';
const folderOf = (id: string): string => `${ROOT}/${id}`;
const manifestOf = (id: string): string => `${folderOf(id)}/manifest.json`;
const recordOf = (id: string): string => `${folderOf(id)}/download.json`;
/** For what is made of a stored model, and goes with it. */
export const packedFolder = (id: string): string => `${folderOf(id)}/packed`;
export const storedPath = (id: string, path: string): string => `${folderOf(id)}/files/${path}`;

/** What an unfinished download must remember. */
export interface DownloadRecord {
  readonly plan: DownloadPlan;
  /** ISO 8601, when it was begun. */
  readonly date: string;
  /** Path → ETag under which its bytes come. */
  readonly etags: Readonly<Record<string, string>>;
  /** Path → SHA-256 of files that are whole and checked. */
  readonly checked: Readonly<Record<string, string>>;
}

export interface Shelf {
  readonly models: readonly ShelvedModel[];
  readonly partial: readonly PartialModel[];
  /** Folders whose manifest cannot be read, with the bytes they take. */
  readonly damaged: readonly { readonly id: string; readonly bytes: number }[];
}

export async function readShelf(store: FileStore): Promise<Shelf> {
  const byFolder = new Map<string, { path: string; bytes: number }[]>();
  for (const { path, bytes } of await store.list(ROOT)) {
    const [id, ...rest] = path.split('/');
    byFolder.set(id, [...(byFolder.get(id) ?? []), { path: rest.join('/'), bytes }]);
  }
  const models: ShelvedModel[] = [];
  const partial: PartialModel[] = [];
  const damaged: { id: string; bytes: number }[] = [];
  for (const [id, files] of byFolder) {
    const model = await readManifest(store, id);
    const record = model ? null : await readRecord(store, id);
    const below = (folder: string): number => files.reduce((sum, { path, bytes }) => sum + (path.startsWith(folder) ? bytes : 0), 0);
    if (model) models.push({ ...model, packedBytes: below('packed/') });
    else if (record) partial.push({ plan: record.plan, date: record.date, received: below('files/') });
    else damaged.push({ id, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) });
  }
  const newestFirst = (a: { date: string }, b: { date: string }): number => b.date.localeCompare(a.date);
  return { models: models.sort(newestFirst), partial: partial.sort(newestFirst), damaged };
}

export async function readManifest(store: FileStore, id: string): Promise<StoredModel | null> {
  const json = await readJson(store, manifestOf(id));
  return isRecord(json) && json['id'] === id && Array.isArray(json['files']) ? (json as unknown as StoredModel) : null;
}

/** The same for the same files under the same paths, by their digests. */
export function identityOf({ files }: Pick<StoredModel, 'files'>): string {
  const lines = files.map(({ path, sha256 }) => `${sha256} ${path}`).toSorted();
  return new Sha256().update(new TextEncoder().encode(lines.join('\n'))).hex();
}

/** Makes a model valid: everything else about it must be on the disk before. */
export async function commitModel(store: FileStore, model: StoredModel): Promise<void> {
  await store.writeText(manifestOf(model.id), JSON.stringify(model, null, 1));
  await store.remove(recordOf(model.id));
}

export async function readRecord(store: FileStore, id: string): Promise<DownloadRecord | null> {
  const json = await readJson(store, recordOf(id));
  return isRecord(json) && isRecord(json['plan']) && Array.isArray(json['plan']['files']) ? (json as unknown as DownloadRecord) : null;
}

export async function writeRecord(store: FileStore, record: DownloadRecord): Promise<void> {
  await store.writeText(recordOf(record.plan.id), JSON.stringify(record));
}

/** The manifest goes first: what is half deleted must not pass for a model. */
export async function removeModel(store: FileStore, id: string): Promise<void> {
  await store.remove(manifestOf(id));
  await store.remove(folderOf(id));
}

/** A stored model's folder for the checkpoint readers. Lengths are compared with the manifest; digests were when it was stored. */
export async function openStored(store: FileStore, id: string): Promise<FileSource> {
  const model = await readManifest(store, id);
  if (!model) throw new UserError('storage', `The model ${id} is not stored in this browser`, 'Download it in the model panel, or choose another model.');
  const sizes = new Map(model.files.map(({ path, bytes }) => [path, bytes]));
  const open: FileSource['open'] = async (path) => {
    const expected = sizes.get(path);
    if (expected === undefined) throw missingFile(model.name, path);
    const file = await store.open(storedPath(id, path));
    if (file.size !== expected) throw new UserError('storage', `${model.name}: ${path} has ${file.size} bytes, ${expected} were stored`, 'The stored model is damaged; delete it in the model panel and download it again.');
    return file;
  };
  return {
    name: model.name,
    list: async () => [...sizes.keys()],
    open,
    readText: async (path) => {
      const file = await open(path);
      return decodeText(await file.read(0, file.size), path);
    },
  };
}

async function readJson(store: FileStore, path: string): Promise<unknown> {
  const text = await store.readText(path);
  try {
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    // A torn file: its model counts as not there.
    return null;
  }
}
