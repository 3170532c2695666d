/** x·Wᵀ + b in one node: the bias is added while the product is still in cache. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { formatShape } from '../types.ts';
import { matmul } from './matmul.ts';
import { reduceSum } from './reduce.ts';
import { reshape } from './shape.ts';

/** x [rows, inDim], weight [outDim, inDim], bias [outDim] -> [rows, outDim]. */
export const linearOp: OpDef = {
  name: 'Linear',
  infer([x, weight, bias]) {
    const fits = x.shape.length === 2 && weight.shape.length === 2 && bias.shape.length === 1 && x.shape[1] === weight.shape[1] && weight.shape[0] === bias.shape[0];
    if (!fits) throw new Error(`linear: x ${formatShape(x.shape)}, weight ${formatShape(weight.shape)} and bias ${formatShape(bias.shape)} do not fit`);
    if (x.dtype !== weight.dtype || x.dtype !== bias.dtype) throw new Error(`linear: dtypes differ: x ${x.dtype}, weight ${weight.dtype}, bias ${bias.dtype}`);
    return [{ dtype: x.dtype, shape: [x.shape[0], weight.shape[0]] }];
  },
  emit(context, { inputs, outputs: [y] }) {
    context.node('Gemm', inputs.map((v) => v.name), [y.name], { transB: { kind: 'int', value: 1 } });
  },
  vjp(g, { inputs: [x, weight, bias] }, [dy]) {
    if (!dy) return [null, null, null];
    return [matmul(g, dy, weight), matmul(g, dy, x, { transA: true }), reshape(g, reduceSum(g, dy, [0]), bias.shape)];
  },
};

export function linear(g: GraphLike, x: Value, weight: Value, bias: Value): Value {
  return apply1(g, linearOp, [x, weight, bias]);
}
