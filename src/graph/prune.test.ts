/** What no output needs goes; what one needs stays, in order. */
import { describe, expect, it } from 'vitest';
import { Graph } from './graph.ts';
import { add, exp, mul } from './ops/elementwise.ts';
import { layerNorm } from './ops/normalize.ts';
import { printGraph } from './print.ts';
import { prune } from './prune.ts';

describe('prune', () => {
  it('drops nodes, weights and constants that no output needs, and keeps the inputs', () => {
    const g = new Graph('pruned');
    const x = g.input('x', 'float32', [2]);
    g.input('unread', 'float32', [2]);
    const kept = mul(g, x, g.param('used', [2]));
    exp(g, add(g, mul(g, x, g.scalar(3)), g.param('unused', [2])));
    g.output('y', add(g, kept, g.scalar(1)));
    prune(g);
    expect(printGraph(g)).toMatchInlineSnapshot(`
      "graph pruned {
        input  x: float32[2]
        input  unread: float32[2]
        param  used: float32[2]
        const  const_5: float32[] = 1
        mul_0: float32[2] = Mul(x, used)
        add_6: float32[2] = Add(mul_0, const_5)
        output y = add_6
      }"
    `);
  });

  it('keeps a node for the sake of one of its outputs', () => {
    const g = new Graph('norm');
    const x = g.input('x', 'float32', ['batch', 2]);
    g.output('y', layerNorm(g, x, g.param('gamma', [2]), g.param('beta', [2]), 1e-5));
    prune(g);
    expect(g.nodes.map((n) => n.outputs.length)).toEqual([3]);
    expect(g.params.map((p) => p.name)).toEqual(['gamma', 'beta']);
  });

  it('keeps what outputs name directly, and changes nothing the second time', () => {
    const g = new Graph('direct');
    g.output('weight', g.param('w', [1]));
    g.output('constant', g.scalar(4));
    g.output('input', g.input('x', 'int32', ['n']));
    prune(g);
    const once = printGraph(g);
    prune(g);
    expect(printGraph(g)).toBe(once);
    expect([g.params.length, g.constants.size, g.inputs.length]).toEqual([1, 1, 1]);
  });

  it('leaves constants usable afterwards', () => {
    const g = new Graph('reuse');
    const x = g.input('x', 'float32', []);
    mul(g, x, g.scalar(2));
    g.output('y', exp(g, x));
    prune(g);
    g.output('z', mul(g, x, g.scalar(2)));
    expect(() => prune(g)).not.toThrow();
    expect([...g.constants.values()].map(({ data }) => data)).toEqual([[2]]);
  });
});
