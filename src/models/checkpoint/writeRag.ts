/** Writes a RAG model as the folder that transformers' RagTokenForGeneration.from_pretrained loads. Returns files; stores nothing. */
import type { BartConfig, BertConfig, RagConfig } from './config.ts';
import { configJson } from './configJson.ts';
import { encoderJson, FAMILIES, familyName } from './encoderFamilies.ts';
import { writeSafetensors } from './safetensors.ts';
import type { FloatTensor } from './tensor.ts';

/** Coefficients of a logistic regression that tells whether the retrieved passages hold the answer, fitted to one checkpoint. */
export interface AnswerableFit {
  readonly bias: number;
  /** Of the answer's mean log p per token. */
  readonly meanLogProb: number;
  /** Of the entropy of p(z|x) over log nDocs. */
  readonly priorEntropy: number;
  /** An answer with a lower probability is marked as doubtful. In [0, 1]. */
  readonly threshold: number;
}

/** Extra fields of config.json that only ragscope reads. */
export interface RagExtras {
  readonly questionInPrompt: 'original' | 'decoded';
  /** The retriever to use unless the user chooses another, and the weight of its keyword part. */
  readonly retriever?: { readonly index: 'exact' | 'hybrid' | 'bm25'; readonly keywordWeight: number };
  readonly answerable?: AnswerableFit;
  /** How texts become passages unless the user chooses otherwise. */
  readonly split?: { readonly unit: 'words' | 'sentences' | 'tokens'; readonly size: number; readonly overlap: number };
  /** Fewest tokens of an answer, without the start token: with 1, a document abstains by ending at once. */
  readonly minAnswerTokens?: number;
  /** Answers are words of a retrieved passage unless the user chooses otherwise. */
  readonly extractive?: boolean;
}

export interface RagToWrite {
  readonly config: RagConfig;
  readonly contextEncoder: BertConfig;
  /** By canonical names. */
  readonly questionWeights: ReadonlyMap<string, FloatTensor>;
  readonly contextWeights: ReadonlyMap<string, FloatTensor>;
  readonly generatorWeights: ReadonlyMap<string, FloatTensor>;
  readonly extras?: RagExtras;
  /** Storage type; F16 rounds to nearest even. */
  readonly dtype: 'F32' | 'F16';
}

/** @returns path → bytes, ordinary Hugging Face names; tied copies are left out as save_pretrained does */
export function writeRagFolder({ config, contextEncoder, questionWeights, contextWeights, generatorWeights, extras, dtype }: RagToWrite): Map<string, Uint8Array> {
  const named = (fileName: FileName, weights: ReadonlyMap<string, FloatTensor>) => [...weights].map(([name, t]) => [fileName(name), { ...t, dtype }] as const);
  const model = [...named(questionName(config.questionEncoder), questionWeights), ...named(generatorName, generatorWeights)];
  const context = named(contextName(contextEncoder), contextWeights);
  const metadata = { format: 'pt' };
  return new Map([
    ...ragConfigFiles(config, contextEncoder, dtype, extras),
    ['model.safetensors', writeSafetensors(model, metadata)],
    ['ctx_encoder/model.safetensors', writeSafetensors(context, metadata)],
  ]);
}

const inDpr = (name: string): string => (name.startsWith('encode_proj') ? name : `bert_model.${name}`);

/** Canonical name → name in the file, for a part of the model. */
export type FileName = (name: string) => string;

export const generatorName: FileName = (name) => `rag.generator.${name === 'final_logits_bias' ? '' : 'model.'}${name}`;

/** DPR's towers wrap a BERT; encoders of other families stand where DPR's wrapper does. */
export function questionName(config: BertConfig): FileName {
  return (name) => (config.modelType ? `rag.question_encoder.${familyName(config, name)}` : `rag.question_encoder.question_encoder.${inDpr(name)}`);
}

/** In `ctx_encoder/`, a checkpoint of its own. */
export function contextName(config: BertConfig): FileName {
  return (name) => (config.modelType ? familyName(config, name) : `ctx_encoder.${inDpr(name)}`);
}

/** The two config.json: path → bytes. */
export function ragConfigFiles(config: RagConfig, contextEncoder: BertConfig, dtype: 'F32' | 'F16', extras?: RagExtras): [string, Uint8Array][] {
  return [
    ['config.json', json(ragJson(config, dtype, extras))],
    ['ctx_encoder/config.json', json({ architectures: [contextEncoder.modelType ? FAMILIES[contextEncoder.modelType].architecture : 'DPRContextEncoder'], ...bertJson(contextEncoder, dtype) })],
  ];
}

function json(config: object): Uint8Array {
  return new TextEncoder().encode(configJson(config));
}

const torchType = (dtype: 'F32' | 'F16') => (dtype === 'F16' ? 'float16' : 'float32');

function ragJson(config: RagConfig, dtype: 'F32' | 'F16', extras?: RagExtras): object {
  return {
    architectures: ['RagTokenForGeneration'],
    model_type: 'rag',
    is_encoder_decoder: true,
    n_docs: config.nDocs,
    title_sep: config.titleSep,
    doc_sep: config.docSep,
    max_combined_length: config.maxCombinedLength,
    retrieval_vector_size: config.retrievalVectorSize,
    label_smoothing: config.labelSmoothing,
    reduce_loss: config.reduceLoss,
    exclude_bos_score: config.excludeBosScore,
    do_deduplication: config.doDeduplication,
    do_marginalize: false,
    torch_dtype: torchType(dtype),
    ...(extras ? { question_in_prompt: extras.questionInPrompt } : {}),
    ...(extras?.retriever ? { ragscope_index: extras.retriever.index, ragscope_keyword_weight: extras.retriever.keywordWeight } : {}),
    ...(extras?.split ? { ragscope_passages: extras.split } : {}),
    ...(extras?.minAnswerTokens ? { ragscope_min_answer_tokens: extras.minAnswerTokens } : {}),
    ...(extras?.extractive ? { ragscope_extractive: true } : {}),
    ...(extras?.answerable ? { ragscope_answerable: extras.answerable } : {}),
    question_encoder: bertJson(config.questionEncoder, dtype),
    generator: bartJson(config.generator, dtype),
  };
}

function bertJson(c: BertConfig, dtype: 'F32' | 'F16'): object {
  return {
    model_type: c.modelType ?? 'dpr',
    ...encoderJson(c),
    ...(c.modelType ? {} : { projection_dim: c.projectionDim }),
    position_embedding_type: 'absolute',
    ...(c.pooling === 'mean' ? { ragscope_mean_pooling: true } : {}),
    ...(c.unitLength ? { ragscope_unit_length: true } : {}),
    torch_dtype: torchType(dtype),
  };
}

function bartJson(c: BartConfig, dtype: 'F32' | 'F16'): object {
  return {
    model_type: 'bart',
    d_model: c.dModel,
    encoder_layers: c.encoderLayers,
    decoder_layers: c.decoderLayers,
    encoder_attention_heads: c.encoderHeads,
    decoder_attention_heads: c.decoderHeads,
    encoder_ffn_dim: c.encoderFfn,
    decoder_ffn_dim: c.decoderFfn,
    num_hidden_layers: c.encoderLayers,
    vocab_size: c.vocabSize,
    max_position_embeddings: c.maxPositions,
    scale_embedding: c.scaleEmbedding,
    activation_function: c.activation,
    pad_token_id: c.padTokenId,
    bos_token_id: c.bosTokenId,
    eos_token_id: c.eosTokenId,
    decoder_start_token_id: c.decoderStartTokenId,
    forced_bos_token_id: c.forcedBosTokenId,
    forced_eos_token_id: c.forcedEosTokenId,
    is_encoder_decoder: true,
    tie_word_embeddings: true,
    use_cache: true,
    torch_dtype: torchType(dtype),
  };
}
