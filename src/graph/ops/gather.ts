/** Look-ups by integer: rows of a table, and one element of each last axis. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { formatShape, formatType, sizeOf, type Shape } from '../types.ts';
import { expand, reshape } from './shape.ts';
import { emitShapeVector } from './shapeVector.ts';

/** table [rows, dim], ids [...] -> [..., dim]. */
export const gatherOp: OpDef = {
  name: 'Gather',
  infer([table, ids]) {
    if (table.shape.length < 1 || ids.dtype !== 'int32') throw new Error(`gather: needs a table and int32 ids: ${formatType(table)}, ${formatType(ids)}`);
    return [{ dtype: table.dtype, shape: [...ids.shape, ...table.shape.slice(1)] }];
  },
  emit(context, { inputs: [table, ids], outputs: [y] }) {
    context.node('Gather', [table.name, ids.name], [y.name], { axis: { kind: 'int', value: 0 } });
  },
  vjp(g, { inputs: [table, ids] }, [dy]) {
    if (!dy) return [null, null];
    if (table.shape.length !== 2) throw new Error(`gather: gradient needs a table of two axes, not ${formatShape(table.shape)}`);
    const count = sizeOf(ids.shape);
    const rows = reshape(g, dy, [count, table.shape[1]]);
    const index = expand(g, reshape(g, ids, [count, 1]), [count, table.shape[1]]);
    return [scatterAdd(g, table.shape, 0, index, rows), null];
  },
};

export function gather(g: GraphLike, table: Value, ids: Value): Value {
  return apply1(g, gatherOp, [table, ids]);
}

/**
 * Adds updates into zeros of `shape` along `axis`; repeated indices add up. ScatterElements, because ScatterND(add)
 * races on multithreaded CPU and WASM when indices repeat.
 */
export const scatterAddOp: OpDef = {
  name: 'ScatterAdd',
  infer([index, updates], attrs) {
    if (index.shape.join() !== updates.shape.join()) throw new Error(`scatterAdd: index ${formatShape(index.shape)} and updates ${formatShape(updates.shape)} differ`);
    return [{ dtype: updates.dtype, shape: attrs.shape as Shape }];
  },
  emit(context, { inputs: [index, updates], outputs: [y], attrs }) {
    const zeros = context.temp('zeros');
    context.node('Expand', [context.float(0), emitShapeVector(context, attrs.shape as Shape)], [zeros]);
    context.node('ScatterElements', [zeros, index.name, updates.name], [y.name], {
      axis: { kind: 'int', value: attrs.axis as number },
      reduction: { kind: 'string', value: 'add' },
    });
  },
  vjp: (g, { inputs: [index], attrs }, [dy]) => [null, dy && gatherElements(g, dy, index, attrs.axis as number)],
};

function scatterAdd(g: GraphLike, shape: Shape, axis: number, index: Value, updates: Value): Value {
  return apply1(g, scatterAddOp, [index, updates], { shape, axis });
}

/** x [..., n], index of the same rank -> x at index along `axis`, shape of index. */
export const gatherElementsOp: OpDef = {
  name: 'GatherElements',
  infer([x, index], attrs) {
    const axis = attrs.axis as number;
    if (index.dtype !== 'int32' || index.shape.length !== x.shape.length || index.shape.some((d, i) => i !== axis && d !== x.shape[i]))
      throw new Error(`gatherElements: index ${formatType(index)} does not fit x ${formatType(x)} along axis ${axis}`);
    return [{ dtype: x.dtype, shape: index.shape }];
  },
  emit(context, { inputs: [x, index], outputs: [y], attrs }) {
    context.node('GatherElements', [x.name, index.name], [y.name], { axis: { kind: 'int', value: attrs.axis as number } });
  },
  vjp: (g, { inputs: [x, index], attrs }, [dy]) => [dy && scatterAdd(g, x.shape, attrs.axis as number, index, dy), null],
};

export function gatherElements(g: GraphLike, x: Value, index: Value, axis: number): Value {
  return apply1(g, gatherElementsOp, [x, index], { axis });
}
