/** Tensors and sessions as the rest of the program sees them: nothing here names ONNX Runtime. */
import type { Graph } from '../graph/graph.ts';

export type TensorData = Float32Array | Int32Array | Uint8Array | Int8Array | Uint16Array;

/** A tensor in JavaScript memory. */
export interface HostTensor {
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** A tensor that stays where the provider holds it; opaque outside the runtime. Dispose it when done. */
export interface DeviceTensor {
  readonly dims: readonly number[];
  readonly device: object;
  dispose(): void;
}

export type Feeds = Readonly<Record<string, HostTensor | DeviceTensor>>;

/** Weights by name, in the type that the graph declares for them. */
export interface WeightSource {
  weight(name: string): HostTensor;
}

/** The same where a weight may first have to be read or packed. Asked for one at a time, so that a reader may drop each after the next. */
export interface WeightReader {
  weight(name: string): HostTensor | Promise<HostTensor>;
}

export interface Session {
  readonly name: string;
  /** Runs the graph; all outputs come back in JavaScript memory. */
  run(feeds: Feeds): Promise<Record<string, HostTensor>>;
  /** Runs the graph; the outputs named in `keep` stay with the provider. */
  runKeeping(feeds: Feeds, keep: readonly string[]): Promise<Record<string, HostTensor | DeviceTensor>>;
  dispose(): Promise<void>;
}

/** How a long compilation is followed, and given up before its end; the session itself is made in one go. */
export interface CompileOptions {
  readonly signal?: AbortSignal;
  /** Weights taken up so far. */
  readonly onWeight?: (done: number, total: number) => void;
}

export interface Runtime {
  readonly provider: 'cpu' | 'wasm' | 'webgpu';
  readonly threads: number;
  /** Computes in float16 itself, rather than by casts to float32 and back around each op. */
  readonly float16: boolean;
  /** Compiles the graph. With `weights`, parameters are baked in; without, they are fed at each run. */
  compile(graph: Graph, weights?: WeightReader, options?: CompileOptions): Promise<Session>;
  /** The GPU buffer behind a device tensor, for our own kernels; null where there is none. */
  readonly gpu: GpuAccess | null;
  dispose(): Promise<void>;
}

export interface GpuAccess {
  readonly device: GPUDevice;
  bufferOf(tensor: DeviceTensor): GPUBuffer;
  /** Wraps a buffer of ours as a float32 tensor that a session can read. */
  tensorFrom(buffer: GPUBuffer, dims: readonly number[]): DeviceTensor;
}
