/** Which files of a repository a checkpoint needs: configuration, one form of the weights, tokenizers, the card. Knows no network. */
import { UserError } from '../../../errors.ts';
import { joinPath } from '../source.ts';

/** Where the parts of a RAG checkpoint lie; '' is the root. */
const FOLDERS = ['', 'question_encoder', 'ctx_encoder', 'generator', 'question_encoder_tokenizer', 'generator_tokenizer'];
const SMALL_FILES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  // How sentence-transformers pools.
  'modules.json',
  '1_Pooling/config.json',
];
export const CARD = 'README.md';

/** In the order of the checkpoint reader: safetensors before pickles. The pattern names the shards beside an index. */
const WEIGHTS: readonly { readonly file: string; readonly shards?: RegExp }[] = [
  { file: 'model.safetensors' },
  { file: 'model.safetensors.index.json', shards: /^model-\d{5}-of-\d{5}\.safetensors$/ },
  { file: 'pytorch_model.bin' },
  { file: 'pytorch_model.bin.index.json', shards: /^pytorch_model-\d{5}-of-\d{5}\.bin$/ },
];

/**
 * @param paths all files of a repository
 * @returns those that the checkpoint reader may ask for; rejects a repository without config.json or weights
 */
export function neededFiles(name: string, paths: readonly string[]): string[] {
  const all = new Set(paths);
  const needed = FOLDERS.flatMap((folder) => {
    const has = (file: string): boolean => all.has(joinPath(folder, file));
    const files = [...SMALL_FILES.filter(has), ...weightFiles(folder, paths, has)];
    return files.map((file) => joinPath(folder, file));
  });
  if (!needed.includes('config.json')) throw new UserError('bad-file', `${name} is no model that ragscope can read: it has no config.json`, 'Choose a repository in the format of Hugging Face transformers.');
  if (!needed.some((path) => WEIGHTS.some(({ file }) => path.endsWith(file)))) {
    const others = paths.filter((path) => /\.(onnx|gguf|h5|msgpack|ot|pt|pth|ckpt)$/.test(path)).slice(0, 3);
    throw new UserError('bad-file', `${name} has no weights that ragscope can read (${WEIGHTS.map(({ file }) => file).join(', ')})`, others.length > 0 ? `It holds ${others.join(', ')}, which is of another framework.` : 'Choose a repository with safetensors or PyTorch weights.');
  }
  return all.has(CARD) ? [...needed, CARD] : needed;
}

function weightFiles(folder: string, paths: readonly string[], has: (file: string) => boolean): string[] {
  const found = WEIGHTS.find(({ file }) => has(file));
  if (!found) return [];
  const { file, shards } = found;
  if (!shards) return [file];
  const prefix = folder === '' ? '' : `${folder}/`;
  const beside = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return [file, ...beside.filter((name) => shards.test(name)).sort()];
}
