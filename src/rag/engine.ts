/** The retriever's and the generator's halves of RAG on one runtime: embed, ask, score. Knows no knowledge base file and no page. */
import type { Marginalizer } from '../gpu/types.ts';
import { UserError } from '../errors.ts';
import { decodedQuestion, generatorInput, type GeneratorInput } from '../models/tokenizer/generatorInput.ts';
import type { Encoding } from '../models/tokenizer/tokenizer.ts';
import { CONTEXT_ENCODER, QUESTION_ENCODER } from '../models/ragGraph.ts';
import { PackedReader } from '../models/streaming/packedReader.ts';
import { SharedFloats } from '../models/streaming/sharedFloats.ts';
import type { Runtime, WeightReader } from '../runtime/types.ts';
import { DprEncoder } from './encoder.ts';
import { Generator } from './generator.ts';
import type { RagModel } from './model.ts';
import { Scorer } from './scorer.ts';
import { perModule, runnablePrecisions, weightFormats, type ModulePrecisions, type Precision, type Runnable } from './settings.ts';

/** What the engine reads of a passage. */
export interface PassageText {
  readonly title: string;
  readonly text: string;
}

/** Where inference graphs find their weights. */
export interface InferenceWeights extends WeightReader {
  /** Bytes of all distinct weights given so far. */
  readonly servedBytes: number;
  /** The next graphs share no weights with those before: nothing need be kept for them. */
  release(): void;
}

interface Parts {
  readonly question: DprEncoder;
  readonly context: DprEncoder;
  readonly generator: Generator;
  readonly packed: InferenceWeights;
}

export class RagEngine {
  readonly model: RagModel;
  readonly runtime: Runtime;
  readonly precision: Precision;
  readonly precisions: ModulePrecisions;
  /** Why other precisions run than were asked for; null where they do not. */
  readonly precisionReason: string | null;
  readonly questionEncoder: DprEncoder;
  readonly contextEncoder: DprEncoder;
  readonly generator: Generator;
  readonly #scorers = new Map<'token' | 'sequence', Promise<Scorer>>();
  readonly #marginalizer: Marginalizer;
  readonly #packed: InferenceWeights;
  /** Read at the first gradient, one copy for the graphs of both modes. */
  readonly #floats: SharedFloats;

  private constructor(model: RagModel, runtime: Runtime, { precisions, reason }: Runnable, parts: Parts, marginalizer: Marginalizer) {
    this.model = model;
    this.runtime = runtime;
    // The generator is the largest part, and the one whose words are read.
    this.precision = precisions.generator;
    this.precisions = precisions;
    this.precisionReason = reason;
    this.questionEncoder = parts.question;
    this.contextEncoder = parts.context;
    this.generator = parts.generator;
    this.#marginalizer = marginalizer;
    this.#packed = parts.packed;
    this.#floats = new SharedFloats(model.weights);
  }

  /** @param packed weights in the forms of this provider and precision, from a file say; default: packed here, one at a time */
  static async create(model: RagModel, runtime: Runtime, marginalizer: Marginalizer, precision: Precision | ModulePrecisions = 'q8', packed: InferenceWeights = new PackedReader(model.weights)): Promise<RagEngine> {
    const runnable = runnablePrecisions(runtime, perModule(precision));
    const { precisions } = runnable;
    const formats = (module: keyof ModulePrecisions) => weightFormats(runtime.provider, precisions[module]);
    const question = await DprEncoder.create(runtime, model.config.questionEncoder, QUESTION_ENCODER, packed, formats('questionEncoder'));
    packed.release();
    const context = model.sharesTowers ? question : await DprEncoder.create(runtime, model.contextEncoder, CONTEXT_ENCODER, packed, formats('contextEncoder'));
    packed.release();
    const generator = await Generator.create(runtime, model.config.generator, packed, formats('generator'), marginalizer);
    packed.release();
    return new RagEngine(model, runtime, runnable, { question, context, generator, packed }, marginalizer);
  }

  get dim(): number {
    return this.questionEncoder.dim;
  }

  /** Bytes of the weights that the inference graphs hold. */
  get weightBytes(): number {
    return this.#packed.servedBytes;
  }

  /** Token ids of a question as the question encoder reads it. */
  encodeQuestionIds(question: string): Encoding {
    if (question.trim() === '') throw new UserError('bad-input', 'the question is empty', 'Type a question, or pick one of the examples.');
    return this.model.questionTokenizer.encode(question, null, { maxLength: this.model.config.questionEncoder.maxPositions });
  }

  /** q [dim]. */
  async embedQuestion(question: string): Promise<Float32Array> {
    return this.questionEncoder.encode([this.encodeQuestionIds(question)]);
  }

  /** Title and text as a pair with segment ids, the way DPR embeds its contexts. */
  encodePassageIds({ title, text }: PassageText): Encoding {
    return this.model.questionTokenizer.encode(title, text, { maxLength: this.model.contextEncoder.maxPositions });
  }

  /** What the generator reads for one document. */
  generatorInput({ title, text }: PassageText, question: string): GeneratorInput {
    const { config, generatorTokenizer, questionTokenizer, questionInPrompt } = this.model;
    const { titleSep, docSep, maxCombinedLength, generator } = config;
    const asked = questionInPrompt === 'original' ? question.trim() : decodedQuestion(question, questionTokenizer);
    return generatorInput(title, text, asked, { tokenizer: generatorTokenizer, titleSep, docSep, maxLength: Math.min(maxCombinedLength, generator.maxPositions) });
  }

  /** `<s> answer </s>`, at most as long as the decoder's positions. */
  labels(answer: string): number[] {
    if (answer.trim() === '') throw new UserError('bad-input', 'the reference answer is empty', 'Type the answer that you expect.');
    return this.model.generatorTokenizer.encode(answer.trim(), null, { maxLength: this.model.config.generator.maxPositions }).ids;
  }

  /** The backward graph of a mode, compiled at its first use. */
  scorer(mode: 'token' | 'sequence'): Promise<Scorer> {
    let scorer = this.#scorers.get(mode);
    if (!scorer) {
      scorer = Scorer.create(this.runtime, this.model.config, mode, this.#floats);
      this.#scorers.set(mode, scorer);
    }
    return scorer;
  }

  async dispose(): Promise<void> {
    await this.questionEncoder.dispose();
    if (this.contextEncoder !== this.questionEncoder) await this.contextEncoder.dispose();
    await this.generator.dispose();
    for (const scorer of this.#scorers.values()) await (await scorer).dispose();
    this.#marginalizer.dispose();
  }
}
