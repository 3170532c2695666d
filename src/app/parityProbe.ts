/** Compares two engines on a golden question: a driver that computes wrongly must show before the user trusts it. */
import { describeDocuments, generate } from '../rag/ask.ts';
import { embedPassages } from '../rag/embed.ts';
import { DEFAULT_DECODING } from '../rag/decoding.ts';
import type { RagEngine } from '../rag/engine.ts';
import type { Alternative } from '../rag/steps.ts';
import { relativeError } from './difference.ts';
import type { ParityProbe } from './protocol.ts';

/** Both sides are quantized in their own way, which alone moves scores and probabilities by up to a few percent; faults move them by tens. */
export const PROBE_TOLERANCE = 0.1;

const QUESTION = 'What is the capital of Uruguay?';
const PASSAGES = [
  { title: 'Montevideo', text: 'Montevideo is the capital of Uruguay and lies on the north shore of the Río de la Plata.' },
  { title: 'Piano', text: 'The piano has eighty-eight keys; hammers strike its strings.' },
];

/** The engine that goes on: the candidate where both agree, else the reference; the other is disposed of. */
export async function trusted(candidate: RagEngine, reference: RagEngine): Promise<{ engine: RagEngine; probe: ParityProbe }> {
  const difference = await compareEngines(candidate, reference);
  if (difference <= PROBE_TOLERANCE) {
    await reference.dispose();
    return { engine: candidate, probe: { status: 'agrees', difference, message: 'WebGPU and WASM agree on the golden question' } };
  }
  await candidate.dispose();
  const message = `WebGPU and WASM differ by ${(100 * difference).toFixed(1)} % on the golden question; WASM is used`;
  return { engine: reference, probe: { status: 'disagrees', difference, message } };
}

type Candidates = readonly Omit<Alternative, 'banned'>[];

/** @returns the relative error of the document scores, or the probability that moved between first tokens, whichever is larger */
export async function compareEngines(candidate: RagEngine, reference: RagEngine): Promise<number> {
  const a = await observe(candidate);
  const b = await observe(reference);
  return Math.max(relativeError(a.scores, b.scores), movedProbability(a.firstTokens, b.firstTokens));
}

async function observe(engine: RagEngine): Promise<{ scores: number[]; firstTokens: Candidates }> {
  const vectors = await embedPassages(engine, PASSAGES);
  const q = await engine.embedQuestion(QUESTION);
  const scores = PASSAGES.map((_, z) => q.reduce((sum, v, i) => sum + v * vectors[z * q.length + i], 0));
  // Equal scores on both sides, so that the generator is compared by itself.
  const documents = describeDocuments(engine, QUESTION, PASSAGES.map((p, id) => ({ ...p, id, score: 0 })));
  // Two tokens, because the last one may be forced, which says nothing of the model.
  const { steps } = await generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 2, decoding: { ...DEFAULT_DECODING, extractive: 'off' } });
  if (steps.length === 0) throw new Error('internal: the golden question gave no token to compare');
  return { scores, firstTokens: steps[0].alternatives };
}

/**
 * Total variation, ½ Σ |p − p'|, as far as the likeliest tokens of each side tell: one that the other side does not list is
 * at most as likely there as the last that is listed. Log-probabilities would not do: of unlikely tokens 8-bit activations
 * move them by half a nat.
 */
export function movedProbability(a: Candidates, b: Candidates): number {
  const differences = (ours: Candidates, theirs: Candidates): number[] => {
    const known = new Map(theirs.map(({ id, logProb }) => [id, Math.exp(logProb)]));
    const least = Math.exp(theirs.at(-1)?.logProb ?? -Infinity);
    return ours.map(({ id, logProb }) => {
      const [p, other] = [Math.exp(logProb), known.get(id)];
      // Tokens of both lists are counted from either side.
      return other === undefined ? Math.max(0, p - least) : Math.abs(p - other) / 2;
    });
  };
  return [...differences(a, b), ...differences(b, a)].reduce((sum, d) => sum + d, 0) / 2;
}
