/** BART on a runtime as decoding wants it: documents are encoded once, then one step a token with the marginal's best k. */
import { Graph } from '../graph/graph.ts';
import type { Marginalizer } from '../gpu/types.ts';
import { inArithmetic } from '../models/arithmetic.ts';
import { bartEncodeGraph, bartStepGraph } from '../models/bart.ts';
import type { BartConfig } from '../models/checkpoint/config.ts';
import { BART_POSITION_OFFSET } from '../models/checkpoint/weights.ts';
import { bartEncoderFeeds, decoderFeeds, int32, range } from '../models/feeds.ts';
import { Layers, type WeightFormats } from '../models/layers.ts';
import { answerScoreGraph, GENERATOR } from '../models/ragGraph.ts';
import type { CompileOptions, DeviceTensor, HostTensor, Runtime, Session, WeightReader } from '../runtime/types.ts';
import type { MarginalTopK, StepModel } from './types.ts';

type Tensors = Record<string, HostTensor | DeviceTensor>;

/** Retrieved documents as the decoder reads them: cross-attention keys and values stay with the provider. */
export interface EncodedDocuments {
  readonly nDocs: number;
  readonly mask: HostTensor;
  readonly cross: Tensors;
  dispose(): void;
}

export class Generator {
  readonly config: BartConfig;
  readonly #runtime: Runtime;
  readonly #encode: Session;
  /** Where the provider takes tensors of no elements, the step itself, begun on a cache of no tokens. */
  readonly #first: Session | null;
  readonly #step: Session;
  readonly #cacheType: 'float32' | 'float16';
  readonly #compileScore: (options?: CompileOptions) => Promise<Session>;
  #score: Promise<Session> | null = null;
  readonly #marginalizer: Marginalizer;

  private constructor(config: BartConfig, runtime: Runtime, sessions: { encode: Session; first: Session | null; step: Session }, cacheType: 'float32' | 'float16', compileScore: (options?: CompileOptions) => Promise<Session>, marginalizer: Marginalizer) {
    this.config = config;
    this.#runtime = runtime;
    this.#encode = sessions.encode;
    this.#first = sessions.first;
    this.#step = sessions.step;
    this.#cacheType = cacheType;
    this.#compileScore = compileScore;
    this.#marginalizer = marginalizer;
  }

  /** @param weights is asked again when answers are first scored, and then told to let go of what it keeps for further graphs */
  static async create(runtime: Runtime, config: BartConfig, weights: WeightReader & { release?(): void }, formats: WeightFormats, marginalizer: Marginalizer): Promise<Generator> {
    const graph = (name: string) => new Graph(name);
    const layers = (g: Graph) => new Layers(g, GENERATOR, formats);
    const build = (name: string, make: (g: Graph) => Graph, options?: CompileOptions) => runtime.compile(inArithmetic(make(graph(name)), formats), weights, options);
    const encode = await build('bart-encode', (g) => bartEncodeGraph(g, config, layers(g)));
    // A GPU has no buffers of no bytes, and there a second session shares the weights of the first; elsewhere it would copy them.
    const first = runtime.gpu ? await build('bart-first-step', (g) => bartStepGraph(g, config, layers(g), false)) : null;
    const step = await build('bart-step', (g) => bartStepGraph(g, config, layers(g), true));
    const compileScore = async (options?: CompileOptions) => {
      try {
        return await build('bart-score', (g) => answerScoreGraph(g, config, layers(g)), options);
      } finally {
        weights.release?.();
      }
    };
    return new Generator(config, runtime, { encode, first, step }, formats.activations ?? 'float32', compileScore, marginalizer);
  }

  /** @param rows generator inputs, one a document, unpadded */
  async encodeDocuments(rows: readonly (readonly number[])[]): Promise<EncodedDocuments> {
    const feeds = bartEncoderFeeds(rows, this.config.padTokenId);
    const names = range(this.config.decoderLayers).flatMap((i) => [`cross_key.${i}`, `cross_value.${i}`]);
    const cross = await this.#encode.runKeeping(feeds, names);
    return { nDocs: rows.length, mask: feeds.attention_mask, cross, dispose: () => disposeAll(cross) };
  }

  /** A fresh decoding state over the documents. @param docLogPriors [nDocs], nats */
  stepModel(documents: EncodedDocuments, docLogPriors: Float32Array): StepModel & { dispose(): void } {
    const { nDocs } = documents;
    let past: Tensors | null = null;
    let position = 0;
    const run = async (tokens: Int32Array, beamOrder: Int32Array | null, k: number): Promise<MarginalTopK> => {
      const nBeams = tokens.length;
      const rows = range(nBeams).flatMap((beam) => range(nDocs).map((doc) => ({ beam, doc })));
      const feeds: Tensors = {
        beam_ids: int32([nBeams], range(nBeams)),
        input_ids: int32([rows.length], rows.map(({ beam }) => tokens[beam])),
        position_ids: int32([1], [position + BART_POSITION_OFFSET]),
        attention_mask: documents.mask,
        ...documents.cross,
      };
      const begins = past === null && this.#first !== null;
      if (!begins) {
        const order = past && beamOrder ? beamOrder : Int32Array.from(range(nBeams));
        Object.assign(feeds, past ?? this.#noPast(rows.length), { row_order: int32([rows.length], rows.map(({ beam, doc }) => order[beam] * nDocs + doc)) });
      }
      const outputs = await (begins ? this.#first! : this.#step).runKeeping(feeds, this.#kept());
      if (past) disposeAll(past);
      past = asPast(outputs);
      position++;
      return this.#marginalize(outputs.logits, nBeams, docLogPriors, k);
    };
    return {
      nDocs,
      vocabSize: this.config.vocabSize,
      step: run,
      dispose: () => {
        if (past) disposeAll(past);
        past = null;
      },
    };
  }

  /**
   * Compiles what `scoreAnswers` runs, where that has not been done: at its first use, because on CPU and WASM it holds a
   * further copy of all weights, and only RAG-Sequence needs it.
   * @throws UserError of kind 'cancelled'
   */
  async prepareScores(options?: CompileOptions): Promise<void> {
    await this.#scoreSession(options);
  }

  /**
   * Teacher-forced scores: position t is log p(token t+1 | x, z, tokens ≤ t); the last position predicts padding.
   * @param documents generator inputs [nDocs] @param answers [nAnswers] equally long rows that start with the decoder start token
   * @returns [nAnswers, nDocs, length]
   */
  async scoreAnswers(documents: readonly (readonly number[])[], answers: readonly ArrayLike<number>[]): Promise<Float32Array> {
    const nDocs = documents.length;
    const length = answers[0].length;
    const rows = answers.flatMap((answer) => range(nDocs).map(() => Array.from(answer)));
    const { log_probs: logProbs } = await (await this.#scoreSession()).run({
      ...bartEncoderFeeds(range(answers.length).flatMap(() => documents), this.config.padTokenId, 'context_'),
      ...decoderFeeds(rows),
      next_ids: int32([rows.length, length, 1], rows.flatMap((row) => [...row.slice(1), this.config.padTokenId])),
    });
    return logProbs.data as Float32Array;
  }

  async dispose(): Promise<void> {
    const score = await this.#score?.catch(() => null);
    for (const session of [score, this.#encode, this.#first, this.#step]) await session?.dispose();
  }

  async #scoreSession(options?: CompileOptions): Promise<Session> {
    while (this.#score) {
      // What another question began and gave up does not end this one.
      const begun = await this.#score.catch(() => null);
      if (begun) return begun;
    }
    this.#score = this.#compileScore(options).catch((error: unknown) => {
      // What failed for want of memory, say, may be tried again.
      this.#score = null;
      throw error;
    });
    return this.#score;
  }

  /** Self-attention keys and values before the first token: none. */
  #noPast(rows: number): Tensors {
    const { decoderLayers, decoderHeads, dModel } = this.config;
    const nothing: HostTensor = { dims: [rows, decoderHeads, 0, dModel / decoderHeads], data: this.#cacheType === 'float16' ? new Uint16Array(0) : new Float32Array(0) };
    return Object.fromEntries(range(decoderLayers).flatMap((i) => [[`past_key.${i}`, nothing], [`past_value.${i}`, nothing]]));
  }

  #kept(): string[] {
    const cache = range(this.config.decoderLayers).flatMap((i) => [`present_key.${i}`, `present_value.${i}`]);
    return this.#runtime.gpu ? ['logits', ...cache] : cache;
  }

  async #marginalize(logits: HostTensor | DeviceTensor, nBeams: number, docLogPriors: Float32Array, k: number): Promise<MarginalTopK> {
    const nDocs = docLogPriors.length;
    const priors = new Float32Array(nBeams * nDocs);
    for (let beam = 0; beam < nBeams; beam++) priors.set(docLogPriors, beam * nDocs);
    const isDevice = 'device' in logits;
    const data = isDevice ? this.#runtime.gpu!.bufferOf(logits) : (logits.data as Float32Array);
    const result = await this.#marginalizer.topK({ logits: data, nBeams, nDocs, vocab: this.config.vocabSize, docLogPriors: priors }, Math.min(k, this.config.vocabSize));
    if (isDevice) logits.dispose();
    return result;
  }
}

function asPast(outputs: Tensors): Tensors {
  const entries = Object.entries(outputs).filter(([name]) => name.startsWith('present_'));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.replace('present_', 'past_'), tensor]));
}

function disposeAll(tensors: Tensors): void {
  for (const tensor of Object.values(tensors)) if ('device' in tensor) tensor.dispose();
}

