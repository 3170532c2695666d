/** One question through retrieve, encode, decode and marginalize, step by step for whoever watches. Knows no page. */
import { generateSequence, generateToken, type DecodeStep, type SequenceCandidate } from './decode/index.ts';
import type { GenerationSettings } from './types.ts';
import type { RagEngine, PassageText } from './engine.ts';
import type { EncodedDocuments } from './generator.ts';
import { logSoftmax, responsibilitiesOf } from './posterior.ts';

export interface Retrieved extends PassageText {
  readonly id: number;
  readonly score: number;
  readonly prior: number;
  readonly generatorInput: string;
  readonly generatorIds: readonly number[];
  readonly truncated: boolean;
}

export interface Step {
  readonly id: number;
  readonly text: string;
  readonly logProb: number;
  readonly responsibilities: Float32Array;
  readonly posterior: Float32Array;
  readonly docLogProbs: Float32Array;
  readonly alternatives: readonly { readonly text: string; readonly logProb: number }[];
}

export interface AnswerCandidate {
  readonly text: string;
  readonly logProb: number;
  readonly fromDocs: readonly number[];
}

export interface Answer {
  readonly answer: string;
  readonly steps: readonly Step[];
  readonly posterior: Float32Array;
  readonly candidates: readonly AnswerCandidate[];
  readonly logProb: number;
  readonly encodeMs: number;
  readonly generateMs: number;
}

export interface GenerateOptions {
  readonly mode: 'token' | 'sequence';
  /** Longest answer in tokens, without the start token. */
  readonly maxLength: number;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step) => void;
}

const ALTERNATIVES = 5;
/** RAG-Sequence searches each document with this many beams. */
const SEQUENCE_BEAMS = 2;

/** Scores, priors and generator inputs of the retrieved passages, best first. */
export function describeDocuments(engine: RagEngine, question: string, passages: readonly (PassageText & { id: number; score: number })[]): Retrieved[] {
  const logPriors = logSoftmax(passages.map((p) => p.score));
  return passages.map((p, z) => {
    const input = engine.generatorInput(p, question);
    return { ...p, prior: Math.exp(logPriors[z]), generatorInput: input.text, generatorIds: input.ids, truncated: input.truncated };
  });
}

export async function generate(engine: RagEngine, documents: readonly Retrieved[], options: GenerateOptions): Promise<Answer> {
  const start = performance.now();
  const logPriors = Float32Array.from(logSoftmax(documents.map((d) => d.score)));
  const encoded = await engine.generator.encodeDocuments(documents.map((d) => d.generatorIds));
  const encodeMs = performance.now() - start;
  try {
    const answer = options.mode === 'token' ? await answerByToken(engine, encoded, logPriors, options) : await answerBySequence(engine, documents, logPriors, options);
    return { ...answer, encodeMs, generateMs: performance.now() - start - encodeMs };
  } finally {
    encoded.dispose();
  }
}

function generationSettings(engine: RagEngine, { maxLength }: GenerateOptions, numBeams: number): GenerationSettings {
  const { generator } = engine.model.config;
  return {
    numBeams,
    // Lengths count the decoder start token.
    maxLength: Math.min(maxLength + 1, generator.maxPositions),
    minLength: 0,
    lengthPenalty: 1,
    noRepeatNgramSize: 0,
    earlyStopping: false,
    numReturnSequences: 1,
    forcedBosTokenId: generator.forcedBosTokenId,
    forcedEosTokenId: generator.forcedEosTokenId,
    bannedTokenIds: [],
    decoderStartTokenId: generator.decoderStartTokenId,
    eosTokenId: generator.eosTokenId,
    padTokenId: generator.padTokenId,
  };
}

type Decoded = Omit<Answer, 'encodeMs' | 'generateMs'>;

async function answerByToken(engine: RagEngine, encoded: EncodedDocuments, logPriors: Float32Array, options: GenerateOptions): Promise<Decoded> {
  const recorder = new StepRecorder(engine, logPriors, options.onStep);
  const model = engine.generator.stepModel(encoded, logPriors);
  try {
    await generateToken(() => model, generationSettings(engine, options, 1), { signal: options.signal, alternatives: ALTERNATIVES, onStep: (step) => recorder.greedy(step) });
  } finally {
    model.dispose();
  }
  return recorder.finish([]);
}

async function answerBySequence(engine: RagEngine, documents: readonly Retrieved[], logPriors: Float32Array, options: GenerateOptions): Promise<Decoded> {
  const { generator: config } = engine.model.config;
  const tokenScores = new Map<string, Float32Array>();
  const result = await generateSequence(
    {
      nDocs: documents.length,
      bosTokenId: config.bosTokenId,
      priorLogProbs: logPriors,
      generateForDoc: async (doc, settings, decodeOptions) => {
        const encoded = await engine.generator.encodeDocuments([documents[doc].generatorIds]);
        const model = engine.generator.stepModel(encoded, new Float32Array(1));
        try {
          return await generateToken(() => model, settings, decodeOptions);
        } finally {
          model.dispose();
          encoded.dispose();
        }
      },
      scoreCandidates: async (ids, n, length) => {
        const rows = Array.from({ length: n }, (_, i) => ids.subarray(i * length, (i + 1) * length));
        const scores = await engine.generator.scoreAnswers(documents.map((d) => d.generatorIds), rows);
        rows.forEach((row, i) => tokenScores.set(trimmedKey(row, config.padTokenId), scores.subarray(i * documents.length * length, (i + 1) * documents.length * length)));
        return { tokenLogProbs: scores, vocabSize: config.vocabSize };
      },
    },
    generationSettings(engine, options, SEQUENCE_BEAMS),
    { signal: options.signal, ranking: 'exact' },
  );
  const best = result.candidates[result.ranking[0]];
  const recorder = new StepRecorder(engine, logPriors, options.onStep);
  const scores = tokenScores.get(trimmedKey(best.tokenIds, config.padTokenId))!;
  recorder.sequence(best, scores);
  const ranked = result.candidates.toSorted((a, b) => b.logProb - a.logProb);
  return recorder.finish(ranked.map((c) => ({ text: recorder.textOf([...c.tokenIds]), logProb: c.logProb, fromDocs: [...c.fromDocs] })));
}

function trimmedKey(ids: ArrayLike<number>, padId: number): string {
  return Array.from(ids).filter((id) => id !== padId).join();
}

/** Turns decoding steps into what a reader wants to see: shares, running posterior, alternatives. */
class StepRecorder {
  readonly #engine: RagEngine;
  readonly #onStep: (step: Step) => void;
  readonly #steps: Step[] = [];
  readonly #logPriors: Float32Array;
  /** log p(z|x) + Σ log p(y_t | x, z, y_<t) so far. */
  readonly #joint: Float64Array;

  constructor(engine: RagEngine, logPriors: Float32Array, onStep: (step: Step) => void = () => {}) {
    this.#engine = engine;
    this.#logPriors = logPriors;
    this.#joint = Float64Array.from(logPriors);
    this.#onStep = onStep;
  }

  /** One step of greedy RAG-Token decoding: the documents are summed out with the prior at every token. */
  greedy(step: DecodeStep): void {
    const chosen = step.selected[0];
    const rank = step.candidateRanks[chosen];
    if (chosen < 0 || rank < 0) return;
    const { marginal } = step;
    const docLogProbs = marginal.docLogProbs.slice(rank * marginal.nDocs, (rank + 1) * marginal.nDocs);
    const alternatives = Array.from({ length: Math.min(ALTERNATIVES, marginal.k) }, (_, i) => ({ text: this.#tokenText(marginal.tokenIds[i]), logProb: marginal.logProbs[i] }));
    const responsibilities = responsibilitiesOf(this.#logPriors, docLogProbs);
    this.#add(step.candidateTokens[chosen], marginal.logProbs[rank], docLogProbs, responsibilities, alternatives);
  }

  /** A whole RAG-Sequence answer. A token's responsibilities are the posterior after it: documents are chosen once an answer. */
  sequence(best: SequenceCandidate, tokenLogProbs: Float32Array): void {
    const nDocs = this.#logPriors.length;
    const length = tokenLogProbs.length / nDocs;
    for (let t = 0; t + 1 < best.tokenIds.length; t++) {
      const docLogProbs = Float32Array.from({ length: nDocs }, (_, z) => tokenLogProbs[z * length + t]);
      const before = logSumExp(this.#joint);
      const after = logSumExp(this.#joint.map((v, z) => v + docLogProbs[z]));
      const posterior = responsibilitiesOf(Float32Array.from(this.#joint), docLogProbs);
      this.#add(best.tokenIds[t + 1], after - before, docLogProbs, posterior, []);
    }
  }

  finish(candidates: readonly AnswerCandidate[]): Decoded {
    return {
      answer: this.textOf(this.#steps.map((s) => s.id)),
      steps: this.#steps,
      posterior: this.#posterior(),
      candidates,
      logProb: this.#steps.reduce((sum, s) => sum + s.logProb, 0),
    };
  }

  textOf(ids: readonly number[]): string {
    return this.#engine.model.generatorTokenizer.decode(ids).trim();
  }

  #add(id: number, logProb: number, docLogProbs: Float32Array, responsibilities: Float32Array, alternatives: Step['alternatives']): void {
    docLogProbs.forEach((v, z) => (this.#joint[z] += v));
    const step = { id, text: this.#tokenText(id), logProb, responsibilities, posterior: this.#posterior(), docLogProbs, alternatives };
    this.#steps.push(step);
    this.#onStep(step);
  }

  #posterior(): Float32Array {
    const total = logSumExp(this.#joint);
    return Float32Array.from(this.#joint, (v) => Math.exp(v - total));
  }

  #tokenText(id: number): string {
    const { generatorTokenizer } = this.#engine.model;
    return generatorTokenizer.specialIds.has(id) ? generatorTokenizer.pieces([id])[0] : generatorTokenizer.texts([id])[0];
  }
}

function logSumExp(values: Float64Array): number {
  const max = Math.max(...values);
  return max + Math.log(values.reduce((sum, v) => sum + Math.exp(v - max), 0));
}
