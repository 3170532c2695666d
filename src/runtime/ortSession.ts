/** Compiles graphs into ONNX Runtime sessions and converts tensors both ways; the ONNX Runtime build is handed in. */
import type * as Ort from 'onnxruntime-common';
import { emitOnnx, WEIGHTS_FILE, type WeightLocation } from '../graph/emit.ts';
import type { Graph, Param } from '../graph/graph.ts';
import { BYTES_PER_ELEMENT } from '../graph/types.ts';
import { throwIfAborted } from '../errors.ts';
import type { CompileOptions, DeviceTensor, Feeds, HostTensor, Session, TensorData, WeightReader } from './types.ts';

export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;

/** Runs one call at a time: ONNX Runtime's WebAssembly builds are not reentrant. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task, task);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

class OrtDeviceTensor implements DeviceTensor {
  readonly device: Ort.Tensor;

  constructor(device: Ort.Tensor) {
    this.device = device;
  }

  get dims(): readonly number[] {
    return this.device.dims;
  }

  dispose(): void {
    this.device.dispose();
  }
}

export function wrapDeviceTensor(tensor: Ort.Tensor): DeviceTensor {
  return new OrtDeviceTensor(tensor);
}

export function unwrapDeviceTensor(tensor: DeviceTensor): Ort.Tensor {
  if (!(tensor instanceof OrtDeviceTensor)) throw new Error('internal: a device tensor of another runtime');
  return tensor.device;
}

function toOrt(ort: OrtModule, tensor: HostTensor | DeviceTensor): Ort.Tensor {
  if ('device' in tensor) return unwrapDeviceTensor(tensor);
  const { data, dims } = tensor;
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, dims);
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, dims);
  if (data instanceof Int8Array) return new ort.Tensor('int8', data, dims);
  if (data instanceof Uint16Array) return new ort.Tensor('float16', data, dims);
  return new ort.Tensor('uint8', data, dims);
}

export interface SessionSettings {
  readonly ort: OrtModule;
  readonly options: Ort.InferenceSession.SessionOptions;
  readonly queue: SerialQueue;
  /** Where kept outputs live. */
  readonly keptLocation: 'cpu' | 'gpu-buffer';
  /** Feeds weights as inputs at every run from tensors made once; for providers that share buffers among sessions. */
  readonly makeResident: ((weights: WeightReader, name: string) => Promise<Ort.Tensor>) | null;
  /** Lets a worker read its messages (a cancel, say) between runs and between weights: WASM runs block, and promises alone never yield to events. */
  readonly pause?: () => Promise<void>;
}

/** @throws UserError of kind 'cancelled' */
export async function compileSession(settings: SessionSettings, graph: Graph, weights?: WeightReader, following: CompileOptions = {}): Promise<Session> {
  const session = await createSession(settings, graph, weights, following);
  if (following.signal) await settings.pause?.();
  return session;
}

async function createSession(settings: SessionSettings, graph: Graph, weights: WeightReader | undefined, following: CompileOptions): Promise<Session> {
  const each = (take: (param: Param) => Promise<void>): Promise<void> => eachWeight(settings, graph, take, following);
  if (weights && settings.makeResident) return residentSession(settings, graph, weights, settings.makeResident, each);
  // ONNX Runtime refuses an external file of no bytes.
  const baked = weights && graph.params.length > 0 ? await layOut(graph, weights, each) : null;
  const bytes = emitOnnx(graph, { weights: baked ? baked.locations : 'inputs' });
  const session = await settings.queue.run(() =>
    settings.ort.InferenceSession.create(bytes, {
      ...settings.options,
      ...(baked ? { externalData: [{ path: WEIGHTS_FILE, data: baked.bytes }] } : {}),
    }),
  );
  return new OrtSession(settings, graph, session, {});
}

type EachWeight = (take: (param: Param) => Promise<void>) => Promise<void>;

async function eachWeight({ pause }: SessionSettings, { params }: Graph, take: (param: Param) => Promise<void>, { signal, onWeight }: CompileOptions): Promise<void> {
  onWeight?.(0, params.length);
  for (const [i, param] of params.entries()) {
    if (signal) await pause?.();
    throwIfAborted(signal, 'the compilation');
    await take(param);
    onWeight?.(i + 1, params.length);
  }
}

async function residentSession(settings: SessionSettings, graph: Graph, weights: WeightReader, makeResident: NonNullable<SessionSettings['makeResident']>, each: EachWeight): Promise<Session> {
  const resident: Record<string, Ort.Tensor> = {};
  await each(async ({ name }) => {
    resident[name] = await makeResident(weights, name);
  });
  const bytes = emitOnnx(graph, { weights: 'inputs' });
  const preferred = Object.fromEntries(graph.outputs.map((o) => [o.name, settings.keptLocation]));
  const session = await settings.queue.run(() => settings.ort.InferenceSession.create(bytes, { ...settings.options, preferredOutputLocation: preferred }));
  return new OrtSession(settings, graph, session, resident);
}

/** Places all weights in one file image, 64-byte aligned, one after the other: beside the image one weight is alive at a time. */
async function layOut(graph: Graph, weights: WeightReader, each: EachWeight): Promise<{ bytes: Uint8Array; locations: Map<string, WeightLocation> }> {
  const locations = new Map<string, WeightLocation>();
  let end = 0;
  for (const param of graph.params) {
    const length = elementsOf(param) * BYTES_PER_ELEMENT[param.dtype];
    locations.set(param.name, { offset: end, length });
    end += Math.ceil(length / 64) * 64;
  }
  const bytes = new Uint8Array(end);
  await each(async (param) => {
    const { data } = await weights.weight(param.name);
    const { offset, length } = locations.get(param.name)!;
    if (data.length !== elementsOf(param) || data.byteLength !== length) throw new Error(`internal: weight ${param.name} has ${data.length} elements (${data.byteLength} bytes), the graph wants ${elementsOf(param)} (${length} bytes)`);
    bytes.set(asBytes(data), offset);
  });
  return { bytes, locations };
}

const elementsOf = (param: Param): number => (param.shape as number[]).reduce((a, b) => a * b, 1);

function asBytes(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

class OrtSession implements Session {
  readonly name: string;
  readonly #settings: SessionSettings;
  readonly #session: Ort.InferenceSession;
  readonly #resident: Readonly<Record<string, Ort.Tensor>>;

  constructor(settings: SessionSettings, graph: Graph, session: Ort.InferenceSession, resident: Readonly<Record<string, Ort.Tensor>>) {
    this.name = graph.name;
    this.#settings = settings;
    this.#session = session;
    this.#resident = resident;
  }

  async run(feeds: Feeds): Promise<Record<string, HostTensor>> {
    return (await this.runKeeping(feeds, [])) as Record<string, HostTensor>;
  }

  async runKeeping(feeds: Feeds, keep: readonly string[]): Promise<Record<string, HostTensor | DeviceTensor>> {
    const inputs: Record<string, Ort.Tensor> = { ...this.#resident };
    for (const [name, tensor] of Object.entries(feeds)) inputs[name] = toOrt(this.#settings.ort, tensor);
    const outputs = await this.#settings.queue.run(() => this.#session.run(inputs));
    await this.#settings.pause?.();
    const result: Record<string, HostTensor | DeviceTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (keep.includes(name)) result[name] = wrapDeviceTensor(tensor);
      else result[name] = await toHost(tensor);
    }
    return result;
  }

  async dispose(): Promise<void> {
    await this.#settings.queue.run(() => this.#session.release());
  }
}

async function toHost(tensor: Ort.Tensor): Promise<HostTensor> {
  if (tensor.location === 'gpu-buffer') {
    const data = (await tensor.getData(true)) as TensorData;
    return { dims: tensor.dims, data };
  }
  return { dims: tensor.dims, data: tensor.data as TensorData };
}
