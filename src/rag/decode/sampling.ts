/** Temperature, top-k and nucleus sampling on the marginal, seeded. Knows no engine. */
import { throwIfAborted } from '../../errors.ts';
import type { GenerationSettings, StepModel } from '../types.ts';
import type { AllowedToken } from './processors.ts';
import { allowedTokens, bannedTokens, forcedToken, nothingAllowed } from './processors.ts';
import type { DecodeOptions, DecodeStep, Generation, SamplingSettings } from './record.ts';
import { candidateOutcome, checkMarginal, chooseK, KERNEL_MAX_K, lengthPenalized } from './record.ts';

/** One sample in the making. */
interface Row {
  readonly tokens: number[];
  readonly logProbs: number[];
  readonly modelLogProbs: number[];
  score: number;
  done: boolean;
}

/**
 * Draws numReturnSequences answers, one a row, until each has its EOS or maxLength. The step model returns at most 100
 * tokens of the marginal, so the distribution is that of transformers with `top_k` of at most 100, renormalised over
 * what is left; `exact` is false where that cut off tokens that the settings would have kept. Log-probs and scores are
 * the marginal's, not the tempered ones.
 */
export async function sample(
  model: StepModel,
  settings: GenerationSettings,
  sampling: SamplingSettings,
  options: DecodeOptions = {},
): Promise<Generation> {
  const { padTokenId, eosTokenId, maxLength, numReturnSequences: nRows } = settings;
  const random = seededRandom(sampling.seed);
  const rows = Array.from({ length: nRows }, (): Row => {
    return { tokens: [settings.decoderStartTokenId], logProbs: [], modelLogProbs: [], score: 0, done: false };
  });
  const identity = Int32Array.from(rows, (_, i) => i);
  const steps: DecodeStep[] = [];
  let exact = true;

  for (let length = 1; rows.some(({ done }) => !done); length++) {
    throwIfAborted(options.signal, 'generation');
    const forced = forcedToken(length, settings);
    const banned = rows.map((row) =>
      forced === null && !row.done ? bannedTokens(row.tokens, settings) : new Set<number>(),
    );
    const mostBanned = banned.reduce((most, set) => Math.max(most, set.size), 0);
    const k = chooseK(sampling.topK > 0 ? sampling.topK + mostBanned : KERNEL_MAX_K, model, options);
    const last = Int32Array.from(rows, ({ tokens }) => tokens[length - 1] ?? padTokenId);
    const marginal = await model.step(last, length === 1 ? null : identity, k);
    checkMarginal(marginal, nRows);

    const active = rows.map(({ done }) => !done);
    const drawn = rows.map((row, i): AllowedToken => {
      if (row.done) return { token: padTokenId, logProb: 0, modelLogProb: NaN, rank: -1 };
      const limit = sampling.topK > 0 ? sampling.topK : marginal.k;
      const allowed = allowedTokens(marginal, i, banned[i], forced, limit);
      if (allowed.length === 0) throw nothingAllowed(marginal.k, length);
      const cutByModel = forced === null && marginal.k < model.vocabSize;
      const nucleus = nucleusProbs(allowed.map(({ logProb }) => logProb), sampling);
      if (cutByModel && (sampling.topK === 0 || allowed.length < limit)) exact = false;
      return allowed[draw(nucleus, random())];
    });
    rows.forEach((row, i) => {
      if (row.done) return;
      const { token, logProb, modelLogProb } = drawn[i];
      row.tokens.push(token);
      row.logProbs.push(logProb);
      row.modelLogProbs.push(modelLogProb);
      row.score = Math.fround(row.score + logProb);
      row.done = token === eosTokenId || row.tokens.length >= maxLength;
    });

    const { dropped, running, finished } = candidateOutcome;
    const step: DecodeStep = {
      position: length,
      marginal,
      forcedToken: forced,
      banned: banned.map((set) => Int32Array.from(set)),
      candidateTokens: Int32Array.from(drawn, ({ token }) => token),
      candidateParents: identity,
      candidateRanks: Int32Array.from(drawn, ({ rank }) => rank),
      candidateLogProbs: Float32Array.from(drawn, ({ logProb }) => logProb),
      candidateScores: Float32Array.from(rows, ({ score }) => score),
      candidateOutcomes: Uint8Array.from(rows, ({ done }, i) => (!active[i] ? dropped : done ? finished : running)),
      selected: identity,
      sequences: Int32Array.from(
        rows.flatMap(({ tokens }) => Array.from({ length: length + 1 }, (_, t) => tokens[t] ?? padTokenId)),
      ),
    };
    steps.push(step);
    options.onStep?.(step);
  }

  const hypotheses = rows.map(({ tokens, logProbs, modelLogProbs, score }, i) => ({
    tokenIds: Int32Array.from(tokens),
    tokenLogProbs: Float32Array.from(logProbs),
    modelLogProbs: Float32Array.from(modelLogProbs),
    path: new Int32Array(logProbs.length).fill(i),
    logProb: score,
    score: lengthPenalized(score, logProbs.length, settings),
    end: tokens[tokens.length - 1] === eosTokenId ? ('eos' as const) : ('max-length' as const),
  }));
  return { hypotheses, steps, exact };
}

/**
 * Probabilities after temperature and nucleus, summing to 1; 0 for a token cut off (TemperatureLogitsWarper,
 * TopPLogitsWarper: a token stays unless it and all less likely ones together have mass <= 1 - topP).
 * @param logProbs [n] best first, nats
 */
export function nucleusProbs(logProbs: readonly number[], { temperature, topP }: SamplingSettings): Float64Array {
  const weights = Float64Array.from(logProbs, (logProb) => Math.exp((logProb - logProbs[0]) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let tail = 0;
  let cut = weights.length;
  if (topP < 1) {
    while (cut > 1) {
      tail += weights[cut - 1] / total;
      if (tail > 1 - topP) break;
      cut--;
    }
  }
  const kept = weights.subarray(0, cut).reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, i) => (i < cut ? weight / kept : 0));
}

/** The index at which the cumulated probabilities pass u in [0, 1). */
function draw(probs: Float64Array, u: number): number {
  let cumulated = 0;
  let last = 0;
  for (let i = 0; i < probs.length; i++) {
    if (probs[i] === 0) continue;
    last = i;
    cumulated += probs[i];
    if (u < cumulated) return i;
  }
  return last; // rounding left the sum a little under 1
}

/** Uniform numbers in [0, 1) from a 32-bit Weyl sequence through a multiply-xorshift mixer (murmur3's finalizer). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}
