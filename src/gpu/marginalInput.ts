/** Checks and small host-side arithmetic of marginalization, shared by the GPU and CPU implementations. Knows no device. */
import { UserError } from '../errors.ts';
import { LOG_ZERO, MAX_K, type MarginalGradientInput, type MarginalInput, type MarginalTokens, type RowLayout } from './types.ts';

/** MarginalInput with its defaults filled in. */
export interface CheckedInput {
  readonly nBeams: number;
  readonly nDocs: number;
  readonly vocab: number;
  readonly layout: RowLayout;
  /** [nBeams, nDocs]; LOG_ZERO at least, LOG_ZERO where masked */
  readonly logPriors: Float32Array;
  /** [nBeams, nDocs] 1 = use */
  readonly used: Uint8Array;
  /** Rows that the logits must have. */
  readonly nRows: number;
}

export function checkInput(input: MarginalInput): CheckedInput {
  const { nBeams, nDocs, vocab, docLogPriors, docMask } = input;
  const nPairs = nBeams * nDocs;
  if (![nBeams, nDocs, vocab].every((n) => Number.isInteger(n) && n >= 1)) {
    throw new Error(`internal: marginalize: nBeams ${nBeams}, nDocs ${nDocs}, vocab ${vocab}`);
  }
  if (docLogPriors.length !== nPairs || (docMask && docMask.length !== nPairs)) {
    throw new Error(`internal: marginalize: priors [${docLogPriors.length}], mask [${docMask?.length}] are not [${nBeams}, ${nDocs}]`);
  }
  const layout = input.layout ?? { offset: 0, beamStride: nDocs, docStride: 1 };
  const logPriors = new Float32Array(nPairs);
  const used = new Uint8Array(nPairs);
  for (let pair = 0; pair < nPairs; pair++) {
    const prior = docLogPriors[pair];
    const masked = docMask?.[pair] === 0 || prior === -Infinity;
    if (!masked && !Number.isFinite(prior)) throw new Error(`internal: marginalize: the log-prior of row ${pair} is ${prior}`);
    used[pair] = masked ? 0 : 1;
    logPriors[pair] = masked ? LOG_ZERO : Math.max(prior, LOG_ZERO);
  }
  const nRows = layout.offset + (nBeams - 1) * layout.beamStride + (nDocs - 1) * layout.docStride + 1;
  return { nBeams, nDocs, vocab, layout, logPriors, used, nRows };
}

export function checkK(k: number, vocab: number): number {
  if (!Number.isInteger(k) || k < 1 || k > MAX_K) throw new Error(`internal: marginalize: k ${k} is not in 1..${MAX_K}`);
  return Math.min(k, vocab);
}

/** Tokens a beam of tokenIds [nBeams, k]. */
export function checkTokens(tokenIds: Int32Array, nBeams: number, vocab: number): number {
  const k = tokenIds.length / nBeams;
  if (!Number.isInteger(k) || k < 1) throw new Error(`internal: marginalize: ${tokenIds.length} tokens for ${nBeams} beams`);
  const bad = tokenIds.find((id) => id < 0 || id >= vocab);
  if (bad !== undefined) throw new Error(`internal: marginalize: token ${bad} is not in a vocabulary of ${vocab}`);
  return k;
}

export function checkGradientInput(input: MarginalGradientInput): CheckedInput {
  const checked = checkInput(input);
  if (input.targets.length !== checked.nBeams || input.upstream.length !== checked.nBeams) {
    throw new Error(
      `internal: marginalizeBackward: ${input.targets.length} targets and ${input.upstream.length} gradients for ${checked.nBeams} beams`,
    );
  }
  checkTokens(input.targets, checked.nBeams, checked.vocab);
  if (!input.upstream.every(Number.isFinite)) throw new Error('internal: marginalizeBackward: an upstream gradient is not finite');
  return checked;
}

/** Row of the logits that (beam, doc) reads. */
export function rowOf(layout: RowLayout, beam: number, doc: number): number {
  return layout.offset + beam * layout.beamStride + doc * layout.docStride;
}

/** The decoder produced NaN or infinity in a row that is in use, or log 0 for every token. */
export function brokenLogits(): UserError {
  return new UserError(
    'engine',
    'The generator produced values that are not numbers',
    'The graphics driver may be at fault: switch to WASM, or reload the checkpoint.',
  );
}

/**
 * docLogProbs [nBeams, k, nDocs] -> responsibilities of the same shape, and marginal log-probs [nBeams, k];
 * in float64, log-sum-exp over the documents in use.
 */
export function sumOutDocuments(
  input: CheckedInput,
  k: number,
  docLogProbs: Float32Array,
): { readonly logProbs: Float32Array; readonly responsibilities: Float32Array } {
  const { nBeams, nDocs, logPriors, used } = input;
  const logProbs = new Float32Array(nBeams * k).fill(LOG_ZERO);
  const responsibilities = new Float32Array(nBeams * k * nDocs);
  for (let token = 0; token < nBeams * k; token++) {
    const first = Math.floor(token / k) * nDocs;
    let top = -Infinity;
    for (let doc = 0; doc < nDocs; doc++) {
      if (used[first + doc]) top = Math.max(top, logPriors[first + doc] + docLogProbs[token * nDocs + doc]);
    }
    if (top === -Infinity) continue;
    let sum = 0;
    for (let doc = 0; doc < nDocs; doc++) {
      const share = used[first + doc] ? Math.exp(logPriors[first + doc] + docLogProbs[token * nDocs + doc] - top) : 0;
      responsibilities[token * nDocs + doc] = share;
      sum += share;
    }
    for (let doc = 0; doc < nDocs; doc++) responsibilities[token * nDocs + doc] /= sum;
    logProbs[token] = Math.max(top + Math.log(sum), LOG_ZERO);
  }
  return { logProbs, responsibilities };
}

/** Assembles the result for tokens whose documents' log-probs are known. */
export function marginalTokens(input: CheckedInput, tokenIds: Int32Array, docLogProbs: Float32Array): MarginalTokens {
  const { nBeams, nDocs } = input;
  const k = tokenIds.length / nBeams;
  return { nBeams, k, nDocs, tokenIds, docLogProbs, ...sumOutDocuments(input, k, docLogProbs) };
}

/**
 * Orders each beam's tokens by marginal, best first, ties by the lower id. The kernels choose the tokens by f32 or unnormalised sums;
 * their order follows the log-probs that are returned, so that the two never contradict each other.
 */
export function rankTokens(tokens: MarginalTokens): MarginalTokens {
  const { nBeams, k, nDocs } = tokens;
  const tokenIds = new Int32Array(nBeams * k);
  const logProbs = new Float32Array(nBeams * k);
  const docLogProbs = new Float32Array(nBeams * k * nDocs);
  const responsibilities = new Float32Array(nBeams * k * nDocs);
  for (let beam = 0; beam < nBeams; beam++) {
    const order = Array.from({ length: k }, (_, i) => beam * k + i).toSorted(
      (a, b) => tokens.logProbs[b] - tokens.logProbs[a] || tokens.tokenIds[a] - tokens.tokenIds[b],
    );
    order.forEach((from, i) => {
      const to = beam * k + i;
      tokenIds[to] = tokens.tokenIds[from];
      logProbs[to] = tokens.logProbs[from];
      docLogProbs.set(tokens.docLogProbs.subarray(from * nDocs, (from + 1) * nDocs), to * nDocs);
      responsibilities.set(tokens.responsibilities.subarray(from * nDocs, (from + 1) * nDocs), to * nDocs);
    });
  }
  return { ...tokens, tokenIds, logProbs, docLogProbs, responsibilities };
}
