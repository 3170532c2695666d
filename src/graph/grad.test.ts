/** How adjoints travel through a graph: sums, zeros, stops and errors. Single vjps are tested beside the ops. */
import { describe, expect, it } from 'vitest';
import type { HostTensor } from '../runtime/types.ts';
import { grad } from './grad.ts';
import { Graph, apply1, type OpDef, type Value } from './graph.ts';
import { add, div, exp, mul, neg, sub } from './ops/elementwise.ts';
import { gather } from './ops/gather.ts';
import { logSoftmax, logSumExp } from './ops/logSumExp.ts';
import { matmul } from './ops/matmul.ts';
import { reduceSum } from './ops/reduce.ts';
import { reshape, slice } from './ops/shape.ts';
import { prune } from './prune.ts';
import { testRuntime } from './testing/finiteDifferences.ts';

const vector = (...values: number[]): HostTensor => ({ dims: [values.length], data: Float32Array.from(values) });

/** Gradients of `build`'s value at float inputs, as plain numbers in the order of `inputs`. */
async function gradients(inputs: Record<string, HostTensor>, build: (g: Graph, values: Value[]) => Value, shapes: Record<string, readonly (number | string)[]> = {}): Promise<number[][]> {
  const g = new Graph('test');
  const values = Object.entries(inputs).map(([name, t]) => g.input(name, t.data instanceof Int32Array ? 'int32' : 'float32', shapes[name] ?? t.dims));
  const loss = build(g, values);
  const floats = values.filter((v) => v.dtype === 'float32');
  grad(g, loss, floats).forEach((d, i) => g.output(`d${i}`, d));
  prune(g);
  const session = await testRuntime().compile(g);
  const outputs = await session.run(inputs);
  await session.dispose();
  return floats.map((_, i) => Array.from(outputs[`d${i}`].data));
}

/** The value of `build` at one input. */
async function valueAt(x: HostTensor, build: (g: Graph, x: Value) => Value): Promise<number[]> {
  const g = new Graph('value');
  g.output('y', build(g, g.input('x', 'float32', x.dims)));
  const session = await testRuntime().compile(g);
  const { y } = await session.run({ x });
  await session.dispose();
  return Array.from(y.data);
}

/** In float64. */
function softmaxOf(scores: readonly number[]): number[] {
  const max = Math.max(...scores);
  const weights = scores.map((v) => Math.exp(v - max));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
}

describe('grad', () => {
  it('adds up where a value is used twice', async () => {
    // d(x·x + 3x)/dx = 2x + 3, by way of three uses.
    expect(await gradients({ x: vector(1, -2) }, (g, [x]) => add(g, mul(g, x, x), mul(g, x, g.scalar(3))))).toEqual([[5, -1]]);
  });

  it('adds up where both operands are the same value', async () => {
    expect(await gradients({ x: vector(4) }, (g, [x]) => div(g, x, x))).toEqual([[0]]);
    expect(await gradients({ x: vector(4) }, (g, [x]) => sub(g, x, neg(g, x)))).toEqual([[2]]);
  });

  it('follows paths of different length', async () => {
    // d(eˣ · (eˣ + x))/dx = eˣ(eˣ + x) + eˣ(eˣ + 1).
    const [[got]] = await gradients({ x: vector(0.5) }, (g, [x]) => {
      const e = exp(g, x);
      return mul(g, e, add(g, e, x));
    });
    const e = Math.exp(0.5);
    expect(got).toBeCloseTo(e * (e + 0.5) + e * (e + 1), 5);
  });

  it('gives zeros, shaped as the value, where the loss does not depend on it', async () => {
    expect(await gradients({ x: vector(1, 2), unused: vector(1, 2, 3) }, (g, [x]) => reduceSum(g, x, [0]))).toEqual([[1, 1], [0, 0, 0]]);
  });

  it('gives ones at the loss itself', async () => {
    expect(await gradients({ x: vector(7, 8) }, (_g, [x]) => x)).toEqual([[1, 1]]);
  });

  it('sums over what broadcasting stretched, symbolic axes too', async () => {
    const x = { dims: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    const column = { dims: [3, 1], data: Float32Array.of(10, 20, 30) };
    const one = { dims: [], data: Float32Array.of(2) };
    const [dx, db, dc, ds] = await gradients(
      { x, b: vector(5, 7), column, one },
      (g, [v, b, c, s]) => mul(g, mul(g, add(g, v, b), c), s),
      { x: ['batch', 2], column: ['batch', 1] },
    );
    expect(dx).toEqual([20, 20, 40, 40, 60, 60]);
    expect(db).toEqual([120, 120]);
    expect(dc).toEqual([2 * (6 + 9), 2 * (8 + 11), 2 * (10 + 13)]);
    expect(ds).toEqual([10 * 15 + 20 * 19 + 30 * 23]);
  });

  it('sums a batch into the matrix that it shares', async () => {
    const a = { dims: [2, 1, 2], data: Float32Array.of(1, 2, 3, 4) };
    const w = { dims: [2, 1], data: Float32Array.of(1, 1) };
    expect((await gradients({ a, w }, (g, [va, vw]) => matmul(g, va, vw), { a: ['batch', 1, 2] }))[1]).toEqual([4, 6]);
  });

  it('differentiates a gradient again', async () => {
    // d²(x³)/dx² = 6x.
    const [[second]] = await gradients({ x: vector(2) }, (g, [x]) => grad(g, mul(g, x, mul(g, x, x)), [x])[0]);
    expect(second).toBe(12);
  });

  it.each<[string, number[]]>([
    ['that overflow', [1000, 1000, -1000]],
    ['close together near 1000', [1000.25, 1000.5, 999.875]],
    ['far below zero', [-5e6, -5e6 - 1, -5e6 - 2]],
    ['near the end of float32', [1.5e38, 1.5e38, -1.5e38]],
  ])('is the softmax at a log-sum-exp of scores %s, and loses no digits to their size', async (_, scores) => {
    const exact = softmaxOf(Array.from(Float32Array.from(scores)));
    const [got] = await gradients({ x: vector(...scores) }, (g, [x]) => logSumExp(g, x, 0));
    got.forEach((p, i) => expect(Math.abs(p - exact[i])).toBeLessThan(2e-7));
  });

  it.each([[[1000.25, 1000.5, 999.875]], [[1e6, 1e6 + 2, 1e6 - 1]], [[-1e4, 0, 1e4]]])('of a log-softmax at %j, and its value, lose none either', async (scores) => {
    const p = softmaxOf(scores);
    const x = vector(...scores);
    const [value, gradient] = await Promise.all([
      valueAt(x, (g, v) => logSoftmax(g, v, 0)),
      // ∂/∂x of the first entry: 1 − p at it, −p elsewhere.
      gradients({ x }, (g, [v]) => slice(g, logSoftmax(g, v, 0), 0, 0, 1)),
    ]);
    const max = Math.max(...scores);
    const logSum = Math.log(scores.reduce((sum, v) => sum + Math.exp(v - max), 0));
    scores.forEach((v, i) => expect(Math.abs(value[i] - (v - max - logSum))).toBeLessThan(1e-6 * Math.max(1, Math.abs(value[i]))));
    gradient[0].forEach((d, i) => expect(Math.abs(d - ((i === 0 ? 1 : 0) - p[i]))).toBeLessThan(3e-7));
  });

  it('of a softmax at a log-sum-exp is found again by differentiating twice', async () => {
    // ∂²LSE/∂x₀² = p₀ (1 − p₀).
    const [second] = await gradients({ x: vector(1000, 1001) }, (g, [x]) => slice(g, grad(g, logSumExp(g, x, 0), [x])[0], 0, 0, 1));
    const [p] = softmaxOf([1000, 1001]);
    expect(second[0]).toBeCloseTo(p * (1 - p), 6);
  });

  it('stops at integer ids', async () => {
    const table = { dims: [3, 1], data: Float32Array.of(1, 2, 3) };
    const ids = { dims: [4], data: Int32Array.of(2, 0, 2, 2) };
    expect(await gradients({ table, ids }, (g, [t, i]) => gather(g, t, i))).toEqual([[1, 0, 3]]);
  });
});

describe('an op without a gradient', () => {
  const roundOp: OpDef = {
    name: 'Round',
    infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
    emit(context, { inputs: [x], outputs: [y] }) {
      context.node('Round', [x.name], [y.name]);
    },
  };

  it('is named', () => {
    const g = new Graph('test');
    const x = g.input('x', 'float32', [2]);
    const y = g.scope('head', () => apply1(g, roundOp, [x]));
    expect(() => grad(g, y, [x])).toThrow('grad: Round has no gradient (at head.round_0)');
  });

  it('does no harm where no gradient flows through it', async () => {
    expect(await gradients({ x: vector(1.4), y: vector(3) }, (g, [x, y]) => mul(g, y, add(g, x, apply1(g, roundOp, [g.scalar(1.6)]))))).toEqual([[3], [expect.closeTo(3.4, 5)]]);
  });
});

describe('a vjp that gives another shape', () => {
  it('is an internal error, even at equal size', () => {
    const flipOp: OpDef = {
      name: 'Flip',
      infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
      emit() {},
      vjp: (g, { inputs: [x] }, [dy]) => [dy && reshape(g, dy, x.shape.toReversed())],
    };
    const g = new Graph('test');
    const x = g.input('x', 'float32', [2, 3]);
    expect(() => grad(g, apply1(g, flipOp, [x]), [x])).toThrow('internal: grad of Flip input 0 is [3, 2], the input [2, 3]');
  });
});
