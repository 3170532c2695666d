/** Drops nodes, parameters and constants that no output needs. */
import { checkGraph } from './check.ts';
import type { Graph } from './graph.ts';

export function prune(graph: Graph): void {
  const needed = new Set(graph.outputs.map((o) => o.value.name));
  graph.nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((v) => needed.has(v.name))) return false;
      for (const input of node.inputs) needed.add(input.name);
      return true;
    })
    .toReversed();
  graph.params.splice(0, graph.params.length, ...graph.params.filter((p) => needed.has(p.name)));
  for (const [key, { value }] of graph.constants) if (!needed.has(value.name)) graph.constants.delete(key);
  checkGraph(graph, 'prune');
}
