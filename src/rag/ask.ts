/** One question through retrieve, encode, decode and marginalize, step by step for whoever watches. Knows no page. */
import { generateSequence, generateToken } from './decode/index.ts';
import type { GenerationSettings } from './types.ts';
import type { RagEngine, PassageText } from './engine.ts';
import type { EncodedDocuments } from './generator.ts';
import { logSoftmax } from './posterior.ts';
import { ALTERNATIVES, StepRecorder, type Step } from './steps.ts';

export interface Retrieved extends PassageText {
  readonly id: number;
  readonly score: number;
  readonly prior: number;
  readonly generatorInput: string;
  readonly generatorIds: readonly number[];
  readonly truncated: boolean;
}

/** RAG-Sequence only: one candidate answer and its exact score under all documents. */
export interface AnswerCandidate {
  readonly text: string;
  /** log p(y|x), nats. */
  readonly logProb: number;
  /** Which documents' beams proposed it. */
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
  if (options.mode === 'sequence') {
    const answer = await answerBySequence(engine, documents, logPriors, options);
    // Every document is encoded when its own beams are searched.
    return { ...answer, encodeMs: 0, generateMs: performance.now() - start };
  }
  const encoded = await engine.generator.encodeDocuments(documents.map((d) => d.generatorIds));
  const encodeMs = performance.now() - start;
  try {
    const answer = await answerByToken(engine, encoded, logPriors, options);
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
  const recorder = new StepRecorder(engine.model.generatorTokenizer, logPriors, options.onStep);
  const model = engine.generator.stepModel(encoded, logPriors);
  try {
    await generateToken(() => model, generationSettings(engine, options, 1), { signal: options.signal, alternatives: ALTERNATIVES, onStep: (step) => recorder.greedy(step) });
  } finally {
    model.dispose();
  }
  return { ...recorder.finish(), candidates: [] };
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
  const recorder = new StepRecorder(engine.model.generatorTokenizer, logPriors, options.onStep);
  const scores = tokenScores.get(trimmedKey(best.tokenIds, config.padTokenId))!;
  recorder.given('sequence', best.tokenIds, scores);
  const ranked = result.candidates.toSorted((a, b) => b.logProb - a.logProb);
  return { ...recorder.finish(), candidates: ranked.map((c) => ({ text: recorder.textOf([...c.tokenIds]), logProb: c.logProb, fromDocs: [...c.fromDocs] })) };
}

/** The ids without the padding at their end; padding that the model generated itself belongs to the answer. */
function trimmedKey(ids: ArrayLike<number>, padId: number): string {
  const list = Array.from(ids);
  return list.slice(0, list.findLastIndex((id) => id !== padId) + 1).join();
}
