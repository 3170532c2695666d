/** How encoders that are made like BERT differ from it on file: names of fields and tensors, position tables, token types. Holds no weights. */
import type { BertConfig } from './config.ts';
import type { Fields } from './configFields.ts';

/** model_type in config.json of the families besides BERT and DPR. */
export type EncoderModelType = 'distilbert' | 'roberta' | 'xlm-roberta' | 'camembert' | 'electra' | 'mpnet';

type FieldName = 'hiddenSize' | 'numLayers' | 'numHeads' | 'intermediateSize' | 'hiddenAct';

interface EncoderFamily {
  /** What transformers' AutoModel makes of it. */
  readonly architecture: string;
  readonly fields: Readonly<Record<FieldName, string>>;
  readonly padTokenId: number;
  /** Default of `type_vocab_size`; null: it has no token types and no such field. */
  readonly typeVocabSize: number | null;
  /** Default of `layer_norm_eps`; `fixed`: it has no such field. */
  readonly layerNormEps: number;
  readonly fixedEps?: true;
  readonly positionOffset?: (padTokenId: number) => number;
  /** Default of `embedding_size`. */
  readonly embeddingSize?: number;
  readonly relativeBias?: true;
  /** BERT's tensor names -> its own, the first that fits. */
  readonly renamed?: readonly (readonly [from: string, to: string])[];
}

const BERT_FIELDS = {
  hiddenSize: 'hidden_size',
  numLayers: 'num_hidden_layers',
  numHeads: 'num_attention_heads',
  intermediateSize: 'intermediate_size',
  hiddenAct: 'hidden_act',
} as const;

const BERT: EncoderFamily = { architecture: 'BertModel', fields: BERT_FIELDS, padTokenId: 0, typeVocabSize: 2, layerNormEps: 1e-12 };

/** Liu et al. 2019. Positions are counted from the padding id on. */
const roberta = (architecture: string): EncoderFamily => ({ ...BERT, architecture, padTokenId: 1, positionOffset: (pad) => pad + 1 });

export const FAMILIES: Readonly<Record<EncoderModelType | 'bert', EncoderFamily>> = {
  bert: BERT,
  // Sanh et al. 2019.
  distilbert: {
    ...BERT,
    architecture: 'DistilBertModel',
    fields: { hiddenSize: 'dim', numLayers: 'n_layers', numHeads: 'n_heads', intermediateSize: 'hidden_dim', hiddenAct: 'activation' },
    typeVocabSize: null,
    fixedEps: true,
    renamed: [
      ['attention.self.query', 'attention.q_lin'],
      ['attention.self.key', 'attention.k_lin'],
      ['attention.self.value', 'attention.v_lin'],
      ['attention.output.dense', 'attention.out_lin'],
      ['attention.output.LayerNorm', 'sa_layer_norm'],
      ['intermediate.dense', 'ffn.lin1'],
      ['output.dense', 'ffn.lin2'],
      ['output.LayerNorm', 'output_layer_norm'],
    ],
  },
  roberta: roberta('RobertaModel'),
  'xlm-roberta': roberta('XLMRobertaModel'),
  camembert: roberta('CamembertModel'),
  // Clark et al. 2020.
  electra: { ...BERT, architecture: 'ElectraModel', embeddingSize: 128 },
  // Song et al. 2020. Its position table always starts after row 1.
  mpnet: {
    ...BERT,
    architecture: 'MPNetModel',
    padTokenId: 1,
    typeVocabSize: null,
    positionOffset: () => 2,
    relativeBias: true,
    renamed: [
      ['attention.self.query', 'attention.attn.q'],
      ['attention.self.key', 'attention.attn.k'],
      ['attention.self.value', 'attention.attn.v'],
      ['attention.output.dense', 'attention.attn.o'],
      ['attention.output.LayerNorm', 'attention.LayerNorm'],
    ],
  },
};

export const MODEL_TYPES = ['bert', 'dpr', 'distilbert', 'roberta', 'xlm-roberta', 'camembert', 'electra', 'mpnet'] as const;

/** Rows of MPNet's relative_attention_bias; its code counts so whatever the configuration says. */
export const RELATIVE_BUCKETS = 32;

/** Fields that all families have; the caller adds what is DPR's or ragscope's own. */
export function parseEncoder(family: EncoderFamily, fields: Fields): Omit<BertConfig, 'modelType' | 'projectionDim' | 'pooling' | 'unitLength'> {
  const names = family.fields;
  const padTokenId = fields.tokenId('pad_token_id', family.padTokenId);
  const positionOffset = family.positionOffset?.(padTokenId) ?? 0;
  const hiddenSize = fields.size(names.hiddenSize);
  const numHeads = fields.size(names.numHeads);
  fields.divides(names.numHeads, numHeads, names.hiddenSize, hiddenSize);
  if (family.relativeBias) fields.unsupportedUnless('relative_attention_num_buckets', RELATIVE_BUCKETS);
  const embeddingSize = family.embeddingSize === undefined ? hiddenSize : fields.size('embedding_size', family.embeddingSize);
  return {
    hiddenSize,
    numLayers: fields.size(names.numLayers),
    numHeads,
    intermediateSize: fields.size(names.intermediateSize),
    vocabSize: fields.size('vocab_size'),
    maxPositions: fields.sizeAbove('max_position_embeddings', 512, positionOffset),
    ...(positionOffset > 0 ? { positionOffset } : {}),
    typeVocabSize: family.typeVocabSize === null ? 0 : fields.size('type_vocab_size', family.typeVocabSize),
    ...(embeddingSize === hiddenSize ? {} : { embeddingSize }),
    ...(family.relativeBias ? { relativeBias: true } : {}),
    layerNormEps: family.fixedEps ? family.layerNormEps : fields.positive('layer_norm_eps', family.layerNormEps),
    padTokenId,
    hiddenAct: fields.activation(names.hiddenAct),
  };
}

/** What parseEncoder reads, as config.json has it. */
export function encoderJson(config: BertConfig): Record<string, unknown> {
  const family = FAMILIES[config.modelType ?? 'bert'];
  return {
    ...Object.fromEntries(Object.entries(family.fields).map(([name, field]) => [field, config[name as FieldName]])),
    vocab_size: config.vocabSize,
    max_position_embeddings: config.maxPositions + (config.positionOffset ?? 0),
    ...(family.typeVocabSize === null ? {} : { type_vocab_size: config.typeVocabSize }),
    ...(family.embeddingSize === undefined ? {} : { embedding_size: config.embeddingSize ?? config.hiddenSize }),
    ...(family.relativeBias ? { relative_attention_num_buckets: RELATIVE_BUCKETS } : {}),
    ...(family.fixedEps ? {} : { layer_norm_eps: config.layerNormEps }),
    pad_token_id: config.padTokenId,
  };
}

/** BERT's name of a tensor (`encoder.layer.0.intermediate.dense.weight`) -> the family's own, without prefix. */
export function familyName(config: BertConfig, name: string): string {
  const [, layer, rest] = /^encoder\.layer\.(\d+)\.(.*)$/.exec(name) ?? [];
  const { renamed } = FAMILIES[config.modelType ?? 'bert'];
  if (layer === undefined || !renamed) return name;
  const stack = config.modelType === 'distilbert' ? 'transformer' : 'encoder';
  const [from, to] = renamed.find(([start]) => rest.startsWith(`${start}.`)) ?? ['', ''];
  return `${stack}.layer.${layer}.${to}${rest.slice(from.length)}`;
}
