/** Writes a checked graph as an ONNX model: ops become nodes, weights become inputs or external initializers. Knows no provider. */
import { serializeModel, type OnnxInitializer, type OnnxNode } from '../onnx/model.ts';
import { checkGraph } from './check.ts';
import type { EmitContext, Graph } from './graph.ts';

/** Where the bytes of one weight lie in the data file beside the model. */
export interface WeightLocation {
  readonly offset: number;
  readonly length: number;
}

export interface EmitOptions {
  /**
   * 'inputs': every weight is a graph input (training; buffers shared by several sessions).
   * A map: weights are initializers at these places of the external file `weights.bin`.
   */
  readonly weights: 'inputs' | ReadonlyMap<string, WeightLocation>;
}

export const WEIGHTS_FILE = 'weights.bin';

export function emitOnnx(graph: Graph, { weights }: EmitOptions): Uint8Array<ArrayBuffer> {
  checkGraph(graph, 'emit');
  const context = new Emitter(graph);
  for (const node of graph.nodes) node.op.emit(context, node);
  const produced = new Set(graph.nodes.flatMap((n) => n.outputs.map((v) => v.name)));
  const outputs = graph.outputs.map(({ name, value }) => {
    // An output that is an input, a constant or another output's value still needs a tensor of its own name.
    context.node('Identity', [value.name], [name]);
    return { name, type: value.dtype, shape: value.shape };
  });
  if (produced.size === 0) throw new Error(`internal: graph ${graph.name} computes nothing`);
  const asInfo = (v: { name: string; dtype: OnnxInitializer['type']; shape: readonly (number | string)[] }) => ({ name: v.name, type: v.dtype, shape: v.shape });
  const external = weights === 'inputs' ? [] : graph.params.map((p) => externalInitializer(p, weights.get(p.name)));
  return serializeModel({
    graphName: graph.name,
    nodes: context.nodes,
    inputs: [...graph.inputs, ...(weights === 'inputs' ? graph.params : [])].map(asInfo),
    outputs,
    initializers: [...context.initializers, ...external],
  });
}

function externalInitializer(param: Graph['params'][number], location: WeightLocation | undefined): OnnxInitializer {
  if (!location) throw new Error(`internal: no bytes for the weight ${param.name}`);
  return { name: param.name, type: param.dtype, dims: param.shape as number[], external: { location: WEIGHTS_FILE, ...location } };
}

class Emitter implements EmitContext {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #graph: Graph;
  readonly #cache = new Map<string, string>();
  #counter = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
    for (const { value, data } of graph.constants.values())
      this.initializers.push({ name: value.name, type: value.dtype, dims: value.shape as number[], data: encode(data, value.dtype) });
  }

  node(opType: string, inputs: readonly string[], outputs: readonly string[], attributes: OnnxNode['attributes'] = {}, domain?: string): void {
    this.nodes.push({ opType, domain, name: `${opType}:${outputs[0]}`, inputs, outputs, attributes });
  }

  temp(hint: string): string {
    return `${hint}~${this.#counter++}`;
  }

  ints(values: readonly number[] | number): string {
    const list = typeof values === 'number' ? [values] : values;
    const dims = typeof values === 'number' ? [] : [list.length];
    return this.#constant(`ints[${dims}]:${list.join()}`, { type: 'int64', dims, data: encode(list, 'int64') });
  }

  float(value: number): string {
    return this.#constant(`float:${value}`, { type: 'float32', dims: [], data: encode([value], 'float32') });
  }

  dim(dim: string): string {
    return this.#once(`dim:${dim}`, (name) => {
      for (const source of this.#graph.inputs) {
        const axis = source.shape.indexOf(dim);
        if (axis < 0) continue;
        this.node('Shape', [source.name], [name], { start: { kind: 'int', value: axis }, end: { kind: 'int', value: axis + 1 } });
        return;
      }
      for (const symbolOp of [['+', 'Add'], ['*', 'Mul']] as const) {
        const parts = dim.split(symbolOp[0]);
        if (parts.length === 1) continue;
        const names = parts.map((part) => (/^-?\d+$/.test(part) ? this.ints([Number(part)]) : this.dim(part)));
        names.reduce((left, right, i) => {
          const out = i === names.length - 1 ? name : this.temp(name);
          this.node(symbolOp[1], [left, right], [out]);
          return out;
        });
        return;
      }
      throw new Error(`internal: no input of graph ${this.#graph.name} has the dim ${dim}`);
    });
  }

  #constant(key: string, tensor: Omit<OnnxInitializer, 'name'> & { data: Uint8Array }): string {
    return this.#once(key, (name) => this.initializers.push({ ...tensor, name }));
  }

  #once(key: string, make: (name: string) => void): string {
    const known = this.#cache.get(key);
    if (known) return known;
    const name = `${key}~`;
    this.#cache.set(key, name);
    make(name);
    return name;
  }
}

function encode(values: readonly number[], type: OnnxInitializer['type']): Uint8Array {
  switch (type) {
    case 'float32':
      return new Uint8Array(Float32Array.from(values).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(values).buffer);
    case 'bool':
    case 'uint8':
      return Uint8Array.from(values);
    case 'int8':
      return new Uint8Array(Int8Array.from(values).buffer);
    case 'float16':
      throw new Error('internal: float16 constants are made by casting');
  }
}
