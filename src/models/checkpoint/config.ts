/** Typed, validated model configurations from config.json. Knows neither weights nor files. */
import { Fields, type Activation } from './configFields.ts';
import { FAMILIES, MODEL_TYPES, parseEncoder, type EncoderModelType } from './encoderFamilies.ts';

/** BERT, also within DPR encoders, and the encoders that are made like it (encoderFamilies.ts). */
export interface BertConfig {
  /** Absent: BERT or DPR. */
  readonly modelType?: EncoderModelType;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly numHeads: number;
  readonly intermediateSize: number;
  readonly vocabSize: number;
  /** Tokens that it reads at most: without the offset of the position table. */
  readonly maxPositions: number;
  /** Rows of the position table that no token uses (RoBERTa: up to and with the padding id). Default 0. */
  readonly positionOffset?: number;
  /** 0: it has no token types. */
  readonly typeVocabSize: number;
  /** Width of the embeddings where `embeddings_project` brings them to hiddenSize (ELECTRA). */
  readonly embeddingSize?: number;
  /** MPNet's bias by relative position, shared by all layers. */
  readonly relativeBias?: true;
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
  const type = fields.modelType(MODEL_TYPES);
  fields.unsupportedUnless('position_embedding_type', 'absolute');
  const family = type === null || type === 'bert' || type === 'dpr' ? null : type;
  return {
    ...(family ? { modelType: family } : {}),
    ...parseEncoder(FAMILIES[family ?? 'bert'], fields),
    projectionDim: family ? 0 : fields.whole('projection_dim', 0),
    // Written by ragscope alone: the reference's configuration has no place for them.
    ...(fields.flag('ragscope_mean_pooling', false) ? { pooling: 'mean' } : {}),
    ...(fields.flag('ragscope_unit_length', false) ? { unitLength: true } : {}),
  };
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
