/** Writes a consolidated model as RagTokenForGeneration.save_pretrained would, one tensor in memory at a time. Knows no place of storage. */
import { throwIfAborted } from '../../errors.ts';
import { joinPath, type FileSource } from '../checkpoint/source.ts';
import { elements, fileOrder, safetensorsHeader, type FloatStorage } from '../checkpoint/streamSafetensors.ts';
import { DTYPE_BITS, narrowF16 } from '../checkpoint/tensor.ts';
import type { ModelWeights } from '../checkpoint/weights.ts';
import { contextName, generatorName, questionName, ragConfigFiles, type FileName, type RagExtras } from '../checkpoint/writeRag.ts';
import type { BertConfig } from '../checkpoint/config.ts';
import type { Consolidated, TokenizerOfPart } from './consolidate.ts';

export interface FolderSink {
  /** Opens a file for writing; its folder is made. */
  create(path: string): Promise<{ write(bytes: Uint8Array): Promise<void>; close(): Promise<void> }>;
}

export interface WriteOptions {
  readonly dtype: FloatStorage;
  readonly extras?: RagExtras;
  readonly signal?: AbortSignal;
  /** Bytes of weights written so far, and all. */
  readonly onProgress?: (done: number, total: number) => void;
}

interface Stored {
  readonly name: string;
  readonly dims: readonly number[];
  readonly read: () => Promise<Float32Array>;
}

/** Files of a tokenizer that transformers or this program read. */
const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json', 'vocab.txt', 'vocab.json', 'merges.txt'];

/** @returns bytes of weights */
export async function writeConsolidated(model: Consolidated, sink: FolderSink, { dtype, extras, signal, onProgress = () => {} }: WriteOptions): Promise<number> {
  const { config, contextEncoder, questionWeights, contextWeights, generatorWeights } = model;
  const files = [
    { path: 'model.safetensors', tensors: fileOrder([...storedEncoder(config.questionEncoder, questionWeights, questionName), ...stored(generatorWeights, generatorName)]) },
    { path: 'ctx_encoder/model.safetensors', tensors: fileOrder(storedEncoder(contextEncoder, contextWeights ?? questionWeights, contextName)) },
  ];
  const total = files.flatMap((f) => f.tensors).reduce((sum, t) => sum + (elements(t) * DTYPE_BITS[dtype]) / 8, 0);
  let done = 0;
  const write = async (path: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> => {
    const file = await sink.create(path);
    try {
      for await (const piece of pieces) await file.write(piece);
    } finally {
      await file.close();
    }
  };
  for (const { path, tensors } of files)
    await write(path, weightPieces(tensors, dtype, signal, (bytes) => onProgress((done += bytes), total)));
  for (const [path, bytes] of ragConfigFiles(config, contextEncoder, dtype, extras)) await write(path, [bytes]);
  for (const [folder, part] of [['question_encoder_tokenizer', model.questionTokenizer], ['generator_tokenizer', model.generatorTokenizer]] as const)
    for (const [name, text] of await tokenizerFiles(part)) await write(`${folder}/${name}`, [text]);
  await write('README.md', [new TextEncoder().encode(readme(model))]);
  return done;
}

/** DPR's towers have no pooler, and from_pretrained would call one unexpected. */
function storedEncoder(config: BertConfig, weights: ModelWeights, fileName: (config: BertConfig) => FileName): Stored[] {
  return stored(weights, fileName(config), config.modelType ? undefined : (name) => !name.startsWith('pooler.'));
}

function stored(weights: ModelWeights, fileName: FileName, wanted: (name: string) => boolean = () => true): Stored[] {
  return weights.names.filter(wanted).map((name) => ({ name: fileName(name), dims: weights.dims(name), read: async () => (await weights.tensor(name)).data }));
}

async function* weightPieces(tensors: readonly Stored[], dtype: FloatStorage, signal: AbortSignal | undefined, onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  yield safetensorsHeader(tensors.map(({ name, dims }) => ({ name, dims, dtype })));
  for (const { read } of tensors) {
    throwIfAborted(signal, 'writing the model');
    const values = await read();
    const data = dtype === 'F16' ? narrowF16(values) : values;
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    onBytes(data.byteLength);
  }
}

async function tokenizerFiles({ source, folder }: TokenizerOfPart): Promise<[string, Uint8Array][]> {
  const present = new Set(await source.list());
  const found: [string, Uint8Array][] = [];
  for (const name of TOKENIZER_FILES) {
    const path = joinPath(folder, name);
    if (present.has(path)) found.push([name, await wholeFile(source, path)]);
  }
  return found;
}

async function wholeFile(source: FileSource, path: string): Promise<Uint8Array> {
  const file = await source.open(path);
  return file.read(0, file.size);
}

function readme({ licence, card }: Consolidated): string {
  const front = /^[\w.-]+$/.test(licence) ? `---\nlicense: ${licence}\n---\n` : '';
  return `${front}# A RAG model of separate parts\n\n${card}\n`;
}
