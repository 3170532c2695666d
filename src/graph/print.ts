/** Prints a graph as readable text, one node a line. */
import type { Attrs, Graph } from './graph.ts';
import { formatType } from './types.ts';

export function printGraph(graph: Graph): string {
  const lines = [`graph ${graph.name} {`];
  for (const input of graph.inputs) lines.push(`  input  ${input.name}: ${formatType(input)}`);
  for (const param of graph.params) lines.push(`  param  ${param.name}: ${formatType(param)}`);
  for (const { value, data } of graph.constants.values())
    lines.push(`  const  ${value.name}: ${formatType(value)} = ${data.length > 8 ? `${data.slice(0, 8).join(', ')}, …` : data.join(', ')}`);
  for (const node of graph.nodes) {
    const outputs = node.outputs.map((v) => `${v.name}: ${formatType(v)}`).join(', ');
    lines.push(`  ${outputs} = ${node.op.name}(${node.inputs.map((v) => v.name).join(', ')})${formatAttrs(node.attrs)}`);
  }
  for (const output of graph.outputs) lines.push(`  output ${output.name} = ${output.value.name}`);
  return [...lines, '}'].join('\n');
}

function formatAttrs(attrs: Attrs): string {
  const entries = Object.entries(attrs);
  if (entries.length === 0) return '';
  return ` {${entries.map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`).join(', ')}}`;
}
