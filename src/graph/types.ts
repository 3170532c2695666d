/** Tensor types and symbolic dims of the graph language. Knows no op. */
import type { ElementType } from '../onnx/model.ts';

export type DType = ElementType;

export const BYTES_PER_ELEMENT: Readonly<Record<DType, number>> = { float32: 4, float16: 2, int64: 8, int32: 4, bool: 1, uint8: 1, int8: 1 };

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

/** A dim as a polynomial: product of symbols -> coefficient; the empty product holds the constant. */
type Polynomial = ReadonlyMap<string, number>;

function parseDim(dim: Dim): Polynomial {
  if (typeof dim === 'number') return new Map([['', dim]]);
  return collect(
    dim.split('+').map((term) => {
      const factors = term.split('*');
      const isNumber = (factor: string) => /^-?\d+$/.test(factor);
      const coefficient = factors.filter(isNumber).reduce((product, factor) => product * Number(factor), 1);
      return [factors.filter((factor) => !isNumber(factor)).sort().join('*'), coefficient] as const;
    }),
  );
}

function collect(terms: readonly (readonly [symbols: string, coefficient: number])[]): Polynomial {
  const sum = new Map<string, number>();
  for (const [symbols, coefficient] of terms) sum.set(symbols, (sum.get(symbols) ?? 0) + coefficient);
  return sum;
}

function multiply(a: Polynomial, b: Polynomial): Polynomial {
  const joined = (left: string, right: string) => [left, right].filter((s) => s !== '').join('*').split('*').sort().join('*');
  return collect([...a].flatMap(([left, m]) => [...b].map(([right, n]) => [joined(left, right), m * n] as const)));
}

/** Symbols in order, the constant last: `2*batch*nDocs+len+-1`. */
function formatDim(polynomial: Polynomial): Dim {
  const constant = polynomial.get('') ?? 0;
  const terms = [...polynomial].filter(([symbols, coefficient]) => symbols !== '' && coefficient !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (terms.length === 0) return constant;
  const sum = terms.map(([symbols, coefficient]) => (coefficient === 1 ? symbols : `${coefficient}*${symbols}`)).join('+');
  return constant === 0 ? sum : `${sum}+${constant}`;
}

/** a*b, products distributed over sums and like terms collected, so that equal sizes are equal strings. */
export function mulDims(...dims: Dim[]): Dim {
  return formatDim(dims.map(parseDim).reduce(multiply, parseDim(1)));
}

/** a+b with numbers (also negative ones) folded, in the same form: `len+-1`. */
export function addDims(...dims: Dim[]): Dim {
  return formatDim(collect(dims.flatMap((dim) => [...parseDim(dim)])));
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
