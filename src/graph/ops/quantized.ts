/** Products and look-ups over quantized weights, for inference only (no vjp). The packing is done in models/quantize.ts. */
import { apply1, type Graph, type OpDef, type Value } from '../graph.ts';
import { formatShape } from '../types.ts';

/**
 * f32: as stored. int8: rows of W as int8 with one scale each, activations quantized at run time (MatMulInteger).
 * block8, block4: blocks of 32 along the inner axis with one scale each (MatMulNBits, GatherBlockQuantized).
 */
export type WeightFormat = 'f32' | 'int8' | 'block8' | 'block4';

export const BLOCK_SIZE = 32;

/** x [rows, K] · W with W int8 [K, N] and scales [N] -> [rows, N]; x is quantized to uint8 per call. */
const int8MatMulOp: OpDef = {
  name: 'Int8MatMul',
  infer([x, weight, scale]) {
    if (x.shape[1] !== weight.shape[0] || scale.shape[0] !== weight.shape[1])
      throw new Error(`int8MatMul: inner dims differ: x ${formatShape(x.shape)}, W ${formatShape(weight.shape)}, scales ${formatShape(scale.shape)}`);
    return [{ dtype: 'float32', shape: [x.shape[0], weight.shape[1]] }];
  },
  emit(context, { inputs: [x, weight, scale], outputs: [y] }) {
    const [quantized, step, zero, product, float, scales] = ['q', 'step', 'zero', 'int', 'float', 'scales'].map((part) => context.temp(`${y.name}_${part}`));
    context.node('DynamicQuantizeLinear', [x.name], [quantized, step, zero]);
    context.node('MatMulInteger', [quantized, weight.name, zero], [product]);
    context.node('Cast', [product], [float], { to: { kind: 'int', value: 1 } });
    context.node('Mul', [step, scale.name], [scales]);
    context.node('Mul', [float, scales], [y.name]);
  },
};

/** x [rows, K] · Wᵀ with W packed [N, blocks, bytes] and scales [N*blocks] -> [rows, N]. */
const blockMatMulOp: OpDef = {
  name: 'BlockMatMul',
  infer([x, weight], { bits }) {
    const inDim = (weight.shape[1] as number) * BLOCK_SIZE;
    if (x.shape[1] !== inDim) throw new Error(`blockMatMul: x ${formatShape(x.shape)} does not fit ${weight.shape[1]} blocks of ${BLOCK_SIZE} at ${String(bits)} bits`);
    return [{ dtype: 'float32', shape: [x.shape[0], weight.shape[0]] }];
  },
  emit(context, { inputs: [x, weight, scale], outputs: [y], attrs }) {
    const int = (value: number) => ({ kind: 'int', value }) as const;
    context.node(
      'MatMulNBits',
      [x.name, weight.name, scale.name],
      [y.name],
      { K: int(x.shape[1] as number), N: int(weight.shape[0] as number), bits: int(attrs.bits as number), block_size: int(BLOCK_SIZE), accuracy_level: int(4) },
      'com.microsoft',
    );
  },
};

/** int8 table [rows, dim] with one scale a row, ids [...] -> float32 [..., dim]. */
const int8GatherOp: OpDef = {
  name: 'Int8Gather',
  infer: ([table, , ids]) => [{ dtype: 'float32', shape: [...ids.shape, table.shape[1]] }],
  emit(context, { inputs: [table, scale, ids], outputs: [y] }) {
    const [rows, float, scales] = ['rows', 'float', 'scales'].map((part) => context.temp(`${y.name}_${part}`));
    const axis = { axis: { kind: 'int', value: 0 } } as const;
    context.node('Gather', [table.name, ids.name], [rows], axis);
    context.node('Cast', [rows], [float], { to: { kind: 'int', value: 1 } });
    context.node('Gather', [scale.name, ids.name], [scales], axis);
    context.node('Mul', [float, scales], [y.name]);
  },
};

/** Packed table [rows, dim*bits/8] with scales [rows, dim/32], ids [...] -> float32 [..., dim]. */
const blockGatherOp: OpDef = {
  name: 'BlockGather',
  infer: ([, scale, ids]) => [{ dtype: 'float32', shape: [...ids.shape, (scale.shape[1] as number) * BLOCK_SIZE] }],
  emit(context, { inputs: [table, scale, ids], outputs: [y], attrs }) {
    const int = (value: number) => ({ kind: 'int', value }) as const;
    context.node(
      'GatherBlockQuantized',
      [table.name, ids.name, scale.name],
      [y.name],
      { bits: int(attrs.bits as number), block_size: int(BLOCK_SIZE), gather_axis: int(0), quantize_axis: int(1) },
      'com.microsoft',
    );
  },
};

const bitsOf = (format: 'block8' | 'block4') => (format === 'block8' ? 8 : 4);

/** Names of the packed forms of a weight: `weight:format` and `weight:format.scale`. */
export function packedName(weight: string, format: string, part: 'data' | 'scale'): string {
  return part === 'data' ? `${weight}:${format}` : `${weight}:${format}.scale`;
}

/** x [rows, inDim] · Wᵀ -> [rows, outDim] for W stored [outDim, inDim]. */
export function quantizedLinear(g: Graph, x: Value, weight: string, outDim: number, format: Exclude<WeightFormat, 'f32'>): Value {
  const inDim = x.shape[1] as number;
  if (format === 'int8') {
    const data = g.param(packedName(weight, 'int8t', 'data'), [inDim, outDim], 'int8');
    return apply1(g, int8MatMulOp, [x, data, g.param(packedName(weight, 'int8t', 'scale'), [outDim])]);
  }
  const bits = bitsOf(format);
  const blocks = Math.ceil(inDim / BLOCK_SIZE);
  const data = g.param(packedName(weight, format, 'data'), [outDim, blocks, (BLOCK_SIZE * bits) / 8], 'uint8');
  return apply1(g, blockMatMulOp, [x, data, g.param(packedName(weight, format, 'scale'), [outDim * blocks])], { bits });
}

/** Rows of a quantized table by ids [...] -> [..., dim]. */
export function quantizedGather(g: Graph, ids: Value, table: string, rows: number, dim: number, format: Exclude<WeightFormat, 'f32'>): Value {
  if (format === 'int8') {
    const data = g.param(packedName(table, 'int8', 'data'), [rows, dim], 'int8');
    return apply1(g, int8GatherOp, [data, g.param(packedName(table, 'int8', 'scale'), [rows, 1]), ids]);
  }
  const bits = bitsOf(format);
  const data = g.param(packedName(table, `${format}rows`, 'data'), [rows, (dim * bits) / 8], 'uint8');
  return apply1(g, blockGatherOp, [data, g.param(packedName(table, `${format}rows`, 'scale'), [rows, dim / BLOCK_SIZE]), ids], { bits });
}
