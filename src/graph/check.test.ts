/** Each kind of fault, made by hand, is named with the pass, the node and the value. */
import { describe, expect, it } from 'vitest';
import { checkGraph } from './check.ts';
import { Graph, type Node } from './graph.ts';
import { addOp, add, mul } from './ops/elementwise.ts';
import { layerNormOp } from './ops/normalize.ts';

function example(): { g: Graph; nodes: Node[] } {
  const g = new Graph('example');
  const x = g.input('x', 'float32', ['batch', 2]);
  const sum = add(g, x, g.param('b', [2]));
  g.output('y', mul(g, sum, g.scalar(2)));
  return { g, nodes: g.nodes };
}

const check = (g: Graph) => () => checkGraph(g, 'fusion');

describe('checkGraph', () => {
  it('accepts what the builder makes', () => {
    expect(check(example().g)).not.toThrow();
  });

  it('names a value defined twice', () => {
    const { g, nodes } = example();
    g.nodes = [nodes[0], nodes[0], nodes[1]];
    expect(check(g)).toThrow('internal: graph example after fusion: add_0 is defined twice');
  });

  it('names a weight that has the name of an input', () => {
    const { g } = example();
    g.params.push({ name: 'x', dtype: 'float32', shape: [2], param: true });
    expect(check(g)).toThrow('x is defined twice');
  });

  it('names a use before the definition', () => {
    const { g, nodes } = example();
    g.nodes = nodes.toReversed();
    expect(check(g)).toThrow(/mul_2 = Mul\(add_0, const_1\): add_0 is used before it is defined/);
  });

  it('names a value of another graph that happens to have a known name', () => {
    const { g } = example();
    const other = new Graph('other').input('x', 'float32', ['batch', 2]);
    g.nodes.push({ op: addOp, inputs: [other, other], outputs: [{ name: 'z', dtype: 'float32', shape: ['batch', 2] }], attrs: {} });
    expect(check(g)).toThrow('z = Add(x, x): x is used before it is defined');
  });

  it.each([
    ['shape', { dtype: 'float32' as const, shape: ['len', 2] }, 'output 0 is float32[len, 2], inference says float32[batch, 2]'],
    ['type', { dtype: 'int32' as const, shape: ['batch', 2] }, 'output 0 is int32[batch, 2], inference says float32[batch, 2]'],
  ])('names a wrong %s', (_what, type, message) => {
    const { g, nodes } = example();
    g.nodes = [{ ...nodes[0], outputs: [{ name: 'add_0', ...type }] }, nodes[1]];
    expect(check(g)).toThrow(`add_0 = Add(x, b): ${message}`);
  });

  it('names a wrong number of outputs', () => {
    const { g } = example();
    const [x] = g.inputs;
    const [b] = g.params;
    g.nodes.push({ op: layerNormOp, inputs: [x, b, b], outputs: [{ name: 'n', dtype: 'float32', shape: x.shape }], attrs: { epsilon: 1 } });
    expect(check(g)).toThrow('3 outputs inferred, 1 held');
  });

  it('names an output that nothing defines', () => {
    const { g, nodes } = example();
    g.nodes = [nodes[0]];
    expect(check(g)).toThrow('output y is not defined');
  });
});
