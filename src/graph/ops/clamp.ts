/** Bounds values from both sides, so that they fit a narrower type. For inference only (no vjp). */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';

export const clampOp: OpDef = {
  name: 'Clamp',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    context.node('Clip', [x.name, context.float(-(attrs.bound as number)), context.float(attrs.bound as number)], [y.name]);
  },
};

/** x float32 -> min(bound, max(−bound, x)). */
export function clamp(g: GraphLike, x: Value, bound: number): Value {
  return apply1(g, clampOp, [x], { bound });
}
