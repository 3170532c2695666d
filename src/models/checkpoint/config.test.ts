import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { embeddingDim, parseBartConfig, parseBertConfig, parseRagConfig } from './config.ts';
import { referencePath } from './referenceData.ts';

const bert = {
  model_type: 'dpr',
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 37,
  vocab_size: 99,
};
const bart = {
  model_type: 'bart',
  d_model: 32,
  encoder_layers: 2,
  decoder_layers: 3,
  encoder_attention_heads: 4,
  decoder_attention_heads: 8,
  encoder_ffn_dim: 64,
  decoder_ffn_dim: 48,
  vocab_size: 103,
};

describe('parseBertConfig', () => {
  it('fills in the defaults of transformers', () => {
    expect(parseBertConfig({ ...bert, projection_dim: 24 })).toEqual({
      hiddenSize: 32,
      numLayers: 2,
      numHeads: 4,
      intermediateSize: 37,
      vocabSize: 99,
      maxPositions: 512,
      typeVocabSize: 2,
      layerNormEps: 1e-12,
      padTokenId: 0,
      projectionDim: 24,
      hiddenAct: 'gelu',
    });
    expect([0, 24].map((projection_dim) => embeddingDim(parseBertConfig({ ...bert, projection_dim })))).toEqual([32, 24]);
  });

  it('counts positions without the rows that RoBERTa and MPNet leave unused', () => {
    expect(parseBertConfig({ ...bert, model_type: 'xlm-roberta', max_position_embeddings: 514, pad_token_id: 1 })).toMatchObject({ modelType: 'xlm-roberta', maxPositions: 512, positionOffset: 2 });
    expect(parseBertConfig({ ...bert, model_type: 'mpnet', max_position_embeddings: 514 })).toMatchObject({ maxPositions: 512, positionOffset: 2, typeVocabSize: 0, relativeBias: true });
    expect(() => parseBertConfig({ ...bert, model_type: 'roberta', max_position_embeddings: 2 })).toThrow('max_position_embeddings is 2; 2 of them hold no token');
    expect(() => parseBertConfig({ ...bert, model_type: 'mpnet', relative_attention_num_buckets: 64 })).toThrow('relative_attention_num_buckets is 64; only 32 is supported');
  });

  it('names the fields of DistilBERT by their own names', () => {
    const distilbert = { model_type: 'distilbert', vocab_size: 99, dim: 32, n_layers: 2, n_heads: 4, hidden_dim: 37 };
    expect(parseBertConfig(distilbert)).toMatchObject({ hiddenSize: 32, numLayers: 2, numHeads: 4, intermediateSize: 37, typeVocabSize: 0, projectionDim: 0 });
    expect(() => parseBertConfig({ ...distilbert, n_heads: 5 })).toThrow('n_heads is 5 and does not divide dim 32');
  });

  it.each([
    ['hidden_act', 'swish'],
    ['hidden_size', '32'],
    ['hidden_size', undefined],
    ['num_attention_heads', 5],
    ['num_hidden_layers', 0],
    ['position_embedding_type', 'relative_key'],
    ['layer_norm_eps', -1],
    ['pad_token_id', 99],
    ['model_type', 't5'],
  ])('names %s when it is %s', (field, value) => {
    const parse = (): unknown => parseBertConfig({ ...bert, [field]: value }, 'x/config.json');
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(field);
    expect(parse).toThrow('x/config.json');
  });
});

describe('parseBartConfig', () => {
  it('tells an absent forced token from one that is null', () => {
    expect(parseBartConfig(bart)).toMatchObject({ forcedBosTokenId: null, forcedEosTokenId: 2, decoderStartTokenId: 2, maxPositions: 1024 });
    expect(parseBartConfig({ ...bart, forced_eos_token_id: null, forced_bos_token_id: 0 })).toMatchObject({
      forcedBosTokenId: 0,
      forcedEosTokenId: null,
    });
  });

  it.each([
    ['activation_function', 'gelu_new'],
    ['normalize_before', true],
    ['tie_word_embeddings', false],
    ['decoder_attention_heads', 7],
    ['scale_embedding', 'yes'],
    ['model_type', 'mbart'],
  ])('names %s when it is %s', (field, value) => {
    expect(() => parseBartConfig({ ...bart, [field]: value })).toThrow(field);
  });
});

describe('parseRagConfig', () => {
  it('names the part in which a field is wrong', () => {
    const rag = { model_type: 'rag', question_encoder: bert, generator: { ...bart, d_model: 33 } };
    expect(() => parseRagConfig(rag)).toThrow('generator: encoder_attention_heads is 4 and does not divide d_model 33');
    expect(() => parseRagConfig({ ...rag, generator: null })).toThrow('generator is missing');
  });

  it.skipIf(!referencePath('golden'))('reads the reference configuration', () => {
    const json: unknown = JSON.parse(readFileSync(referencePath('golden', 'tok_b1_n2', 'config.json') ?? '', 'utf8'));
    expect(parseRagConfig(json)).toMatchObject({
      nDocs: 2,
      titleSep: ' / ',
      docSep: ' // ',
      maxCombinedLength: 16,
      retrievalVectorSize: 32,
      reduceLoss: false,
      doDeduplication: true,
      questionEncoder: { hiddenSize: 32, maxPositions: 32 },
      generator: { dModel: 32, bosTokenId: 0, forcedEosTokenId: 2 },
    });
  });
});
