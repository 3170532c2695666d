/** Emitted models run: symbolic shapes are computed from the inputs that carry them, weights come from where they should. */
import { describe, expect, it } from 'vitest';
import type { Feeds, HostTensor, WeightSource } from '../runtime/types.ts';
import { emitOnnx } from './emit.ts';
import { Graph } from './graph.ts';
import { add, mul } from './ops/elementwise.ts';
import { concat, expand, reshape, slice, transpose } from './ops/shape.ts';
import { testRuntime, testTensor } from './testing/finiteDifferences.ts';

async function run(g: Graph, feeds: Feeds, weights?: WeightSource): Promise<Record<string, HostTensor>> {
  const session = await testRuntime().compile(g, weights);
  const outputs = await session.run(feeds);
  await session.dispose();
  return outputs;
}

const ramp = (...dims: number[]): HostTensor => ({ dims, data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => i) });
const ints = (...values: number[]): HostTensor => ({ dims: [values.length], data: Int32Array.from(values) });

describe('symbolic shapes', () => {
  it('splits one axis into two unknown ones', async () => {
    const g = new Graph('split');
    const x = g.input('x', 'float32', ['batch*nDocs', 4]);
    g.input('per_batch', 'int32', ['batch']);
    g.input('per_doc', 'int32', ['nDocs']);
    g.output('y', transpose(g, reshape(g, x, ['batch', 'nDocs', 4]), [1, 0, 2]));
    const { y } = await run(g, { x: ramp(6, 4), per_batch: ints(0, 0), per_doc: ints(0, 0, 0) });
    expect(y.dims).toEqual([3, 2, 4]);
    expect(Array.from(y.data).filter((_, i) => i % 4 === 0)).toEqual([0, 12, 4, 16, 8, 20]);
  });

  it('moves two unknown dims at once', async () => {
    const g = new Graph('move');
    const x = g.input('x', 'float32', ['a', 'b', 6]);
    g.output('y', reshape(g, x, [3, 'b', 2, 'a']));
    expect((await run(g, { x: ramp(5, 4, 6) })).y.dims).toEqual([3, 4, 2, 5]);
  });

  it('joins a product and a sum of dims', async () => {
    const g = new Graph('join');
    const past = g.input('past', 'float32', ['rows', 'pastLen', 2]);
    const fresh = g.input('fresh', 'float32', ['rows', 1, 2]);
    const grown = concat(g, [past, fresh], 1);
    expect(grown.shape).toEqual(['rows', 'pastLen+1', 2]);
    const flat = reshape(g, transpose(g, grown, [1, 0, 2]), ['pastLen*rows+rows', 2]);
    g.output('flat', flat);
    g.output('back', reshape(g, flat, ['pastLen+1', 'rows', 2]));
    const { flat: got, back } = await run(g, { past: ramp(2, 3, 2), fresh: ramp(2, 1, 2) });
    expect([got.dims, back.dims]).toEqual([[8, 2], [4, 2, 2]]);
  });

  it('expands by a product, a sum and a difference of dims', async () => {
    const g = new Graph('expand');
    g.input('x', 'float32', ['batch', 'len']);
    g.input('docs', 'int32', ['nDocs']);
    g.output('product', expand(g, g.scalar(2), ['batch*nDocs', 3]));
    g.output('mixed', expand(g, g.scalar(1), ['2*batch*len+nDocs+-1']));
    const { product, mixed } = await run(g, { x: ramp(2, 5), docs: ints(1, 2, 3) });
    expect([product.dims, mixed.dims]).toEqual([[6, 3], [2 * 2 * 5 + 3 - 1]]);
    expect([...new Set(product.data)]).toEqual([2]);
  });

  it('takes a composed dim from an input that carries it whole', async () => {
    const g = new Graph('whole');
    g.input('x', 'float32', ['batch*nDocs']);
    g.output('y', expand(g, g.scalar(1), ['batch*nDocs', 2]));
    expect((await run(g, { x: ramp(7) })).y.dims).toEqual([7, 2]);
  });

  it('runs with other sizes on the same session', async () => {
    const g = new Graph('sizes');
    const x = g.input('x', 'float32', ['n', 'm']);
    g.output('y', reshape(g, slice(g, x, 1, 1, null), ['m+-1', 'n']));
    const session = await testRuntime().compile(g);
    expect((await session.run({ x: ramp(2, 3) })).y.dims).toEqual([2, 2]);
    expect((await session.run({ x: ramp(4, 6) })).y.dims).toEqual([5, 4]);
    await session.dispose();
  });

  it('names a dim that no input carries', () => {
    const g = new Graph('lost');
    const x = g.input('x', 'float32', [1]);
    g.output('y', expand(g, x, ['batch*len']));
    expect(() => emitOnnx(g, { weights: 'inputs' })).toThrow('internal: no input of graph lost has the dim batch');
  });
});

describe('weights and outputs', () => {
  const build = () => {
    const g = new Graph('weights');
    const x = g.input('x', 'float32', ['n', 3]);
    g.output('y', add(g, mul(g, x, g.param('w', [3])), g.param('b', [1])));
    return g;
  };
  const w = testTensor([3], 4);
  const b = testTensor([1], 5);
  const expected = Array.from(ramp(2, 3).data, (v, i) => Math.fround(Math.fround(v * w.data[i % 3]) + b.data[0]));

  it('are the same as inputs and as initializers of the external file', async () => {
    const fed = await run(build(), { x: ramp(2, 3), w, b });
    const baked = await run(build(), { x: ramp(2, 3) }, { weight: (name) => (name === 'w' ? w : b) });
    expect(Array.from(fed.y.data)).toEqual(expected);
    expect(Array.from(baked.y.data)).toEqual(expected);
  });

  it('are refused when their bytes are missing or of another size', async () => {
    expect(() => emitOnnx(build(), { weights: new Map([['w', { offset: 0, length: 12 }]]) })).toThrow('internal: no bytes for the weight b');
    await expect(testRuntime().compile(build(), { weight: () => w })).rejects.toThrow('internal: weight b has 3 elements (12 bytes), the graph wants 1 (4 bytes)');
  });

  it('may be an input, a constant or one value under two names', async () => {
    const g = new Graph('names');
    const x = g.input('x', 'float32', ['n']);
    const doubled = mul(g, x, g.scalar(2));
    g.output('same', x);
    g.output('two', g.scalar(2));
    g.output('once', doubled);
    g.output('again', doubled);
    const outputs = await run(g, { x: ramp(3) });
    expect(Object.fromEntries(Object.entries(outputs).map(([name, t]) => [name, Array.from(t.data)]))).toEqual({ same: [0, 1, 2], two: [2], once: [0, 2, 4], again: [0, 2, 4] });
  });

  it('are refused where nothing is computed', () => {
    const g = new Graph('empty');
    g.output('y', g.input('x', 'float32', [1]));
    expect(() => emitOnnx(g, { weights: 'inputs' })).toThrow('internal: graph empty computes nothing');
  });

  it('keep constants of every type', async () => {
    const g = new Graph('constants');
    for (const dtype of ['float32', 'int32', 'uint8', 'int8'] as const) g.output(dtype, expand(g, g.constant([1, 0, 3], [3], dtype), [2, 3]));
    const outputs = await run(g, {});
    for (const tensor of Object.values(outputs)) expect(Array.from(tensor.data)).toEqual([1, 0, 3, 1, 0, 3]);
    expect(outputs['int8'].data).toBeInstanceOf(Int8Array);
  });
});
