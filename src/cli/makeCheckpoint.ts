/** `make:checkpoint SHAPE`: writes a Hugging Face folder of a published model's shape with seeded random weights, streamed to disk. */
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { configJson } from '../models/checkpoint/configJson.ts';
import { randomWeight } from '../models/checkpoint/randomWeights.ts';
import { modelShape, SHAPE_NAMES, type CheckpointShape, type ModelShape, type TokenizerPlace } from '../models/checkpoint/shapes.ts';
import { safetensorsPieces, type FloatStorage } from '../models/checkpoint/streamSafetensors.ts';

const USAGE = `npm run make:checkpoint -- SHAPE [--seed 1] [--out runs/checkpoints/SHAPE] [--dtype F32|F16] [--tokenizers DIR]
  SHAPE         ${SHAPE_NAMES.join(', ')}
  --tokenizers  folder with bert-base-uncased/ and bart/ (or question_encoder_tokenizer/ and generator_tokenizer/)`;

export interface Written {
  readonly bytes: number;
  readonly parameters: number;
  /** Tokenizers that were wanted and not found. */
  readonly missingTokenizers: readonly TokenizerPlace[];
}

export async function makeCheckpointCommand(argv: string[]): Promise<number> {
  const { name, seed, out, dtype, tokenizers } = readArguments(argv);
  const shape = modelShape(name);
  const folder = out ?? join('runs', 'checkpoints', name);
  const { bytes, parameters, missingTokenizers } = await writeCheckpoint(shape, folder, { seed, dtype, tokenizers });
  console.log(`${folder}: ${name}, ${(parameters / 1e6).toFixed(1)} million random parameters, ${(bytes / 1e6).toFixed(0)} MB as ${dtype}`);
  for (const { folder: place, kind } of missingTokenizers)
    console.log(`no ${kind} tokenizer in ${place === '' ? 'the folder itself' : `${place}/`}: give --tokenizers DIR to copy its files`);
  return 0;
}

function readArguments(argv: string[]): { name: string; seed: number; out?: string; dtype: FloatStorage; tokenizers?: string } {
  const parsed = (() => {
    try {
      const options = { seed: { type: 'string', default: '1' }, out: { type: 'string' }, dtype: { type: 'string', default: 'F32' }, tokenizers: { type: 'string' } } as const;
      return parseArgs({ args: argv, allowPositionals: true, options });
    } catch (error) {
      throw new UserError('bad-input', error instanceof Error ? error.message : String(error), USAGE);
    }
  })();
  const { seed, out, dtype, tokenizers } = parsed.values;
  if (parsed.positionals.length !== 1) throw new UserError('bad-input', 'one shape is wanted', USAGE);
  if (!/^\d{1,9}$/.test(seed)) throw new UserError('bad-input', `--seed is ${seed}`, 'It must be a whole number.');
  if (dtype !== 'F32' && dtype !== 'F16') throw new UserError('bad-input', `--dtype is ${dtype}`, 'It may be F32 or F16.');
  return { name: parsed.positionals[0], seed: Number(seed), out, dtype, tokenizers };
}

export interface WriteOptions {
  readonly seed: number;
  readonly dtype: FloatStorage;
  /** Folder to copy tokenizers from. */
  readonly tokenizers?: string;
}

/** Both towers of a RAG model get their own weights: a weight depends on the seed and on its name in the file. */
export async function writeCheckpoint(shape: ModelShape, out: string, { seed, dtype, tokenizers }: WriteOptions): Promise<Written> {
  let bytes = 0;
  let parameters = 0;
  for (const checkpoint of shape.checkpoints) {
    const folder = join(out, checkpoint.folder);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'config.json'), configText(checkpoint, dtype));
    bytes += await writePieces(
      join(folder, 'model.safetensors'),
      safetensorsPieces(checkpoint.tensors, dtype, ({ name, dims }) => {
        const values = randomWeight(name, dims, seed);
        parameters += values.length;
        return values;
      }),
    );
  }
  return { bytes, parameters, missingTokenizers: shape.tokenizers.filter((place) => !copyTokenizer(place, tokenizers, out)) };
}

function configText({ config }: CheckpointShape, dtype: FloatStorage): string {
  return configJson({ ...config, dtype: dtype === 'F16' ? 'float16' : 'float32' });
}

/** @returns bytes written */
async function writePieces(path: string, pieces: Iterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'w');
  let total = 0;
  try {
    for (const piece of pieces) {
      await file.writeFile(piece);
      total += piece.length;
    }
  } finally {
    await file.close();
  }
  return total;
}

/** @returns false when `from` holds no such tokenizer */
function copyTokenizer({ folder, kind }: TokenizerPlace, from: string | undefined, out: string): boolean {
  if (from === undefined) return false;
  if (!existsSync(from)) throw new UserError('bad-file', `--tokenizers: there is no folder ${from}`, 'Check the path.');
  const source = [folder, kind].filter(Boolean).map((name) => join(from, name)).find(existsSync);
  if (!source) return false;
  for (const file of readdirSync(source)) cpSync(join(source, file), join(out, folder, file), { recursive: true });
  return true;
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.exitCode = await makeCheckpointCommand(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`${error.message}\n${error.hint}`);
    process.exitCode = 1;
  }
}
