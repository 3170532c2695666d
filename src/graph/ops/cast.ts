/** Changes the element type. Made by passes that come after gradients, so it has none. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { type DType } from '../types.ts';

/** TensorProto.DataType. */
const TO = { float32: 1, float16: 10 } as const satisfies Partial<Record<DType, number>>;

export type FloatType = keyof typeof TO;

export const castOp: OpDef = {
  name: 'Cast',
  infer: ([x], { to }) => [{ dtype: to as FloatType, shape: x.shape }],
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    context.node('Cast', [x.name], [y.name], { to: { kind: 'int', value: TO[attrs.to as FloatType] } });
  },
};

export function cast(g: GraphLike, x: Value, to: FloatType): Value {
  return x.dtype === to ? x : apply1(g, castOp, [x], { to });
}
