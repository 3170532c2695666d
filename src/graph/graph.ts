/** The graph itself: values in single-assignment form, nodes in execution order, and the record that defines an op. Knows no concrete op. */
import type { OnnxNode } from '../onnx/model.ts';
import type { DType, Shape, TensorType } from './types.ts';

export interface Value extends TensorType {
  /** Unique within its graph. */
  readonly name: string;
}

export type Attrs = Readonly<Record<string, unknown>>;

export interface Node {
  readonly op: OpDef;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attrs: Attrs;
}

/** What an op's emit may use to write ONNX nodes. */
export interface EmitContext {
  /** Adds a node; outputs are named by the caller. */
  node(opType: string, inputs: readonly string[], outputs: readonly string[], attributes?: OnnxNode['attributes'], domain?: string): void;
  /** A fresh name for an intermediate tensor. */
  temp(hint: string): string;
  /** An int64 constant vector (or scalar when given a number). */
  ints(values: readonly number[] | number): string;
  /** A float32 scalar constant. */
  float(value: number): string;
  /** Name of a one-element int64 vector with the run-time size of a symbolic dim. */
  dim(dim: string): string;
}

/** One op, whole: how types flow, which ONNX nodes it becomes, and how gradients flow back. */
export interface OpDef {
  readonly name: string;
  infer(inputs: readonly TensorType[], attrs: Attrs): readonly TensorType[];
  emit(context: EmitContext, node: Node): void;
  /**
   * Vector-Jacobian product. @param outputGrads one per output; null where nothing flows.
   * @returns one per input; null where no gradient is defined (ids, masks).
   */
  vjp?(b: GraphLike, node: Node, outputGrads: readonly (Value | null)[]): readonly (Value | null)[];
}

/** The part of the graph that ops need to build their gradients. */
export interface GraphLike {
  apply(op: OpDef, inputs: readonly Value[], attrs?: Attrs): readonly Value[];
  scalar(value: number): Value;
}

/** A weight: named as in the checkpoint; its bytes come when the graph is compiled. */
export interface Param extends Value {
  readonly param: true;
}

export class Graph implements GraphLike {
  readonly name: string;
  readonly inputs: Value[] = [];
  readonly params: Param[] = [];
  readonly constants = new Map<string, { value: Value; data: readonly number[] }>();
  readonly outputs: { readonly name: string; readonly value: Value }[] = [];
  nodes: Node[] = [];
  #scope: string[] = [];
  #counter = 0;
  #names = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  input(name: string, dtype: DType, shape: Shape): Value {
    const value = { name: this.#claim(name), dtype, shape };
    this.inputs.push(value);
    return value;
  }

  /** The weight of that name, made at its first use. @throws when used again with another type. */
  param(name: string, shape: Shape, dtype: DType = 'float32'): Param {
    const known = this.params.find((p) => p.name === name);
    if (known) {
      if (known.dtype !== dtype || known.shape.join() !== shape.join())
        throw new Error(`param ${name}: used as ${dtype}[${shape.join(', ')}] and as ${known.dtype}[${known.shape.join(', ')}]`);
      return known;
    }
    const param: Param = { name: this.#claim(name), dtype, shape, param: true };
    this.params.push(param);
    return param;
  }

  constant(data: readonly number[], shape: readonly number[], dtype: DType = 'float32'): Value {
    const key = `${dtype}[${shape.join()}]:${data.join()}`;
    const known = this.constants.get(key);
    if (known) return known.value;
    const value = { name: this.#fresh('const'), dtype, shape };
    this.constants.set(key, { value, data });
    return value;
  }

  scalar(value: number): Value {
    return this.constant([value], []);
  }

  output(name: string, value: Value): void {
    this.outputs.push({ name, value });
  }

  /** Names of nodes made inside start with `name.`. */
  scope<T>(name: string, body: () => T): T {
    this.#scope.push(name);
    try {
      return body();
    } finally {
      this.#scope.pop();
    }
  }

  apply(op: OpDef, inputs: readonly Value[], attrs: Attrs = {}): readonly Value[] {
    let types: readonly TensorType[];
    try {
      types = op.infer(inputs, attrs);
    } catch (error) {
      const where = this.#scope.length ? ` (in ${this.#scope.join('.')})` : '';
      throw new Error(`${(error as Error).message}${where}`, { cause: error });
    }
    const outputs = types.map((type) => ({ ...type, name: this.#fresh(op.name) }));
    this.nodes.push({ op, inputs, outputs, attrs });
    return outputs;
  }

  #fresh(hint: string): string {
    return this.#claim([...this.#scope, `${hint.toLowerCase()}_${this.#counter++}`].join('.'));
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw new Error(`internal: the name ${name} is taken in graph ${this.name}`);
    this.#names.add(name);
    return name;
  }
}

/** Applies an op of one output. */
export function apply1(g: GraphLike, op: OpDef, inputs: readonly Value[], attrs?: Attrs): Value {
  return g.apply(op, inputs, attrs)[0];
}
