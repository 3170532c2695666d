/** Typed, validated model configurations from config.json. Knows neither weights nor files. */
import { UserError } from '../../errors.ts';

export const ACTIVATIONS = ['gelu', 'relu', 'tanh'] as const;
/** `gelu` is the exact erf form. */
export type Activation = (typeof ACTIVATIONS)[number];

/** BERT, also within DPR encoders. */
export interface BertConfig {
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly numHeads: number;
  readonly intermediateSize: number;
  readonly vocabSize: number;
  readonly maxPositions: number;
  readonly typeVocabSize: number;
  readonly layerNormEps: number;
  readonly padTokenId: number;
  /** DPR's encode_proj; 0: none, the embedding is the [CLS] state itself. */
  readonly projectionDim: number;
  readonly hiddenAct: Activation;
  /** The mean of the token states; default: the [CLS] state, as DPR has it. */
  readonly pooling?: 'mean';
  /** Vectors are divided by their length, so that inner products are cosines. Default: no. */
  readonly unitLength?: boolean;
}

export interface BartConfig {
  readonly dModel: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly encoderHeads: number;
  readonly decoderHeads: number;
  readonly encoderFfn: number;
  readonly decoderFfn: number;
  readonly vocabSize: number;
  /** Without the offset of 2 that the position tables carry. */
  readonly maxPositions: number;
  /** Embeddings times sqrt(dModel). */
  readonly scaleEmbedding: boolean;
  readonly padTokenId: number;
  readonly bosTokenId: number;
  readonly eosTokenId: number;
  readonly decoderStartTokenId: number;
  readonly forcedBosTokenId: number | null;
  readonly forcedEosTokenId: number | null;
  readonly activation: Activation;
}

export interface RagConfig {
  readonly nDocs: number;
  readonly titleSep: string;
  readonly docSep: string;
  readonly maxCombinedLength: number;
  readonly retrievalVectorSize: number;
  readonly labelSmoothing: number;
  readonly reduceLoss: boolean;
  readonly excludeBosScore: boolean;
  readonly doDeduplication: boolean;
  readonly questionEncoder: BertConfig;
  readonly generator: BartConfig;
}

/** Length of the vectors that a DPR encoder yields. */
export function embeddingDim(config: BertConfig): number {
  return config.projectionDim > 0 ? config.projectionDim : config.hiddenSize;
}

export function parseBertConfig(json: unknown, where = 'config.json'): BertConfig {
  const fields = new Fields(json, where);
  fields.modelType(['bert', 'dpr']);
  fields.unsupportedUnless('position_embedding_type', 'absolute');
  const config: BertConfig = {
    hiddenSize: fields.size('hidden_size'),
    numLayers: fields.size('num_hidden_layers'),
    numHeads: fields.size('num_attention_heads'),
    intermediateSize: fields.size('intermediate_size'),
    vocabSize: fields.size('vocab_size'),
    maxPositions: fields.size('max_position_embeddings', 512),
    typeVocabSize: fields.size('type_vocab_size', 2),
    layerNormEps: fields.positive('layer_norm_eps', 1e-12),
    padTokenId: fields.tokenId('pad_token_id', 0),
    projectionDim: fields.whole('projection_dim', 0),
    hiddenAct: fields.activation('hidden_act'),
    // Written by ragscope alone: the reference's configuration has no place for them.
    ...(fields.flag('ragscope_mean_pooling', false) ? { pooling: 'mean' } : {}),
    ...(fields.flag('ragscope_unit_length', false) ? { unitLength: true } : {}),
  };
  fields.divides('num_attention_heads', config.numHeads, 'hidden_size', config.hiddenSize);
  return config;
}

export function parseBartConfig(json: unknown, where = 'config.json'): BartConfig {
  const fields = new Fields(json, where);
  fields.modelType(['bart']);
  // What told mBART, Marian and Pegasus from BART while they shared its class.
  fields.unsupportedUnless('normalize_before', false);
  fields.unsupportedUnless('normalize_embedding', true);
  fields.unsupportedUnless('add_final_layer_norm', false);
  fields.unsupportedUnless('static_position_embeddings', false);
  fields.unsupportedUnless('tie_word_embeddings', true);
  const config: BartConfig = {
    dModel: fields.size('d_model'),
    encoderLayers: fields.size('encoder_layers'),
    decoderLayers: fields.size('decoder_layers'),
    encoderHeads: fields.size('encoder_attention_heads'),
    decoderHeads: fields.size('decoder_attention_heads'),
    encoderFfn: fields.size('encoder_ffn_dim'),
    decoderFfn: fields.size('decoder_ffn_dim'),
    vocabSize: fields.size('vocab_size'),
    maxPositions: fields.size('max_position_embeddings', 1024),
    scaleEmbedding: fields.flag('scale_embedding', false),
    padTokenId: fields.tokenId('pad_token_id', 1),
    bosTokenId: fields.tokenId('bos_token_id', 0),
    eosTokenId: fields.tokenId('eos_token_id', 2),
    decoderStartTokenId: fields.tokenId('decoder_start_token_id', 2),
    forcedBosTokenId: fields.optionalTokenId('forced_bos_token_id', null),
    forcedEosTokenId: fields.optionalTokenId('forced_eos_token_id', 2),
    activation: fields.activation('activation_function'),
  };
  fields.divides('encoder_attention_heads', config.encoderHeads, 'd_model', config.dModel);
  fields.divides('decoder_attention_heads', config.decoderHeads, 'd_model', config.dModel);
  return config;
}

/** Defaults are those of transformers' RagConfig. */
export function parseRagConfig(json: unknown, where = 'config.json'): RagConfig {
  const fields = new Fields(json, where);
  fields.modelType(['rag']);
  return {
    nDocs: fields.size('n_docs', 5),
    titleSep: fields.text('title_sep', ' / '),
    docSep: fields.text('doc_sep', ' // '),
    maxCombinedLength: fields.size('max_combined_length', 300),
    retrievalVectorSize: fields.size('retrieval_vector_size', 768),
    labelSmoothing: fields.fraction('label_smoothing', 0),
    reduceLoss: fields.flag('reduce_loss', false),
    excludeBosScore: fields.flag('exclude_bos_score', false),
    doDeduplication: fields.flag('do_deduplication', true),
    questionEncoder: parseBertConfig(fields.required('question_encoder'), `${where}: question_encoder`),
    generator: parseBartConfig(fields.required('generator'), `${where}: generator`),
  };
}

/** Reads fields of one JSON object, naming each in its error. A field that is null counts as absent. */
class Fields {
  private readonly object: ReadonlyMap<string, unknown>;
  private readonly where: string;

  constructor(json: unknown, where: string) {
    this.where = where;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new UserError('bad-file', `${where}: a JSON object was expected`);
    }
    this.object = new Map(Object.entries(json));
  }

  required(key: string): unknown {
    const value = this.object.get(key) ?? null;
    if (value === null) throw this.error(key, 'is missing');
    return value;
  }

  modelType(supported: readonly string[]): void {
    const type = this.object.get('model_type') ?? null;
    if (type === null || supported.includes(String(type))) return;
    throw new UserError(
      'unsupported',
      `${this.where}: model_type is ${JSON.stringify(type)}, ${supported.join(' or ')} was expected`,
      'ragscope runs BERT or DPR encoders with BART generators.',
    );
  }

  unsupportedUnless(key: string, expected: string | boolean): void {
    const value = this.object.get(key) ?? null;
    if (value === null || value === expected) return;
    throw new UserError('unsupported', `${this.where}: ${key} is ${JSON.stringify(value)}; only ${String(expected)} is supported`);
  }

  /** A positive whole number. */
  size(key: string, fallback?: number): number {
    const value = this.whole(key, fallback);
    if (value === 0) throw this.error(key, 'is 0');
    return value;
  }

  whole(key: string, fallback?: number): number {
    const value = this.object.get(key) ?? fallback ?? this.required(key);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw this.error(key, `is ${JSON.stringify(value)}, not a whole number`);
    }
    return value;
  }

  tokenId(key: string, fallback: number): number {
    const id = this.whole(key, fallback);
    const vocabSize = this.whole('vocab_size');
    if (id >= vocabSize) throw this.error(key, `is ${id}, beyond the vocabulary of ${vocabSize}`);
    return id;
  }

  /** Unlike elsewhere an explicit null means none. */
  optionalTokenId(key: string, fallback: number | null): number | null {
    const value = this.object.has(key) ? this.object.get(key) : fallback;
    return value === null || value === undefined ? null : this.tokenId(key, fallback ?? 0);
  }

  positive(key: string, fallback: number): number {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value)) {
      throw this.error(key, `is ${JSON.stringify(value)}, not a positive number`);
    }
    return value;
  }

  /** A number in [0, 1). */
  fraction(key: string, fallback: number): number {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'number' || !(value >= 0 && value < 1)) throw this.error(key, `is ${JSON.stringify(value)}, not in [0, 1)`);
    return value;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'boolean') throw this.error(key, `is ${JSON.stringify(value)}, not true or false`);
    return value;
  }

  text(key: string, fallback: string): string {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'string') throw this.error(key, `is ${JSON.stringify(value)}, not a text`);
    return value;
  }

  activation(key: string): Activation {
    const value = this.object.get(key) ?? 'gelu';
    const found = ACTIVATIONS.find((name) => name === value);
    if (found) return found;
    throw new UserError(
      'unsupported',
      `${this.where}: ${key} is ${JSON.stringify(value)}; supported are ${ACTIVATIONS.join(', ')}`,
      'Choose a checkpoint with another activation function.',
    );
  }

  divides(partKey: string, part: number, wholeKey: string, whole: number): void {
    if (whole % part !== 0) throw this.error(partKey, `is ${part} and does not divide ${wholeKey} ${whole}`);
  }

  private error(key: string, what: string): UserError {
    return new UserError('bad-file', `${this.where}: ${key} ${what}`, 'Use the config.json that belongs to this checkpoint.');
  }
}
