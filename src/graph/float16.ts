/** The pass that turns a float32 inference graph into float16 arithmetic, wide where the range or the sum needs it. Knows no model. */
import { checkGraph } from './check.ts';
import { Graph, type Node, type Value } from './graph.ts';
import { cast } from './ops/cast.ts';
import { clamp } from './ops/clamp.ts';
import { halfWeightName } from './ops/quantized.ts';
import { prune } from './prune.ts';

/**
 * Constants and inputs larger than this are cut to it. It stands for minus infinity in attention masks: float16 ends at
 * 65504, and scores may be added on either side; exp(−30000) is 0 in float32 as well.
 */
export const HALF_BOUND = 30_000;

/** Computed in float32, and all that follows from them: sums and powers leave float16's range, logarithms its precision. */
const WIDE = new Set(['LogSumExp', 'LogSoftmax', 'ReduceSum', 'ReduceMean', 'Exp', 'Log', 'Sqrt']);

/** Computed in float32, and narrowed again: what comes out lies in [0, 1]. */
const WIDE_INSIDE = new Set(['Softmax']);

/** Ops of float32 alone. */
const NEVER_HALF = new Set(['Int8MatMul', 'Int8CentredMatMul', 'Int8Gather']);

export interface Float16Options {
  /** Inputs and outputs by name that are float16 themselves, such as caches that one graph hands to the next; all others stay float32. */
  readonly keepsHalf?: (name: string) => boolean;
}

/**
 * The same graph with float16 weights (named by halfWeightName) and activations. LayerNormalization takes float16 and keeps
 * its mean and variance in float32 inside the kernel.
 */
export function toFloat16(graph: Graph, { keepsHalf = () => false }: Float16Options = {}): Graph {
  const g = new Graph(graph.name);
  const pass = new Narrowing(g);
  for (const input of graph.inputs) pass.input(input, keepsHalf(input.name));
  for (const param of graph.params) pass.set(param, param.dtype === 'float32' ? g.param(halfWeightName(param.name), param.shape, 'float16') : g.param(param.name, param.shape, param.dtype));
  for (const { value, data } of graph.constants.values()) pass.constant(value, data);
  for (const node of graph.nodes) pass.node(node);
  for (const { name, value } of graph.outputs) g.output(name, pass.as(value, value.dtype === 'float32' && !keepsHalf(name) ? 'float32' : 'float16'));
  prune(g);
  checkGraph(g, 'float16');
  return g;
}

class Narrowing {
  readonly #g: Graph;
  /** Values of the old graph in the new one, in the type that they were computed in. */
  readonly #values = new Map<Value, Value>();
  /** Old values that stay float32 in all that follows. */
  readonly #wide = new Set<Value>();
  readonly #casts = new Map<string, Value>();

  constructor(g: Graph) {
    this.#g = g;
  }

  set(old: Value, now: Value): void {
    this.#values.set(old, now);
  }

  input(old: Value, half: boolean): void {
    if (old.dtype !== 'float32' || half) return this.set(old, this.#g.input(old.name, half ? 'float16' : old.dtype, old.shape));
    const input = this.#g.input(old.name, 'float32', old.shape);
    // The clamp costs nothing beside the cast, and a mask of −1e9 becomes no infinity.
    this.set(old, clamp(this.#g, input, HALF_BOUND));
  }

  constant(old: Value, data: readonly number[]): void {
    const bounded = old.dtype === 'float32' ? data.map((v) => Math.min(HALF_BOUND, Math.max(-HALF_BOUND, v))) : data;
    this.set(old, this.#g.constant(bounded, old.shape as number[], old.dtype));
  }

  node(node: Node): void {
    const { name } = node.op;
    if (NEVER_HALF.has(name)) throw new Error(`internal: ${name} of graph ${this.#g.name} has no float16 form; use block formats`);
    const wide = WIDE.has(name) || node.inputs.some((x) => this.#wide.has(x));
    const type = wide || WIDE_INSIDE.has(name) ? 'float32' : 'float16';
    const scopes = node.outputs[0].name.split('.').slice(0, -1).join('.');
    const apply = () => this.#g.apply(node.op, node.inputs.map((x) => this.as(x, type)), node.attrs);
    const outputs = scopes ? this.#g.scope(scopes, apply) : apply();
    node.outputs.forEach((old, i) => {
      this.set(old, outputs[i]);
      if (wide) this.#wide.add(old);
    });
  }

  /** The new value of an old one as that float type; other types pass through. */
  as(old: Value, type: 'float32' | 'float16'): Value {
    const value = this.#values.get(old)!;
    if (value.dtype !== 'float32' && value.dtype !== 'float16') return value;
    const key = `${value.name}:${type}`;
    const known = this.#casts.get(key);
    if (known) return known;
    const made = cast(this.#g, value, type);
    this.#casts.set(key, made);
    return made;
  }
}
