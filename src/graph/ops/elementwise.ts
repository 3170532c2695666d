/** Elementwise arithmetic with broadcasting. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { broadcastShapes, formatType } from '../types.ts';
import { unbroadcast } from './unbroadcast.ts';

type Binary = (g: GraphLike, a: Value, b: Value) => Value;
type Unary = (g: GraphLike, x: Value) => Value;

function binary(name: string, grads: (g: GraphLike, a: Value, b: Value, y: Value, dy: Value) => readonly [Value, Value]): { op: OpDef; call: Binary } {
  const op: OpDef = {
    name,
    infer([a, b]) {
      if (a.dtype !== b.dtype) throw new Error(`${name.toLowerCase()}: dtypes differ: a ${formatType(a)}, b ${formatType(b)}`);
      return [{ dtype: a.dtype, shape: broadcastShapes(a.shape, b.shape, name.toLowerCase()) }];
    },
    emit(context, { inputs: [a, b], outputs: [y] }) {
      context.node(name, [a.name, b.name], [y.name]);
    },
    vjp(g, { inputs: [a, b], outputs: [y] }, [dy]) {
      if (!dy) return [null, null];
      const [da, db] = grads(g, a, b, y, dy);
      return [unbroadcast(g, da, a.shape), unbroadcast(g, db, b.shape)];
    },
  };
  return { op, call: (g, a, b) => apply1(g, op, [a, b]) };
}

function unary(name: string, grad: (g: GraphLike, x: Value, y: Value, dy: Value) => Value): { op: OpDef; call: Unary } {
  const op: OpDef = {
    name,
    infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
    emit(context, { inputs: [x], outputs: [y] }) {
      context.node(name, [x.name], [y.name]);
    },
    vjp: (g, { inputs: [x], outputs: [y] }, [dy]) => [dy && grad(g, x, y, dy)],
  };
  return { op, call: (g, x) => apply1(g, op, [x]) };
}

export const { op: addOp, call: add } = binary('Add', (_g, _a, _b, _y, dy) => [dy, dy]);
export const { op: subOp, call: sub } = binary('Sub', (g, _a, _b, _y, dy) => [dy, neg(g, dy)]);
export const { op: mulOp, call: mul } = binary('Mul', (g, a, b, _y, dy) => [mul(g, dy, b), mul(g, dy, a)]);
export const { op: divOp, call: div } = binary('Div', (g, _a, b, y, dy) => [div(g, dy, b), neg(g, div(g, mul(g, dy, y), b))]);

export const { op: negOp, call: neg } = unary('Neg', (g, _x, _y, dy) => neg(g, dy));
export const { op: expOp, call: exp } = unary('Exp', (g, _x, y, dy) => mul(g, dy, y));
export const { op: logOp, call: log } = unary('Log', (g, x, _y, dy) => div(g, dy, x));
export const { op: sqrtOp, call: sqrt } = unary('Sqrt', (g, _x, y, dy) => div(g, mul(g, dy, g.scalar(0.5)), y));
export const { op: tanhOp, call: tanh } = unary('Tanh', (g, _x, y, dy) => mul(g, dy, sub(g, g.scalar(1), mul(g, y, y))));

/** d erf(x)/dx = 2/√π · exp(−x²). */
export const { op: erfOp, call: erf } = unary('Erf', (g, x, _y, dy) =>
  mul(g, dy, mul(g, g.scalar(2 / Math.sqrt(Math.PI)), exp(g, neg(g, mul(g, x, x))))),
);

/** Exact GELU, x·Φ(x) with Φ(x) = (1 + erf(x/√2))/2 (Hendrycks & Gimpel 2016); its derivative is Φ(x) + x·φ(x). */
const { op: geluOp, call: gelu } = unary('Gelu', (g, x, _y, dy) => {
  const cdf = mul(g, g.scalar(0.5), add(g, g.scalar(1), erf(g, mul(g, x, g.scalar(Math.SQRT1_2)))));
  const pdf = mul(g, g.scalar(1 / Math.sqrt(2 * Math.PI)), exp(g, mul(g, g.scalar(-0.5), mul(g, x, x))));
  return mul(g, dy, add(g, cdf, mul(g, x, pdf)));
});
export { geluOp, gelu };

export const { op: reluOp, call: relu } = unary('Relu', (g, _x, y, dy) => mul(g, dy, sign(g, y)));
/** −1, 0 or 1; its gradient is zero almost everywhere. */
const { op: signOp, call: sign } = unary('Sign', (g, _x, _y, dy) => mul(g, dy, g.scalar(0)));
export { signOp, sign };

