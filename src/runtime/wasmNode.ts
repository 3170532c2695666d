/** ONNX Runtime's WebAssembly build in Node: what a page without a GPU computes, checked without a browser. */
import * as ort from 'onnxruntime-web/wasm';
import type { Graph } from '../graph/graph.ts';
import { compileSession, SerialQueue, type OrtModule, type SessionSettings } from './ortSession.ts';
import type { CompileOptions, Runtime, Session, WeightReader } from './types.ts';

export function wasmNodeRuntime({ threads = 1 }: { readonly threads?: number } = {}): Runtime {
  ort.env.wasm.numThreads = threads;
  const settings: SessionSettings = {
    ort: ort as OrtModule,
    options: { executionProviders: ['wasm'], logSeverityLevel: 3 },
    queue: new SerialQueue(),
    keptLocation: 'cpu',
    makeResident: null,
  };
  return {
    provider: 'wasm',
    threads,
    float16: false,
    gpu: null,
    compile: (graph: Graph, weights?: WeightReader, following?: CompileOptions): Promise<Session> => compileSession(settings, graph, weights, following),
    dispose: async () => {},
  };
}
