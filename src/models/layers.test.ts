/** Layers on ONNX Runtime against plain loops in float64. */
import { describe, expect, it } from 'vitest';
import { Graph, type Value } from '../graph/graph.ts';
import { testRuntime, testTensor } from '../graph/testing/finiteDifferences.ts';
import type { HostTensor } from '../runtime/types.ts';
import { attend, Layers, maskBias, mergeHeads, splitHeads } from './layers.ts';

async function run(inputs: Record<string, HostTensor>, build: (g: Graph, values: Value[]) => Value, weights: Record<string, HostTensor> = {}): Promise<HostTensor> {
  const g = new Graph('layers');
  g.output('y', build(g, Object.entries(inputs).map(([name, t]) => g.input(name, t.data instanceof Int32Array ? 'int32' : 'float32', t.dims))));
  const session = await testRuntime().compile(g, { weight: (name) => weights[name] });
  const { y } = await session.run(inputs);
  await session.dispose();
  return y;
}

const expectClose = (got: HostTensor, expected: readonly number[]) => expect(Array.from(got.data)).toEqual(expected.map((v) => expect.closeTo(v, 5)));

describe('attention', () => {
  const [batch, heads, queries, keys, dim] = [2, 2, 3, 4, 5];
  const q = testTensor([batch, heads, queries, dim], 1);
  const k = testTensor([batch, heads, keys, dim], 2);
  const v = testTensor([batch, heads, keys, dim], 3);

  /** softmax(q·kᵀ/√dim + bias)·v by loops; `masked` keys are left out. */
  function expected(masked: (b: number, key: number) => boolean): number[] {
    const out: number[] = [];
    for (let b = 0; b < batch; b++)
      for (let h = 0; h < heads; h++)
        for (let i = 0; i < queries; i++) {
          const row = (b * heads + h) * queries + i;
          const weights = Array.from({ length: keys }, (_, j) => {
            let dot = 0;
            for (let d = 0; d < dim; d++) dot += q.data[row * dim + d] * k.data[((b * heads + h) * keys + j) * dim + d];
            return masked(b, j) ? 0 : Math.exp(dot / Math.sqrt(dim));
          });
          const total = weights.reduce((a, w) => a + w, 0);
          for (let d = 0; d < dim; d++) out.push(weights.reduce((sum, w, j) => sum + (w / total) * v.data[((b * heads + h) * keys + j) * dim + d], 0));
        }
    return out;
  }

  it('is scaled dot-product attention', async () => {
    expectClose(await run({ q, k, v }, (g, [a, b, c]) => attend(g, a, b, c, null)), expected(() => false));
  });

  it('leaves masked keys out entirely', async () => {
    const mask: HostTensor = { dims: [batch, keys], data: Float32Array.of(1, 1, 0, 0, 0, 1, 1, 1) };
    expectClose(await run({ q, k, v, mask }, (g, [a, b, c, m]) => attend(g, a, b, c, maskBias(g, m))), expected((b, key) => mask.data[b * keys + key] === 0));
  });

  it('stays finite where every key is masked', async () => {
    const mask: HostTensor = { dims: [batch, keys], data: new Float32Array(batch * keys) };
    const y = await run({ q, k, v, mask }, (g, [a, b, c, m]) => attend(g, a, b, c, maskBias(g, m)));
    expect(y.data.every(Number.isFinite)).toBe(true);
  });

  it('hands out its probabilities, which sum to one', async () => {
    const y = await run({ q, k, v }, (g, [a, b, c]) => {
      const probs: Value[] = [];
      attend(g, a, b, c, null, probs);
      return probs[0];
    });
    expect(y.dims).toEqual([batch, heads, queries, keys]);
    for (let row = 0; row < batch * heads * queries; row++) expect(Array.from(y.data).slice(row * keys, (row + 1) * keys).reduce((a, p) => a + p, 0)).toBeCloseTo(1, 6);
  });
});

describe('heads', () => {
  it('are split by columns and merged back', async () => {
    const x = testTensor([2, 3, 8]);
    const split = await run({ x }, (g, [v]) => splitHeads(g, v, 4));
    expect(split.dims).toEqual([2, 4, 3, 2]);
    // Head 1 of row 0, position 2 holds columns 2 and 3.
    expect(Array.from(split.data).slice(10, 12)).toEqual(Array.from(x.data).slice(18, 20));
    const back = await run({ x }, (g, [v]) => mergeHeads(g, splitHeads(g, v, 4)));
    expect(Array.from(back.data)).toEqual(Array.from(x.data));
  });
});

describe('weights', () => {
  const x = testTensor([2, 2, 3], 7);
  const weights = { 'enc.fc.weight': testTensor([4, 3], 8), 'enc.fc.bias': testTensor([4], 9) };

  it('of a linear layer are read as Hugging Face stores them, [out, in]', async () => {
    const y = await run({ x }, (g, [v]) => new Layers(g, 'enc.').linear(v, 'fc', 4), weights);
    expect(y.dims).toEqual([2, 2, 4]);
    const { data: w } = weights['enc.fc.weight'];
    expectClose(y, Array.from({ length: 16 }, (_, i) => [0, 1, 2].reduce((sum, d) => sum + x.data[Math.floor(i / 4) * 3 + d] * w[(i % 4) * 3 + d], weights['enc.fc.bias'].data[i % 4])));
  });

  it('may be shared by several layers, but only in one shape', () => {
    const g = new Graph('shared');
    const layers = new Layers(g, 'enc.');
    const input = g.input('x', 'float32', ['batch', 3]);
    layers.project(input, 'shared.weight', 4);
    layers.project(input, 'shared.weight', 4);
    expect(g.params.length).toBe(1);
    expect(() => layers.project(input, 'shared.weight', 5)).toThrow('param enc.shared.weight: used as float32[5, 3] and as float32[4, 3]');
  });

  it('of a layer norm use the epsilon given', async () => {
    const flat: HostTensor = { dims: [1, 4], data: Float32Array.of(1, 1, 3, 3) };
    const norm = { 'n.weight': { dims: [4], data: Float32Array.of(1, 1, 1, 2) }, 'n.bias': { dims: [4], data: Float32Array.of(0, 0, 0, 1) } };
    expectClose(await run({ x: flat }, (g, [v]) => new Layers(g, '').layerNorm(v, 'n', 3), norm), [-0.5, -0.5, 0.5, 2]);
  });
});

describe('activations', () => {
  it('are gelu by erf, relu and tanh; others are named as unsupported', async () => {
    const x: HostTensor = { dims: [3], data: Float32Array.of(-1, 0.5, 2) };
    expectClose(await run({ x }, (g, [v]) => new Layers(g, '').activation(v, 'gelu')), [-0.15865525, 0.34573123, 1.9544997]);
    expectClose(await run({ x }, (g, [v]) => new Layers(g, '').activation(v, 'relu')), [0, 0.5, 2]);
    expectClose(await run({ x }, (g, [v]) => new Layers(g, '').activation(v, 'tanh')), [-0.76159416, 0.46211716, 0.96402758]);
    expect(() => new Layers(new Graph('g'), '').activation(x as never, 'swish')).toThrow('activation swish is not supported: gelu, relu and tanh are');
  });
});
