/** One question through encode, decode and marginalize, step by step for whoever watches. Knows no page. */
import type { Answer, Listeners } from './answer.ts';
import { answerBySequence } from './answerBySequence.ts';
import { answerByToken } from './answerByToken.ts';
import { DEFAULT_DECODING, type DecodingSettings, type RagMode } from './decoding.ts';
import type { RagEngine, PassageText } from './engine.ts';
import { decodeExtractive } from './extractive.ts';
import { logSoftmax } from './posterior.ts';
import type { GenerationSettings } from './types.ts';

/** The score of a document as a sum: q·d, and a keyword part that does not depend on q. */
export interface ScoreParts {
  readonly innerProduct: number;
  readonly keyword: number;
}

export interface Retrieved extends PassageText {
  readonly id: number;
  readonly score: number;
  /** What the score is the sum of, where words count too. */
  readonly parts?: ScoreParts;
  readonly prior: number;
  readonly generatorInput: string;
  readonly generatorIds: readonly number[];
  readonly truncated: boolean;
  /** What the generator reads of the passage's text. */
  readonly readText: string;
}

export interface GenerateOptions extends Listeners {
  readonly question: string;
  readonly mode: RagMode;
  /** Longest answer in tokens, without the start token. */
  readonly maxLength: number;
  readonly decoding?: DecodingSettings;
}

/** Scores, priors and generator inputs of the retrieved passages, best first; what else a passage has stays with it. */
export function describeDocuments<P extends PassageText & { id: number; score: number; parts?: ScoreParts }>(engine: RagEngine, question: string, passages: readonly P[]): (P & Retrieved)[] {
  const logPriors = logSoftmax(passages.map((p) => p.score));
  return passages.map((p, z) => {
    const input = engine.generatorInput(p, question);
    return { ...p, prior: Math.exp(logPriors[z]), generatorInput: input.text, generatorIds: input.ids, truncated: input.truncated, readText: input.passageText };
  });
}

export async function generate(engine: RagEngine, documents: readonly Retrieved[], { question, mode, maxLength, decoding: asked = DEFAULT_DECODING, ...listeners }: GenerateOptions): Promise<Answer> {
  const start = performance.now();
  const logPriors = Float32Array.from(logSoftmax(documents.map((d) => d.score)));
  const decoding = { ...asked, minLength: Math.max(asked.minLength, engine.model.minAnswerTokens) };
  if (mode === 'sequence') {
    const answer = await answerBySequence(engine, documents, logPriors, maxLength, decoding, listeners);
    // Every document is encoded when its own beams are searched.
    return { ...answer, encodeMs: 0, generateMs: performance.now() - start };
  }
  const encoded = await engine.generator.encodeDocuments(documents.map((d) => d.generatorIds));
  const encodeMs = performance.now() - start;
  try {
    const decode = (prefixAllowedTokens?: GenerationSettings['prefixAllowedTokens']) => answerByToken(engine, encoded, logPriors, maxLength, decoding, listeners, prefixAllowedTokens);
    const answer = isExtractive(engine, decoding) ? await decodeExtractive({ engine, question, passages: documents.map(({ title, readText }) => ({ title, text: readText })), listeners, decode }) : await decode();
    return { ...answer, encodeMs, generateMs: performance.now() - start - encodeMs };
  } finally {
    encoded.dispose();
  }
}

function isExtractive({ model }: RagEngine, { strategy, extractive }: DecodingSettings): boolean {
  return strategy === 'greedy' && (extractive === 'auto' ? model.extractive : extractive === 'on');
}
