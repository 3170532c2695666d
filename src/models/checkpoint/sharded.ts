/** Reads weights split over several files by an index (`*.index.json`). Knows neither container format. */
import { UserError } from '../../errors.ts';
import { joinPath, type ByteSource, type FileSource } from './source.ts';
import type { TensorFile } from './tensor.ts';

type OpenShard = (source: ByteSource, where: string) => Promise<TensorFile>;

/**
 * Opens every shard's header at once, so that what is missing shows before anything is computed.
 * @param indexName e.g. `model.safetensors.index.json`
 */
export async function openSharded(
  source: FileSource,
  folder: string,
  indexName: string,
  openShard: OpenShard,
): Promise<TensorFile> {
  const where = joinPath(folder, indexName);
  const fileOf = parseIndex(await source.readText(where), where);
  const present = new Set(await source.list());
  const shardNames = [...new Set(fileOf.values())];
  const missing = shardNames.filter((name) => !present.has(joinPath(folder, name)));
  if (missing.length > 0) {
    throw new UserError(
      'bad-file',
      `${source.name}: ${missing.length} of ${shardNames.length} weight files are missing: ${missing.join(', ')}`,
      'Add all files that the index names.',
    );
  }
  const shards = new Map<string, TensorFile>();
  for (const name of shardNames) {
    const path = joinPath(folder, name);
    shards.set(name, await openShard(await source.open(path), path));
  }
  const shardOf = (tensor: string): TensorFile | undefined => shards.get(fileOf.get(tensor) ?? '');
  const absent = [...fileOf.keys()].filter((tensor) => !shardOf(tensor)?.info(tensor));
  if (absent.length > 0) {
    throw new UserError(
      'bad-file',
      `${where}: ${absent.length} tensors are not in the files it says, the first is ${absent[0]}`,
      'The weight files come from different versions; download them again.',
    );
  }
  return {
    names: [...fileOf.keys()],
    info: (name) => shardOf(name)?.info(name),
    read: async (name) => {
      const shard = shardOf(name);
      if (!shard) throw new UserError('bad-file', `${where}: there is no tensor ${name}`);
      return shard.read(name);
    },
  };
}

/** @returns tensor name -> file name */
function parseIndex(text: string, where: string): Map<string, string> {
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError('bad-file', `${where}: not JSON (${error instanceof Error ? error.message : String(error)})`, 'Download it again.');
  }
  const map = typeof json === 'object' && json !== null && 'weight_map' in json ? json.weight_map : null;
  if (typeof map !== 'object' || map === null) throw new UserError('bad-file', `${where}: it has no weight_map`, 'Download it again.');
  return new Map(
    Object.entries(map).map(([tensor, file]: [string, unknown]) => {
      if (typeof file !== 'string' || /[\\/]/.test(file) || file.startsWith('.')) {
        throw new UserError('bad-file', `${where}: ${tensor} is said to be in ${JSON.stringify(file)}, which is no file beside it`);
      }
      return [tensor, file];
    }),
  );
}
