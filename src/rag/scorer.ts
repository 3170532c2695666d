/** Teacher-forced RAG loss of given answers, and its gradient down to the question encoder, by the compiled backward graph. */
import { ragGraph, gradName, QUESTION_ENCODER } from '../models/ragGraph.ts';
import { bartEncoderFeeds, bertFeeds, decoderFeeds, float32, lossFeeds, repeatRows } from '../models/feeds.ts';
import type { RagConfig } from '../models/checkpoint/config.ts';
import type { Graph } from '../graph/graph.ts';
import type { SharedFloats } from '../models/streaming/sharedFloats.ts';
import type { HostTensor, Runtime, Session } from '../runtime/types.ts';

export interface ScoreInput {
  readonly questionIds: readonly number[];
  /** [nDocs, dim] */
  readonly docVectors: Float32Array;
  /** [nDocs] what the score of a document has beside q·d: a constant in q, such as hybrid retrieval's keyword part. */
  readonly scoreOffsets?: Float32Array;
  readonly generatorInputs: readonly (readonly number[])[];
  /** `<s> answer </s>` */
  readonly labels: readonly number[];
}

export interface ScoreGradients {
  /** −log p(y|x), nats. */
  readonly loss: number;
  /** [nDocs] */
  readonly docScores: Float32Array;
  readonly docLogPriors: Float32Array;
  /** [nDocs, nTargets] log p(y_t | x, z, y_<t) of the labels after the first. */
  readonly targetLogProbs: Float32Array;
  readonly scoreGrad: Float32Array;
  /** [dim] */
  readonly queryGrad: Float32Array;
  /** Gradient norms by group of question-encoder parameters. */
  readonly groupNorms: { readonly name: string; readonly norm: number }[];
}

export class Scorer {
  readonly #graph: Graph;
  readonly #session: Session;
  readonly #config: RagConfig;
  readonly #mode: 'token' | 'sequence';
  readonly #floats: SharedFloats;
  /** Fed at every run; empty where the provider holds them itself. */
  readonly #weights: Record<string, HostTensor>;

  private constructor(graph: Graph, session: Session, config: RagConfig, mode: 'token' | 'sequence', floats: SharedFloats, weights: Record<string, HostTensor>) {
    this.#graph = graph;
    this.#session = session;
    this.#config = config;
    this.#mode = mode;
    this.#floats = floats;
    this.#weights = weights;
  }

  static async create(runtime: Runtime, config: RagConfig, mode: 'token' | 'sequence', floats: SharedFloats): Promise<Scorer> {
    const graph = ragGraph({
      mode,
      questionEncoder: config.questionEncoder,
      generator: config.generator,
      trainable: (name) => name.startsWith(QUESTION_ENCODER),
      scoreOffset: true,
      gradientsAt: ['doc_scores', 'question_embedding'],
    });
    // A GPU keeps one buffer a weight for all sessions; elsewhere all graphs are fed the same arrays.
    if (runtime.gpu) return new Scorer(graph, await runtime.compile(graph, floats.reader), config, mode, floats, {});
    const session = await runtime.compile(graph);
    return new Scorer(graph, session, config, mode, floats, await floats.hold(graph.params.map((p) => p.name)));
  }

  async score({ questionIds, docVectors, scoreOffsets, generatorInputs, labels }: ScoreInput): Promise<ScoreGradients> {
    const { generator, questionEncoder } = this.#config;
    const nDocs = generatorInputs.length;
    const outputs = await this.#session.run({
      ...this.#weights,
      ...bertFeeds([questionIds], questionEncoder.padTokenId),
      retrieved_doc_embeds: float32([1, nDocs, docVectors.length / nDocs], docVectors),
      doc_score_offset: float32([1, nDocs], scoreOffsets ?? new Float32Array(nDocs)),
      ...bartEncoderFeeds(generatorInputs, generator.padTokenId, 'context_'),
      ...decoderFeeds(repeatRows([labels], nDocs)),
      ...lossFeeds([labels], { mode: this.#mode, nDocs, padId: generator.padTokenId, bosId: generator.bosTokenId, prior: 'paper' }),
    });
    const floats = (name: string) => outputs[name].data as Float32Array;
    return {
      loss: outputs.loss.data[0],
      docScores: floats('doc_scores'),
      docLogPriors: floats('doc_log_probs'),
      targetLogProbs: dropLast(floats('target_log_probs'), nDocs, labels.length),
      scoreGrad: floats(gradName('doc_scores')),
      queryGrad: floats(gradName('question_embedding')),
      groupNorms: this.#groupNorms(outputs),
    };
  }

  dispose(): Promise<void> {
    this.#floats.release(Object.keys(this.#weights));
    return this.#session.dispose();
  }

  #groupNorms(outputs: Record<string, HostTensor>): { name: string; norm: number }[] {
    const squares = new Map<string, number>();
    for (const { name } of this.#graph.params) {
      const gradient = outputs[gradName(name)];
      if (!gradient) continue;
      const group = parameterGroup(name.slice(QUESTION_ENCODER.length));
      const square = (gradient.data as Float32Array).reduce((sum, v) => sum + v * v, 0);
      squares.set(group, (squares.get(group) ?? 0) + square);
    }
    return [...squares].map(([name, square]) => ({ name, norm: Math.sqrt(square) })).sort((a, b) => b.norm - a.norm);
  }
}

/** The last position predicts nothing: its target is the padding that the left shift brought in. */
function dropLast(values: Float32Array, rows: number, len: number): Float32Array {
  const out = new Float32Array(rows * (len - 1));
  for (let r = 0; r < rows; r++) out.set(values.subarray(r * len, (r + 1) * len - 1), r * (len - 1));
  return out;
}

function parameterGroup(name: string): string {
  const layer = /^encoder\.layer\.(\d+)\.(attention|intermediate|output)/.exec(name);
  if (layer) return `layer ${Number(layer[1]) + 1} ${layer[2] === 'attention' ? 'attention' : 'feed-forward'}`;
  if (name.startsWith('embeddings.word')) return 'word embeddings';
  return name.startsWith('embeddings.') ? 'other embeddings' : 'projection';
}
