/** Checks a graph after every pass: single assignment, definition before use, and types that inference gives again. */
import type { Graph, Value } from './graph.ts';
import { formatType, sameShape } from './types.ts';

/** @throws naming the pass, the node and what is wrong. */
export function checkGraph(graph: Graph, pass: string): void {
  const fail = (what: string): never => {
    throw new Error(`internal: graph ${graph.name} after ${pass}: ${what}`);
  };
  const defined = new Map<string, Value>();
  const define = (value: Value) => {
    if (defined.has(value.name)) fail(`${value.name} is defined twice`);
    defined.set(value.name, value);
  };
  for (const value of [...graph.inputs, ...graph.params, ...[...graph.constants.values()].map((c) => c.value)]) define(value);
  for (const node of graph.nodes) {
    const where = `${node.outputs[0]?.name} = ${node.op.name}(${node.inputs.map((v) => v.name).join(', ')})`;
    for (const input of node.inputs) if (defined.get(input.name) !== input) fail(`${where}: ${input.name} is used before it is defined`);
    const types = node.op.infer(node.inputs, node.attrs);
    if (types.length !== node.outputs.length) fail(`${where}: ${types.length} outputs inferred, ${node.outputs.length} held`);
    types.forEach((type, i) => {
      const held = node.outputs[i];
      if (type.dtype !== held.dtype || !sameShape(type.shape, held.shape))
        fail(`${where}: output ${i} is ${formatType(held)}, inference says ${formatType(type)}`);
    });
    node.outputs.forEach(define);
  }
  for (const output of graph.outputs) if (defined.get(output.value.name) !== output.value) fail(`output ${output.name} is not defined`);
}
