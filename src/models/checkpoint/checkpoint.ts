/** Opens a Hugging Face checkpoint folder: its configuration, and its weights tensor by tensor. Knows no model. */
import { UserError } from '../../errors.ts';
import { openSafetensors } from './safetensors.ts';
import { openSharded } from './sharded.ts';
import { joinPath, type FileSource } from './source.ts';
import { toFloat32, type FloatTensor, type TensorFile } from './tensor.ts';
import { openTorchBin } from './torchBin.ts';

export interface Checkpoint {
  /** For messages. */
  readonly name: string;
  /** config.json; parse it with parseBertConfig and its siblings. */
  readonly config: unknown;
  /** generation_config.json; null where there is none. */
  readonly generationConfig: unknown;
  readonly tensorNames: readonly string[];
  /** Which file the weights come from. */
  readonly weightsFile: string;
  has(name: string): boolean;
  /** Rejects with a UserError when there is no such tensor. */
  dims(name: string): readonly number[];
  /** Row-major, widened or narrowed to float32. */
  tensor(name: string): Promise<FloatTensor>;
}

type OpenWeights = (source: FileSource, folder: string, file: string) => Promise<TensorFile>;

/** Weight files in order of preference: safetensors before pickles. */
const WEIGHTS: readonly (readonly [string, OpenWeights])[] = [
  ['model.safetensors', async (source, folder, file) => openSafetensors(await source.open(joinPath(folder, file)), joinPath(folder, file))],
  ['model.safetensors.index.json', (source, folder, file) => openSharded(source, folder, file, openSafetensors)],
  ['pytorch_model.bin', async (source, folder, file) => openTorchBin(await source.open(joinPath(folder, file)), joinPath(folder, file))],
  ['pytorch_model.bin.index.json', (source, folder, file) => openSharded(source, folder, file, openTorchBin)],
];

const OTHER_FRAMEWORKS = ['tf_model.h5', 'flax_model.msgpack', 'model.ckpt.index', 'rust_model.ot'];

/** @param subfolder folder within the source that holds config.json */
export async function openCheckpoint(source: FileSource, subfolder = ''): Promise<Checkpoint> {
  const name = subfolder === '' ? source.name : `${source.name}/${subfolder}`;
  const files = new Set(await source.list());
  const has = (file: string): boolean => files.has(joinPath(subfolder, file));
  if (!has('config.json')) {
    const elsewhere = [...files].filter((path) => path.endsWith('/config.json'));
    const hint = elsewhere.length > 0 ? `There is one in ${elsewhere.slice(0, 3).join(', ')}.` : 'Choose the folder of a Hugging Face checkpoint.';
    throw new UserError('bad-file', `${name}: there is no config.json`, hint);
  }
  const json = async (file: string): Promise<unknown> => parseJson(await source.readText(joinPath(subfolder, file)), joinPath(subfolder, file));
  const config = await json('config.json');
  const generationConfig = has('generation_config.json') ? await json('generation_config.json') : null;
  const found = WEIGHTS.find(([file]) => has(file));
  if (!found) {
    const other = OTHER_FRAMEWORKS.find(has);
    throw new UserError(
      'bad-file',
      `${name}: no weights found (${WEIGHTS.map(([file]) => file).join(', ')})`,
      other ? `${other} is of another framework; save the model with save_pretrained first.` : 'Add the weight file of the checkpoint.',
    );
  }
  const [weightsFile, open] = found;
  return checkpointOf(name, config, generationConfig, weightsFile, await open(source, subfolder, weightsFile));
}

/** A checkpoint over weights that are already open. */
export function checkpointOf(
  name: string,
  config: unknown,
  generationConfig: unknown,
  weightsFile: string,
  weights: TensorFile,
): Checkpoint {
  return {
    name,
    config,
    generationConfig,
    tensorNames: weights.names,
    weightsFile,
    has: (tensor) => weights.info(tensor) !== undefined,
    dims: (tensor) => {
      const info = weights.info(tensor);
      if (!info) throw new UserError('bad-file', `${name}: there is no tensor ${tensor} in ${weightsFile}`);
      return info.dims;
    },
    tensor: async (tensor) => {
      const stored = await weights.read(tensor);
      return { dims: stored.dims, data: toFloat32(stored, `${name}: ${tensor}`) };
    },
  };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UserError(
      'bad-file',
      `${where}: not JSON (${error instanceof Error ? error.message : String(error)})`,
      'The file may be incomplete; download it again.',
    );
  }
}
