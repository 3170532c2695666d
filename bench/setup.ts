/** What several benchmarks start from: a runtime, random weights for a graph, random tensors. Measures nothing. */
import type { Graph } from '../src/graph/graph.ts';
import { fillNormal, randomWeight, uniform } from '../src/models/checkpoint/randomWeights.ts';
import type { HostTensor, Runtime, WeightSource } from '../src/runtime/types.ts';
import type { Settings } from './report.ts';

export async function openRuntime({ provider, threads }: Settings): Promise<Runtime> {
  // Each pulls in its own build of ONNX Runtime.
  if (provider === 'wasm') return (await import('../src/runtime/wasmNode.ts')).wasmNodeRuntime({ threads });
  return (await import('../src/runtime/node.ts')).nodeRuntime({ threads });
}

/** Float weights for the parameters of a float graph, drawn at their first use and kept, so that all formats pack the same ones. */
export class RandomWeights implements WeightSource {
  readonly #dims: ReadonlyMap<string, readonly number[]>;
  readonly #drawn = new Map<string, HostTensor>();

  constructor(graph: Graph) {
    this.#dims = new Map(graph.params.map((p) => [p.name, p.shape as readonly number[]]));
  }

  weight(name: string): HostTensor {
    let tensor = this.#drawn.get(name);
    if (!tensor) {
      const dims = this.#dims.get(name);
      if (!dims) throw new Error(`internal: the graph has no weight ${name}`);
      tensor = { dims, data: randomWeight(name, dims, 1) };
      this.#drawn.set(name, tensor);
    }
    return tensor;
  }
}

/** Normal(0, 1), the same at every call with the same label. */
export function randomTensor(label: string, dims: readonly number[]): { readonly dims: readonly number[]; readonly data: Float32Array } {
  const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  fillNormal(data, uniform(1, label));
  return { dims, data };
}

/** Whole numbers in [from, to), the same at every call with the same label. */
export function randomIds(label: string, length: number, from: number, to: number): number[] {
  const next = uniform(1, label);
  return Array.from({ length }, () => from + Math.floor(next() * (to - from)));
}

export const MEGABYTE = 1e6;
