/** Matrix product over the last two axes, leading axes broadcast, either operand transposed on request. */
import { apply1, type EmitContext, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { broadcastShapes, formatShape, sizeOf, type Shape } from '../types.ts';
import { reshape } from './shape.ts';
import { unbroadcast } from './unbroadcast.ts';

interface MatMulAttrs {
  readonly transA: boolean;
  readonly transB: boolean;
}

function lastTwo(shape: Shape, transposed: boolean): Shape {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

function emitSwapped(context: EmitContext, x: Value): string {
  const rank = x.shape.length;
  const swapped = context.temp(`${x.name}_t`);
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  context.node('Transpose', [x.name], [swapped], { perm: { kind: 'ints', value: perm } });
  return swapped;
}

/** a [..., m, k] · b [..., k, n] -> [..., m, n]. */
export const matmulOp: OpDef = {
  name: 'MatMul',
  infer([a, b], attrs) {
    const { transA, transB } = attrs as unknown as MatMulAttrs;
    const describe = () => `a ${formatShape(a.shape)}${transA ? 'ᵀ' : ''}, b ${formatShape(b.shape)}${transB ? 'ᵀ' : ''}`;
    if (a.shape.length < 2 || b.shape.length < 2) throw new Error(`matmul: both operands need two axes: ${describe()}`);
    if (a.dtype !== b.dtype) throw new Error(`matmul: dtypes differ: a ${a.dtype}, b ${b.dtype}`);
    const [m, k] = lastTwo(a.shape, transA);
    const [k2, n] = lastTwo(b.shape, transB);
    if (k !== k2) throw new Error(`matmul: inner dims differ: ${describe()}`);
    return [{ dtype: a.dtype, shape: [...broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), 'matmul'), m, n] }];
  },
  emit(context, { inputs: [a, b], outputs: [y], attrs }) {
    const { transA, transB } = attrs as unknown as MatMulAttrs;
    if (a.shape.length === 2 && b.shape.length === 2 && (transA || transB)) {
      const flag = (on: boolean) => ({ kind: 'int', value: on ? 1 : 0 }) as const;
      context.node('Gemm', [a.name, b.name], [y.name], { transA: flag(transA), transB: flag(transB) });
      return;
    }
    const left = transA ? emitSwapped(context, a) : a.name;
    const right = transB ? emitSwapped(context, b) : b.name;
    context.node('MatMul', [left, right], [y.name]);
  },
  vjp(g, { inputs: [a, b], attrs }, [dy]) {
    const { transA, transB } = attrs as unknown as MatMulAttrs;
    if (!dy) return [null, null];
    const da = transA ? matmul(g, b, dy, { transA: transB, transB: true }) : matmul(g, dy, b, { transB: !transB });
    // A matrix shared by a whole batch: one product over all rows instead of a sum of products.
    const shared = b.shape.length === 2 && a.shape.length > 2 && !transA;
    const [fa, fdy] = shared ? [flattenRows(g, a), flattenRows(g, dy)] : [a, dy];
    const db = transB ? matmul(g, fdy, fa, { transA: true, transB: transA }) : matmul(g, fa, fdy, { transA: !transA });
    return [unbroadcast(g, da, a.shape), unbroadcast(g, db, b.shape)];
  },
};

function flattenRows(g: GraphLike, x: Value): Value {
  return reshape(g, x, [sizeOf(x.shape.slice(0, -1)), x.shape[x.shape.length - 1]]);
}

export function matmul(g: GraphLike, a: Value, b: Value, { transA = false, transB = false }: Partial<MatMulAttrs> = {}): Value {
  return apply1(g, matmulOp, [a, b], { transA, transB });
}
