/** Reductions over named axes; all keep the reduced axes as size 1. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { formatShape, type TensorType } from '../types.ts';
import { exp, mul, sub } from './elementwise.ts';
import { expand } from './shape.ts';

function reduced([x]: readonly TensorType[], axes: readonly number[], name: string): readonly TensorType[] {
  for (const axis of axes) if (axis < 0 || axis >= x.shape.length) throw new Error(`${name}: axis ${axis} is outside ${formatShape(x.shape)}`);
  return [{ dtype: x.dtype, shape: x.shape.map((d, i) => (axes.includes(i) ? 1 : d)) }];
}

function reduction(name: string, vjp?: OpDef['vjp']): OpDef {
  return {
    name,
    infer: (inputs, attrs) => reduced(inputs, attrs.axes as number[], name),
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

/** log Σ exp over one axis, shifted by the maximum so that it neither overflows nor clips; keeps the axis. Its gradient is the softmax. */
export const logSumExpOp: OpDef = {
  name: 'LogSumExp',
  infer: (inputs, attrs) => reduced(inputs, [attrs.axis as number], 'LogSumExp'),
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    const axes = context.ints([attrs.axis as number]);
    const keep = { keepdims: { kind: 'int', value: 1 } } as const;
    const [max, shifted, exponentials, sum, logSum] = ['max', 'shifted', 'exp', 'sum', 'log'].map((part) => context.temp(`${y.name}_${part}`));
    context.node('ReduceMax', [x.name, axes], [max], keep);
    context.node('Sub', [x.name, max], [shifted]);
    context.node('Exp', [shifted], [exponentials]);
    context.node('ReduceSum', [exponentials, axes], [sum], keep);
    context.node('Log', [sum], [logSum]);
    context.node('Add', [logSum, max], [y.name]);
  },
  vjp: (g, { inputs: [x], outputs: [y] }, [dy]) => [dy && mul(g, dy, exp(g, sub(g, x, y)))],
};

export function logSumExp(g: GraphLike, x: Value, axis: number): Value {
  return apply1(g, logSumExpOp, [x], { axis });
}

/** x − logSumExp(x) over one axis. */
export function logSoftmax(g: GraphLike, x: Value, axis: number): Value {
  return sub(g, x, logSumExp(g, x, axis));
}
