/** RAG-Token marginalization and its gradient where there is no GPU, in float64. Knows no device and no decoder. */
import { BestK } from './bestK.ts';
import {
  brokenLogits,
  checkGradientInput,
  checkInput,
  checkK,
  checkTokens,
  marginalTokens,
  rankTokens,
  rowOf,
  sumOutDocuments,
  type CheckedInput,
} from './marginalInput.ts';
import { LOG_ZERO, type Logits, type MarginalGradientInput, type MarginalInput, type Marginalizer, type MarginalTokens } from './types.ts';

/** Below this a sum of exponentials may have lost terms to underflow, and the ranking is done again with logarithms. */
const SAFE_MASS = 1e-280;

/** Marginalizer over logits in memory; also CPU tensors of a GPU session. */
export class CpuMarginalize implements Marginalizer {
  readonly bytesRead = 0;

  async topK(input: MarginalInput, k: number): Promise<MarginalTokens> {
    const checked = checkInput(input);
    const logits = inMemory(input.logits, checked);
    const kept = checkK(k, checked.vocab);
    const normalisers = new Float64Array(checked.nBeams * checked.nDocs);
    const tokenIds = new Int32Array(checked.nBeams * kept);
    for (let beam = 0; beam < checked.nBeams; beam++) {
      tokenIds.set(bestTokens(checked, logits, beam, kept, normalisers), beam * kept);
    }
    return rankTokens(marginalTokens(checked, tokenIds, gather(checked, logits, normalisers, tokenIds)));
  }

  async atTokens(input: MarginalInput, tokenIds: Int32Array): Promise<MarginalTokens> {
    const checked = checkInput(input);
    const logits = inMemory(input.logits, checked);
    checkTokens(tokenIds, checked.nBeams, checked.vocab);
    const ids = tokenIds.slice();
    return marginalTokens(checked, ids, gather(checked, logits, allNormalisers(checked, logits), ids));
  }

  dispose(): void {}
}

export interface CpuMarginalGradients {
  /** laid out as the logits */
  readonly dLogits: Float32Array;
  /** [nBeams, nDocs] */
  readonly dLogPriors: Float32Array;
}

/** The gradient of marginalizeBackward.wgsl, in memory. */
export function marginalizeBackwardCpu(input: MarginalGradientInput): CpuMarginalGradients {
  const checked = checkGradientInput(input);
  const logits = inMemory(input.logits, checked);
  const { nBeams, nDocs, vocab, layout, used } = checked;
  const normalisers = allNormalisers(checked, logits);
  const { responsibilities } = sumOutDocuments(checked, 1, gather(checked, logits, normalisers, input.targets));
  const dLogits = new Float32Array(checked.nRows * vocab);
  const dLogPriors = new Float32Array(nBeams * nDocs);
  for (let pair = 0; pair < nBeams * nDocs; pair++) {
    const beam = Math.floor(pair / nDocs);
    const share = input.upstream[beam] * responsibilities[pair];
    dLogPriors[pair] = share;
    if (!used[pair] || share === 0) continue;
    const start = rowOf(layout, beam, pair % nDocs) * vocab;
    for (let v = 0; v < vocab; v++) dLogits[start + v] = -share * Math.exp(logits[start + v] - normalisers[pair]);
    dLogits[start + input.targets[beam]] += share;
  }
  return { dLogits, dLogPriors };
}

function inMemory(logits: Logits, input: CheckedInput): Float32Array {
  if (!(logits instanceof Float32Array)) throw new Error('internal: marginalize: GPU logits handed to the CPU');
  if (logits.length < input.nRows * input.vocab) {
    throw new Error(`internal: marginalize: ${logits.length} logits where [${input.nRows}, ${input.vocab}] are needed`);
  }
  return logits;
}

/** Maximum of a row; throws where the row has NaN or infinity, or nothing above log 0. */
function rowMax(logits: Float32Array, start: number, vocab: number): number {
  let top = -Infinity;
  let broken = false;
  for (let v = start; v < start + vocab; v++) {
    const x = logits[v];
    if (x > top) top = x;
    // NaN alone differs from itself; -Infinity is a lawful log 0.
    if (x !== x) broken = true;
  }
  if (broken || top === Infinity || top <= LOG_ZERO) throw brokenLogits();
  return top;
}

/** [nBeams*nDocs] log-sum-exp of each row in use; 0 where masked */
function allNormalisers(input: CheckedInput, logits: Float32Array): Float64Array {
  const { nBeams, nDocs, vocab, layout, used } = input;
  const normalisers = new Float64Array(nBeams * nDocs);
  for (let pair = 0; pair < nBeams * nDocs; pair++) {
    if (!used[pair]) continue;
    const start = rowOf(layout, Math.floor(pair / nDocs), pair % nDocs) * vocab;
    const top = rowMax(logits, start, vocab);
    let sum = 0;
    for (let v = start; v < start + vocab; v++) sum += Math.exp(logits[v] - top);
    normalisers[pair] = top + Math.log(sum);
  }
  return normalisers;
}

/**
 * Ids of the k best tokens of one beam's marginal; fills the beam's normalisers.
 * Sums probabilities, one exponential a logit; only where the k-th best is near underflow are logarithms needed.
 */
function bestTokens(input: CheckedInput, logits: Float32Array, beam: number, k: number, normalisers: Float64Array): Int32Array {
  const { nDocs, vocab, layout, logPriors, used } = input;
  const first = beam * nDocs;
  let topPrior = LOG_ZERO;
  for (let doc = 0; doc < nDocs; doc++) if (used[first + doc]) topPrior = Math.max(topPrior, logPriors[first + doc]);
  const mass = new Float64Array(vocab);
  const row = new Float64Array(vocab);
  for (let doc = 0; doc < nDocs; doc++) {
    if (!used[first + doc]) continue;
    const start = rowOf(layout, beam, doc) * vocab;
    const top = rowMax(logits, start, vocab);
    let sum = 0;
    for (let v = 0; v < vocab; v++) sum += row[v] = Math.exp(logits[start + v] - top);
    normalisers[first + doc] = top + Math.log(sum);
    const weight = Math.exp(logPriors[first + doc] - topPrior) / sum;
    for (let v = 0; v < vocab; v++) mass[v] += weight * row[v];
  }
  let best = rank(mass, k);
  if (best.floor < SAFE_MASS) {
    for (let v = 0; v < vocab; v++) mass[v] = logMarginal(input, logits, beam, v, normalisers);
    best = rank(mass, k);
  }
  return Int32Array.from(best.sorted(), ({ id }) => id);
}

function rank(values: Float64Array, k: number): BestK {
  const best = new BestK(k);
  for (let v = 0; v < values.length; v++) if (values[v] > best.floor) best.offer(values[v], v);
  return best;
}

/** Log-sum-exp over the documents in use; LOG_ZERO where there is none. */
function logMarginal(input: CheckedInput, logits: Float32Array, beam: number, v: number, normalisers: Float64Array): number {
  const { nDocs, vocab, layout, logPriors, used } = input;
  let top = LOG_ZERO;
  let sum = 0;
  for (let doc = 0; doc < nDocs; doc++) {
    const pair = beam * nDocs + doc;
    if (!used[pair]) continue;
    const x = Math.max(LOG_ZERO, logPriors[pair] + logits[rowOf(layout, beam, doc) * vocab + v] - normalisers[pair]);
    if (x > top) {
      sum = sum * Math.exp(top - x) + 1;
      top = x;
    } else {
      sum += Math.exp(x - top);
    }
  }
  return sum > 0 ? top + Math.log(sum) : LOG_ZERO;
}

/** docLogProbs [nBeams, k, nDocs] at tokenIds [nBeams, k] */
function gather(input: CheckedInput, logits: Float32Array, normalisers: Float64Array, tokenIds: Int32Array): Float32Array {
  const { nBeams, nDocs, vocab, layout, used } = input;
  const k = tokenIds.length / nBeams;
  const docLogProbs = new Float32Array(tokenIds.length * nDocs).fill(LOG_ZERO);
  for (let token = 0; token < tokenIds.length; token++) {
    const beam = Math.floor(token / k);
    for (let doc = 0; doc < nDocs; doc++) {
      const pair = beam * nDocs + doc;
      if (!used[pair]) continue;
      const logit = logits[rowOf(layout, beam, doc) * vocab + tokenIds[token]];
      docLogProbs[token * nDocs + doc] = Math.max(LOG_ZERO, logit - normalisers[pair]);
    }
  }
  return docLogProbs;
}
