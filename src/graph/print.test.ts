/** The printed form of a small graph and of its gradient, held as text. */
import { describe, expect, it } from 'vitest';
import { grad } from './grad.ts';
import { Graph } from './graph.ts';
import { add, mul, tanh } from './ops/elementwise.ts';
import { matmul } from './ops/matmul.ts';
import { reduceSum } from './ops/reduce.ts';
import { reshape } from './ops/shape.ts';
import { printGraph } from './print.ts';
import { prune } from './prune.ts';

describe('printGraph', () => {
  it('shows inputs, weights, constants, nodes with attributes and outputs, one a line', () => {
    const g = new Graph('layer');
    const x = g.input('x', 'float32', ['batch', 'len', 4]);
    const weight = g.param('dense.weight', [3, 4]);
    const table = g.constant([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [12]);
    const y = g.scope('dense', () => matmul(g, reshape(g, x, ['batch*len', 4]), weight, { transB: true }));
    g.output('y', add(g, y, g.param('dense.bias', [3])));
    g.output('table', add(g, table, g.scalar(0.5)));
    expect(printGraph(g)).toMatchInlineSnapshot(`
      "graph layer {
        input  x: float32[batch, len, 4]
        param  dense.weight: float32[3, 4]
        param  dense.bias: float32[3]
        const  const_0: float32[12] = 0, 1, 2, 3, 4, 5, 6, 7, …
        const  const_4: float32[] = 0.5
        dense.reshape_1: float32[batch*len, 4] = Reshape(x) {shape: [batch*len, 4]}
        dense.matmul_2: float32[batch*len, 3] = MatMul(dense.reshape_1, dense.weight) {transA: false, transB: true}
        add_3: float32[batch*len, 3] = Add(dense.matmul_2, dense.bias)
        add_5: float32[12] = Add(const_0, const_4)
        output y = add_3
        output table = add_5
      }"
    `);
  });

  it('shows a gradient graph', () => {
    const g = new Graph('gradient');
    const x = g.input('x', 'float32', ['batch', 2]);
    const weight = g.param('w', [2]);
    const loss = reduceSum(g, tanh(g, mul(g, x, weight)), [0, 1]);
    g.output('loss', loss);
    const [dw] = grad(g, loss, [weight]);
    g.output('grad:w', dw);
    prune(g);
    expect(printGraph(g)).toMatchInlineSnapshot(`
      "graph gradient {
        input  x: float32[batch, 2]
        param  w: float32[2]
        const  const_3: float32[] = 1
        mul_0: float32[batch, 2] = Mul(x, w)
        tanh_1: float32[batch, 2] = Tanh(mul_0)
        reducesum_2: float32[1, 1] = ReduceSum(tanh_1) {axes: [0, 1]}
        expand_4: float32[1, 1] = Expand(const_3) {shape: [1, 1]}
        grad.expand_5: float32[batch, 2] = Expand(expand_4) {shape: [batch, 2]}
        grad.mul_6: float32[batch, 2] = Mul(tanh_1, tanh_1)
        grad.sub_7: float32[batch, 2] = Sub(const_3, grad.mul_6)
        grad.mul_8: float32[batch, 2] = Mul(grad.expand_5, grad.sub_7)
        grad.mul_10: float32[batch, 2] = Mul(grad.mul_8, x)
        grad.reducesum_11: float32[1, 2] = ReduceSum(grad.mul_10) {axes: [0]}
        grad.reshape_12: float32[2] = Reshape(grad.reducesum_11) {shape: [2]}
        output loss = reducesum_2
        output grad:w = grad.reshape_12
      }"
    `);
  });
});
