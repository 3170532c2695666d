/** ONNX Runtime in Node: the CPU provider, for tests, training and the command line. */
import * as ort from 'onnxruntime-node';
import type { Graph } from '../graph/graph.ts';
import { compileSession, SerialQueue, type OrtModule, type SessionSettings } from './ortSession.ts';
import type { CompileOptions, Runtime, Session, WeightReader } from './types.ts';

export interface NodeRuntimeOptions {
  /** Threads inside one operator; 0 lets ONNX Runtime choose one a core. */
  readonly threads?: number;
}

export function nodeRuntime({ threads = 0 }: NodeRuntimeOptions = {}): Runtime {
  const settings: SessionSettings = {
    ort: ort as unknown as OrtModule,
    options: { executionProviders: ['cpu'], intraOpNumThreads: threads, logSeverityLevel: 3 },
    queue: new SerialQueue(),
    keptLocation: 'cpu',
    makeResident: null,
  };
  return {
    provider: 'cpu',
    threads,
    float16: false,
    gpu: null,
    compile: (graph: Graph, weights?: WeightReader, following?: CompileOptions): Promise<Session> => compileSession(settings, graph, weights, following),
    dispose: async () => {},
  };
}
