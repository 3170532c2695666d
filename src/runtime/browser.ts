/** ONNX Runtime in a browser worker: WebGPU with resident weights, or WASM with threads. Serves its own binaries, never a CDN's. */
import type * as Ort from 'onnxruntime-common';
import { UserError } from '../errors.ts';
import { emitOnnx } from '../graph/emit.ts';
import { Graph } from '../graph/graph.ts';
import { add } from '../graph/ops/elementwise.ts';
import { compileSession, SerialQueue, unwrapDeviceTensor, wrapDeviceTensor, type OrtModule, type SessionSettings } from './ortSession.ts';
import type { DeviceTensor, GpuAccess, HostTensor, Runtime, TensorData, WeightReader } from './types.ts';

type OrtWeb = OrtModule & { readonly env: Ort.Env };

/** Without cross-origin isolation there is no shared memory, hence one thread. */
export function availableThreads(): number {
  return globalThis.crossOriginIsolated ? Math.max(1, Math.min(8, navigator.hardwareConcurrency ?? 1)) : 1;
}

async function loadWasmBuild(): Promise<OrtWeb> {
  const [ort, { default: mjs }, { default: wasm }] = await Promise.all([
    import('onnxruntime-web/wasm'),
    import('onnxruntime-web/ort-wasm-simd-threaded.mjs?url'),
    import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url'),
  ]);
  return configured(ort as unknown as OrtWeb, mjs, wasm);
}

async function loadWebGpuBuild(): Promise<OrtWeb> {
  const [ort, { default: mjs }, { default: wasm }] = await Promise.all([
    import('onnxruntime-web/webgpu'),
    import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url'),
    import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'),
  ]);
  return configured(ort as unknown as OrtWeb, mjs, wasm);
}

function configured(ort: OrtWeb, mjs: string, wasm: string): OrtWeb {
  ort.env.wasm.wasmPaths = { mjs: absolute(mjs), wasm: absolute(wasm) };
  ort.env.wasm.numThreads = availableThreads();
  ort.env.logLevel = 'error';
  return ort;
}

function absolute(url: string): string {
  return new URL(url, globalThis.location.href).href;
}

/** One turn of the event loop without the clamped delay of timers. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

function wasmRuntimeOn(ort: OrtWeb, queue: SerialQueue): Runtime {
  const settings: SessionSettings = {
    ort,
    options: { executionProviders: ['wasm'], logSeverityLevel: 3 },
    queue,
    keptLocation: 'cpu',
    makeResident: null,
    pause: nextTurn,
  };
  return { provider: 'wasm', threads: availableThreads(), float16: false, gpu: null, compile: (graph, weights, following) => compileSession(settings, graph, weights, following), dispose: async () => {} };
}

/** Ready to compile at once: ONNX Runtime fetches and compiles its 14 MB and starts its threads with the first session. */
export async function wasmRuntime(): Promise<Runtime> {
  const ort = await loadWasmBuild();
  const { session } = await addsOne(ort, { executionProviders: ['wasm'], logSeverityLevel: 3 });
  await session.release();
  return wasmRuntimeOn(ort, new SerialQueue());
}

export interface WebGpuRuntimes {
  readonly webgpu: Runtime;
  /** The same build on the CPU, for the parity probe and for falling back. */
  readonly wasm: Runtime;
}

/** @throws UserError when the device cannot be had */
export async function webGpuRuntimes(): Promise<WebGpuRuntimes> {
  const ort = await loadWebGpuBuild();
  const queue = new SerialQueue();
  const options: Ort.InferenceSession.SessionOptions = { executionProviders: ['webgpu'], logSeverityLevel: 3 };
  const { device, close } = await openDevice(ort, options);
  // By reader and name, not by array: a reader may give the same weight in a fresh array to each session.
  const resident = new WeakMap<WeightReader, Map<string, Ort.Tensor>>();
  const settings: SessionSettings = {
    ort,
    options,
    queue,
    pause: nextTurn,
    keptLocation: 'gpu-buffer',
    makeResident: async (weights, name) => {
      const known = resident.get(weights) ?? new Map<string, Ort.Tensor>();
      resident.set(weights, known);
      const held = known.get(name) ?? upload(ort, device, await weights.weight(name));
      known.set(name, held);
      return held;
    },
  };
  const gpu: GpuAccess = {
    device,
    bufferOf: (tensor: DeviceTensor) => unwrapDeviceTensor(tensor).gpuBuffer as GPUBuffer,
    tensorFrom: (buffer, dims) => wrapDeviceTensor(fromBuffer(ort, buffer, 'float32', dims)),
  };
  const webgpu: Runtime = {
    provider: 'webgpu',
    threads: availableThreads(),
    // ONNX Runtime asks for this feature where the adapter has it.
    float16: device.features.has('shader-f16'),
    gpu,
    compile: (graph, weights, following) => compileSession(settings, graph, weights, following),
    dispose: close,
  };
  return { webgpu, wasm: wasmRuntimeOn(ort, queue) };
}

/** ONNX Runtime makes its device with the first session and drops it with the last, so this one stays open; our kernels share the device. */
async function openDevice(ort: OrtWeb, options: Ort.InferenceSession.SessionOptions): Promise<{ device: GPUDevice; close: () => Promise<void> }> {
  try {
    const { session, sum } = await addsOne(ort, options);
    if (sum !== 1) throw new Error('internal: the first GPU computation was wrong');
    const device = (await ort.env.webgpu.device) as GPUDevice;
    return { device, close: () => session.release() };
  } catch (error) {
    throw new UserError('engine', `WebGPU does not start: ${error instanceof Error ? error.message : String(error)}`, 'The page runs on WebAssembly instead; a newer graphics driver or browser may help.');
  }
}

/** The smallest session that computes, run once on zeros. */
async function addsOne(ort: OrtWeb, options: Ort.InferenceSession.SessionOptions): Promise<{ session: Ort.InferenceSession; sum: number }> {
  const g = new Graph('adds-one');
  const x = g.input('x', 'float32', [4]);
  g.output('y', add(g, x, g.scalar(1)));
  const session = await ort.InferenceSession.create(emitOnnx(g, { weights: 'inputs' }), options);
  const { y } = await session.run({ x: new ort.Tensor('float32', new Float32Array(4), [4]) });
  return { session, sum: (y.data as Float32Array)[0] };
}

function upload(ort: OrtWeb, device: GPUDevice, { data, dims }: HostTensor): Ort.Tensor {
  const size = Math.ceil(data.byteLength / 16) * 16;
  const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST, mappedAtCreation: true });
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  buffer.unmap();
  return fromBuffer(ort, buffer, elementType(data), dims);
}

function fromBuffer(ort: OrtWeb, buffer: GPUBuffer, dataType: 'float32' | 'float16' | 'int32' | 'uint8', dims: readonly number[]): Ort.Tensor {
  const make = ort.Tensor as unknown as typeof Ort.Tensor;
  return make.fromGpuBuffer(buffer as never, { dataType, dims: [...dims] });
}

function elementType(data: TensorData): 'float32' | 'float16' | 'int32' | 'uint8' {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint16Array) return 'float16';
  if (data instanceof Int8Array) throw new Error('internal: int8 weights do not run on WebGPU');
  return 'uint8';
}
