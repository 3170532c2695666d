/** Keeps a model's packed weights in a file store, so that it is packed once and then started without its floats. Knows no page. */
import type { FileStore } from '../storage/types.ts';
import { PackedFile, type WriteOptions } from '../models/streaming/packedFile.ts';
import type { RagModel } from './model.ts';
import { packedFor, packModel } from './packedModel.ts';
import { perModule, type ModulePrecisions, type Precision, type ProviderName } from './settings.ts';

/** Raise it when a packed form or a graph changes: files of another version are packed again. */
const VERSION = 1;

export interface PackedStoreOptions extends Omit<WriteOptions, 'metadata'> {
  /** Tells this checkpoint from one of the same name, by the hashes of its files say. */
  readonly identity: string;
}

/**
 * The packed weights of a model for one provider: as stored, or packed into the store first. A file counts when its record,
 * written last, says that it is whole and of this model; what a cancel, a crash or a full disk left behind does not.
 * @param folder within the store; one model's own
 */
export async function storedWeights(store: FileStore, folder: string, model: RagModel, provider: ProviderName, precision: Precision | ModulePrecisions, { identity, ...options }: PackedStoreOptions): Promise<PackedFile> {
  const wanted = { ...packedFor(model, provider, precision), identity, version: String(VERSION) };
  const { questionEncoder, contextEncoder, generator } = perModule(precision);
  const path = `${folder}/${[provider, questionEncoder, contextEncoder, generator].join('-')}.safetensors`;
  const record = `${path}.json`;
  const known = await store.readText(record);
  const bytes = await store.bytes(path);
  if (bytes === null || known !== written(wanted, bytes)) await packInto(store, path, record, model, provider, precision, wanted, options);
  return PackedFile.open(await store.open(path), path);
}

const written = (wanted: Readonly<Record<string, string>>, bytes: number): string => `${JSON.stringify({ ...wanted, bytes })}\n`;

async function packInto(store: FileStore, path: string, record: string, model: RagModel, provider: ProviderName, precision: Precision | ModulePrecisions, wanted: Readonly<Record<string, string>>, options: Omit<WriteOptions, 'metadata'>): Promise<void> {
  await store.remove(record);
  const file = await store.append(path, 0);
  try {
    let bytes: number;
    try {
      ({ bytes } = await packModel(model, provider, precision, file, options));
    } finally {
      await file.close();
    }
    await store.writeText(record, written(wanted, bytes));
  } catch (error) {
    // Half a file is of no use, nor a whole one without its record: the next attempt begins anew.
    await store.remove(path);
    throw error;
  }
}
