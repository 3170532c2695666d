/** Reverse-mode differentiation: appends to a graph the nodes that compute gradients, using each op's vjp and nothing else. */
import { checkGraph } from './check.ts';
import type { Graph, Value } from './graph.ts';
import { add } from './ops/elementwise.ts';
import { expand } from './ops/shape.ts';
import { formatShape, sameShape } from './types.ts';

/**
 * @param loss a value of one element (or of any shape: its sum is differentiated)
 * @param wrt values whose gradients are wanted
 * @returns gradients shaped as `wrt`, in its order; zeros where the loss does not depend on the value
 */
export function grad(graph: Graph, loss: Value, wrt: readonly Value[]): Value[] {
  const depends = dependents(graph, wrt);
  const adjoint = new Map<string, Value>();
  adjoint.set(loss.name, expand(graph, graph.scalar(1), loss.shape));
  for (const node of graph.nodes.toReversed()) {
    const outputGrads = node.outputs.map((v) => adjoint.get(v.name) ?? null);
    if (outputGrads.every((v) => v === null) || !node.inputs.some((v) => depends.has(v.name))) continue;
    if (!node.op.vjp) throw new Error(`grad: ${node.op.name} has no gradient (at ${node.outputs[0].name})`);
    const inputGrads = graph.scope('grad', () => node.op.vjp!(graph, node, outputGrads));
    node.inputs.forEach((input, i) => {
      const contribution = inputGrads[i];
      if (!contribution || !depends.has(input.name)) return;
      if (!sameShape(contribution.shape, input.shape))
        throw new Error(`internal: grad of ${node.op.name} input ${i} is ${formatShape(contribution.shape)}, the input ${formatShape(input.shape)}`);
      const sum = adjoint.get(input.name);
      adjoint.set(input.name, sum ? graph.scope('grad', () => add(graph, sum, contribution)) : contribution);
    });
  }
  const grads = wrt.map((value) => adjoint.get(value.name) ?? expand(graph, graph.scalar(0), value.shape));
  checkGraph(graph, 'grad');
  return grads;
}

/** Names of all values that depend on one of `wrt`, itself included. */
function dependents(graph: Graph, wrt: readonly Value[]): Set<string> {
  const names = new Set(wrt.map((v) => v.name));
  for (const node of graph.nodes) if (node.inputs.some((v) => names.has(v.name))) for (const output of node.outputs) names.add(output.name);
  return names;
}
