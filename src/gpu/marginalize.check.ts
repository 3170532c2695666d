/** The agreement that marginalization and its gradient owe the float64 references. Knows no device. */
import type { MarginalCase } from './marginalize.cases.ts';
import { logSumExp, marginalizeRef, type ReferenceMarginal } from './marginalize.ref.ts';
import { marginalizeBackwardRef } from './marginalizeBackward.ref.ts';
import { disagreements } from './testing.ts';
import { LOG_ZERO, type MarginalTokens, type Marginalizer } from './types.ts';

/** f32 and WGSL's exp and log: absolute near 0, relative on large log-probs. */
const TOLERANCE = 1e-5;
/** Absolute: responsibilities and probabilities are at most 1, upstream gradients at most 2.5. */
const GRADIENT_TOLERANCE = 1e-5;

type Check = (holds: boolean, complaint: string) => void;

/** What is wrong with the best tokens; empty where they agree. */
export async function wrongTopTokens(marginalizer: Marginalizer, c: MarginalCase): Promise<string[]> {
  const kept = Math.min(c.k, c.vocab);
  const before = marginalizer.bytesRead;
  const found = await marginalizer.topK(c, c.k);
  const reference = marginalizeRef(c);
  const { list, check } = disagreements();
  check(found.k === kept, `k is ${found.k}`);
  check(marginalizer.bytesRead - before <= c.nBeams * kept * (c.nDocs + 1) * 4, 'more was read back than the tokens');
  checkValues(found, c, reference, check);
  reference.marginals.forEach((marginal, beam) => {
    const ids = Array.from(found.tokenIds.subarray(beam * kept, (beam + 1) * kept));
    const logProbs = found.logProbs.subarray(beam * kept, (beam + 1) * kept);
    const order = marginal.map((_, id) => id).toSorted((a, b) => betterFirst(marginal, a, b));
    check(new Set(ids).size === kept, `beam ${beam}: tokens repeat`);
    for (let rank = 0; rank < kept; rank++) {
      const where = `beam ${beam}, rank ${rank}: token ${ids[rank]}, ${logProbs[rank]}`;
      check(!c.exactIds || ids[rank] === order[rank], `${where}, the rank's token is ${order[rank]}`);
      check(isNear(logProbs[rank], marginal[order[rank]]), `${where}, the rank's log-prob is ${marginal[order[rank]]}`);
      const drop = rank === 0 ? 1 : logProbs[rank - 1] - logProbs[rank];
      check(drop > 0 || (drop === 0 && ids[rank - 1] < ids[rank]), `${where}, out of order`);
    }
  });
  return list;
}

/** What is wrong with the values at given tokens, out of order and repeated, as targets are. */
export async function wrongGivenTokens(marginalizer: Marginalizer, c: MarginalCase): Promise<string[]> {
  const k = 3;
  const tokenIds = Int32Array.from({ length: c.nBeams * k }, (_, i) => (i % k === 1 ? c.targets[Math.floor(i / k)] : (i * 31 + 5) % c.vocab));
  const found = await marginalizer.atTokens(c, tokenIds);
  const { list, check } = disagreements();
  check(found.k === k && found.tokenIds.every((id, i) => id === tokenIds[i]), 'other tokens than those given');
  checkValues(found, c, marginalizeRef(c), check);
  return list;
}

/** What is wrong with gradients laid out as MarginalGradients has them. */
export function wrongGradients(dLogits: Float32Array, dLogPriors: Float32Array, c: MarginalCase): string[] {
  const want = marginalizeBackwardRef(c);
  const { list, check } = disagreements();
  for (const [name, got, ref] of [['dLogits', dLogits, want.dLogits] as const, ['dLogPriors', dLogPriors, want.dLogPriors] as const]) {
    check(got.length === ref.length, `${name}: ${got.length} values for ${ref.length}`);
    // Written so that NaN fails.
    const at = ref.findIndex((x, i) => !(Math.abs(got[i] - x) <= GRADIENT_TOLERANCE));
    check(at < 0, `${name}[${at}]: ${got[at]} for ${ref[at]}`);
  }
  return list;
}

/** The log-probs and responsibilities of the tokens found, whichever they are. */
function checkValues(found: MarginalTokens, c: MarginalCase, { docLogProbs, marginals }: ReferenceMarginal, check: Check): void {
  const { k, nDocs } = found;
  check(found.nBeams === c.nBeams && nDocs === c.nDocs && found.docLogProbs.length === c.nBeams * k * nDocs, 'shape');
  for (let token = 0; token < c.nBeams * k; token++) {
    const beam = Math.floor(token / k);
    const id = found.tokenIds[token];
    const where = `beam ${beam}, token ${id}`;
    check(isNear(found.logProbs[token], marginals[beam][id]), `${where}: ${found.logProbs[token]} for ${marginals[beam][id]}`);
    const priors = c.docLogPriors.subarray(beam * nDocs, (beam + 1) * nDocs);
    const want = docLogProbs[beam].map((row, doc) => (row.length > 0 && priors[doc] > -Infinity ? row[id] : -Infinity));
    const joint = want.map((logProb, doc) => (logProb === -Infinity ? -Infinity : priors[doc] + logProb));
    const normaliser = logSumExp(joint);
    for (let doc = 0; doc < nDocs; doc++) {
      const at = token * nDocs + doc;
      const got = found.responsibilities[at];
      check(isNear(found.docLogProbs[at], want[doc]), `${where}, doc ${doc}: ${found.docLogProbs[at]} for ${want[doc]}`);
      // Where no document gives the token any probability any split of nothing will do, but it must be a number.
      const share = normaliser === -Infinity ? got : joint[doc] === -Infinity ? 0 : Math.exp(joint[doc] - normaliser);
      // An error in a large exponent is an error of that size in the share.
      const slack = TOLERANCE * Math.max(1, Number.isFinite(want[doc]) ? Math.abs(want[doc]) : 0);
      check(Math.abs(got - share) <= slack, `${where}, doc ${doc}: responsibility ${got} for ${share}`);
    }
  }
}

function isNear(got: number, want: number): boolean {
  if (want < LOG_ZERO / 2) return got === LOG_ZERO;
  return Math.abs(got - want) <= TOLERANCE * Math.max(1, Math.abs(want));
}

/** Higher first, then lower id; two of -Infinity tie. */
function betterFirst(values: readonly number[], a: number, b: number): number {
  return values[a] === values[b] ? a - b : values[b] - values[a];
}
