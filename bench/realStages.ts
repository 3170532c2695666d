/** The benchmark's work in Node: over folders and a file, with the process's own memory and processor time, and PyTorch as the peer. */
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { nodeFolder } from '../src/models/checkpoint/nodeFiles.ts';
import { PackedFile } from '../src/models/streaming/packedFile.ts';
import type { RagEngine } from '../src/rag/engine.ts';
import { consolidateRagModel, type RagModel } from '../src/rag/model.ts';
import { TorchStep } from './peers/torchStep.ts';
import { answerWork, packWork, type Answered, type Packed, type Work } from './realWork.ts';
import { openRuntime } from './setup.ts';

export interface StageTask extends Work {
  /** Folders. */
  readonly encoder: string;
  readonly generator: string;
  readonly provider: 'cpu' | 'wasm';
  readonly threads: number;
  /** The packed weights: written by `pack`, read by `answer`. */
  readonly file: string;
}

export interface NodePacked extends Packed {
  readonly peakRss: number;
  /** Of the process before the first weight. */
  readonly baseRss: number;
}

export interface NodeAnswered extends Answered {
  readonly peakRss: number;
  /** With the engine loaded, before the first question. */
  readonly restRss: number;
  /** Of the process before the first weight. */
  readonly baseRss: number;
  /** `PyTorch 1.13.1`, or why it could not be run. */
  readonly torch: string;
}

/** Kilobytes on Linux, as getrusage counts. */
const peakRss = (): number => process.resourceUsage().maxRSS * 1024;

/** Milliseconds of processor time, of all threads. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Both towers are read, as in a DPR pair. */
const openModel = ({ encoder, generator }: StageTask): Promise<RagModel> => consolidateRagModel({ questionEncoder: nodeFolder(encoder), contextEncoder: nodeFolder(encoder), generator: nodeFolder(generator) });

export async function pack(task: StageTask): Promise<NodePacked> {
  const model = await openModel(task);
  const baseRss = peakRss();
  const file = await open(task.file, 'w');
  try {
    return { ...(await packWork(model, task.provider, task.precision, { write: (piece) => file.writeFile(piece) })), peakRss: peakRss(), baseRss };
  } finally {
    await file.close();
  }
}

export async function answer(task: StageTask): Promise<NodeAnswered> {
  const { provider, threads } = task;
  const runtime = await openRuntime({ provider, threads, runs: 1, warmUp: 0, log: () => {} });
  const baseRss = process.memoryUsage().rss;
  const packed = await PackedFile.open(await nodeFolder(dirname(task.file)).open(basename(task.file)), task.file);
  let restRss = 0;
  let torch = 'its peer is the cpu provider';
  const answered = await answerWork(await openModel(task), packed, task, {
    runtime,
    cpuNow,
    atRest: () => {
      // Twice: the first only marks some of the buffers that the weights passed through.
      for (let i = 0; i < 2; i++) globalThis.gc?.();
      restRss = process.memoryUsage().rss;
    },
    startPeer: async (engine, sourceLength) => {
      if (provider !== 'cpu') return null;
      const started = await startTorch(task, engine, sourceLength);
      torch = started instanceof TorchStep ? started.version : started;
      return started instanceof TorchStep ? { step: (cross) => started.timedStep(cross), close: () => started.close() } : null;
    },
  });
  return { ...answered, peakRss: peakRss(), restRss, baseRss, torch };
}

function startTorch({ docs, beams, tokens, threads }: StageTask, engine: RagEngine, source: number): Promise<TorchStep | string> {
  const { decoderLayers: layers, dModel, decoderFfn: ffn, decoderHeads: heads, vocabSize: vocab } = engine.model.config.generator;
  // Our cache grows from nothing to tokens - 1 while it is timed.
  return TorchStep.start({ layers, dModel, ffn, heads, vocab, docs, beams, source, past: Math.max(1, tokens >> 1), threads });
}
