/** Logistic regression by Newton's method (iteratively reweighted least squares). Knows no model. */

const STEPS = 30;
/** On all but the bias; keeps separable data finite. */
const RIDGE = 1e-3;

/**
 * Maximum-likelihood weights with a little ridge; each class counts the same in all, however many examples it has.
 * @param rows features [n][k]  @param positive [n]  @returns [bias, weights…]
 */
export function fitLogistic(rows: readonly (readonly number[])[], positive: readonly boolean[]): number[] {
  const nPositive = positive.filter(Boolean).length;
  if (nPositive === 0 || nPositive === rows.length) throw new Error('internal: a logistic fit needs examples of both classes');
  const x = rows.map((row) => [1, ...row]);
  const k = x[0].length;
  const share = positive.map((p) => 0.5 / (p ? nPositive : rows.length - nPositive));
  let w = new Array<number>(k).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const gradient = w.map((v, i) => (i === 0 ? 0 : -RIDGE * v));
    const hessian = w.map((_, i) => w.map((__, j) => (i === j ? (i === 0 ? 1e-9 : RIDGE) : 0)));
    x.forEach((row, r) => {
      const p = 1 / (1 + Math.exp(-row.reduce((sum, v, i) => sum + v * w[i], 0)));
      for (let i = 0; i < k; i++) {
        gradient[i] += share[r] * ((positive[r] ? 1 : 0) - p) * row[i];
        for (let j = 0; j < k; j++) hessian[i][j] += share[r] * p * (1 - p) * row[i] * row[j];
      }
    });
    const move = solve(hessian, gradient);
    w = w.map((v, i) => v + move[i]);
  }
  return w;
}

/** Gaussian elimination with partial pivoting: a·y = b. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = b.length;
  const m = a.map((row, i) => [...row, b[i]]);
  for (let c = 0; c < n; c++) {
    const pivot = m.reduce((best, row, r) => (r >= c && Math.abs(row[c]) > Math.abs(m[best][c]) ? r : best), c);
    [m[c], m[pivot]] = [m[pivot], m[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = m[r][c] / m[c][c];
      for (let j = c; j <= n; j++) m[r][j] -= factor * m[c][j];
    }
  }
  return m.map((row, i) => row[n] / row[i]);
}
