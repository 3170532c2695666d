/** Answers of a golden case by the engine's generator and decoder. Knows no expected result. */
import { UserError } from '../errors.ts';
import type { Marginalizer } from '../gpu/types.ts';
import { Graph } from '../graph/graph.ts';
import { logSoftmax as logSoftmaxOp } from '../graph/ops/logSumExp.ts';
import { reduceSum } from '../graph/ops/reduce.ts';
import { prune } from '../graph/prune.ts';
import type { Checkpoint } from '../models/checkpoint/checkpoint.ts';
import type { BartConfig } from '../models/checkpoint/config.ts';
import { bartEncoderFeeds, decoderFeeds, range, repeatRows } from '../models/feeds.ts';
import { FLOAT_WEIGHTS, Layers } from '../models/layers.ts';
import { GENERATOR, generatorLogits } from '../models/ragGraph.ts';
import { generateSequenceBatch, generateToken, generateTokenBatch, padSequences, type Batch, type Generation, type PaddedSequences, type SequenceModel } from '../rag/decode/index.ts';
import { Generator, type EncodedDocuments } from '../rag/generator.ts';
import { logSoftmax } from '../rag/posterior.ts';
import type { GenerationSettings, StepModel } from '../rag/types.ts';
import type { Runtime, Session, WeightSource } from '../runtime/types.ts';
import { orUnsupported, type GenerationActual } from './actual.ts';
import { readGenerationSettings } from './generationSettings.ts';
import type { Json } from './json.ts';

export interface GenerationInput {
  readonly runtime: Runtime;
  /** On the runtime's device where it has one. */
  readonly marginalizer: Marginalizer;
  readonly checkpoint: Checkpoint;
  readonly config: BartConfig;
  /** Under the names of the generator's graphs. */
  readonly weights: WeightSource;
  /** Generator inputs [nQuestions][nDocs], unpadded. */
  readonly documents: readonly (readonly (readonly number[])[])[];
  /** [nQuestions][nDocs] raw scores; a generator alone has one document a question, and any score. */
  readonly docScores: readonly (readonly number[])[];
}

interface SequenceDefaults {
  readonly deduplicate: boolean;
  readonly labelSmoothing: number;
}

/**
 * Decodes with each of the settings. @param sequence set for RAG-Sequence, null for RAG-Token and a generator alone
 * @returns an entry for each of `wanted`, null where its settings are not supported
 */
export async function generateAll(input: GenerationInput, wanted: readonly Json[], sequence: SequenceDefaults | null, unsupported: string[]): Promise<(GenerationActual | null)[]> {
  if (wanted.length === 0) return [];
  const generator = await Generator.create(input.runtime, input.config, input.weights, FLOAT_WEIGHTS, input.marginalizer);
  const smoothing = sequence !== null && sequence.labelSmoothing > 0 ? await vocabSumSession(input) : null;
  const decoder = new CaseDecoder(input, generator, smoothing);
  const results: (GenerationActual | null)[] = [];
  try {
    for (const kwargs of wanted) {
      const { settings, deduplicate, unknown } = readGenerationSettings(input.checkpoint, kwargs);
      if (unknown.length > 0) {
        unsupported.push(`generation: ${unknown.join(', ')} in ${JSON.stringify(kwargs)}`);
        results.push(null);
        continue;
      }
      const decode = () => (sequence ? decoder.sequence(settings, deduplicate ?? sequence.deduplicate, sequence.labelSmoothing) : decoder.token(settings));
      const answer = await orUnsupported(unsupported, `generation with ${JSON.stringify(kwargs)}`, decode);
      results.push(answer && { settings: kwargs, ...answer });
    }
  } finally {
    decoder.dispose();
    await smoothing?.dispose();
    await generator.dispose();
  }
  return results;
}

class CaseDecoder {
  readonly #input: GenerationInput;
  readonly #generator: Generator;
  readonly #smoothing: Session | null;
  readonly #priors: readonly Float32Array[];
  readonly #encoded = new Map<string, EncodedDocuments>();

  constructor(input: GenerationInput, generator: Generator, smoothing: Session | null) {
    this.#input = input;
    this.#generator = generator;
    this.#smoothing = smoothing;
    this.#priors = input.docScores.map((scores) => Float32Array.from(logSoftmax(scores)));
  }

  async token(settings: GenerationSettings): Promise<Omit<GenerationActual, 'settings'>> {
    const { documents } = this.#input;
    const models: { dispose(): void }[] = [];
    const batch = await generateTokenBatch(async (question) => {
      const model = this.#generator.stepModel(await this.#encode(`${question}`, documents[question]), this.#priors[question]);
      models.push(model);
      return model;
    }, documents.length, settings);
    for (const model of models) model.dispose();
    const topKSufficed = batch.generations.every((generation) => generation.exact);
    return { sequences: rowsOf(batch), topKSufficed, ...(settings.numBeams === 1 ? { stepScores: stepScores(batch) } : { sequencesScores: beamScores(batch) }) };
  }

  async sequence(settings: GenerationSettings, deduplicate: boolean, labelSmoothing: number): Promise<Omit<GenerationActual, 'settings'>> {
    const models = this.#input.documents.map((_, question) => this.#sequenceModel(question));
    const batch = await generateSequenceBatch(models, settings, { mode: 'thorough', ranking: 'huggingface', deduplicate, labelSmoothing });
    return {
      sequences: rowsOf(batch),
      topKSufficed: batch.generations.every(({ documents }) => documents.every((generation) => generation.exact)),
      rescoring: batch.generations.map(({ candidates, paddedLength }) => ({
        candidates: rowsOf(padSequences(candidates.map(({ tokenIds }) => tokenIds), settings.padTokenId, paddedLength)),
        nll: candidates.map(({ nll }) => nll),
      })),
    };
  }

  dispose(): void {
    for (const encoded of this.#encoded.values()) encoded.dispose();
  }

  #sequenceModel(question: number): SequenceModel {
    const { documents, config } = this.#input;
    return {
      nDocs: documents[question].length,
      bosTokenId: config.bosTokenId,
      priorLogProbs: this.#priors[question],
      generateForDoc: async (doc, settings, options) => {
        const model: StepModel & { dispose(): void } = this.#generator.stepModel(await this.#encode(`${question}/${doc}`, [documents[question][doc]]), new Float32Array(1));
        try {
          return await generateToken(() => model, settings, options);
        } finally {
          model.dispose();
        }
      },
      scoreCandidates: async (tokenIds, n, length) => {
        const answers = range(n).map((i) => Array.from(tokenIds.subarray(i * length, (i + 1) * length)));
        return {
          tokenLogProbs: await this.#generator.scoreAnswers(documents[question], answers),
          vocabLogProbSums: this.#smoothing ? await vocabSums(this.#smoothing, config, documents[question], answers) : undefined,
          vocabSize: config.vocabSize,
        };
      },
    };
  }

  /** Documents are encoded once, whatever the number of settings. */
  async #encode(key: string, rows: readonly (readonly number[])[]): Promise<EncodedDocuments> {
    const known = this.#encoded.get(key);
    if (known) return known;
    const encoded = await this.#generator.encodeDocuments(rows);
    this.#encoded.set(key, encoded);
    return encoded;
  }
}

/** Only label smoothing asks for Σ_v log p(v), so the generator's own scoring graph goes without. */
function vocabSumSession({ runtime, config, weights }: GenerationInput): Promise<Session> {
  const g = new Graph('vocab-log-prob-sums');
  const { logits } = generatorLogits(g, new Layers(g, GENERATOR), config, 'rows');
  g.output('sums', reduceSum(g, logSoftmaxOp(g, logits, 2), [2]));
  prune(g);
  return runtime.compile(g, weights);
}

/** [nAnswers, nDocs, length] log-probs summed over the vocabulary. */
async function vocabSums(session: Session, config: BartConfig, documents: readonly (readonly number[])[], answers: readonly number[][]): Promise<Float32Array> {
  const { sums } = await session.run({
    ...bartEncoderFeeds(answers.flatMap(() => documents), config.padTokenId, 'context_'),
    ...decoderFeeds(repeatRows(answers, documents.length)),
  });
  return sums.data as Float32Array;
}

function rowsOf({ ids, n, length }: PaddedSequences): number[][] {
  return range(n).map((i) => Array.from(ids.subarray(i * length, (i + 1) * length)));
}

function beamScores({ generations }: Batch<Generation>): number[] {
  return generations.flatMap(({ hypotheses }) => hypotheses.map(({ score }) => score));
}

/** Null after the end of an answer: there the reference goes on scoring what it then throws away. */
function stepScores({ generations, length }: Batch<Generation>): (number | null)[][] {
  return generations.flatMap(({ hypotheses }) => hypotheses.map(({ tokenLogProbs }) => range(length - 1).map((t) => tokenLogProbs[t] ?? null)));
}

/**
 * Rows without their padding. The engine's generator takes unpadded rows: right padding changes no position, so nothing is
 * lost. @throws where the mask has holes
 */
export function unpadded(rows: readonly (readonly number[])[], masks: readonly (readonly number[])[]): number[][] {
  return rows.map((row, i) => {
    const length = masks[i].lastIndexOf(1) + 1;
    if (length === 0 || masks[i].slice(0, length).includes(0)) throw new UserError('unsupported', `inputs.json: attention mask ${i} is no right padding`);
    return row.slice(0, length);
  });
}
