/** The agreement that marginalization and its gradient owe the float64 references. Knows no device. */
import { expect } from 'vitest';
import { logSumExp, marginalizeRef } from './marginalize.ref.ts';
import type { MarginalCase } from './marginalize.cases.ts';
import { marginalizeBackwardRef } from './marginalizeBackward.ref.ts';
import { LOG_ZERO, type MarginalTokens, type Marginalizer } from './types.ts';

/** f32 and WGSL's exp and log: absolute near 0, relative on large log-probs. */
const TOLERANCE = 1e-5;
/** Absolute: responsibilities and probabilities are at most 1, upstream gradients at most 2.5. */
const GRADIENT_TOLERANCE = 1e-5;

function near(got: number, want: number): boolean {
  if (want < LOG_ZERO / 2) return got === LOG_ZERO;
  return Math.abs(got - want) <= TOLERANCE * Math.max(1, Math.abs(want));
}

export async function checkTopTokens(marginalizer: Marginalizer, c: MarginalCase): Promise<void> {
  const kept = Math.min(c.k, c.vocab);
  const before = marginalizer.bytesRead;
  const found = await marginalizer.topK(c, c.k);
  expect(found.k).toBe(kept);
  expect(marginalizer.bytesRead - before).toBeLessThanOrEqual(c.nBeams * kept * (c.nDocs + 1) * 4);
  checkValues(found, c);
  const { marginals } = marginalizeRef(c);
  for (let beam = 0; beam < c.nBeams; beam++) {
    const ids = Array.from(found.tokenIds.subarray(beam * kept, (beam + 1) * kept));
    const logProbs = found.logProbs.subarray(beam * kept, (beam + 1) * kept);
    const order = marginals[beam].map((_, id) => id).sort((a, b) => compare(marginals[beam], a, b));
    if (c.exactIds) expect(ids).toEqual(order.slice(0, kept));
    expect(new Set(ids).size, 'distinct tokens').toBe(kept);
    for (let rank = 0; rank < kept; rank++) {
      expect(near(logProbs[rank], marginals[beam][order[rank]]), `beam ${beam}, rank ${rank}`).toBe(true);
      if (rank === 0) continue;
      const drop = logProbs[rank - 1] - logProbs[rank];
      expect(drop > 0 || (drop === 0 && ids[rank - 1] < ids[rank]), `order at rank ${rank}`).toBe(true);
    }
  }
}

/** Higher first, then lower id; two -Infinity tie. */
function compare(values: readonly number[], a: number, b: number): number {
  return values[a] === values[b] ? a - b : values[b] - values[a];
}

export async function checkGivenTokens(marginalizer: Marginalizer, c: MarginalCase): Promise<void> {
  // Out of order and repeated, as targets are.
  const k = 3;
  const tokenIds = Int32Array.from({ length: c.nBeams * k }, (_, i) => (i % k === 1 ? c.targets[Math.floor(i / k)] : (i * 31 + 5) % c.vocab));
  const found = await marginalizer.atTokens(c, tokenIds);
  expect(Array.from(found.tokenIds)).toEqual(Array.from(tokenIds));
  checkValues(found, c);
}

function checkValues(found: MarginalTokens, c: MarginalCase): void {
  const { docLogProbs, marginals } = marginalizeRef(c);
  const { k, nDocs } = found;
  expect([found.nBeams, nDocs]).toEqual([c.nBeams, c.nDocs]);
  expect(found.logProbs).toHaveLength(c.nBeams * k);
  expect(found.docLogProbs).toHaveLength(c.nBeams * k * nDocs);
  for (let token = 0; token < c.nBeams * k; token++) {
    const beam = Math.floor(token / k);
    const id = found.tokenIds[token];
    const where = `beam ${beam}, token ${id}`;
    expect(near(found.logProbs[token], marginals[beam][id]), `${where}: ${found.logProbs[token]} for ${marginals[beam][id]}`).toBe(true);
    const used = docLogProbs[beam].map((row, doc) => row.length > 0 && c.docLogPriors[beam * nDocs + doc] > -Infinity);
    const joint = docLogProbs[beam].map((row, doc) => (used[doc] ? c.docLogPriors[beam * nDocs + doc] + row[id] : -Infinity));
    const normaliser = logSumExp(joint);
    for (let doc = 0; doc < nDocs; doc++) {
      const at = token * nDocs + doc;
      const want = used[doc] ? docLogProbs[beam][doc][id] : -Infinity;
      expect(near(found.docLogProbs[at], want), `${where}, doc ${doc}: ${found.docLogProbs[at]} for ${want}`).toBe(true);
      if (normaliser === -Infinity) {
        // No document gives the token any probability: any split of nothing will do, but it must be a number.
        expect(Number.isFinite(found.responsibilities[at])).toBe(true);
        continue;
      }
      const share = joint[doc] === -Infinity ? 0 : Math.exp(joint[doc] - normaliser);
      // An error in a large exponent is an error of that size in the share.
      const slack = TOLERANCE * Math.max(1, Math.abs(Number.isFinite(want) ? want : 0));
      expect(Math.abs(found.responsibilities[at] - share), `${where}, doc ${doc}: responsibility`).toBeLessThanOrEqual(slack);
    }
  }
}

/** Gradients laid out as MarginalGradients has them. */
export function checkGradients(dLogits: ArrayLike<number>, dLogPriors: ArrayLike<number>, c: MarginalCase): void {
  const want = marginalizeBackwardRef(c);
  expect(dLogits.length).toBe(want.dLogits.length);
  expect(dLogPriors.length).toBe(want.dLogPriors.length);
  expect(largestError(dLogPriors, want.dLogPriors), 'dLogPriors').toBeLessThanOrEqual(GRADIENT_TOLERANCE);
  expect(largestError(dLogits, want.dLogits), 'dLogits').toBeLessThanOrEqual(GRADIENT_TOLERANCE);
}

/** NaN, which no comparison passes, where either side has one. */
function largestError(got: ArrayLike<number>, want: Float64Array): number {
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i] - want[i]);
    if (Number.isNaN(error)) return NaN;
    worst = Math.max(worst, error);
  }
  return worst;
}
