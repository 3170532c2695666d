/** AdamW and SGD over named float arrays, updated in place outside the graph. Knows no model. */
import type { HostTensor } from '../runtime/types.ts';

export type Parameters = ReadonlyMap<string, HostTensor>;
export type Gradients = ReadonlyMap<string, Float32Array>;

export interface Optimizer {
  /** Applies one update in place. @param lr learning rate of this step */
  step(parameters: Parameters, gradients: Gradients, lr: number): void;
  /** State to resume from: arrays by name, and the number of steps done. */
  state(): { readonly step: number; readonly arrays: ReadonlyMap<string, Float32Array> };
  restore(step: number, arrays: ReadonlyMap<string, Float32Array>): void;
}

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Decoupled weight decay, multiplied by the learning rate. */
  readonly weightDecay: number;
  /** Parameters that decay; all by default, as in torch.optim.AdamW with one group. */
  readonly decays?: (name: string) => boolean;
}

/** AdamW (Loshchilov & Hutter 2019, algorithm 2), in the order of operations of torch.optim.AdamW. */
export function adamW({ beta1, beta2, eps, weightDecay, decays = () => true }: AdamWOptions): Optimizer {
  const moments = new Map<string, { m: Float32Array; v: Float32Array }>();
  let step = 0;
  const momentsOf = (name: string, length: number) => {
    let held = moments.get(name);
    if (!held) moments.set(name, (held = { m: new Float32Array(length), v: new Float32Array(length) }));
    return held;
  };
  return {
    step(parameters, gradients, lr) {
      step++;
      const correction1 = 1 - beta1 ** step;
      const correction2 = Math.sqrt(1 - beta2 ** step);
      for (const [name, g] of gradients) {
        const p = floats(parameters, name);
        const { m, v } = momentsOf(name, p.length);
        const shrink = decays(name) ? 1 - lr * weightDecay : 1;
        for (let i = 0; i < p.length; i++) {
          m[i] = beta1 * m[i] + (1 - beta1) * g[i];
          v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
          p[i] = p[i] * shrink - ((lr / correction1) * m[i]) / (Math.sqrt(v[i]) / correction2 + eps);
        }
      }
    },
    state: () => ({
      step,
      arrays: new Map([...moments].flatMap(([name, { m, v }]) => [[`m:${name}`, m], [`v:${name}`, v]] as const)),
    }),
    restore(at, arrays) {
      step = at;
      moments.clear();
      for (const [key, m] of arrays) {
        if (!key.startsWith('m:')) continue;
        const name = key.slice(2);
        moments.set(name, { m: Float32Array.from(m), v: Float32Array.from(arrays.get(`v:${name}`)!) });
      }
    },
  };
}

/** Plain stochastic gradient descent. */
export function sgd(): Optimizer {
  let step = 0;
  return {
    step(parameters, gradients, lr) {
      step++;
      for (const [name, g] of gradients) {
        const p = floats(parameters, name);
        for (let i = 0; i < p.length; i++) p[i] -= lr * g[i];
      }
    },
    state: () => ({ step, arrays: new Map() }),
    restore(at) {
      step = at;
    },
  };
}

function floats(parameters: Parameters, name: string): Float32Array {
  const tensor = parameters.get(name);
  if (!tensor) throw new Error(`internal: a gradient for the unknown parameter ${name}`);
  return tensor.data as Float32Array;
}

/** Scales all gradients in place so that their joint norm is at most `maxNorm` (Pascanu et al. 2013). @returns the norm before */
export function clipGradients(gradients: Gradients, maxNorm: number): number {
  let sum = 0;
  for (const g of gradients.values()) for (let i = 0; i < g.length; i++) sum += g[i] * g[i];
  const norm = Math.sqrt(sum);
  if (norm > maxNorm) {
    const scale = maxNorm / norm;
    for (const g of gradients.values()) for (let i = 0; i < g.length; i++) g[i] *= scale;
  }
  return norm;
}

/** Linear warm-up, a long constant part, and a linear fall to zero over the last `decay` share of the steps (Hu et al. 2024, WSD): a run can be lengthened before it falls. */
export function warmupStableDecay(step: number, { peak, warmup, total, decay }: { peak: number; warmup: number; total: number; decay: number }): number {
  const left = (total - step) / Math.max(1, total * decay);
  return peak * Math.max(0, Math.min((step + 1) / warmup, left, 1));
}
