/** Area under the ROC curve, e.g. of a model's confidence against the correctness of its answers. Knows no model. */

/**
 * Probability that a random positive scores above a random negative, ties counting half (Mann–Whitney U through
 * mid-ranks). Null when one class is missing: the area is then undefined.
 * @param scores [n]  @param positive [n]
 */
export function auroc(scores: ArrayLike<number>, positive: readonly boolean[]): number | null {
  const n = positive.length;
  if (scores.length !== n) throw new Error(`internal: ${scores.length} scores for ${n} labels`);
  for (let i = 0; i < n; i++) if (Number.isNaN(scores[i])) throw new Error(`internal: score ${i} is NaN`);
  const nPositive = positive.filter(Boolean).length;
  const nNegative = n - nPositive;
  if (nPositive === 0 || nNegative === 0) return null;
  const order = [...positive.keys()].sort((a, b) => (scores[a] < scores[b] ? -1 : Number(scores[a] > scores[b])));
  let rankSum = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && scores[order[end]] === scores[order[start]]) end++;
    const midRank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (positive[order[i]]) rankSum += midRank;
    start = end;
  }
  return (rankSum - (nPositive * (nPositive + 1)) / 2) / (nPositive * nNegative);
}
