/** Chooses the provider in the browser, proves it against WASM, and assembles the session. Runs in the worker only. */
import { throwIfAborted, UserError } from '../errors.ts';
import { requestAdapterInfo, type AdapterReport } from '../gpu/device.ts';
import { Marginalize } from '../gpu/marginalize.ts';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { RagEngine } from '../rag/engine.ts';
import { loadRagModel, type RagModel } from '../rag/model.ts';
import type { Precision } from '../rag/settings.ts';
import { loadVoy } from '../retrieval/voyIndex.ts';
import { loadVoyWasm } from '../retrieval/voyWasmWeb.ts';
import { availableThreads, wasmRuntime, webGpuRuntimes, type WebGpuRuntimes } from '../runtime/browser.ts';
import type { Runtime } from '../runtime/types.ts';
import { exactOnGpu } from './exactOnGpu.ts';
import { lossOf, lostBy } from './gpuLoss.ts';
import type { IndexBackends } from './knowledgeBase.ts';
import { browserPlaces } from './library/browserPlaces.ts';
import { trusted } from './parityProbe.ts';
import { progressOf } from './progress.ts';
import { EMBEDDED, openModel, type OpenedModel } from './models/open.ts';
import { QuantizedWeights } from './models/quantizedWeights.ts';
import type { EngineInfo, ParityProbe, Provider, StartOptions } from './protocol.ts';
import { Session } from './session.ts';

export interface StartedSession {
  readonly session: Session;
  readonly info: EngineInfo;
  /** Resolves when the GPU goes away under the session: its process crashed, its driver was reset. Null without a GPU. */
  readonly gpuLost: Promise<UserError> | null;
}

/** What is to run, whichever provider it becomes. */
interface Order {
  readonly model: RagModel;
  readonly weights: QuantizedWeights;
  readonly precision: Precision;
}

interface Chosen {
  readonly engine: RagEngine;
  readonly backends: IndexBackends;
  readonly probe: ParityProbe;
}

/** @param baseUrl absolute URL of the page's folder */
export async function startSession(wanted: Provider | 'auto', baseUrl: string, options?: StartOptions): Promise<StartedSession> {
  const loading = progressOf('Loading the model', options);
  loading(0, 100);
  const adapter = wanted === 'wasm' ? Promise.resolve(null) : requestAdapterInfo();
  // The engine's 14 MB are fetched and compiled while the weights arrive.
  const wasm = adapter.then((found) => (willUseGpu(wanted, found) ? null : wasmRuntime()));
  wasm.catch(() => undefined);
  // A page that is ready needs no network any more; should this fail, it is tried again when the index is chosen.
  void loadVoy(loadVoyWasm).catch(() => null);
  const places = browserPlaces();
  const opened = await openModel(options?.model ?? EMBEDDED, baseUrl, options);
  const model = await loadRagModel(opened.source, { onProgress: (share) => loading(Math.round(60 * share), 100) });
  throwIfAborted(options?.signal, 'the start');
  const weights = new QuantizedWeights(model, opened.weightsPlace ?? null, options);
  const chosen = await choose(wanted, await adapter, { model, weights, precision: options?.precision ?? 'q8' }, wasm);
  // Sessions are made in one go: a cancel that came meanwhile is obeyed now.
  throwIfAborted(options?.signal, 'the start');
  loading(100, 100);
  const info = describe(model, opened, chosen, await adapter);
  return {
    session: new Session(chosen.engine, chosen.backends, await places),
    info: { ...info, warning: weights.unkept ? unkept(opened.name, weights.unkept) : fallenBack(chosen.probe) },
    gpuLost: chosen.engine.runtime.gpu && lossOf(chosen.engine.runtime.gpu.device),
  };
}

/** A software adapter is right but slower than WASM: it is used only when asked for. */
function willUseGpu(wanted: Provider | 'auto', adapter: AdapterReport | null): boolean {
  return wanted !== 'wasm' && adapter !== null && (wanted === 'webgpu' || !adapter.isFallbackAdapter);
}

async function choose(wanted: Provider | 'auto', adapter: AdapterReport | null, order: Order, started: Promise<Runtime | null>): Promise<Chosen> {
  const wasm = await started;
  if (wasm) {
    if (wanted === 'wasm') return onWasm(order, wasm, { status: 'forced', difference: null, message: 'WASM was chosen' });
    const message = adapter ? 'the only WebGPU adapter is a software one, which is slower than WASM' : 'this browser offers no WebGPU adapter';
    return onWasm(order, wasm, { status: adapter ? 'forced' : 'no-webgpu', difference: null, message });
  }
  try {
    return await onWebGpu(order);
  } catch (error) {
    if (error instanceof UserError && error.kind === 'cancelled') throw error;
    const message = `WebGPU failed, and WASM is used: ${error instanceof Error ? error.message : String(error)}`;
    return onWasm(order, await wasmRuntime(), { status: 'failed', difference: null, message });
  }
}

async function onWasm({ model, weights, precision }: Order, runtime: Runtime, probe: ParityProbe): Promise<Chosen> {
  return { engine: await RagEngine.create(model, runtime, new CpuMarginalize(), precision, await weights.on(runtime, precision)), backends: { loadVoyWasm }, probe };
}

/** What fails while the GPU goes away fails for that reason, and WASM can do it. */
async function onWebGpu(order: Order): Promise<Chosen> {
  const runtimes = await webGpuRuntimes();
  const loss = lossOf(runtimes.webgpu.gpu!.device);
  try {
    return await proven(order, runtimes);
  } catch (error) {
    throw (await lostBy(loss)) ?? error;
  }
}

/** Runs the golden question on both providers; where they disagree, the WASM engine that was built for it goes on. */
async function proven({ model, weights, precision }: Order, { webgpu, wasm }: WebGpuRuntimes): Promise<Chosen> {
  const device = webgpu.gpu!.device;
  const candidate = await RagEngine.create(model, webgpu, new Marginalize(device), precision, await weights.on(webgpu, precision));
  const reference = await RagEngine.create(model, wasm, new CpuMarginalize(), precision, await weights.on(wasm, precision, 'Quantizing for the comparison with WASM, once'));
  const { engine, probe } = await trusted(candidate, reference);
  return { engine, probe, backends: engine === candidate ? { loadVoyWasm, exact: exactOnGpu(device) } : { loadVoyWasm } };
}

/** What the page says where WebGPU was to run and does not. */
function fallenBack({ status, message }: ParityProbe): EngineInfo['warning'] {
  if (status !== 'disagrees' && status !== 'failed') return undefined;
  return { what: message, hint: 'The page runs on WebAssembly; a newer browser or graphics driver may help.' };
}

const unkept = (name: string, { message, hint }: UserError): NonNullable<EngineInfo['warning']> => ({
  what: `The quantized weights of ${name} were not kept, so they are made in memory at each start: ${message}`,
  hint,
});

function describe(model: RagModel, { id, name, origin, licence }: OpenedModel, { engine, probe }: Chosen, adapter: AdapterReport | null): EngineInfo {
  const onGpu = engine.runtime.provider === 'webgpu';
  return {
    provider: onGpu ? 'webgpu' : 'wasm',
    adapter: onGpu ? (adapter?.description ?? '') : '',
    fallbackAdapter: onGpu && (adapter?.isFallbackAdapter ?? false),
    threads: availableThreads(),
    probe,
    float16: engine.runtime.float16,
    precisionReason: engine.precisionReason,
    model: {
      id,
      name,
      origin,
      licence: licence ?? model.licence,
      dtype: engine.precision,
      parameters: model.weights.parameterCount,
      bytes: engine.weightBytes,
      dim: engine.dim,
      card: model.card,
      preferredIndex: model.preferredIndex ?? 'exact',
      extractive: model.extractive,
    },
  };
}
