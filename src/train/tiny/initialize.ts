/** Initial weights: normal(0, 0.02) tables and matrices scaled by fan-in, zero biases, unit layer norms; seeded. */
import type { Param } from '../../graph/graph.ts';
import type { HostTensor } from '../../runtime/types.ts';
import type { Rng } from './worlds/index.ts';

export function initialize(params: readonly Param[], rng: Rng): Map<string, HostTensor> {
  return new Map(params.map((p) => [p.name, { dims: p.shape as number[], data: initialValues(p, rng) }]));
}

function initialValues(param: Param, rng: Rng): Float32Array {
  const size = (param.shape as number[]).reduce((a, b) => a * b, 1);
  const isNorm = /norm/i.test(param.name);
  if (param.name.endsWith('.bias') || param.name.endsWith('_bias')) return new Float32Array(size);
  if (isNorm && param.name.endsWith('.weight')) return new Float32Array(size).fill(1);
  const isTable = /embed|shared/.test(param.name);
  // Tied tables serve as output matrix too; matrices keep the variance of their inputs.
  const std = isTable ? 0.05 : Math.sqrt(1 / (param.shape[1] as number));
  return Float32Array.from({ length: size }, () => std * gaussian(rng));
}

/** Box–Muller. */
function gaussian(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}
