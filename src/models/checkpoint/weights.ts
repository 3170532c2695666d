/** Finds a model's weights in a checkpoint under whatever names they were saved, and checks their shapes. Computes nothing. */
import { UserError } from '../../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { parseBartConfig, parseBertConfig, type BartConfig, type BertConfig } from './config.ts';
import { familyName, RELATIVE_BUCKETS } from './encoderFamilies.ts';
import type { FloatTensor } from './tensor.ts';

/** BART's position tables start with two rows that no position uses. */
export const BART_POSITION_OFFSET = 2;

/** One model's weights by canonical name (`encoder.layer.0.attention.self.query.weight`), read one at a time. */
export interface ModelWeights {
  /** Canonical names, in the order of the model. */
  readonly names: readonly string[];
  /** What the file's names begin with, e.g. `rag.generator.model.`. */
  readonly prefix: string;
  has(name: string): boolean;
  dims(name: string): readonly number[];
  /** Name in the file; null for zeros that stand for a tensor the file lacks (final_logits_bias). */
  fileName(name: string): string | null;
  /** Rejects with a UserError naming the tensor when a value is not finite. */
  tensor(name: string): Promise<FloatTensor>;
  /** Reads all; one UserError names every tensor with NaN or infinite values. */
  all(): Promise<Map<string, FloatTensor>>;
  /** As `all`, with one tensor in memory at a time. */
  check(): Promise<void>;
}

interface Wanted {
  readonly name: string;
  readonly dims: readonly number[];
  /** Names in the file, the first that exists is taken. */
  readonly candidates: readonly string[];
  /** `zeros`: absent means zeros. `skip`: absent means that the model has no such part. */
  readonly absent?: 'zeros' | 'skip';
}

export interface ResolveOptions<Config> {
  /** Default: parsed from the checkpoint's config.json (the sub-config of a RAG checkpoint). */
  readonly config?: Config;
  /** What the model's names begin with; default: found by looking. */
  readonly prefix?: string;
}

const BERT_ANCHOR = 'embeddings.word_embeddings.weight';
const BERT_PREFIXES = [
  'rag.question_encoder.question_encoder.bert_model.',
  'question_encoder.question_encoder.bert_model.',
  'question_encoder.bert_model.',
  'bert_model.',
  'bert.',
  '',
  'ctx_encoder.bert_model.',
  // Encoders of other families, within a RAG model and alone.
  'rag.question_encoder.',
  'question_encoder.',
  'distilbert.',
  'roberta.',
  'electra.',
  'mpnet.',
];

/** BERT, a DPR encoder or one of another family, by BERT's names; `pooler.dense.*` is there if the file has it, `encode_proj.*` if the config says so. */
export function resolveBert(checkpoint: Checkpoint, options: ResolveOptions<BertConfig> = {}): ModelWeights {
  const config = options.config ?? parseBertConfig(subConfig(checkpoint, 'question_encoder'), checkpoint.name);
  const prefix = options.prefix ?? findPrefix(checkpoint, BERT_ANCHOR, BERT_PREFIXES, 'BERT');
  const { hiddenSize: d, intermediateSize: ffn } = config;
  const wanted: Wanted[] = [];
  const want = (canonical: string, dims: readonly number[], absent?: 'skip'): void => {
    const name = familyName(config, canonical);
    const old = name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta');
    wanted.push({ name: canonical, dims, candidates: old === name ? [prefix + name] : [prefix + name, prefix + old], absent });
  };
  const linear = (name: string, rows: number, columns: number, absent?: 'skip'): void => {
    want(`${name}.weight`, [rows, columns], absent);
    want(`${name}.bias`, [rows], absent);
  };
  const norm = (name: string, dim = d): void => {
    want(`${name}.weight`, [dim]);
    want(`${name}.bias`, [dim]);
  };
  const embedded = config.embeddingSize ?? d;
  want(BERT_ANCHOR, [config.vocabSize, embedded]);
  want('embeddings.position_embeddings.weight', [config.maxPositions + (config.positionOffset ?? 0), embedded]);
  if (config.typeVocabSize > 0) want('embeddings.token_type_embeddings.weight', [config.typeVocabSize, embedded]);
  norm('embeddings.LayerNorm', embedded);
  if (embedded !== d) linear('embeddings_project', d, embedded);
  if (config.relativeBias) want('encoder.relative_attention_bias.weight', [RELATIVE_BUCKETS, config.numHeads]);
  for (let i = 0; i < config.numLayers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) linear(`${layer}.attention.self.${part}`, d, d);
    linear(`${layer}.attention.output.dense`, d, d);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, ffn, d);
    linear(`${layer}.output.dense`, d, ffn);
    norm(`${layer}.output.LayerNorm`);
  }
  linear('pooler.dense', d, d, 'skip');
  if (config.projectionDim > 0) {
    // DPR keeps its projection beside the BERT model, not within it.
    const beside = prefix.replace(/bert_model\.$/, '');
    for (const [name, dims] of [
      ['encode_proj.weight', [config.projectionDim, d]],
      ['encode_proj.bias', [config.projectionDim]],
    ] as const) {
      wanted.push({ name, dims, candidates: [beside + name, prefix + name] });
    }
  }
  return resolve(checkpoint, prefix, wanted);
}

const BART_ANCHOR = 'decoder.embed_positions.weight';
const BART_PREFIXES = ['rag.generator.model.', 'generator.model.', 'generator.', 'model.', ''];

/** BART; the one embedding table `shared.weight` serves encoder, decoder and output, as transformers ties them. */
export function resolveBart(checkpoint: Checkpoint, options: ResolveOptions<BartConfig> = {}): ModelWeights {
  const config = options.config ?? parseBartConfig(subConfig(checkpoint, 'generator'), checkpoint.name);
  const prefix = options.prefix ?? findPrefix(checkpoint, BART_ANCHOR, BART_PREFIXES, 'BART');
  const head = prefix.replace(/model\.$/, '');
  const d = config.dModel;
  const wanted: Wanted[] = [];
  const want = (name: string, dims: readonly number[]): void => {
    wanted.push({ name, dims, candidates: [prefix + name] });
  };
  const linear = (name: string, rows: number, columns: number): void => {
    want(`${name}.weight`, [rows, columns]);
    want(`${name}.bias`, [rows]);
  };
  const norm = (name: string): void => {
    want(`${name}.weight`, [d]);
    want(`${name}.bias`, [d]);
  };
  const attention = (name: string): void => {
    for (const part of ['k_proj', 'v_proj', 'q_proj', 'out_proj']) linear(`${name}.${part}`, d, d);
    norm(`${name}_layer_norm`);
  };
  const tied = ['shared.weight', 'encoder.embed_tokens.weight', 'decoder.embed_tokens.weight'].map((name) => prefix + name);
  wanted.push({ name: 'shared.weight', dims: [config.vocabSize, d], candidates: [...tied, `${head}lm_head.weight`] });
  for (const [stack, layers, ffn] of [
    ['encoder', config.encoderLayers, config.encoderFfn],
    ['decoder', config.decoderLayers, config.decoderFfn],
  ] as const) {
    want(`${stack}.embed_positions.weight`, [config.maxPositions + BART_POSITION_OFFSET, d]);
    norm(`${stack}.layernorm_embedding`);
    for (let i = 0; i < layers; i++) {
      const layer = `${stack}.layers.${i}`;
      attention(`${layer}.self_attn`);
      if (stack === 'decoder') attention(`${layer}.encoder_attn`);
      linear(`${layer}.fc1`, ffn, d);
      linear(`${layer}.fc2`, d, ffn);
      norm(`${layer}.final_layer_norm`);
    }
  }
  wanted.push({
    name: 'final_logits_bias',
    dims: [1, config.vocabSize],
    candidates: [`${head}final_logits_bias`, `${prefix}final_logits_bias`],
    absent: 'zeros',
  });
  return resolve(checkpoint, prefix, wanted);
}

function resolve(checkpoint: Checkpoint, prefix: string, wanted: readonly Wanted[]): ModelWeights {
  const found = new Map<string, { file: string | null; dims: readonly number[] }>();
  const problems: string[] = [];
  for (const { name, dims, candidates, absent } of wanted) {
    const file = candidates.find((candidate) => checkpoint.has(candidate)) ?? null;
    if (file === null) {
      if (absent === 'zeros') found.set(name, { file, dims });
      else if (absent !== 'skip') problems.push(`${candidates[0]} is missing`);
      continue;
    }
    const stored = checkpoint.dims(file);
    if (stored.join() !== dims.join()) problems.push(`${file} is [${stored.join(', ')}], config.json says [${dims.join(', ')}]`);
    else found.set(name, { file, dims });
  }
  if (problems.length > 0) {
    throw new UserError(
      'bad-file',
      `${checkpoint.name}: ${problems.length} of ${wanted.length} tensors do not fit: ${abridge(problems)}`,
      'config.json and the weights belong to different models, or the weights are incomplete.',
    );
  }

  const entry = (name: string): { file: string | null; dims: readonly number[] } => {
    const known = found.get(name);
    if (!known) throw new Error(`internal: ${checkpoint.name}: the model has no tensor ${name}`);
    return known;
  };
  const read = async (name: string): Promise<FloatTensor> => {
    const { file, dims } = entry(name);
    if (file !== null) return checkpoint.tensor(file);
    return { dims, data: new Float32Array(dims.reduce((product, dim) => product * dim, 1)) };
  };
  const visit = async (see: (name: string, tensor: FloatTensor) => void): Promise<void> => {
    const broken: string[] = [];
    for (const name of found.keys()) {
      const tensor = await read(name);
      const count = countNonFinite(tensor.data);
      if (count > 0) broken.push(`${entry(name).file ?? name} (${count} values)`);
      see(name, tensor);
    }
    if (broken.length > 0) throw nonFinite(checkpoint.name, broken);
  };
  return {
    names: [...found.keys()],
    prefix,
    has: (name) => found.has(name),
    dims: (name) => entry(name).dims,
    fileName: (name) => entry(name).file,
    tensor: async (name) => {
      const tensor = await read(name);
      const count = countNonFinite(tensor.data);
      if (count > 0) throw nonFinite(checkpoint.name, [`${entry(name).file ?? name} (${count} values)`]);
      return tensor;
    },
    all: async () => {
      const tensors = new Map<string, FloatTensor>();
      await visit((name, tensor) => tensors.set(name, tensor));
      return tensors;
    },
    check: () => visit(() => {}),
  };
}

/** The named sub-config of a RAG checkpoint, else the whole config. */
function subConfig(checkpoint: Checkpoint, key: 'question_encoder' | 'generator'): unknown {
  const { config } = checkpoint;
  if (typeof config !== 'object' || config === null || !Object.hasOwn(config, key)) return config;
  return (config as Record<string, unknown>)[key];
}

/** The usual prefixes first; failing these, the only name that ends like the anchor. */
function findPrefix(checkpoint: Checkpoint, anchor: string, usual: readonly string[], model: string): string {
  const prefix = usual.find((candidate) => checkpoint.has(candidate + anchor));
  if (prefix !== undefined) return prefix;
  const ends = checkpoint.tensorNames.filter((name) => name.endsWith(`.${anchor}`));
  if (ends.length === 1) return ends[0].slice(0, -anchor.length);
  const what = ends.length === 0 ? `no tensor is called ${anchor}` : `several might be meant: ${ends.join(', ')}`;
  throw new UserError(
    'bad-file',
    `${checkpoint.name}: no ${model} weights found (${what}; the file begins with ${checkpoint.tensorNames.slice(0, 3).join(', ')})`,
    `Choose a checkpoint that holds a ${model} model.`,
  );
}

function countNonFinite(data: Float32Array): number {
  let count = 0;
  // x - x is 0 for every finite x and NaN for all others.
  for (let i = 0; i < data.length; i++) if (data[i] - data[i] !== 0) count++;
  return count;
}

function nonFinite(name: string, tensors: readonly string[]): UserError {
  return new UserError(
    'bad-file',
    `${name}: NaN or infinite values in ${abridge(tensors)}`,
    'The checkpoint is damaged, or its training diverged; use another.',
  );
}

function abridge(items: readonly string[]): string {
  const shown = 12;
  const rest = items.length - shown;
  return rest > 0 ? `${items.slice(0, shown).join('; ')}; and ${rest} more` : items.join('; ');
}
