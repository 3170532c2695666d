/** Emits the int64 shape vector of a shape with symbolic dims, shared by Reshape and Expand. */
import type { EmitContext } from '../graph.ts';
import type { Shape } from '../types.ts';

export function emitShapeVector(context: EmitContext, shape: Shape): string {
  if (shape.every((dim) => typeof dim === 'number')) return context.ints(shape as number[]);
  const parts = shape.map((dim) => (typeof dim === 'number' ? context.ints([dim]) : context.dim(dim)));
  if (parts.length === 1) return parts[0];
  const vector = context.temp('shape');
  context.node('Concat', parts, [vector], { axis: { kind: 'int', value: 0 } });
  return vector;
}
