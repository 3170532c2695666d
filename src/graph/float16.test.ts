/** The float16 pass: what it makes of a small graph as text, and that masks of −1e9 survive it. */
import { describe, expect, it } from 'vitest';
import { attend, maskBias } from '../models/layers.ts';
import { HALF_BOUND, toFloat16 } from './float16.ts';
import { Graph, type Value } from './graph.ts';
import { add, mul } from './ops/elementwise.ts';
import { gather } from './ops/gather.ts';
import { linear } from './ops/linear.ts';
import { softmax } from './ops/normalize.ts';
import { packedName, quantizedGather, quantizedLinear } from './ops/quantized.ts';
import { logSoftmax } from './ops/logSumExp.ts';
import { printGraph } from './print.ts';
import { testRuntime } from './testing/finiteDifferences.ts';

describe('toFloat16', () => {
  it('narrows weights and activations, widens inside softmax and from log-softmax on, and casts at the borders', () => {
    const g = new Graph('small');
    const x = g.input('x', 'float32', ['rows', 4]);
    const cache = g.input('past', 'float32', ['rows', 3]);
    const hidden = g.scope('layer', () => linear(g, x, g.param('w', [3, 4]), g.param('b', [3])));
    const probs = softmax(g, add(g, hidden, g.scalar(-1e9)));
    g.output('log_probs', logSoftmax(g, probs, 1));
    g.output('present', add(g, mul(g, probs, probs), cache));
    expect(printGraph(toFloat16(g, { keepsHalf: (name) => name === 'past' || name === 'present' }))).toMatchInlineSnapshot(`
      "graph small {
        input  x: float32[rows, 4]
        input  past: float16[rows, 3]
        param  w:half: float16[3, 4]
        param  b:half: float16[3]
        const  const_1: float32[] = -30000
        clamp_0: float32[rows, 4] = Clamp(x) {bound: 30000}
        layer.cast_2: float16[rows, 4] = Cast(clamp_0) {to: float16}
        layer.linear_3: float16[rows, 3] = Linear(layer.cast_2, w:half, b:half)
        cast_4: float16[] = Cast(const_1) {to: float16}
        add_5: float16[rows, 3] = Add(layer.linear_3, cast_4)
        cast_6: float32[rows, 3] = Cast(add_5) {to: float32}
        softmax_7: float32[rows, 3] = Softmax(cast_6) {axis: 1}
        logsoftmax_8: float32[rows, 3] = LogSoftmax(softmax_7) {axis: 1}
        cast_9: float16[rows, 3] = Cast(softmax_7) {to: float16}
        mul_10: float16[rows, 3] = Mul(cast_9, cast_9)
        add_11: float16[rows, 3] = Add(mul_10, past)
        output log_probs = logsoftmax_8
        output present = add_11
      }"
    `);
  });

  it('leaves ids, codes and a look-up whose table nobody casts', () => {
    const g = new Graph('look-up');
    const ids = g.input('ids', 'int32', ['n']);
    const rows = quantizedGather(g, ids, 'table', 50, 64, 'block8');
    g.output('y', quantizedLinear(g, rows, 'w', 8, 'block4'));
    g.output('z', gather(g, g.param('positions', [9, 64]), ids));
    expect(printGraph(toFloat16(g))).toMatchInlineSnapshot(`
      "graph look-up {
        input  ids: int32[n]
        param  table:block8: uint8[50, 2, 32]
        param  table:block8.scale16: float16[100]
        param  w:block4: uint8[8, 2, 16]
        param  w:block4.scale16: float16[16]
        param  positions:half: float16[9, 64]
        blockgather_0: float16[n, 64] = BlockGather(table:block8, table:block8.scale16, ids) {bits: 8}
        blockmatmul_1: float16[n, 8] = BlockMatMul(blockgather_0, w:block4, w:block4.scale16) {bits: 4}
        gather_2: float16[n, 64] = Gather(positions:half, ids)
        cast_3: float32[n, 8] = Cast(blockmatmul_1) {to: float32}
        cast_4: float32[n, 64] = Cast(gather_2) {to: float32}
        output y = cast_3
        output z = cast_4
      }"
    `);
  });

  it('refuses ops that have no float16 form', () => {
    const g = new Graph('int8');
    g.output('y', quantizedLinear(g, g.input('x', 'float32', ['n', 4]), 'w', 8, 'int8'));
    expect(() => toFloat16(g)).toThrow('internal: Int8MatMul of graph int8 has no float16 form');
    expect(packedName('w', 'block8', 'scale16')).toBe('w:block8.scale16');
  });

  it('keeps a masked attention what it is: nothing infinite, nothing of the masked keys, also where all are masked', async () => {
    const [batch, len, dim] = [3, 5, 8];
    const g = new Graph('attention');
    const q = g.input('q', 'float32', ['batch', 2, 'len', dim]);
    const bias = add(g, maskBias(g, g.input('mask', 'float32', ['batch', 'len'])), g.input('causal', 'float32', ['len', 'len']));
    const probs: Value[] = [];
    g.output('y', attend(g, q, q, q, bias, probs));
    g.output('probs', probs[0]);
    const causal = Float32Array.from({ length: len * len }, (_, i) => (i % len > Math.floor(i / len) ? -1e9 : 0));
    const feeds = {
      q: { dims: [batch, 2, len, dim], data: Float32Array.from({ length: batch * 2 * len * dim }, (_, i) => 3 * Math.sin(i * 1.7)) },
      mask: { dims: [batch, len], data: Float32Array.from({ length: batch * len }, (_, i) => (i >= 2 * len || i % len > 2 ? 0 : 1)) },
      causal: { dims: [len, len], data: causal },
    };
    const run = async (graph: Graph) => {
      const session = await testRuntime().compile(graph);
      const outputs = await session.run(feeds);
      await session.dispose();
      return outputs;
    };
    const [exact, half] = [await run(g), await run(toFloat16(g))];
    for (const name of ['y', 'probs']) expect([...half[name].data].every((v) => Number.isFinite(v))).toBe(true);
    // Rows of the first two batches: float16 keeps 11 bits, and scores of up to 20 move by 2^-7.
    for (let i = 0; i < 2 * 2 * len * len; i++) expect(Math.abs(half.probs.data[i] - exact.probs.data[i])).toBeLessThan(0.02);
    for (let i = 0; i < 2 * 2 * len * len; i++) if (exact.probs.data[i] === 0) expect(half.probs.data[i]).toBe(0);
    expect(HALF_BOUND * 2).toBeLessThan(65504);
  });
});
