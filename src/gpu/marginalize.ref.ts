/** RAG-Token marginalization in plain float64 loops: what the kernels are tested against. Knows no device. */
import type { MarginalInput } from './types.ts';

export interface ReferenceMarginal {
  /** [nBeams][nDocs][vocab] log p(v | x, z); empty rows where masked */
  readonly docLogProbs: number[][][];
  /** [nBeams][vocab] log-sum-exp over documents; -Infinity where all are masked */
  readonly marginals: number[][];
}

/**
 * m[beam, v] = log-sum-exp over z of (log p(z|x) + log p(v | x, z)). Lewis et al. 2020, section 2.1 (RAG-Token);
 * transformers' RagTokenForGeneration.marginalize.
 */
export function marginalizeRef(input: MarginalInput): ReferenceMarginal {
  const { nBeams, nDocs, vocab, docLogPriors, docMask } = input;
  const logits = input.logits as Float32Array;
  const layout = input.layout ?? { offset: 0, beamStride: nDocs, docStride: 1 };
  const docLogProbs: number[][][] = [];
  const marginals: number[][] = [];
  for (let beam = 0; beam < nBeams; beam++) {
    const rows: number[][] = [];
    for (let doc = 0; doc < nDocs; doc++) {
      const used = docMask?.[beam * nDocs + doc] !== 0;
      const start = (layout.offset + beam * layout.beamStride + doc * layout.docStride) * vocab;
      const row = used ? Array.from(logits.subarray(start, start + vocab)) : [];
      const normaliser = logSumExp(row);
      rows.push(row.map((x) => x - normaliser));
    }
    const marginal: number[] = [];
    for (let v = 0; v < vocab; v++) {
      const terms: number[] = [];
      for (let doc = 0; doc < nDocs; doc++) if (rows[doc].length > 0) terms.push(docLogPriors[beam * nDocs + doc] + rows[doc][v]);
      marginal.push(logSumExp(terms));
    }
    docLogProbs.push(rows);
    marginals.push(marginal);
  }
  return { docLogProbs, marginals };
}

export function logSumExp(terms: readonly number[]): number {
  let top = -Infinity;
  for (const x of terms) top = Math.max(top, x);
  if (top === -Infinity) return -Infinity;
  let sum = 0;
  for (const x of terms) sum += Math.exp(x - top);
  return top + Math.log(sum);
}
