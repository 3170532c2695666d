/** Tensor types and symbolic dims of the graph language. Knows no op. */
import type { ElementType } from '../onnx/model.ts';

export type DType = ElementType;

/** A size: a number, or a named symbol fixed when the graph runs. Products and sums are canonical strings: `batch*nDocs`, `pastLen+1`. */
export type Dim = number | string;
export type Shape = readonly Dim[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export function tensorType(dtype: DType, shape: Shape): TensorType {
  return { dtype, shape };
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function formatType(type: TensorType): string {
  return `${type.dtype}${formatShape(type.shape)}`;
}

/** a*b with numbers folded and factors sorted, so that equal products are equal strings. */
export function mulDims(...dims: Dim[]): Dim {
  let factor = 1;
  const symbols: string[] = [];
  for (const dim of dims) {
    if (typeof dim === 'number') factor *= dim;
    else symbols.push(...dim.split('*'));
  }
  if (symbols.length === 0 || factor === 0) return factor;
  const product = symbols.sort().join('*');
  return factor === 1 ? product : `${factor}*${product}`;
}

/** a+b with numbers (also negative ones) folded and terms sorted: `len+-1`. */
export function addDims(...dims: Dim[]): Dim {
  let constant = 0;
  const symbols: string[] = [];
  for (const dim of dims.flatMap((d): Dim[] => (typeof d === 'string' ? d.split('+') : [d]))) {
    if (typeof dim === 'number' || /^-?\d+$/.test(String(dim))) constant += Number(dim);
    else symbols.push(String(dim));
  }
  const sum = symbols.sort().join('+');
  if (!sum) return constant;
  return constant === 0 ? sum : `${sum}+${constant}`;
}

export function sizeOf(shape: Shape): Dim {
  return mulDims(...shape);
}

/** NumPy broadcasting of two shapes. @throws with both shapes when a pair of dims is neither equal nor 1. */
export function broadcastShapes(a: Shape, b: Shape, what: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const da = a[a.length - rank + i] ?? 1;
    const db = b[b.length - rank + i] ?? 1;
    if (da === db || db === 1) return da;
    if (da === 1) return db;
    throw new Error(`${what}: shapes do not broadcast: a ${formatShape(a)}, b ${formatShape(b)} (${da} against ${db})`);
  });
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}
