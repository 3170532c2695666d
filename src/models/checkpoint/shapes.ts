/** The shapes of published models: configuration fields, tensor names and dims as save_pretrained writes them. Holds no weights. */
import { UserError } from '../../errors.ts';
import { parseBartConfig, parseBertConfig, type BartConfig, type BertConfig } from './config.ts';
import { BART_POSITION_OFFSET } from './weights.ts';

export interface TensorShape {
  readonly name: string;
  readonly dims: readonly number[];
}

/** One checkpoint within a folder. */
export interface CheckpointShape {
  /** Folder below the root; empty: the root itself. */
  readonly folder: string;
  /** Contents of config.json, without the storage type. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: readonly TensorShape[];
}

/** Where tokenizer files go, and whose they are. */
export interface TokenizerPlace {
  readonly folder: string;
  readonly kind: 'bert-base-uncased' | 'bart';
}

export interface ModelShape {
  readonly checkpoints: readonly CheckpointShape[];
  readonly tokenizers: readonly TokenizerPlace[];
}

/** bert-base-uncased, as DPR's towers have it (Karpukhin et al. 2020, section 4.2). */
const DPR_BASE = {
  model_type: 'dpr',
  attention_probs_dropout_prob: 0.1,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  hidden_size: 768,
  initializer_range: 0.02,
  intermediate_size: 3072,
  layer_norm_eps: 1e-12,
  max_position_embeddings: 512,
  num_attention_heads: 12,
  num_hidden_layers: 12,
  pad_token_id: 0,
  position_embedding_type: 'absolute',
  projection_dim: 0,
  type_vocab_size: 2,
  vocab_size: 30522,
} as const;

/** Lewis et al. 2019, section 2: the common fields of both sizes. */
const bart = (layers: number, dModel: number, ffn: number, heads: number) => ({
  model_type: 'bart',
  activation_dropout: 0.1,
  activation_function: 'gelu',
  attention_dropout: 0.1,
  bos_token_id: 0,
  d_model: dModel,
  decoder_attention_heads: heads,
  decoder_ffn_dim: ffn,
  decoder_layers: layers,
  decoder_start_token_id: 2,
  dropout: 0.1,
  encoder_attention_heads: heads,
  encoder_ffn_dim: ffn,
  encoder_layers: layers,
  eos_token_id: 2,
  forced_eos_token_id: 2,
  init_std: 0.02,
  is_encoder_decoder: true,
  max_position_embeddings: 1024,
  num_hidden_layers: layers,
  pad_token_id: 1,
  scale_embedding: false,
  tie_word_embeddings: true,
  use_cache: true,
  vocab_size: 50265,
});

const BART_BASE = bart(6, 768, 3072, 12);
const BART_LARGE = bart(12, 1024, 4096, 16);

/** RagConfig's own fields as facebook/rag-token-nq has them; all are transformers' defaults. */
const RAG = {
  model_type: 'rag',
  architectures: ['RagTokenForGeneration'],
  do_deduplication: true,
  do_marginalize: false,
  doc_sep: ' // ',
  exclude_bos_score: false,
  is_encoder_decoder: true,
  label_smoothing: 0,
  max_combined_length: 300,
  n_docs: 5,
  output_retrieved: false,
  reduce_loss: false,
  retrieval_batch_size: 8,
  retrieval_vector_size: 768,
  title_sep: ' / ',
  use_cache: true,
} as const;

/** RagTokenForGeneration with its context encoder in `ctx_encoder/`. @param dpr config of both towers @param generator a BART config */
export function ragShape(rag: Readonly<Record<string, unknown>>, dpr: Readonly<Record<string, unknown>>, generator: Readonly<Record<string, unknown>>): ModelShape {
  const towers = parseBertConfig(dpr);
  return {
    checkpoints: [
      {
        folder: '',
        config: { ...rag, question_encoder: dpr, generator },
        tensors: [...dprTensors(towers, 'rag.question_encoder.question_encoder.'), ...bartTensors(parseBartConfig(generator), 'rag.generator.')],
      },
      { folder: 'ctx_encoder', config: { architectures: ['DPRContextEncoder'], ...dpr }, tensors: dprTensors(towers, 'ctx_encoder.') },
    ],
    tokenizers: [
      { folder: 'question_encoder_tokenizer', kind: 'bert-base-uncased' },
      { folder: 'generator_tokenizer', kind: 'bart' },
    ],
  };
}

function dprShape(config: Readonly<Record<string, unknown>>): ModelShape {
  return {
    checkpoints: [{ folder: '', config: { architectures: ['DPRContextEncoder'], ...config }, tensors: dprTensors(parseBertConfig(config), 'ctx_encoder.') }],
    tokenizers: [{ folder: '', kind: 'bert-base-uncased' }],
  };
}

function bartShape(config: Readonly<Record<string, unknown>>): ModelShape {
  return {
    checkpoints: [{ folder: '', config: { architectures: ['BartForConditionalGeneration'], ...config }, tensors: bartTensors(parseBartConfig(config), '') }],
    tokenizers: [{ folder: '', kind: 'bart' }],
  };
}

const SHAPES: Readonly<Record<string, () => ModelShape>> = {
  'rag-token-nq': () => ragShape(RAG, DPR_BASE, BART_LARGE),
  'dpr-base': () => dprShape(DPR_BASE),
  'bart-base': () => bartShape(BART_BASE),
  'bart-large': () => bartShape(BART_LARGE),
};

export const SHAPE_NAMES: readonly string[] = Object.keys(SHAPES);

export function modelShape(name: string): ModelShape {
  if (!Object.hasOwn(SHAPES, name)) throw new UserError('bad-input', `there is no shape ${JSON.stringify(name)}`, `Shapes: ${SHAPE_NAMES.join(', ')}.`);
  return SHAPES[name]();
}

export const dprBaseConfig = (): BertConfig => parseBertConfig(DPR_BASE);
export const bartBaseConfig = (): BartConfig => parseBartConfig(BART_BASE);

/** DPRContextEncoder and its sibling: a BERT without pooler, and the projection beside it. @param prefix such as `ctx_encoder.` */
export function dprTensors(config: BertConfig, prefix: string): TensorShape[] {
  const { hiddenSize: d, intermediateSize: ffn, projectionDim } = config;
  const tensors: TensorShape[] = [];
  const bert = `${prefix}bert_model.`;
  const { add, linear, norm } = adders(tensors);
  add(`${bert}embeddings.word_embeddings.weight`, [config.vocabSize, d]);
  add(`${bert}embeddings.position_embeddings.weight`, [config.maxPositions, d]);
  add(`${bert}embeddings.token_type_embeddings.weight`, [config.typeVocabSize, d]);
  norm(`${bert}embeddings.LayerNorm`, d);
  for (let i = 0; i < config.numLayers; i++) {
    const layer = `${bert}encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) linear(`${layer}.attention.self.${part}`, d, d);
    linear(`${layer}.attention.output.dense`, d, d);
    norm(`${layer}.attention.output.LayerNorm`, d);
    linear(`${layer}.intermediate.dense`, ffn, d);
    linear(`${layer}.output.dense`, d, ffn);
    norm(`${layer}.output.LayerNorm`, d);
  }
  if (projectionDim > 0) linear(`${prefix}encode_proj`, projectionDim, d);
  return tensors;
}

/** BartForConditionalGeneration; tied copies of `shared` are left out. @param prefix such as `rag.generator.` */
export function bartTensors(config: BartConfig, prefix: string): TensorShape[] {
  const d = config.dModel;
  const tensors: TensorShape[] = [];
  const { add, linear, norm } = adders(tensors);
  const attention = (name: string): void => {
    for (const part of ['k_proj', 'v_proj', 'q_proj', 'out_proj']) linear(`${name}.${part}`, d, d);
    norm(`${name}_layer_norm`, d);
  };
  add(`${prefix}final_logits_bias`, [1, config.vocabSize]);
  add(`${prefix}model.shared.weight`, [config.vocabSize, d]);
  for (const [stack, layers, ffn] of [
    ['encoder', config.encoderLayers, config.encoderFfn],
    ['decoder', config.decoderLayers, config.decoderFfn],
  ] as const) {
    const of = `${prefix}model.${stack}`;
    add(`${of}.embed_positions.weight`, [config.maxPositions + BART_POSITION_OFFSET, d]);
    norm(`${of}.layernorm_embedding`, d);
    for (let i = 0; i < layers; i++) {
      attention(`${of}.layers.${i}.self_attn`);
      if (stack === 'decoder') attention(`${of}.layers.${i}.encoder_attn`);
      linear(`${of}.layers.${i}.fc1`, ffn, d);
      linear(`${of}.layers.${i}.fc2`, d, ffn);
      norm(`${of}.layers.${i}.final_layer_norm`, d);
    }
  }
  return tensors;
}

function adders(tensors: TensorShape[]) {
  const add = (name: string, dims: readonly number[]): void => {
    tensors.push({ name, dims });
  };
  const pair = (name: string, weight: readonly number[], bias: number): void => {
    add(`${name}.weight`, weight);
    add(`${name}.bias`, [bias]);
  };
  return {
    add,
    linear: (name: string, rows: number, columns: number) => pair(name, [rows, columns], rows),
    norm: (name: string, dim: number) => pair(name, [dim], dim),
  };
}
