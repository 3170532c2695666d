/** Ops that move elements without computing: reshape, transpose, expand, slice, concat. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { addDims, formatShape, sizeOf, type Dim, type Shape } from '../types.ts';
import { emitShapeVector } from './shapeVector.ts';
import { unbroadcast } from './unbroadcast.ts';

export const reshapeOp: OpDef = {
  name: 'Reshape',
  infer([x], attrs) {
    const { shape } = attrs as { shape: Shape };
    if (sizeOf(x.shape) !== sizeOf(shape))
      throw new Error(`reshape: sizes differ: ${formatShape(x.shape)} has ${sizeOf(x.shape)} elements, ${formatShape(shape)} has ${sizeOf(shape)}`);
    return [{ dtype: x.dtype, shape }];
  },
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    const { shape } = attrs as { shape: Shape };
    // ONNX: 0 copies the input's dim at the same position, one -1 is computed.
    const unknown = shape.filter((dim, i) => typeof dim === 'string' && dim !== x.shape[i]);
    const target =
      unknown.length <= 1
        ? context.ints(shape.map((dim, i) => (typeof dim === 'number' ? dim : dim === x.shape[i] ? 0 : -1)))
        : emitShapeVector(context, shape);
    context.node('Reshape', [x.name, target], [y.name]);
  },
  vjp: (g, { inputs: [x] }, [dy]) => [dy && reshape(g, dy, x.shape)],
};

export function reshape(g: GraphLike, x: Value, shape: Shape): Value {
  return apply1(g, reshapeOp, [x], { shape });
}

export const transposeOp: OpDef = {
  name: 'Transpose',
  infer([x], attrs) {
    const { perm } = attrs as { perm: readonly number[] };
    if (perm.length !== x.shape.length || [...perm].sort((a, b) => a - b).some((axis, i) => axis !== i))
      throw new Error(`transpose: perm [${perm.join(', ')}] does not permute ${formatShape(x.shape)}`);
    return [{ dtype: x.dtype, shape: perm.map((axis) => x.shape[axis]) }];
  },
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    context.node('Transpose', [x.name], [y.name], { perm: { kind: 'ints', value: attrs.perm as number[] } });
  },
  vjp(g, { attrs }, [dy]) {
    const perm = attrs.perm as number[];
    return [dy && transpose(g, dy, perm.map((_, axis) => perm.indexOf(axis)))];
  },
};

export function transpose(g: GraphLike, x: Value, perm: readonly number[]): Value {
  return apply1(g, transposeOp, [x], { perm });
}

export const expandOp: OpDef = {
  name: 'Expand',
  infer([x], attrs) {
    const { shape } = attrs as { shape: Shape };
    const offset = shape.length - x.shape.length;
    if (offset < 0 || x.shape.some((dim, i) => dim !== 1 && dim !== shape[offset + i]))
      throw new Error(`expand: ${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}`);
    return [{ dtype: x.dtype, shape }];
  },
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    context.node('Expand', [x.name, emitShapeVector(context, attrs.shape as Shape)], [y.name]);
  },
  vjp: (g, { inputs: [x] }, [dy]) => [dy && unbroadcast(g, dy, x.shape)],
};

export function expand(g: GraphLike, x: Value, shape: Shape): Value {
  return apply1(g, expandOp, [x], { shape });
}

interface SliceAttrs {
  readonly axis: number;
  readonly start: number;
  /** Number of elements kept; null keeps all from start on. */
  readonly length: number | null;
}

function slicedDim(dim: Dim, { start, length }: SliceAttrs): Dim {
  return length ?? addDims(dim, -start);
}

/** Elements start … start+length of one axis. The start is a number, so the cut is known when the graph is built. */
export const sliceOp: OpDef = {
  name: 'Slice',
  infer([x], attrs) {
    const { axis, start, length } = attrs as unknown as SliceAttrs;
    const dim = x.shape[axis];
    if (dim === undefined || start < 0 || (typeof dim === 'number' && start + (length ?? 1) > dim))
      throw new Error(`slice: ${start}+${length ?? '…'} is outside axis ${axis} of ${formatShape(x.shape)}`);
    return [{ dtype: x.dtype, shape: x.shape.map((d, i) => (i === axis ? slicedDim(d, attrs as unknown as SliceAttrs) : d)) }];
  },
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    const { axis, start, length } = attrs as unknown as SliceAttrs;
    const end = length === null ? 2 ** 31 - 1 : start + length;
    context.node('Slice', [x.name, context.ints([start]), context.ints([end]), context.ints([axis])], [y.name]);
  },
  vjp(g, { inputs: [x], attrs }, [dy]) {
    const { axis, start, length } = attrs as unknown as SliceAttrs;
    if (!dy) return [null];
    const after = length === null ? 0 : addDims(x.shape[axis], -(start + length));
    const zeros = (n: Dim) => expand(g, g.scalar(0), x.shape.map((d, i) => (i === axis ? n : d)));
    const parts = [start > 0 ? zeros(start) : null, dy, after !== 0 ? zeros(after) : null];
    return [concat(g, parts.filter((p): p is Value => p !== null), axis)];
  },
};

export function slice(g: GraphLike, x: Value, axis: number, start: number, length: number | null): Value {
  return apply1(g, sliceOp, [x], { axis, start, length });
}

export const concatOp: OpDef = {
  name: 'Concat',
  infer(inputs, attrs) {
    const axis = attrs.axis as number;
    const [first] = inputs;
    for (const x of inputs)
      if (x.dtype !== first.dtype || x.shape.length !== first.shape.length || x.shape.some((d, i) => i !== axis && d !== first.shape[i]))
        throw new Error(`concat: shapes differ outside axis ${axis}: ${inputs.map((v) => formatShape(v.shape)).join(', ')}`);
    return [{ dtype: first.dtype, shape: first.shape.map((d, i) => (i === axis ? addDims(...inputs.map((x) => x.shape[axis])) : d)) }];
  },
  emit(context, { inputs, outputs: [y], attrs }) {
    context.node('Concat', inputs.map((x) => x.name), [y.name], { axis: { kind: 'int', value: attrs.axis as number } });
  },
  vjp(g, { inputs, attrs }, [dy]) {
    const axis = attrs.axis as number;
    let start = 0;
    return inputs.map((x) => {
      const dim = x.shape[axis];
      if (typeof dim !== 'number') throw new Error(`concat: no gradient through the symbolic axis ${axis} of ${formatShape(x.shape)}`);
      start += dim;
      return dy && slice(g, dy, axis, start - dim, dim);
    });
  },
};

export function concat(g: GraphLike, inputs: readonly Value[], axis: number): Value {
  return inputs.length === 1 ? inputs[0] : apply1(g, concatOp, inputs, { axis });
}
