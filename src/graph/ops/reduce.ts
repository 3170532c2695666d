/** Reductions over named axes; all keep the reduced axes as size 1. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { formatShape, type TensorType } from '../types.ts';
import { mul } from './elementwise.ts';
import { expand } from './shape.ts';

/** @throws Error when an axis is not one of x */
export function reducedType(x: TensorType, axes: readonly number[], name: string): TensorType {
  for (const axis of axes) if (axis < 0 || axis >= x.shape.length) throw new Error(`${name}: axis ${axis} is outside ${formatShape(x.shape)}`);
  return { dtype: x.dtype, shape: x.shape.map((d, i) => (axes.includes(i) ? 1 : d)) };
}

function reduction(name: string, vjp?: OpDef['vjp']): OpDef {
  return {
    name,
    infer: ([x], attrs) => [reducedType(x, attrs.axes as number[], name)],
    emit(context, { inputs: [x], outputs: [y], attrs }) {
      context.node(name, [x.name, context.ints(attrs.axes as number[])], [y.name], { keepdims: { kind: 'int', value: 1 } });
    },
    vjp,
  };
}

export const reduceSumOp = reduction('ReduceSum', (g, { inputs: [x] }, [dy]) => [dy && expand(g, dy, x.shape)]);

export const reduceMeanOp: OpDef = {
  ...reduction('ReduceMean'),
  vjp(g, { inputs: [x], attrs }, [dy]) {
    const sizes = (attrs.axes as number[]).map((axis) => x.shape[axis]);
    if (sizes.some((size) => typeof size !== 'number')) throw new Error(`ReduceMean: no gradient over the symbolic axes of ${formatShape(x.shape)}`);
    const count = (sizes as number[]).reduce((a, b) => a * b, 1);
    return [dy && expand(g, mul(g, dy, g.scalar(1 / count)), x.shape)];
  },
};

export function reduceSum(g: GraphLike, x: Value, axes: readonly number[]): Value {
  return apply1(g, reduceSumOp, [x], { axes });
}

export function reduceMean(g: GraphLike, x: Value, axes: readonly number[]): Value {
  return apply1(g, reduceMeanOp, [x], { axes });
}
