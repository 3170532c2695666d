/** The few formulas of the latent document that host code needs, in float64. Knows no tensors of a runtime. */

/** log Σ exp x, shifted by the maximum; −Infinity where all are. */
export function logSumExp(values: ArrayLike<number>): number {
  const list = Array.from(values);
  const max = Math.max(...list);
  return max === -Infinity ? max : max + Math.log(list.reduce((sum, v) => sum + Math.exp(v - max), 0));
}

/** x − log Σ exp x. */
export function logSoftmax(values: ArrayLike<number>): number[] {
  const total = logSumExp(values);
  return Array.from(values, (v) => v - total);
}

export function softmax(values: ArrayLike<number>): Float32Array {
  return Float32Array.from(logSoftmax(values), Math.exp);
}

/** r_z ∝ p(z)·p(y_t | z): share of each document in a token's marginal (Lewis et al. 2020, section 2.1). [nDocs] */
export function responsibilitiesOf(logPriors: ArrayLike<number>, docLogProbs: ArrayLike<number>): Float32Array {
  return softmax(Array.from(logPriors, (v, z) => v + docLogProbs[z]));
}

/**
 * ∂L/∂score_z in closed form. RAG-Sequence: p_z − r_z with r the posterior of the answer. RAG-Token: Σ_t (p_z − r_tz).
 * @param targetLogProbs [nDocs, nTokens] @returns the gradient and r (RAG-Token: averaged over tokens), [nDocs] each
 */
export function closedFormScoreGradient(mode: 'token' | 'sequence', logPriors: Float32Array, targetLogProbs: Float32Array): { gradient: Float32Array; posterior: Float32Array } {
  const nDocs = logPriors.length;
  const nTokens = targetLogProbs.length / nDocs;
  const documents = [...logPriors.keys()];
  const ofToken = (t: number) => documents.map((z) => targetLogProbs[z * nTokens + t]);
  const ofAnswer = documents.map((z) => targetLogProbs.subarray(z * nTokens, (z + 1) * nTokens).reduce((a, b) => a + b, 0));
  const votes = mode === 'sequence' ? [responsibilitiesOf(logPriors, ofAnswer)] : Array.from({ length: nTokens }, (_, t) => responsibilitiesOf(logPriors, ofToken(t)));
  const gradient = Float32Array.from({ length: nDocs }, (_, z) => votes.reduce((sum, r) => sum + Math.exp(logPriors[z]) - r[z], 0));
  const posterior = Float32Array.from({ length: nDocs }, (_, z) => votes.reduce((sum, r) => sum + r[z], 0) / votes.length);
  return { gradient, posterior };
}
