/** Golden cases: finds their folders, reads inputs and settings. Reads no expected result and runs no model. */
import { UserError } from '../errors.ts';
import { openSafetensors } from '../models/checkpoint/safetensors.ts';
import { joinPath, type FileSource } from '../models/checkpoint/source.ts';
import { toFloat32, type FloatTensor } from '../models/checkpoint/tensor.ts';
import { isJson, jsonList, parsePythonJson, type Json } from './json.ts';

export const CASE_KINDS = ['rag_token', 'rag_sequence', 'bart', 'bert'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export type NamedTensors = ReadonlyMap<string, FloatTensor>;

/** What expected.json asks for, without its answers; named as there. */
export interface CaseSettings {
  /** Null: as the checkpoint's config says. */
  readonly labelSmoothing: number | null;
  readonly excludeBosScore: boolean | null;
  readonly reduceLoss: boolean;
  readonly lossVariants: readonly Json[];
  readonly generation: readonly Json[];
  /** Optimizer name -> its settings. */
  readonly training: ReadonlyMap<string, Json>;
}

export interface GoldenCase {
  readonly name: string;
  readonly kind: CaseKind;
  readonly source: FileSource;
  readonly inputs: Json;
  readonly inputTensors: NamedTensors;
  readonly settings: CaseSettings;
}

const VARIANT_SETTINGS = ['label_smoothing', 'exclude_bos_score', 'reduce_loss'];
const TRAINING_SETTINGS = ['lr', 'betas', 'eps', 'weight_decay', 'momentum', 'steps'];

/** Folders below the source that hold a case, '' for the source itself; in order of name. */
export async function caseFolders(source: FileSource): Promise<string[]> {
  const found = (await source.list()).filter((path) => /(^|\/)inputs\.json$/.test(path));
  if (found.length === 0) throw new UserError('bad-input', `${source.name}: no case there (a folder with inputs.json)`, 'Name a case, or a folder of cases.');
  return found.map((path) => path.replace(/\/?inputs\.json$/, '')).sort();
}

export async function readCase(source: FileSource): Promise<GoldenCase> {
  const expected = await readJson(source, 'expected.json');
  return {
    name: baseName(source.name),
    kind: await kindOf(source, expected),
    source,
    inputs: (await readJson(source, 'inputs.json')) ?? {},
    inputTensors: (await readTensors(source, 'inputs.safetensors')) ?? new Map(),
    settings: settingsOf(expected ?? {}),
  };
}

/** @returns null where there is no such file */
export async function readJson(source: FileSource, path: string): Promise<Json | null> {
  if (!(await source.list()).includes(path)) return null;
  return parsePythonJson(await source.readText(path), joinPath(source.name, path));
}

/** All tensors of a safetensors file as float32; null where there is no such file. */
export async function readTensors(source: FileSource, path: string): Promise<NamedTensors | null> {
  if (!(await source.list()).includes(path)) return null;
  const where = joinPath(source.name, path);
  const file = await openSafetensors(await source.open(path), where);
  const tensors = new Map<string, FloatTensor>();
  for (const name of file.names) {
    const stored = await file.read(name);
    tensors.set(name, { dims: stored.dims, data: toFloat32(stored, `${where}: ${name}`) });
  }
  return tensors;
}

function settingsOf(expected: Json): CaseSettings {
  const { label_smoothing: labelSmoothing, exclude_bos_score: excludeBosScore, reduce_loss: reduceLoss, training } = expected;
  return {
    labelSmoothing: typeof labelSmoothing === 'number' ? labelSmoothing : null,
    excludeBosScore: typeof excludeBosScore === 'boolean' ? excludeBosScore : null,
    reduceLoss: reduceLoss === true,
    lossVariants: jsonList(expected['loss_variants']).map((variant) => pick(variant, VARIANT_SETTINGS)),
    generation: jsonList(expected['generation']).map((entry) => (isJson(entry['settings']) ? entry['settings'] : {})),
    training: new Map(Object.entries(isJson(training) ? training : {}).map(([name, value]) => [name, pick(isJson(value) ? value : {}, TRAINING_SETTINGS)])),
  };
}

async function kindOf(source: FileSource, expected: Json | null): Promise<CaseKind> {
  const config = await readJson(source, 'config.json');
  const named = CASE_KINDS.find((kind) => kind === expected?.['type']);
  if (named) return named;
  if (!config) return 'bert';
  const architecture = String(Array.isArray(config['architectures']) ? config['architectures'][0] : config['model_type']);
  if (architecture.startsWith('RagSequence')) return 'rag_sequence';
  if (/^Rag/i.test(architecture)) return 'rag_token';
  if (/^Bart/i.test(architecture)) return 'bart';
  throw new UserError('unsupported', `${source.name}: ${architecture} is none of ${CASE_KINDS.join(', ')}`);
}

function pick(json: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.filter((key) => key in json).map((key) => [key, json[key]]));
}

function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).pop() ?? path;
}
