/** A RAG model: configurations, tokenizers, card, and its float weights, read by graph name when asked. Knows no runtime. */
import { UserError } from '../errors.ts';
import { openCheckpoint } from '../models/checkpoint/checkpoint.ts';
import { parseBertConfig, parseRagConfig, type BertConfig, type RagConfig } from '../models/checkpoint/config.ts';
import { licenceInCard } from '../models/checkpoint/licence.ts';
import type { AnswerableFit } from '../models/checkpoint/writeRag.ts';
import type { FileSource } from '../models/checkpoint/source.ts';
import { resolveBart, resolveBert } from '../models/checkpoint/weights.ts';
import { consolidate, type RagParts } from '../models/consolidate/consolidate.ts';
import { missingContextEncoder } from '../models/consolidate/encoder.ts';
import { CheckpointFloats, type FloatReader } from '../models/streaming/floatReader.ts';
import { loadTokenizer } from '../models/tokenizer/load.ts';
import type { Tokenizer } from '../models/tokenizer/tokenizer.ts';
import { CONTEXT_ENCODER, GENERATOR, QUESTION_ENCODER } from '../models/ragGraph.ts';
import { splitFrom } from '../retrieval/split.ts';
import type { SplitSettings } from '../retrieval/types.ts';
import type { HostTensor, WeightSource } from '../runtime/types.ts';

export interface RagModel {
  readonly name: string;
  readonly config: RagConfig;
  readonly contextEncoder: BertConfig;
  /** Float32 weights under `question_encoder.`, `ctx_encoder.` and `generator.` + canonical name; none stays in memory. */
  readonly weights: FloatReader;
  /** One encoder embeds questions and passages; there are no weights under `ctx_encoder.`. */
  readonly sharesTowers: boolean;
  readonly questionTokenizer: Tokenizer;
  readonly generatorTokenizer: Tokenizer;
  /**
   * What the generator reads as question: the user's own words, or the question through the question tokenizer and back
   * (lower-cased, accents stripped), as transformers' RagRetriever feeds it.
   */
  readonly questionInPrompt: 'original' | 'decoded';
  /** The retriever that the checkpoint asks for (`ragscope_index` in its config.json); null where it names none. */
  readonly preferredIndex: 'exact' | 'hybrid' | 'bm25' | null;
  /** `ragscope_keyword_weight`: points of q·d that the best keyword match is worth in hybrid retrieval; null: DPR's own λ. */
  readonly keywordWeight: number | null;
  /** `ragscope_answerable`: tells whether the passages hold the answer; null where the checkpoint was not calibrated. */
  readonly answerable: AnswerableFit | null;
  /** `ragscope_passages`: how texts become passages unless told; null: the reference's 100 words. */
  readonly split: SplitSettings | null;
  /** `ragscope_min_answer_tokens`: fewest tokens of an answer, without the start token. */
  readonly minAnswerTokens: number;
  /** `ragscope_extractive`: answers are words of a retrieved passage, unless told otherwise. */
  readonly extractive: boolean;
  readonly licence: string;
  /** The model card, Markdown. */
  readonly card: string;
}

/** Float weights held in memory, for small models and tests. */
export class FloatWeights implements WeightSource {
  readonly #tensors = new Map<string, HostTensor>();

  set(name: string, tensor: HostTensor): void {
    this.#tensors.set(name, tensor);
  }

  weight(name: string): HostTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Error(`internal: no weight ${name}`);
    return tensor;
  }

  get parameterCount(): number {
    return [...this.#tensors.values()].reduce((n, t) => n + t.data.length, 0);
  }
}

/** A RAG model of separate folders; see models/consolidate. */
export async function consolidateRagModel(parts: RagParts): Promise<RagModel> {
  const { questionWeights, contextWeights, generatorWeights, questionTokenizer, generatorTokenizer, ragFile, ...same } = await consolidate(parts);
  const weights = new CheckpointFloats(new Map([[QUESTION_ENCODER, questionWeights], ...(contextWeights ? [[CONTEXT_ENCODER, contextWeights] as const] : []), [GENERATOR, generatorWeights]]));
  return { ...same, ...ownFields(ragFile), weights, sharesTowers: contextWeights === null, questionTokenizer: questionTokenizer.tokenizer, generatorTokenizer: generatorTokenizer.tokenizer };
}

export interface LoadOptions {
  /** 0 … 1 */
  readonly onProgress?: (share: number) => void;
  /** A folder of its own; default: `ctx_encoder/` within the source. */
  readonly contextEncoder?: FileSource;
}

/**
 * Reads a folder as `RagTokenForGeneration.save_pretrained` writes it, with the context encoder in `ctx_encoder/` and the
 * tokenizers in `question_encoder_tokenizer/` and `generator_tokenizer/`.
 */
export async function loadRagModel(source: FileSource, { onProgress = () => {}, contextEncoder }: LoadOptions = {}): Promise<RagModel> {
  let done = 0;
  const counted = async <T>(part: Promise<T>): Promise<T> => {
    const value = await part;
    onProgress(++done / 5);
    return value;
  };
  const files = await source.list();
  if (contextEncoder) return consolidateRagModel({ questionEncoder: source, contextEncoder, generator: source });
  if (files.includes('config.json') && !files.includes('ctx_encoder/config.json')) throw missingContextEncoder(source.name);
  const [checkpoint, contextCheckpoint, questionTokenizer, generatorTokenizer, card] = await Promise.all([
    counted(openCheckpoint(source)),
    counted(openCheckpoint(source, 'ctx_encoder')),
    counted(loadTokenizer(source, 'question_encoder_tokenizer')),
    counted(loadTokenizer(source, 'generator_tokenizer')),
    counted(files.includes('README.md') ? source.readText('README.md') : Promise.resolve('')),
  ]);
  const config = parseRagConfig(checkpoint.config, `${source.name}/config.json`);
  const contextConfig = parseBertConfig(contextCheckpoint.config, `${source.name}/ctx_encoder/config.json`);
  checkDims(config, contextConfig);
  const parts = new Map([
    [QUESTION_ENCODER, resolveBert(checkpoint, { config: config.questionEncoder })],
    [GENERATOR, resolveBart(checkpoint, { config: config.generator })],
    [CONTEXT_ENCODER, resolveBert(contextCheckpoint, { config: contextConfig })],
  ]);
  return {
    name: source.name,
    config,
    contextEncoder: contextConfig,
    weights: new CheckpointFloats(parts),
    sharesTowers: false,
    questionTokenizer,
    generatorTokenizer,
    ...ownFields(checkpoint.config),
    licence: licenceInCard(card),
    card,
  };
}

function checkDims({ questionEncoder }: RagConfig, contextEncoder: BertConfig): void {
  const dim = (c: BertConfig) => c.projectionDim || c.hiddenSize;
  if (dim(questionEncoder) !== dim(contextEncoder))
    throw new UserError(
      'bad-file',
      `the question encoder gives vectors of ${dim(questionEncoder)} dimensions, the context encoder of ${dim(contextEncoder)}`,
      'Use the two encoders of one DPR pair.',
    );
}

/** Fields of a RAG config.json that only ragscope reads. Values that this version does not know are taken as if they were not there: another retriever still answers. */
export function ownFields(config: unknown): Pick<RagModel, 'questionInPrompt' | 'preferredIndex' | 'keywordWeight' | 'answerable' | 'split' | 'minAnswerTokens' | 'extractive'> {
  const { question_in_prompt: question, ragscope_index: index, ragscope_keyword_weight: weight, ragscope_answerable: answerable, ragscope_passages: split, ragscope_min_answer_tokens: least, ragscope_extractive: extractive } = isRecord(config) ? config : {};
  return {
    questionInPrompt: question === 'original' ? 'original' : 'decoded',
    preferredIndex: index === 'exact' || index === 'hybrid' || index === 'bm25' ? index : null,
    keywordWeight: typeof weight === 'number' && Number.isFinite(weight) && weight > 0 ? weight : null,
    answerable: isAnswerableFit(answerable) ? answerable : null,
    split: splitFrom(split),
    minAnswerTokens: least === 1 ? 1 : 0,
    extractive: extractive === true,
  };
}

function isAnswerableFit(value: unknown): value is AnswerableFit {
  return isRecord(value) && ['bias', 'meanLogProb', 'priorEntropy', 'threshold'].every((name) => Number.isFinite(value[name]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
