/** A step's gradient from several threads: each has a session of one thread and takes micro-batches until none is left. Knows no data. */
import { Worker } from 'node:worker_threads';
import type { BartConfig } from '../../models/checkpoint/config.ts';
import type { Param } from '../../graph/graph.ts';
import type { MicroBatch, StepGradients } from './gradients.ts';

/** What a worker is given; parameters and sums are laid out alike. */
export interface WorkerShare {
  readonly config: BartConfig;
  readonly layout: readonly { readonly name: string; readonly dims: readonly number[]; readonly offset: number }[];
  /** Of the step, shared by all. */
  readonly parameters: Float32Array;
  /** Of this worker's gradients. */
  readonly sums: Float32Array;
  /** Micro-batches that nobody has taken yet. */
  readonly left: Int32Array;
}

/** Node 20 begins no worker with TypeScript; tsx does, once it is asked for inside. */
const ENTRY = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${JSON.stringify(new URL('./gradientWorker.ts', import.meta.url).href)}, ${JSON.stringify(import.meta.url)}))`;

/** Two sessions of one thread each do 1.3 to 1.6 times the rows of one session with two threads, and share the work between runs. */
export function gradientWorkers(config: BartConfig, params: readonly Param[], n: number): { readonly step: StepGradients; dispose(): Promise<void> } {
  const { layout, length } = layOut(params);
  const parameters = shared(length);
  const left = new Int32Array(new SharedArrayBuffer(4));
  const sums = Array.from({ length: n }, () => shared(length));
  const workers = sums.map((each) => new Worker(ENTRY, { eval: true, workerData: { config, layout, parameters, sums: each, left } satisfies WorkerShare }));
  const [held, total] = [viewsOf(layout, parameters), viewsOf(layout, sums[0])];
  return {
    async step(current, batches) {
      for (const [name, view] of held) view.set(current.get(name)!.data as Float32Array);
      left[0] = batches.length;
      const losses = await Promise.all(workers.map((worker) => answer(worker, batches)));
      for (const other of sums.slice(1)) for (let i = 0; i < length; i++) sums[0][i] += other[i];
      return { loss: losses.reduce((a, b) => a + b, 0), gradients: total };
    },
    async dispose() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function answer(worker: Worker, batches: readonly MicroBatch[]): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (loss: number) => {
      worker.off('error', reject);
      resolve(loss);
    });
    worker.postMessage(batches);
  });
}

/** Each parameter's part of an array in that layout. */
export function viewsOf(layout: WorkerShare['layout'], all: Float32Array): Map<string, Float32Array> {
  return new Map(layout.map(({ name, dims, offset }) => [name, all.subarray(offset, offset + size(dims))]));
}

function layOut(params: readonly Param[]): { layout: WorkerShare['layout']; length: number } {
  let length = 0;
  const layout = params.map(({ name, shape }) => {
    const dims = shape as number[];
    const offset = length;
    length += size(dims);
    return { name, dims, offset };
  });
  return { layout, length };
}

const shared = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));

const size = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
