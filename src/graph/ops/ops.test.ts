/** Every vjp against finite differences, through the one shared helper. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../graph.ts';
import { testTensor, vjpError, type VjpCase } from '../testing/finiteDifferences.ts';
import { add, div, erf, exp, gelu, log, mul, neg, relu, sqrt, sub, tanh } from './elementwise.ts';
import { gather, gatherElements } from './gather.ts';
import { linear } from './linear.ts';
import { matmul } from './matmul.ts';
import { layerNorm, softmax } from './normalize.ts';
import { logSoftmax, logSumExp } from './logSumExp.ts';
import { reduceMean, reduceSum } from './reduce.ts';
import { concat, expand, reshape, slice, transpose } from './shape.ts';

const positive = (dims: readonly number[], seed = 1) => {
  const t = testTensor(dims, seed);
  return { dims, data: (t.data as Float32Array).map((v) => Math.abs(v) + 0.6) };
};
const ids = (dims: readonly number[], values: number[]) => ({ dims, data: Int32Array.from(values) });

const cases: Record<string, VjpCase> = {
  add: { inputs: { a: testTensor([2, 3]), b: testTensor([3], 2) }, build: (g, [a, b]) => add(g, a, b) },
  'sub, both broadcast': { inputs: { a: testTensor([2, 1, 3]), b: testTensor([4, 1], 2) }, build: (g, [a, b]) => sub(g, a, b) },
  mul: { inputs: { a: testTensor([2, 3]), b: testTensor([2, 1], 2) }, build: (g, [a, b]) => mul(g, a, b) },
  div: { inputs: { a: testTensor([2, 3]), b: positive([3], 2) }, build: (g, [a, b]) => div(g, a, b) },
  neg: { inputs: { a: testTensor([4]) }, build: (g, [a]) => neg(g, a) },
  exp: { inputs: { a: testTensor([4]) }, build: (g, [a]) => exp(g, a) },
  log: { inputs: { a: positive([4]) }, build: (g, [a]) => log(g, a) },
  sqrt: { inputs: { a: positive([4]) }, build: (g, [a]) => sqrt(g, a) },
  tanh: { inputs: { a: testTensor([5]) }, build: (g, [a]) => tanh(g, a) },
  erf: { inputs: { a: testTensor([5]) }, build: (g, [a]) => erf(g, a) },
  gelu: { inputs: { a: testTensor([7]) }, build: (g, [a]) => gelu(g, a) },
  relu: { inputs: { a: testTensor([7], 3) }, build: (g, [a]) => relu(g, a) },
  matmul: { inputs: { a: testTensor([2, 3]), b: testTensor([3, 4], 2) }, build: (g, [a, b]) => matmul(g, a, b) },
  linear: { inputs: { x: testTensor([3, 2]), w: testTensor([4, 2], 2), b: testTensor([4], 3) }, build: (g, [x, w, b]) => linear(g, x, w, b) },
  'matmul, a transposed': { inputs: { a: testTensor([3, 2]), b: testTensor([3, 4], 2) }, build: (g, [a, b]) => matmul(g, a, b, { transA: true }) },
  'matmul, b transposed': { inputs: { a: testTensor([2, 3]), b: testTensor([4, 3], 2) }, build: (g, [a, b]) => matmul(g, a, b, { transB: true }) },
  'matmul, both transposed': { inputs: { a: testTensor([3, 2]), b: testTensor([4, 3], 2) }, build: (g, [a, b]) => matmul(g, a, b, { transA: true, transB: true }) },
  'matmul, batch broadcast': { inputs: { a: testTensor([2, 1, 3, 2]), b: testTensor([3, 2, 4], 2) }, build: (g, [a, b]) => matmul(g, a, b) },
  'matmul, batch, b transposed': { inputs: { a: testTensor([2, 3, 2]), b: testTensor([2, 4, 2], 2) }, build: (g, [a, b]) => matmul(g, a, b, { transB: true }) },
  'matmul, shared matrix': { inputs: { a: testTensor([2, 3, 2]), b: testTensor([2, 4], 2) }, build: (g, [a, b]) => matmul(g, a, b) },
  'matmul, shared matrix transposed': { inputs: { a: testTensor([2, 3, 2]), b: testTensor([4, 2], 2) }, build: (g, [a, b]) => matmul(g, a, b, { transB: true }) },
  softmax: { inputs: { a: testTensor([2, 4]) }, build: (g, [a]) => softmax(g, a) },
  layerNorm: {
    inputs: { x: testTensor([3, 5]), gamma: testTensor([5], 2), beta: testTensor([5], 3) },
    build: (g, [x, gamma, beta]) => layerNorm(g, x, gamma, beta, 1e-5),
  },
  logSumExp: { inputs: { a: testTensor([2, 3, 2]) }, build: (g, [a]) => logSumExp(g, a, 1) },
  logSoftmax: { inputs: { a: testTensor([2, 5]) }, build: (g, [a]) => logSoftmax(g, a, 1) },
  reduceSum: { inputs: { a: testTensor([2, 3, 2]) }, build: (g, [a]) => reduceSum(g, a, [0, 2]) },
  reduceMean: { inputs: { a: testTensor([2, 3]) }, build: (g, [a]) => reduceMean(g, a, [1]) },
  reshape: { inputs: { a: testTensor([2, 6]) }, build: (g, [a]) => reshape(g, a, [3, 4]) },
  transpose: { inputs: { a: testTensor([2, 3, 4]) }, build: (g, [a]) => transpose(g, a, [2, 0, 1]) },
  expand: { inputs: { a: testTensor([3, 1]) }, build: (g, [a]) => expand(g, a, [2, 3, 4]) },
  slice: { inputs: { a: testTensor([2, 5]) }, build: (g, [a]) => slice(g, a, 1, 1, 3) },
  concat: { inputs: { a: testTensor([2, 2]), b: testTensor([2, 3], 2) }, build: (g, [a, b]) => concat(g, [a, b], 1) },
  'gather, repeated ids': { inputs: { a: testTensor([4, 3]), i: ids([2, 3], [1, 1, 3, 0, 1, 3]) }, build: (g, [a, i]) => gather(g, a, i) },
  'gather, a vector': { inputs: { a: testTensor([2, 3, 5]), i: ids([2, 3, 1], [0, 4, 2, 2, 1, 3]) }, build: (g, [a, i]) => gatherElements(g, a, i, 2) },
};

describe('vjp against finite differences', () => {
  it.each(Object.entries(cases))('%s', async (_name, vjpCase) => {
    expect(await vjpError(vjpCase)).toBeLessThan(2e-3);
  });

  it('agrees over many runs with several threads when token ids repeat', async () => {
    const { nodeRuntime } = await import('../../runtime/node.ts');
    const { grad } = await import('../grad.ts');
    const g = new Graph('repeats');
    const table = g.param('table', [50, 64]);
    const i = g.input('ids', 'int32', ['n']);
    const picked = gather(g, table, i);
    g.output('grad', grad(g, reduceSum(g, mul(g, picked, picked), [0, 1]), [table])[0]);
    const session = await nodeRuntime({ threads: 2 }).compile(g);
    const data = testTensor([50, 64]);
    const repeated = Int32Array.from({ length: 4000 }, (_, n) => (n * 7) % 5);
    for (let run = 0; run < 12; run++) {
      const { grad: got } = await session.run({ table: data, ids: { dims: [4000], data: repeated } });
      for (let row = 0; row < 50; row++) {
        const expected = row < 5 ? 2 * 800 * data.data[row * 64] : 0;
        expect(Math.abs(got.data[row * 64] - expected)).toBeLessThan(1e-3 * Math.abs(expected) + 1e-9);
      }
    }
  });
});

describe('errors of inference', () => {
  it('says what, where and which shapes', () => {
    const g = new Graph('errors');
    const a = g.input('a', 'float32', [2, 3, 768]);
    const b = g.input('b', 'float32', [512, 768]);
    expect(() => g.scope('layer0', () => matmul(g, a, b))).toThrow('matmul: inner dims differ: a [2, 3, 768], b [512, 768] (in layer0)');
    expect(() => add(g, a, b)).toThrow(/add: shapes do not broadcast/);
    expect(() => reshape(g, a, [5])).toThrow(/sizes differ: \[2, 3, 768\] has 4608 elements, \[5\] has 5/);
  });
});
