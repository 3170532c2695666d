/** Copies a folder of the user's into the store, in pieces, as a model like any downloaded one. Knows no network. */
import { throwIfAborted } from '../../../errors.ts';
import { withLock } from '../../../storage/lock.ts';
import type { FileStore, FileWriter } from '../../../storage/types.ts';
import type { ByteSource, FileSource } from '../source.ts';
import { licenceInCard } from '../licence.ts';
import { Meter } from './meter.ts';
import { commitModel, readManifest, removeModel, storedPath } from './modelShelf.ts';
import { CARD, neededFiles } from './select.ts';
import { Sha256 } from './sha256.ts';
import type { DownloadProgress, StoredModel } from './types.ts';

const PIECE = 4 << 20;

export interface FolderFacts {
  readonly name: string;
  /** Files that the checkpoint readers may ask for. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly bytes: number;
  readonly licence: string;
}

/** What a folder holds of a checkpoint; rejects a folder that holds none. */
export async function inspectFolder(source: FileSource): Promise<FolderFacts> {
  const files = await Promise.all(neededFiles(source.name, await source.list()).map(async (path) => ({ path, bytes: (await source.open(path)).size })));
  const licence = licenceInCard(files.some(({ path }) => path === CARD) ? await source.readText(CARD) : '');
  return { name: source.name, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), licence };
}

export interface KeepOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly now?: () => number;
}

/** A copy that is broken off leaves nothing behind: its source is at hand. */
export async function keepFolder(source: FileSource, store: FileStore, { signal, onProgress, now = Date.now }: KeepOptions = {}): Promise<StoredModel> {
  const facts = await inspectFolder(source);
  const date = new Date(now()).toISOString();
  const id = `folder_${facts.name.replace(/[^\w.-]+/g, '--').slice(0, 80)}@${date.replace(/\D/g, '').slice(0, 14)}`;
  const meter = new Meter(now);
  return withLock(`model ${id}`, facts.name, async () => {
    const files: StoredModel['files'][number][] = [];
    let before = 0;
    try {
      for (const [fileIndex, { path, bytes }] of facts.files.entries()) {
        const report = (copied: number): void =>
          onProgress?.({ stage: 'downloading', file: path, fileIndex, nFiles: facts.files.length, done: before + copied, total: facts.bytes, ...meter.pace(before + copied, facts.bytes), waiting: null });
        const writer = await store.append(storedPath(id, path), 0);
        try {
          files.push({ path, bytes, sha256: await copy(await source.open(path), writer, report, signal) });
        } finally {
          await writer.close();
        }
        before += bytes;
      }
      const model: StoredModel = { id, name: facts.name, origin: { kind: 'folder', name: facts.name }, licence: facts.licence, bytes: facts.bytes, date, files };
      await commitModel(store, model);
      return model;
    } catch (error) {
      if (!(await readManifest(store, id))) await removeModel(store, id);
      throw error;
    }
  });
}

/** @returns the SHA-256 of what was copied */
async function copy(source: ByteSource, writer: FileWriter, report: (copied: number) => void, signal: AbortSignal | undefined): Promise<string> {
  const hash = new Sha256();
  for (let at = 0; at < source.size; at += PIECE) {
    throwIfAborted(signal, 'copying the folder');
    const piece = await source.read(at, Math.min(PIECE, source.size - at));
    hash.update(piece);
    await writer.write(piece);
    report(at + piece.length);
  }
  return hash.hex();
}
