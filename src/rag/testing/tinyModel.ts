/** A whole RAG checkpoint with random weights, small enough to make in a test: real files, real tokenizers, no sense. For tests only. */
import { CpuMarginalize } from '../../gpu/marginalizeCpu.ts';
import { Graph } from '../../graph/graph.ts';
import { dprGraph } from '../../models/bert.ts';
import type { BartConfig, BertConfig, RagConfig } from '../../models/checkpoint/config.ts';
import { memoryFiles } from '../../models/checkpoint/source.ts';
import type { FloatTensor } from '../../models/checkpoint/tensor.ts';
import { writeRagFolder, type RagExtras, type RagToWrite } from '../../models/checkpoint/writeRag.ts';
import { byteLevelBpeFiles, wordPieceFiles } from '../../models/tokenizer/definitions.ts';
import { trainByteLevelBpe } from '../../models/tokenizer/trainBpe.ts';
import { trainWordPiece } from '../../models/tokenizer/trainWordPiece.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import type { HostTensor } from '../../runtime/types.ts';
import { seq2seqGraph } from '../../train/graphs.ts';
import { initialize } from '../../train/tiny/initialize.ts';
import { withPrefixSpace } from '../../train/tiny/tokenizers.ts';
import { createRng, type Rng } from '../../train/tiny/worlds/index.ts';
import { RagEngine } from '../engine.ts';
import { loadRagModel, type RagModel } from '../model.ts';
import type { Precision } from '../settings.ts';

export const PASSAGES = [
  { title: 'Montevideo', text: 'Montevideo is the capital of Uruguay and lies on the north shore of the river.' },
  { title: 'Piano', text: 'The piano has eighty-eight keys; hammers strike its strings.' },
  { title: 'Lake Baikal', text: 'Lake Baikal in Siberia is the deepest lake of the world.' },
  { title: 'Honey', text: 'Honey keeps for years.' },
  { title: 'Kepler', text: 'Johannes Kepler found that planets move in ellipses with the sun at one focus.' },
  { title: 'Everest', text: 'Mount Everest rises on the border of Nepal and is the highest mountain.' },
  { title: 'Ada', text: 'Ada Lovelace wrote notes on the analytical engine.' },
  { title: 'Coffee', text: 'Coffee is a drink made from roasted beans, grown in warm countries on high ground.' },
] as const;

export const QUESTION = 'What is the capital of Uruguay?';

/** A CSV of the passages, as a user would drop it. */
export const PASSAGES_CSV = ['title,text', ...PASSAGES.map(({ title, text }) => `"${title}","${text}"`)].join('\n');

const VOCAB = 300;
const BART_POSITIONS = 160;
const BERT_POSITIONS = 128;

/** Both tokenizers, trained once: path → contents. */
const TOKENIZERS = (() => {
  const texts = PASSAGES.map(({ title, text }) => `${title} / ${text} // ${QUESTION}`);
  const { vocab, merges } = trainByteLevelBpe(texts, VOCAB);
  const folders = {
    question_encoder_tokenizer: wordPieceFiles(trainWordPiece(texts, VOCAB, { minCount: 1 }), BERT_POSITIONS),
    generator_tokenizer: withPrefixSpace(byteLevelBpeFiles(vocab, merges, BART_POSITIONS)),
  };
  return Object.entries(folders).flatMap(([folder, files]) => Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text] as const));
})();

export const TINY_BART: BartConfig = {
  dModel: 32,
  encoderLayers: 1,
  decoderLayers: 2,
  encoderHeads: 2,
  decoderHeads: 2,
  encoderFfn: 64,
  decoderFfn: 64,
  vocabSize: VOCAB,
  maxPositions: BART_POSITIONS,
  scaleEmbedding: false,
  padTokenId: 1,
  bosTokenId: 0,
  eosTokenId: 2,
  decoderStartTokenId: 0,
  forcedBosTokenId: null,
  forcedEosTokenId: 2,
  activation: 'gelu',
};

export const TINY_BERT: BertConfig = {
  hiddenSize: 32,
  numLayers: 1,
  numHeads: 2,
  intermediateSize: 64,
  vocabSize: VOCAB,
  maxPositions: BERT_POSITIONS,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  padTokenId: 0,
  projectionDim: 0,
  hiddenAct: 'gelu',
};

/** Weights of a BART by canonical names. Tables are widened, so that logits differ by more than rounding. */
export function randomBart(config: BartConfig, rng: Rng): Map<string, FloatTensor> {
  const weights = randomWeights(initialize(seq2seqGraph(config, '').params, rng));
  const bias = Float32Array.from({ length: config.vocabSize }, () => 0.2 * (rng.next() - 0.5));
  // As in trained models: padding is never the best continuation.
  bias[config.padTokenId] = -30;
  return weights.set('final_logits_bias', { dims: [1, config.vocabSize], data: bias });
}

export function randomBert(config: BertConfig, rng: Rng): Map<string, FloatTensor> {
  return randomWeights(initialize(dprGraph(new Graph('bert'), config, '').params, rng));
}

function randomWeights(tensors: ReadonlyMap<string, HostTensor>): Map<string, FloatTensor> {
  const scale = (name: string) => (/(embed|shared)[^.]*\.weight$/.test(name) && !/norm/i.test(name) ? 6 : 1);
  return new Map([...tensors].map(([name, { dims, data }]) => [name, { dims, data: (data as Float32Array).map((v) => v * scale(name)) }]));
}

export interface TinyOptions {
  readonly seed?: number;
  readonly dtype?: RagToWrite['dtype'];
  readonly config?: Partial<Omit<RagConfig, 'questionEncoder' | 'generator'>>;
  readonly retriever?: RagExtras['retriever'];
}

/** What writeRagFolder takes: two different towers and a generator. */
export function tinyRag({ seed = 1, dtype = 'F32', config = {}, retriever }: TinyOptions = {}): RagToWrite {
  const rng = createRng(seed);
  return {
    config: {
      nDocs: 5,
      titleSep: ' / ',
      docSep: ' // ',
      maxCombinedLength: 150,
      retrievalVectorSize: TINY_BERT.hiddenSize,
      labelSmoothing: 0,
      reduceLoss: false,
      excludeBosScore: false,
      doDeduplication: true,
      questionEncoder: TINY_BERT,
      generator: TINY_BART,
      ...config,
    },
    contextEncoder: TINY_BERT,
    questionWeights: randomBert(TINY_BERT, rng),
    contextWeights: randomBert(TINY_BERT, rng),
    generatorWeights: randomBart(TINY_BART, rng),
    extras: { questionInPrompt: 'original', ...(retriever ? { retriever } : {}) },
    dtype,
  };
}

/** Path → contents of a whole checkpoint folder, about 0.5 MB. */
export function tinyFiles(options: TinyOptions = {}): Map<string, Uint8Array | string> {
  const files = new Map<string, Uint8Array | string>([...writeRagFolder(tinyRag(options)), ...TOKENIZERS]);
  return files.set('README.md', '---\nlicense: cc0-1.0\n---\n# Random weights\n');
}

export function tinyModel(options: TinyOptions = {}): Promise<RagModel> {
  return loadRagModel(memoryFiles('tiny', tinyFiles(options)));
}

/** The same model with one weight tensor changed in place. */
export function changed(model: RagModel, name: string, change: (tensor: HostTensor) => void): RagModel {
  const { weights } = model;
  const weight = async (asked: string): Promise<HostTensor> => {
    const tensor = await weights.weight(asked);
    if (asked === name) change(tensor);
    return tensor;
  };
  return { ...model, weights: { names: weights.names, parameterCount: weights.parameterCount, dims: (asked) => weights.dims(asked), weight } };
}

/** An engine over the random model on ONNX Runtime in Node, at full precision unless told. */
export async function tinyEngine({ precision = 'fp32', ...options }: TinyOptions & { readonly precision?: Precision } = {}): Promise<RagEngine> {
  return RagEngine.create(await tinyModel(options), nodeRuntime({ threads: 1 }), new CpuMarginalize(), precision);
}
