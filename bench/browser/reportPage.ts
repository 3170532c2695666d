/** The page of the evaluation in a browser: hands the sets to a worker and shows what it says. Computes nothing. */
import type { FromReportWorker, ToReportWorker } from './reportMessages.ts';

const log = document.querySelector('#log')!;

function report(message: ToReportWorker): Promise<FromReportWorker> {
  const worker = new Worker(new URL('./reportWorker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve) => {
    worker.addEventListener('error', (event) => resolve({ kind: 'error', message: event.message || 'the worker ended' }));
    worker.addEventListener('message', ({ data }: MessageEvent<FromReportWorker>) => {
      if (data.kind === 'log') log.append(`${data.line}\n`);
      else resolve(data);
    });
    worker.postMessage(message);
  });
}

Object.assign(globalThis, { report });
