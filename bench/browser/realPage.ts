/** The page of the benchmark at real size: hands the chosen files to a worker and shows what it says. Computes nothing. */
import type { Work } from '../realWork.ts';
import type { CpuAnswer, FromRealWorker, ToRealWorker } from './messages.ts';

/** Given by whoever drives the page; a page cannot see its own processor time. */
declare function cpuNow(): Promise<number>;

const filesOf = (id: string): File[] => [...(document.querySelector<HTMLInputElement>(`#${id}`)!.files ?? [])];
const log = document.querySelector('#log')!;

function run(stage: ToRealWorker['stage'], work: Work): Promise<FromRealWorker> {
  const worker = new Worker(new URL('./realWorker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve) => {
    worker.addEventListener('error', (event) => resolve({ kind: 'error', message: event.message || 'the worker ended' }));
    worker.addEventListener('message', ({ data }: MessageEvent<FromRealWorker>) => {
      if (data.kind === 'log') log.append(`${data.line}\n`);
      else if (data.kind === 'cpu') void cpuNow().then((cpuMs) => worker.postMessage({ cpuMs } satisfies CpuAnswer));
      else resolve(data);
    });
    const message: ToRealWorker = { stage, work, encoder: filesOf('encoder'), generator: filesOf('generator') };
    worker.postMessage(message);
  });
}

Object.assign(globalThis, { run });
