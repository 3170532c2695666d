/** A RAG model in memory: configurations, float weights by graph name, tokenizers and card. Knows no runtime. */
import { UserError } from '../errors.ts';
import { openCheckpoint } from '../models/checkpoint/checkpoint.ts';
import { parseBertConfig, parseRagConfig, type BertConfig, type RagConfig } from '../models/checkpoint/config.ts';
import type { FileSource } from '../models/checkpoint/source.ts';
import { resolveBart, resolveBert, type ModelWeights } from '../models/checkpoint/weights.ts';
import { loadTokenizer } from '../models/tokenizer/load.ts';
import type { Tokenizer } from '../models/tokenizer/tokenizer.ts';
import { CONTEXT_ENCODER, GENERATOR, QUESTION_ENCODER } from '../models/ragGraph.ts';
import type { HostTensor, WeightSource } from '../runtime/types.ts';

export interface RagModel {
  readonly name: string;
  readonly config: RagConfig;
  readonly contextEncoder: BertConfig;
  /** Float32 weights under `question_encoder.`, `ctx_encoder.` and `generator.` + canonical name. */
  readonly weights: FloatWeights;
  readonly questionTokenizer: Tokenizer;
  readonly generatorTokenizer: Tokenizer;
  /**
   * What the generator reads as question: the user's own words, or the question through the question tokenizer and back
   * (lower-cased, accents stripped), as transformers' RagRetriever feeds it.
   */
  readonly questionInPrompt: 'original' | 'decoded';
  readonly licence: string;
  /** The model card, Markdown. */
  readonly card: string;
}

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

export interface LoadOptions {
  /** 0 … 1 */
  readonly onProgress?: (share: number) => void;
}

/**
 * Reads a folder as `RagTokenForGeneration.save_pretrained` writes it, with the context encoder in `ctx_encoder/` and the
 * tokenizers in `question_encoder_tokenizer/` and `generator_tokenizer/`.
 */
export async function loadRagModel(source: FileSource, { onProgress = () => {} }: LoadOptions = {}): Promise<RagModel> {
  let done = 0;
  const counted = async <T>(part: Promise<T>): Promise<T> => {
    const value = await part;
    onProgress(++done / 8);
    return value;
  };
  const files = await source.list();
  const [checkpoint, contextCheckpoint, questionTokenizer, generatorTokenizer, card] = await Promise.all([
    counted(openCheckpoint(source)),
    counted(openCheckpoint(source, 'ctx_encoder')),
    counted(loadTokenizer(source, 'question_encoder_tokenizer')),
    counted(loadTokenizer(source, 'generator_tokenizer')),
    counted(files.includes('README.md') ? source.readText('README.md') : Promise.resolve('')),
  ]);
  const config = parseRagConfig(checkpoint.config, `${source.name}/config.json`);
  const contextEncoder = parseBertConfig(contextCheckpoint.config, `${source.name}/ctx_encoder/config.json`);
  checkDims(config, contextEncoder);
  const weights = new FloatWeights();
  await Promise.all([
    counted(collect(weights, QUESTION_ENCODER, resolveBert(checkpoint, { config: config.questionEncoder }))),
    counted(collect(weights, GENERATOR, resolveBart(checkpoint, { config: config.generator }))),
    counted(collect(weights, CONTEXT_ENCODER, resolveBert(contextCheckpoint, { config: contextEncoder }))),
  ]);
  return {
    name: source.name,
    config,
    contextEncoder,
    weights,
    questionTokenizer,
    generatorTokenizer,
    questionInPrompt: isRecord(checkpoint.config) && checkpoint.config.question_in_prompt === 'original' ? 'original' : 'decoded',
    licence: /^license:\s*(\S+)/m.exec(card)?.[1] ?? 'not stated',
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

async function collect(into: FloatWeights, prefix: string, weights: ModelWeights): Promise<void> {
  for (const [name, tensor] of await weights.all()) into.set(prefix + name, tensor);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
