/** The benchmark's work in a browser's worker: chosen files, packed weights in the browser's own storage, WebAssembly. */
import { fileList } from '../../src/models/checkpoint/browserFiles.ts';
import { PackedFile } from '../../src/models/streaming/packedFile.ts';
import { consolidateRagModel } from '../../src/rag/model.ts';
import { availableThreads, wasmRuntime } from '../../src/runtime/browser.ts';
import { openOpfs } from '../../src/storage/opfsStore.ts';
import { answerWork, packWork } from '../realWork.ts';
import type { CpuAnswer, FromRealWorker, ToRealWorker } from './messages.ts';

const post = (message: FromRealWorker): void => self.postMessage(message);
const log = (line: string): void => post({ kind: 'log', line });

let answerCpu: (cpuMs: number) => void = () => {};

function cpuNow(): Promise<number> {
  return new Promise((resolve) => {
    answerCpu = resolve;
    post({ kind: 'cpu' });
  });
}

self.addEventListener('message', ({ data }: MessageEvent<ToRealWorker | CpuAnswer>) => {
  if ('cpuMs' in data) return answerCpu(data.cpuMs);
  run(data).then(
    (value) => post({ kind: 'result', value: { ...value, threads: availableThreads() } }),
    (error: unknown) => post({ kind: 'error', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }),
  );
});

async function run({ stage, work, encoder, generator }: ToRealWorker) {
  const towers = fileList(encoder, 'encoder');
  const model = await consolidateRagModel({ questionEncoder: towers, contextEncoder: fileList(encoder, 'encoder'), generator: fileList(generator, 'generator') });
  log('opened');
  const store = await openOpfs();
  const path = `bench/${work.precision}.safetensors`;
  if (stage === 'answer') return answerWork(model, await PackedFile.open(await store.open(path), path), work, { runtime: await wasmRuntime(), cpuNow, log });
  const file = await store.append(path, 0);
  try {
    return await packWork(model, 'wasm', work.precision, file);
  } finally {
    await file.close();
  }
}
