/** Writes a RAG model as the folder that transformers' RagTokenForGeneration.from_pretrained loads. Returns files; stores nothing. */
import type { BartConfig, BertConfig, RagConfig } from './config.ts';
import { writeSafetensors } from './safetensors.ts';
import type { FloatTensor } from './tensor.ts';

/** Extra fields of config.json that only ragscope reads. */
export interface RagExtras {
  readonly questionInPrompt: 'original' | 'decoded';
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
  const named = (prefix: (name: string) => string, weights: ReadonlyMap<string, FloatTensor>) => [...weights].map(([name, t]) => [prefix(name) + name, { ...t, dtype }] as const);
  const bert = (name: string) => (name.startsWith('encode_proj') ? '' : 'bert_model.');
  const model = [
    ...named((name) => `rag.question_encoder.question_encoder.${bert(name)}`, questionWeights),
    ...named((name) => `rag.generator.${name === 'final_logits_bias' ? '' : 'model.'}`, generatorWeights),
  ];
  const context = named((name) => `ctx_encoder.${bert(name)}`, contextWeights);
  const metadata = { format: 'pt' };
  return new Map([
    ['config.json', json(ragJson(config, dtype, extras))],
    ['model.safetensors', writeSafetensors(model, metadata)],
    ['ctx_encoder/config.json', json({ architectures: ['DPRContextEncoder'], ...bertJson(contextEncoder, dtype) })],
    ['ctx_encoder/model.safetensors', writeSafetensors(context, metadata)],
  ]);
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
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
    question_encoder: bertJson(config.questionEncoder, dtype),
    generator: bartJson(config.generator, dtype),
  };
}

function bertJson(c: BertConfig, dtype: 'F32' | 'F16'): object {
  return {
    model_type: 'dpr',
    hidden_size: c.hiddenSize,
    num_hidden_layers: c.numLayers,
    num_attention_heads: c.numHeads,
    intermediate_size: c.intermediateSize,
    vocab_size: c.vocabSize,
    max_position_embeddings: c.maxPositions,
    type_vocab_size: c.typeVocabSize,
    layer_norm_eps: c.layerNormEps,
    pad_token_id: c.padTokenId,
    projection_dim: c.projectionDim,
    hidden_act: c.hiddenAct,
    position_embedding_type: 'absolute',
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
