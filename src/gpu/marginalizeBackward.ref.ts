/** Gradient of the RAG-Token marginal in plain float64 loops: what the kernel is tested against. Knows no device. */
import { logSumExp, marginalizeRef } from './marginalize.ref.ts';
import type { MarginalGradientInput } from './types.ts';

export interface ReferenceGradients {
  /** laid out as the logits; rows that no (beam, doc) reads are 0 */
  readonly dLogits: Float64Array;
  /** [nBeams, nDocs] */
  readonly dLogPriors: Float64Array;
}

/**
 * m = log-sum-exp over z of (log-prior_z + log-softmax(logits_z)[target]), so dm/dlog-prior_z = r_z and
 * dm/dlogits_z[v] = r_z (1[v = target] - softmax(logits_z)[v]), r_z = exp(log-prior_z + log p_z - m).
 */
export function marginalizeBackwardRef(input: MarginalGradientInput): ReferenceGradients {
  const { nBeams, nDocs, vocab, docLogPriors, targets, upstream } = input;
  const layout = input.layout ?? { offset: 0, beamStride: nDocs, docStride: 1 };
  const { docLogProbs } = marginalizeRef(input);
  const dLogits = new Float64Array((input.logits as Float32Array).length);
  const dLogPriors = new Float64Array(nBeams * nDocs);
  for (let beam = 0; beam < nBeams; beam++) {
    const target = targets[beam];
    const joint = docLogProbs[beam].map((row, doc) => (row.length > 0 ? docLogPriors[beam * nDocs + doc] + row[target] : -Infinity));
    const marginal = logSumExp(joint);
    for (let doc = 0; doc < nDocs; doc++) {
      if (joint[doc] === -Infinity) continue;
      const share = upstream[beam] * Math.exp(joint[doc] - marginal);
      dLogPriors[beam * nDocs + doc] = share;
      const start = (layout.offset + beam * layout.beamStride + doc * layout.docStride) * vocab;
      for (let v = 0; v < vocab; v++) dLogits[start + v] = share * ((v === target ? 1 : 0) - Math.exp(docLogProbs[beam][doc][v]));
    }
  }
  return { dLogits, dLogPriors };
}
