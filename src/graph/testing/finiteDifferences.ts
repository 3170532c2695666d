/** Checks every vjp the same way: the gradient graph against central finite differences. For tests only. */
import { nodeRuntime } from '../../runtime/node.ts';
import type { HostTensor, Runtime } from '../../runtime/types.ts';
import { grad } from '../grad.ts';
import { Graph, type Value } from '../graph.ts';
import { mul } from '../ops/elementwise.ts';
import { reduceSum } from '../ops/reduce.ts';
import { prune } from '../prune.ts';

export interface VjpCase {
  /** Float inputs are differentiated, int32 inputs are not. */
  readonly inputs: Readonly<Record<string, HostTensor>>;
  /** Builds the op under test; inputs come in the order of `inputs`. */
  readonly build: (g: Graph, inputs: Value[]) => Value;
}

let shared: Runtime | null = null;
export const testRuntime = (): Runtime => (shared ??= nodeRuntime({ threads: 1 }));

/** @returns the largest |analytic − numeric| over the largest |numeric|, over all float inputs. */
export async function vjpError({ inputs, build }: VjpCase, step = 1e-2): Promise<number> {
  const g = new Graph('vjp');
  const values = Object.entries(inputs).map(([name, t]) => g.input(name, t.data instanceof Int32Array ? 'int32' : 'float32', t.dims));
  const floats = values.filter((v) => v.dtype === 'float32');
  const y = build(g, values);
  // A fixed uneven weighting, so that gradients that cancel in a plain sum are seen.
  const weights = g.input('weights', 'float32', y.shape);
  const loss = reduceSum(g, mul(g, y, weights), y.shape.map((_, i) => i));
  g.output('loss', loss);
  grad(g, loss, floats).forEach((v, i) => g.output(`grad:${floats[i].name}`, v));
  prune(g);
  const session = await testRuntime().compile(g);
  const size = (y.shape as number[]).reduce((a, b) => a * b, 1);
  const weighting: HostTensor = { dims: y.shape as number[], data: Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + 0.3) + 0.2) };
  const evaluate = (feeds: Record<string, HostTensor>) => session.run({ ...feeds, weights: weighting });
  const analytic = await evaluate(inputs);
  let worst = 0;
  for (const value of floats) {
    const { data, dims } = inputs[value.name];
    const numeric = new Float64Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const at = async (delta: number) => {
        const moved = Float32Array.from(data as Float32Array);
        moved[i] += delta;
        return (await evaluate({ ...inputs, [value.name]: { dims, data: moved } })).loss.data[0];
      };
      // Richardson extrapolation: error O(step^4).
      const wide = ((await at(step)) - (await at(-step))) / (2 * step);
      const narrow = ((await at(step / 2)) - (await at(-step / 2))) / step;
      numeric[i] = (4 * narrow - wide) / 3;
    }
    const scale = Math.max(1e-3, ...numeric.map(Math.abs));
    const got = analytic[`grad:${value.name}`].data;
    numeric.forEach((n, i) => (worst = Math.max(worst, Math.abs(n - got[i]) / scale)));
  }
  await session.dispose();
  return worst;
}

/** Deterministic values in (−1, 1), away from ties. */
export function testTensor(dims: readonly number[], seed = 1): HostTensor {
  const size = dims.reduce((a, b) => a * b, 1);
  return { dims, data: Float32Array.from({ length: size }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 0.9) };
}
