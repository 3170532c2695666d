/** BART on a runtime as decoding wants it: documents are encoded once, then one step a token with the marginal's best k. */
import { Graph } from '../graph/graph.ts';
import type { Marginalizer } from '../gpu/types.ts';
import { bartEncodeGraph, bartStepGraph } from '../models/bart.ts';
import type { BartConfig } from '../models/checkpoint/config.ts';
import { BART_POSITION_OFFSET } from '../models/checkpoint/weights.ts';
import { bartEncoderFeeds, decoderFeeds, int32, range } from '../models/feeds.ts';
import { Layers, type WeightFormats } from '../models/layers.ts';
import { answerScoreGraph, GENERATOR } from '../models/ragGraph.ts';
import type { DeviceTensor, HostTensor, Runtime, Session, WeightSource } from '../runtime/types.ts';
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
  readonly #first: Session;
  readonly #step: Session;
  readonly #score: Session;
  readonly #marginalizer: Marginalizer;

  private constructor(config: BartConfig, runtime: Runtime, sessions: { encode: Session; first: Session; step: Session; score: Session }, marginalizer: Marginalizer) {
    this.config = config;
    this.#runtime = runtime;
    this.#encode = sessions.encode;
    this.#first = sessions.first;
    this.#step = sessions.step;
    this.#score = sessions.score;
    this.#marginalizer = marginalizer;
  }

  static async create(runtime: Runtime, config: BartConfig, weights: WeightSource, formats: WeightFormats, marginalizer: Marginalizer): Promise<Generator> {
    const graph = (name: string) => new Graph(name);
    const layers = (g: Graph) => new Layers(g, GENERATOR, formats);
    const build = (name: string, make: (g: Graph) => Graph) => runtime.compile(make(graph(name)), weights);
    const encode = await build('bart-encode', (g) => bartEncodeGraph(g, config, layers(g)));
    const first = await build('bart-first-step', (g) => bartStepGraph(g, config, layers(g), false));
    const step = await build('bart-step', (g) => bartStepGraph(g, config, layers(g), true));
    const score = await build('bart-score', (g) => answerScoreGraph(g, config, layers(g)));
    return new Generator(config, runtime, { encode, first, step, score }, marginalizer);
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
      if (past) {
        const order = beamOrder ?? Int32Array.from(range(nBeams));
        Object.assign(feeds, past, { row_order: int32([rows.length], rows.map(({ beam, doc }) => order[beam] * nDocs + doc)) });
      }
      const outputs = await (past ? this.#step : this.#first).runKeeping(feeds, this.#kept());
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
   * Teacher-forced scores: position t is log p(token t+1 | x, z, tokens ≤ t); the last position predicts padding.
   * @param documents generator inputs [nDocs] @param answers [nAnswers] equally long rows that start with the decoder start token
   * @returns [nAnswers, nDocs, length]
   */
  async scoreAnswers(documents: readonly (readonly number[])[], answers: readonly ArrayLike<number>[]): Promise<Float32Array> {
    const nDocs = documents.length;
    const length = answers[0].length;
    const rows = answers.flatMap((answer) => range(nDocs).map(() => Array.from(answer)));
    const { log_probs: logProbs } = await this.#score.run({
      ...bartEncoderFeeds(range(answers.length).flatMap(() => documents), this.config.padTokenId, 'context_'),
      ...decoderFeeds(rows),
      next_ids: int32([rows.length, length, 1], rows.flatMap((row) => [...row.slice(1), this.config.padTokenId])),
    });
    return logProbs.data as Float32Array;
  }

  async dispose(): Promise<void> {
    for (const session of [this.#score, this.#encode, this.#first, this.#step]) await session.dispose();
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

