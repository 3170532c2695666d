/** Compares two engines on a golden question: a driver that computes wrongly must show before the user trusts it. */
import { describeDocuments, generate } from '../rag/ask.ts';
import { embedPassages } from '../rag/embed.ts';
import type { RagEngine } from '../rag/engine.ts';
import { relativeError } from './difference.ts';

/** Both sides are quantized in their own way, which alone moves scores by up to a few percent of the largest; faults move them by tens. */
export const PROBE_TOLERANCE = 0.1;

const QUESTION = 'What is the capital of Uruguay?';
const PASSAGES = [
  { title: 'Montevideo', text: 'Montevideo is the capital of Uruguay and lies on the north shore of the Río de la Plata.' },
  { title: 'Piano', text: 'The piano has eighty-eight keys; hammers strike its strings.' },
];

/** @returns largest difference over the largest value among document scores and the first token's log-probabilities */
export async function compareEngines(candidate: RagEngine, reference: RagEngine): Promise<number> {
  const a = await observe(candidate);
  const b = await observe(reference);
  return Math.max(relativeError(a.scores, b.scores), relativeError(a.logProbs, b.logProbs));
}

async function observe(engine: RagEngine): Promise<{ scores: number[]; logProbs: Float32Array }> {
  const vectors = await embedPassages(engine, PASSAGES);
  const q = await engine.embedQuestion(QUESTION);
  const scores = PASSAGES.map((_, z) => q.reduce((sum, v, i) => sum + v * vectors[z * q.length + i], 0));
  // Equal scores on both sides, so that the generator is compared by itself.
  const documents = describeDocuments(engine, QUESTION, PASSAGES.map((p, id) => ({ ...p, id, score: 0 })));
  // Two tokens, because the last one may be forced, which says nothing of the model.
  const { steps } = await generate(engine, documents, { mode: 'token', maxLength: 2 });
  if (steps.length === 0) throw new Error('internal: the golden question gave no token to compare');
  return { scores, logProbs: Float32Array.from(steps[0].alternatives, (a) => a.logProb) };
}
