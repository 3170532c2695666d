/**
 * Writes WebAssembly modules, byte by byte, as far as the scan kernels need them (WebAssembly 2.0 core specification,
 * chapter 5, binary format). An expression is the list of its bytes. Knows no kernel.
 */

export type Code = readonly number[];

export type ValueType = 'i32' | 'f32' | 'v128';

const TYPE_BYTE: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    const last = (value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

const concat = (...parts: readonly Code[]): number[] => parts.flatMap((part) => [...part]);
const vector = (items: readonly Code[]): number[] => concat(unsigned(items.length), ...items);
const sized = (content: Code): number[] => concat(unsigned(content.length), content);

const simd = (op: number): number[] => [0xfd, ...unsigned(op)];
const binary = (op: Code) => (a: Code, b: Code): number[] => concat(a, b, op);
const unary = (op: Code) => (a: Code): number[] => concat(a, op);

export const i32 = {
  const: (value: number) => [0x41, ...signed(value)],
  add: binary([0x6a]),
  mul: binary([0x6c]),
  and: binary([0x71]),
  shl: binary([0x74]),
  /** Unsigned a < b. */
  ltU: binary([0x49]),
  load8S: (address: Code, offset = 0) => concat(address, [0x2c, 0, ...unsigned(offset)]),
  load16S: (address: Code, offset = 0) => concat(address, [0x2e, 1, ...unsigned(offset)]),
};

export const f32 = {
  add: binary([0x92]),
  mul: binary([0x94]),
  convertI32S: unary([0xb2]),
  reinterpretI32: unary([0xbe]),
  load: (address: Code, offset = 0) => concat(address, [0x2a, 2, ...unsigned(offset)]),
  store: (address: Code, value: Code) => concat(address, value, [0x38, 2, 0]),
};

/** Alignment hints are 0: rows begin anywhere. */
export const v128 = {
  zero: [...simd(0x0c), ...new Array<number>(16).fill(0)] as Code,
  load: (address: Code, offset = 0) => concat(address, simd(0x00), [0, ...unsigned(offset)]),
  /** 8 bytes as i16x8, and 4 i16 as i32x4, sign-extended. */
  load8x8S: (address: Code, offset = 0) => concat(address, simd(0x01), [0, ...unsigned(offset)]),
  load16x4S: (address: Code, offset = 0) => concat(address, simd(0x03), [0, ...unsigned(offset)]),
  and: binary(simd(0x4e)),
  f32x4Add: binary(simd(0xe4)),
  f32x4Mul: binary(simd(0xe6)),
  f32x4Lane: (lane: number, a: Code) => concat(a, simd(0x1f), [lane]),
  i32x4Splat: unary(simd(0x11)),
  i32x4Lane: (lane: number, a: Code) => concat(a, simd(0x1b), [lane]),
  i32x4Add: binary(simd(0xae)),
  i32x4Shl: binary(simd(0xab)),
  /** Sums of neighbouring products: i16x8 · i16x8 -> i32x4. */
  i32x4DotI16x8: binary(simd(0xba)),
};

/** while (condition) { body } */
export function whileLoop(condition: Code, body: Code): number[] {
  // block { loop { br_if !condition out; body; br loop } }
  return concat([0x02, 0x40, 0x03, 0x40], condition, [0x45, 0x0d, 1], body, [0x0c, 0, 0x0b, 0x0b]);
}

export class Variable {
  readonly type: ValueType;
  readonly index: number;
  readonly get: Code;

  constructor(type: ValueType, index: number) {
    this.type = type;
    this.index = index;
    this.get = [0x20, ...unsigned(index)];
  }

  set(value: Code): number[] {
    return concat(value, [0x21, ...unsigned(this.index)]);
  }
}

/** A function under construction: parameters first, then locals as they are asked for. */
export class FunctionWriter {
  readonly name: string;
  readonly params: readonly Variable[];
  readonly #locals: Variable[] = [];
  readonly #code: number[] = [];

  constructor(name: string, params: readonly ValueType[]) {
    this.name = name;
    this.params = params.map((type, index) => new Variable(type, index));
  }

  local(type: ValueType): Variable {
    const made = new Variable(type, this.params.length + this.#locals.length);
    this.#locals.push(made);
    return made;
  }

  emit(...code: readonly Code[]): void {
    for (const part of code) this.#code.push(...part);
  }

  get type(): number[] {
    return concat([0x60], vector(this.params.map(({ type }) => [TYPE_BYTE[type]])), [0]);
  }

  get body(): number[] {
    const locals = vector(this.#locals.map(({ type }) => [1, TYPE_BYTE[type]]));
    return sized(concat(locals, this.#code, [0x0b]));
  }
}

/** A module that imports memory `env.memory` and exports functions without results. */
export function moduleBytes(functions: readonly FunctionWriter[]): Uint8Array<ArrayBuffer> {
  const name = (text: string) => sized([...new TextEncoder().encode(text)]);
  const section = (id: number, content: Code) => concat([id], sized(content));
  const indexes = functions.map((_, i) => unsigned(i));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(functions.map(({ type }) => type))),
    ...section(2, vector([concat(name('env'), name('memory'), [0x02, 0x00, 0])])),
    ...section(3, vector(indexes)),
    ...section(7, vector(functions.map((f, i) => concat(name(f.name), [0x00], indexes[i])))),
    ...section(10, vector(functions.map(({ body }) => body))),
  ]);
}
