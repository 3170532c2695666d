/** The optimisers against steps worked out by hand. */
import { describe, expect, it } from 'vitest';
import { adamW, clipGradients, sgd, warmupStableDecay, type Gradients, type Optimizer, type Parameters } from './optimizers.ts';

const parameters = (values: Record<string, number[]>): Parameters => new Map(Object.entries(values).map(([name, v]) => [name, { dims: [v.length], data: Float32Array.from(v) }]));
const gradients = (values: Record<string, number[]>): Gradients => new Map(Object.entries(values).map(([name, v]) => [name, Float32Array.from(v)]));
const at = (held: Parameters, name: string) => Array.from(held.get(name)!.data);

const OPTIONS = { beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1 };

describe('adamW', () => {
  it('takes the steps of algorithm 2 of Loshchilov and Hutter', () => {
    const held = parameters({ w: [1] });
    const optimizer = adamW(OPTIONS);
    optimizer.step(held, gradients({ w: [0.5] }), 0.01);
    // Step 1: m̂ = g, v̂ = g², so the update is lr·sign(g); decay multiplies by 1 − 0.01·0.1.
    expect(at(held, 'w')[0]).toBeCloseTo(1 * 0.999 - 0.01, 6);
    optimizer.step(held, gradients({ w: [-0.25] }), 0.02);
    // m = 0.9·0.05 − 0.1·0.25 = 0.02, m̂ = 0.02/0.19; v = 0.99·0.0025 + 0.01·0.0625 = 0.0031, v̂ = 0.0031/0.0199.
    expect(at(held, 'w')[0]).toBeCloseTo(0.989 * (1 - 0.002) - (0.02 * (0.02 / 0.19)) / Math.sqrt(0.0031 / 0.0199), 6);
  });

  it('lets only the named parameters decay, and moves nothing else without a gradient', () => {
    const held = parameters({ 'a.weight': [2], 'a.bias': [2], other: [2] });
    adamW({ ...OPTIONS, decays: (name) => name.endsWith('.weight') }).step(held, gradients({ 'a.weight': [0], 'a.bias': [0] }), 0.5);
    expect([at(held, 'a.weight')[0], at(held, 'a.bias')[0], at(held, 'other')[0]]).toEqual([expect.closeTo(1.9, 6), 2, 2]);
  });

  it('goes on from a restored state as if it had never stopped', () => {
    const run = (optimizer: Optimizer, held: Parameters, from: number, to: number) => {
      for (let t = from; t < to; t++) optimizer.step(held, gradients({ w: [Math.sin(t), Math.cos(3 * t)], b: [t % 3] }), 0.01 / (t + 1));
    };
    const straight = parameters({ w: [1, -1], b: [0.5] });
    run(adamW(OPTIONS), straight, 0, 12);

    const held = parameters({ w: [1, -1], b: [0.5] });
    const first = adamW(OPTIONS);
    run(first, held, 0, 5);
    const { step, arrays } = first.state();
    expect([step, [...arrays.keys()].sort()]).toEqual([5, ['m:b', 'm:w', 'v:b', 'v:w']]);
    const second = adamW(OPTIONS);
    second.step(parameters({ w: [9, 9] }), gradients({ w: [9, 9] }), 1);
    second.restore(step, arrays);
    // What the first one does now must not reach the second.
    run(first, parameters({ w: [0, 0], b: [0] }), 5, 8);
    run(second, held, 5, 12);
    expect([at(held, 'w'), at(held, 'b')]).toEqual([at(straight, 'w'), at(straight, 'b')]);
  });

  it('names a gradient without a parameter', () => {
    expect(() => adamW(OPTIONS).step(parameters({}), gradients({ lost: [1] }), 1)).toThrow('internal: a gradient for the unknown parameter lost');
  });
});

describe('sgd', () => {
  it('follows the gradient, and counts its steps', () => {
    const held = parameters({ w: [1, 2] });
    const optimizer = sgd();
    optimizer.step(held, gradients({ w: [1, -2] }), 0.5);
    expect(at(held, 'w')).toEqual([0.5, 3]);
    expect(optimizer.state().step).toBe(1);
    optimizer.restore(7, new Map());
    expect(optimizer.state().step).toBe(7);
  });
});

describe('clipGradients', () => {
  it('scales all gradients by their joint norm, and says what it was', () => {
    const clipped = gradients({ a: [3], b: [0, 4] });
    expect(clipGradients(clipped, 1)).toBe(5);
    expect([...clipped.get('a')!, ...clipped.get('b')!]).toEqual([0.6, 0, 0.8].map(Math.fround));
  });

  it('leaves small ones as they are', () => {
    const small = gradients({ a: [0.3, 0.4] });
    expect(clipGradients(small, 1)).toBeCloseTo(0.5, 6);
    expect([...small.get('a')!]).toEqual([0.3, 0.4].map(Math.fround));
    expect(clipGradients(gradients({ a: [0] }), 1)).toBe(0);
  });
});

describe('warmupStableDecay', () => {
  const schedule = { peak: 2, warmup: 4, total: 20, decay: 0.5 };

  it('rises to the peak, stays there, falls in a line, and ends at zero for good', () => {
    expect([0, 1, 3, 4, 9, 10].map((step) => warmupStableDecay(step, schedule))).toEqual([0.5, 1, 2, 2, 2, 2]);
    expect([15, 20, 99].map((step) => warmupStableDecay(step, schedule))).toEqual([1, 0, 0]);
  });

  it('is defined without a warm-up, without a fall and for a run shorter than its warm-up', () => {
    expect(warmupStableDecay(0, { peak: 1, warmup: 0, total: 10, decay: 0.3 })).toBe(1);
    expect(warmupStableDecay(9, { peak: 1, warmup: 0, total: 10, decay: 0 })).toBe(1);
    expect(warmupStableDecay(3, { peak: 1, warmup: 8, total: 4, decay: 0.25 })).toBe(0.5);
  });
});
