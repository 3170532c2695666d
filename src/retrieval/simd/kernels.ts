/** The scan kernels: inner products of one query with consecutive rows, for 128-bit SIMD. Knows no store and no search. */
import { FunctionWriter, f32, i32, moduleBytes, v128, whileLoop, type Code } from './assembler.ts';

/** Steps of the inner loop between two looks at its end. */
const UNROLL = 4;
/**
 * Sums that steps are added to in turn: one alone would wait for each addition to finish. Several rows at a time would
 * share the loads of the query, and were slower: what counts is one stream that the memory can run ahead of.
 */
const CHAINS = 2;

export type KernelName = 'f32' | 'f16' | 'i8';

/** What a kernel does with the elements of a row. */
interface Element {
  readonly name: KernelName;
  /** log2 of the bytes of an element in a row, and in the query. */
  readonly rowShift: number;
  readonly queryShift: number;
  /** Elements that `wide` takes. */
  readonly step: number;
  /** acc + the products of one step, `row` and `query` bytes behind the addresses. */
  wide(acc: Code, rowAt: Code, row: number, queryAt: Code, query: number): Code;
  /** sum + one product. */
  narrow(sum: Code, rowAt: Code, queryAt: Code): Code;
  readonly sumType: 'f32' | 'i32';
  /** True where a row's sum is multiplied by a scale of its own. */
  readonly scaled: boolean;
}

const float32: Element = {
  name: 'f32',
  rowShift: 2,
  queryShift: 2,
  step: 4,
  wide: (acc, rowAt, row, queryAt, query) => v128.f32x4Add(acc, v128.f32x4Mul(v128.load(rowAt, row), v128.load(queryAt, query))),
  narrow: (sum, rowAt, queryAt) => f32.add(sum, f32.mul(f32.load(rowAt), f32.load(queryAt))),
  sumType: 'f32',
  scaled: false,
};

/** Sign, exponent and fraction of a float16 after sign extension and a shift by 13: a float32, times 2^-112. */
const HALF_BITS = 0x8fffe000 | 0;

/** Halves become float32 times 2^-112, subnormal ones too; the query is given times 2^112. */
const float16: Element = {
  name: 'f16',
  rowShift: 1,
  queryShift: 2,
  step: 4,
  wide(acc, rowAt, row, queryAt, query) {
    const value = v128.and(v128.i32x4Shl(v128.load16x4S(rowAt, row), i32.const(13)), v128.i32x4Splat(i32.const(HALF_BITS)));
    return v128.f32x4Add(acc, v128.f32x4Mul(value, v128.load(queryAt, query)));
  },
  narrow(sum, rowAt, queryAt) {
    const value = f32.reinterpretI32(i32.and(i32.shl(i32.load16S(rowAt), i32.const(13)), i32.const(HALF_BITS)));
    return f32.add(sum, f32.mul(value, f32.load(queryAt)));
  },
  sumType: 'f32',
  scaled: false,
};

/** int8 rows against an int16 query, so small that an int32 holds every sum: queryLimit. */
const int8: Element = {
  name: 'i8',
  rowShift: 0,
  queryShift: 1,
  step: 8,
  wide: (acc, rowAt, row, queryAt, query) => v128.i32x4Add(acc, v128.i32x4DotI16x8(v128.load8x8S(rowAt, row), v128.load(queryAt, query))),
  narrow: (sum, rowAt, queryAt) => i32.add(sum, i32.mul(i32.load8S(rowAt), i32.load16S(queryAt))),
  sumType: 'i32',
  scaled: true,
};

/** Largest entry of a query of the int8 kernel. */
export function queryLimit(dim: number): number {
  return Math.min(32767, Math.floor((2 ** 31 - 1) / (127 * dim)));
}

/**
 * out[r] = Σ_i rows[r, i] · query[i], times scales[r] in the int8 kernel, for rows [nRows, dim] without padding.
 * rows, query, out and scales are addresses in bytes; query, out and scales are multiples of 4.
 */
export type Kernel = (rows: number, nRows: number, dim: number, query: number, out: number, scales: number) => void;

function kernel({ name, rowShift, queryShift, step, wide, narrow, sumType, scaled }: Element): FunctionWriter {
  const f = new FunctionWriter(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [row, nRows, dim, query, out, scales] = f.params;
  const local = (type: 'i32' | 'v128' | 'f32') => f.local(type);
  const [rowBytes, wideBytes, outEnd, wideEnd, rowEnd, queryAt] = Array.from({ length: 6 }, () => local('i32'));
  const chains = Array.from({ length: CHAINS }, () => local('v128'));
  const sum = local(sumType);
  const advance = (variable: typeof row, bytes: number) => variable.set(i32.add(variable.get, i32.const(bytes)));
  const steps = [...Array(UNROLL).keys()].map((s) => {
    const acc = chains[s % CHAINS];
    return acc.set(wide(acc.get, row.get, s * (step << rowShift), queryAt.get, s * (step << queryShift)));
  });
  const [lane, add, addAll] = sumType === 'f32' ? [v128.f32x4Lane, f32.add, v128.f32x4Add] : [v128.i32x4Lane, i32.add, v128.i32x4Add];
  const total = chains.map(({ get }) => get).reduce((a, b) => addAll(a, b));
  const value = sumType === 'f32' ? sum.get : f32.convertI32S(sum.get);
  f.emit(
    rowBytes.set(i32.shl(dim.get, i32.const(rowShift))),
    wideBytes.set(i32.shl(i32.and(dim.get, i32.const(-step * UNROLL)), i32.const(rowShift))),
    outEnd.set(i32.add(out.get, i32.shl(nRows.get, i32.const(2)))),
    whileLoop(i32.ltU(out.get, outEnd.get), [
      ...chains.flatMap((acc) => acc.set(v128.zero)),
      ...queryAt.set(query.get),
      ...wideEnd.set(i32.add(row.get, wideBytes.get)),
      ...rowEnd.set(i32.add(row.get, rowBytes.get)),
      ...whileLoop(i32.ltU(row.get, wideEnd.get), [...steps.flat(), ...advance(row, (step * UNROLL) << rowShift), ...advance(queryAt, (step * UNROLL) << queryShift)]),
      ...chains[0].set(total),
      ...sum.set(add(add(lane(0, chains[0].get), lane(1, chains[0].get)), add(lane(2, chains[0].get), lane(3, chains[0].get)))),
      ...whileLoop(i32.ltU(row.get, rowEnd.get), [...sum.set(narrow(sum.get, row.get, queryAt.get)), ...advance(row, 1 << rowShift), ...advance(queryAt, 1 << queryShift)]),
      ...f32.store(out.get, scaled ? f32.mul(value, f32.load(scales.get)) : value),
      ...advance(out, 4),
      ...(scaled ? advance(scales, 4) : []),
    ]),
  );
  return f;
}

let bytes: Uint8Array<ArrayBuffer> | null = null;

/** A WebAssembly module that imports `env.memory` and exports one function a kernel name. */
export function kernelModule(): Uint8Array<ArrayBuffer> {
  bytes ??= moduleBytes([float32, float16, int8].map(kernel));
  return bytes;
}
