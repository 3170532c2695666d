/** Products and look-ups over quantized weights, for inference only (no vjp). The packing is done in models/quantize.ts. */
import { apply1, type EmitContext, type Graph, type OpDef, type Value } from '../graph.ts';
import { formatShape, type TensorType } from '../types.ts';

/**
 * f32: as stored. int8: one scale a row of W, activations quantized row by row at run time (MatMulInteger).
 * block8, block4: blocks of 32 along the inner axis with one scale each (MatMulNBits, GatherBlockQuantized).
 */
export type WeightFormat = 'f32' | 'int8' | 'block8' | 'block4';

export const BLOCK_SIZE = 32;

/**
 * Codes are 128 + round(value/scale), unsigned on both sides of the product: x86 without VNNI adds pairs of products of
 * unsigned with signed bytes in 16 bits and saturates, silently; it has an exact kernel for unsigned with unsigned.
 */
export const ZERO_CODE = 128;

const LEVELS = 127;

/** Rows of nothing but zeros get this largest value, so that their codes are those of zero and no NaN. */
const SMALLEST_ROW = 1e-30;

const UINT8 = { kind: 'int', value: 2 } as const;
const along = (axis: number) => ({ axis: { kind: 'int', value: axis } }) as const;

const keepDims = { keepdims: { kind: 'int', value: 1 } } as const;

/** x [rows, K] and each row's largest magnitude [rows, 1] -> uint8 codes [rows, K] and scales [rows, 1]: a row's result does not depend on the rows beside it. */
function emitRowCodes(context: EmitContext, x: string, largest: string, name: string): { codes: string; scales: string; zero: string } {
  const [bounded, scales, flat, count, zero, zeros, codes] = temps(context, name, ['bounded', 'scales', 'flat', 'count', 'zero', 'zeros', 'codes']);
  context.node('Max', [largest, context.float(SMALLEST_ROW)], [bounded]);
  context.node('Mul', [bounded, context.float(1 / LEVELS)], [scales]);
  context.node('Reshape', [scales, context.ints([-1])], [flat]);
  context.node('Shape', [flat], [count]);
  context.node('Cast', [context.ints(ZERO_CODE)], [zero], { to: UINT8 });
  context.node('Expand', [zero, count], [zeros]);
  context.node('QuantizeLinear', [x, flat, zeros], [codes], along(0));
  return { codes, scales, zero };
}

function temps(context: EmitContext, name: string, parts: readonly string[]): string[] {
  return parts.map((part) => context.temp(`${name}_${part}`));
}

/** Σ codes·codes of x [rows, K] and W, times both scales, [rows, N]. */
function emitCodeProduct(context: EmitContext, x: string, largest: string, weight: Value, scale: Value, y: string): void {
  const { codes, scales, zero } = emitRowCodes(context, x, largest, y);
  const [product] = temps(context, y, ['product']);
  context.node('MatMulIntegerToFloat', [codes, weight.name, context.float(1), scale.name, zero, zero], [product], {}, 'com.microsoft');
  context.node('Mul', [product, scales], [y]);
}

function inferInt8([x, weight, scale]: readonly TensorType[]): readonly TensorType[] {
  if (x.shape[1] !== weight.shape[0] || scale.shape[0] !== weight.shape[1])
    throw new Error(`int8MatMul: inner dims differ: x ${formatShape(x.shape)}, W ${formatShape(weight.shape)}, scales ${formatShape(scale.shape)}`);
  return [{ dtype: 'float32', shape: [x.shape[0], weight.shape[1]] }];
}

/** x [rows, K] · W with W as codes [K, N] and scales [N] -> [rows, N]. */
const int8MatMulOp: OpDef = {
  name: 'Int8MatMul',
  infer: inferInt8,
  emit(context, { inputs: [x, weight, scale], outputs: [y] }) {
    const [magnitudes, largest] = temps(context, y.name, ['abs', 'largest']);
    context.node('Abs', [x.name], [magnitudes]);
    context.node('ReduceMax', [magnitudes, context.ints([1])], [largest], keepDims);
    emitCodeProduct(context, x.name, largest, weight, scale, y.name);
  },
};

/**
 * The same with the codes of a row about its middle m, (x − m)·W + m·ΣW, and `sum` [N] = ΣW over K. Behind a GELU or ReLU a
 * row lies almost wholly on one side of zero, and codes about zero would waste half of their steps.
 */
const int8CentredMatMulOp: OpDef = {
  name: 'Int8CentredMatMul',
  infer: inferInt8,
  emit(context, { inputs: [x, weight, scale, sum], outputs: [y] }) {
    const [top, bottom, total, middle, span, largest, centred, product, share] = temps(context, y.name, ['top', 'bottom', 'total', 'middle', 'span', 'largest', 'centred', 'centred_product', 'share']);
    context.node('ReduceMax', [x.name, context.ints([1])], [top], keepDims);
    context.node('ReduceMin', [x.name, context.ints([1])], [bottom], keepDims);
    context.node('Add', [top, bottom], [total]);
    context.node('Mul', [total, context.float(0.5)], [middle]);
    context.node('Sub', [top, bottom], [span]);
    context.node('Mul', [span, context.float(0.5)], [largest]);
    context.node('Sub', [x.name, middle], [centred]);
    emitCodeProduct(context, centred, largest, weight, scale, product);
    context.node('Mul', [middle, sum.name], [share]);
    context.node('Add', [product, share], [y.name]);
  },
};

/** x [rows, K] · Wᵀ with W packed [N, blocks, bytes] and scales [N*blocks] of x's type -> [rows, N]. */
const blockMatMulOp: OpDef = {
  name: 'BlockMatMul',
  infer([x, weight, scale], { bits }) {
    if (x.dtype !== scale.dtype) throw new Error(`blockMatMul: dtypes differ: x ${x.dtype}, scales ${scale.dtype}`);
    const inDim = (weight.shape[1] as number) * BLOCK_SIZE;
    if (x.shape[1] !== inDim) throw new Error(`blockMatMul: x ${formatShape(x.shape)} does not fit ${weight.shape[1]} blocks of ${BLOCK_SIZE} at ${String(bits)} bits`);
    return [{ dtype: x.dtype, shape: [x.shape[0], weight.shape[0]] }];
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

/** Table as codes [dim, rows] with one scale a row, ids [...] -> float32 [..., dim]. */
const int8GatherOp: OpDef = {
  name: 'Int8Gather',
  infer: ([table, , ids]) => [{ dtype: 'float32', shape: [...ids.shape, table.shape[0]] }],
  emit(context, { inputs: [table, scale, ids], outputs: [y] }) {
    const [columns, rows, zero, float, scales, wide] = ['columns', 'rows', 'zero', 'float', 'scales', 'wide'].map((part) => context.temp(`${y.name}_${part}`));
    context.node('Gather', [table.name, ids.name], [columns], along(1));
    context.node('Transpose', [columns], [rows], { perm: { kind: 'ints', value: [...ids.shape.map((_, i) => i + 1), 0] } });
    context.node('Cast', [context.ints(ZERO_CODE)], [zero], { to: UINT8 });
    context.node('DequantizeLinear', [rows, context.float(1), zero], [float]);
    context.node('Gather', [scale.name, ids.name], [scales], along(0));
    context.node('Unsqueeze', [scales, context.ints([ids.shape.length])], [wide]);
    context.node('Mul', [float, wide], [y.name]);
  },
};

/** Packed table [rows, blocks, bytes] with scales [rows*blocks], ids [...] -> [..., blocks*32] of the scales' type. */
const blockGatherOp: OpDef = {
  name: 'BlockGather',
  infer: ([table, scale, ids]) => [{ dtype: scale.dtype, shape: [...ids.shape, (table.shape[1] as number) * BLOCK_SIZE] }],
  emit(context, { inputs: [table, scale, ids], outputs: [y], attrs }) {
    const int = (value: number) => ({ kind: 'int', value }) as const;
    const [blocks, scales] = ['blocks', 'scales'].map((part) => context.temp(`${y.name}_${part}`));
    context.node('Reshape', [scale.name, context.ints([table.shape[0] as number, table.shape[1] as number, 1])], [scales]);
    context.node(
      'GatherBlockQuantized',
      [table.name, ids.name, scales],
      [blocks],
      { bits: int(attrs.bits as number), block_size: int(BLOCK_SIZE), gather_axis: int(0), quantize_axis: int(2) },
      'com.microsoft',
    );
    context.node('Reshape', [blocks, context.ints([...ids.shape.map(() => 0), (table.shape[1] as number) * BLOCK_SIZE])], [y.name]);
  },
};

const bitsOf = (format: 'block8' | 'block4') => (format === 'block8' ? 8 : 4);

export type PackedPart = 'data' | 'scale' | 'scale16' | 'sum';

/** Names of the packed forms of a weight: `weight:format`, `weight:format.scale`, `weight:format.sum`. */
export function packedName(weight: string, format: string, part: PackedPart): string {
  return part === 'data' ? `${weight}:${format}` : `${weight}:${format}.${part}`;
}

/** A float32 weight, or the scales of a packed one, as float16: `weight:half`, `weight:format.scale16`. */
export function halfWeightName(name: string): string {
  if (!name.includes(':')) return packedName(name, 'half', 'data');
  if (!name.endsWith('.scale')) throw new Error(`internal: ${name} has no float16 form`);
  return `${name}16`;
}

interface Packed {
  readonly data: Value;
  readonly scale: Value;
}

/** One form for products and look-ups, so that a table that serves both is held once. W [rows, columns]. */
function packedParams(g: Graph, weight: string, rows: number, columns: number, format: Exclude<WeightFormat, 'f32'>): Packed {
  const [dataName, scaleName] = (['data', 'scale'] as const).map((part) => packedName(weight, format, part));
  if (format === 'int8') return { data: g.param(dataName, [columns, rows], 'uint8'), scale: g.param(scaleName, [rows]) };
  const blocks = Math.ceil(columns / BLOCK_SIZE);
  return { data: g.param(dataName, [rows, blocks, (BLOCK_SIZE * bitsOf(format)) / 8], 'uint8'), scale: g.param(scaleName, [rows * blocks]) };
}

/** x [rows, inDim] · Wᵀ -> [rows, outDim] for W stored [outDim, inDim]. */
export function quantizedLinear(g: Graph, x: Value, weight: string, outDim: number, format: Exclude<WeightFormat, 'f32'>): Value {
  const inDim = x.shape[1] as number;
  const { data, scale } = packedParams(g, weight, outDim, inDim, format);
  if (format !== 'int8') return apply1(g, blockMatMulOp, [x, data, scale], { bits: bitsOf(format) });
  // A layer that narrows is the one behind an activation, and its few outputs make centring cheap.
  if (inDim > outDim) return apply1(g, int8CentredMatMulOp, [x, data, scale, g.param(packedName(weight, format, 'sum'), [outDim])]);
  return apply1(g, int8MatMulOp, [x, data, scale]);
}

/** Rows of a quantized table by ids [...] -> [..., dim]. */
export function quantizedGather(g: Graph, ids: Value, table: string, rows: number, dim: number, format: Exclude<WeightFormat, 'f32'>): Value {
  const { data, scale } = packedParams(g, table, rows, dim, format);
  return format === 'int8' ? apply1(g, int8GatherOp, [data, scale, ids]) : apply1(g, blockGatherOp, [data, scale, ids], { bits: bitsOf(format) });
}
