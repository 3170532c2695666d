/** Opens a folder as a retrieval encoder: BERT or DPR, pooled as sentence-transformers' modules say, else by [CLS]. Knows no RAG model. */
import { UserError } from '../../errors.ts';
import { openCheckpoint } from '../checkpoint/checkpoint.ts';
import { parseBertConfig, type BertConfig } from '../checkpoint/config.ts';
import { joinPath, type FileSource } from '../checkpoint/source.ts';
import { resolveBert, type ModelWeights } from '../checkpoint/weights.ts';

export interface Encoder {
  /** For messages. */
  readonly name: string;
  readonly config: BertConfig;
  readonly weights: ModelWeights;
  /** Folder of the tokenizer within the source. */
  readonly tokenizerFolder: string;
}

export type Pooling = 'cls' | 'mean';

interface PoolingOfModules {
  readonly pooling: Pooling;
  readonly unitLength: boolean;
  /** Folder of the BERT model itself. */
  readonly folder: string;
}

/** Subfolders of a `rag` folder that hold an encoder of their own. */
export type EncoderRole = 'question_encoder' | 'ctx_encoder';

/**
 * @param role what the folder is wanted for: of a whole `rag` folder, its question encoder, or what lies in `ctx_encoder/`
 * @param pooling overrides what the folder says
 */
export async function openEncoder(source: FileSource, role: EncoderRole, pooling?: Pooling): Promise<Encoder> {
  const files = new Set(await source.list());
  const rag = files.has('config.json') && modelType(await json(source, 'config.json')) === 'rag';
  if (rag && role === 'ctx_encoder' && !files.has('ctx_encoder/config.json'))
    throw missingContextEncoder(source.name);
  const modules = files.has('modules.json') ? await readModules(source) : null;
  const folder = rag && role === 'ctx_encoder' ? role : (modules?.folder ?? '');
  const checkpoint = await openCheckpoint(source, folder);
  const { config: file } = checkpoint;
  const part = rag && role === 'question_encoder' ? field(file, 'question_encoder') : file;
  refuseReader(part, checkpoint.name);
  const parsed = parseBertConfig(part, `${checkpoint.name}/config.json`);
  const mean = pooling ? pooling === 'mean' : modules ? modules.pooling === 'mean' : parsed.pooling === 'mean';
  const { pooling: _, ...cls } = parsed;
  const config: BertConfig = { ...(mean ? { ...cls, pooling: 'mean' } : cls), ...(modules?.unitLength ? { unitLength: true } : {}) };
  return { name: source.name, config, weights: resolveBert(checkpoint, { config }), tokenizerFolder: rag ? 'question_encoder_tokenizer' : folder };
}

export function missingContextEncoder(name: string): UserError {
  return new UserError('bad-file', `${name}: the folder holds no context encoder (ctx_encoder/config.json)`, 'The reference keeps it apart: name its folder, such as facebook/dpr-ctx_encoder-single-nq-base for rag-token-nq.');
}

/** A reader answers from passages; its weights would load as an encoder's and retrieve nonsense. */
function refuseReader(config: unknown, where: string): void {
  const architectures = field(config, 'architectures');
  if (Array.isArray(architectures) && architectures.includes('DPRReader'))
    throw new UserError('unsupported', `${where}: DPRReader picks answers from passages and embeds nothing`, 'Choose a DPRQuestionEncoder or a DPRContextEncoder.');
}

/** modules.json: the stages of a sentence-transformers model (Reimers & Gurevych 2019), in order. */
async function readModules(source: FileSource): Promise<PoolingOfModules> {
  const where = `${source.name}/modules.json`;
  const list = await json(source, 'modules.json');
  if (!Array.isArray(list)) throw new UserError('bad-file', `${where}: a list of modules was expected`, 'Use the file that belongs to this checkpoint.');
  let folder: string | null = null;
  let pooling: Pooling | null = null;
  let unitLength = false;
  for (const module of list) {
    const type = String(field(module, 'type') ?? '').split('.').at(-1);
    const path = String(field(module, 'path') ?? '').replace(/\/+$/, '');
    if (type === 'Transformer') folder = path;
    else if (type === 'Pooling') pooling = poolingOf(await json(source, joinPath(path, 'config.json')), `${source.name}/${path}/config.json`);
    else if (type === 'Normalize') unitLength = true;
    else throw new UserError('unsupported', `${where}: the module ${JSON.stringify(type)} is not supported`, 'Transformer, Pooling (CLS or mean) and Normalize are; choose an encoder made of these.');
  }
  if (folder === null) throw new UserError('bad-file', `${where}: it names no Transformer`, 'Use the file that belongs to this checkpoint.');
  // A model without a Pooling module gives token states; sentence-transformers adds mean pooling to such a one.
  return { folder, pooling: pooling ?? 'mean', unitLength };
}

function poolingOf(config: unknown, where: string): Pooling {
  const on = Object.entries(typeof config === 'object' && config !== null ? config : {})
    .filter(([key, value]) => key.startsWith('pooling_mode_') && value === true)
    .map(([key]) => key);
  const named = field(config, 'pooling_mode');
  const modes = typeof named === 'string' ? [named] : on;
  if (modes.length === 1 && (modes[0] === 'mean' || modes[0] === 'pooling_mode_mean_tokens')) return 'mean';
  if (modes.length === 1 && (modes[0] === 'cls' || modes[0] === 'pooling_mode_cls_token')) return 'cls';
  throw new UserError('unsupported', `${where}: pooling by ${modes.join(' and ') || 'nothing'} is not supported`, 'Choose an encoder that pools by its [CLS] token or by the mean of its tokens.');
}

async function json(source: FileSource, path: string): Promise<unknown> {
  try {
    return JSON.parse(await source.readText(path)) as unknown;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('bad-file', `${source.name}/${path}: not JSON (${error instanceof Error ? error.message : String(error)})`, 'The file may be incomplete; download it again.');
  }
}

export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

export const modelType = (config: unknown): unknown => field(config, 'model_type');
