/** Log-sum-exp and log-softmax over one axis, shifted by the maximum so that they neither overflow nor clip. */
import { apply1, type EmitContext, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { exp, mul, sub } from './elementwise.ts';
import { softmax } from './normalize.ts';
import { reduceSum, reducedType } from './reduce.ts';

/** Names of max x, x − max x and log Σ exp(x − max x) along the axis. */
function emitShifted(context: EmitContext, x: Value, y: Value, axis: number): { max: string; shifted: string; logSum: string } {
  const axes = context.ints([axis]);
  const keep = { keepdims: { kind: 'int', value: 1 } } as const;
  const [max, shifted, exponentials, sum, logSum] = ['max', 'shifted', 'exp', 'sum', 'log'].map((part) => context.temp(`${y.name}_${part}`));
  context.node('ReduceMax', [x.name, axes], [max], keep);
  context.node('Sub', [x.name, max], [shifted]);
  context.node('Exp', [shifted], [exponentials]);
  context.node('ReduceSum', [exponentials, axes], [sum], keep);
  context.node('Log', [sum], [logSum]);
  return { max, shifted, logSum };
}

/** log Σ exp over one axis, which stays as size 1. */
export const logSumExpOp: OpDef = {
  name: 'LogSumExp',
  infer: ([x], attrs) => [reducedType(x, [attrs.axis as number], 'LogSumExp')],
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    const { max, logSum } = emitShifted(context, x, y, attrs.axis as number);
    context.node('Add', [logSum, max], [y.name]);
  },
  // Not exp(x − y): near 1000 the rounding of y alone is 3e-5.
  vjp: (g, { inputs: [x], attrs }, [dy]) => [dy && mul(g, dy, softmax(g, x, attrs.axis as number))],
};

/** x − log Σ exp x, taken as (x − max x) − log Σ exp(x − max x): large scores lose no digits to their sum. */
export const logSoftmaxOp: OpDef = {
  name: 'LogSoftmax',
  infer: ([x], attrs) => (reducedType(x, [attrs.axis as number], 'LogSoftmax'), [{ dtype: x.dtype, shape: x.shape }]),
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    const { shifted, logSum } = emitShifted(context, x, y, attrs.axis as number);
    context.node('Sub', [shifted, logSum], [y.name]);
  },
  vjp: (g, { outputs: [y], attrs }, [dy]) => [dy && sub(g, dy, mul(g, exp(g, y), reduceSum(g, dy, [attrs.axis as number])))],
};

export function logSumExp(g: GraphLike, x: Value, axis: number): Value {
  return apply1(g, logSumExpOp, [x], { axis });
}

export function logSoftmax(g: GraphLike, x: Value, axis: number): Value {
  return apply1(g, logSoftmaxOp, [x], { axis });
}
