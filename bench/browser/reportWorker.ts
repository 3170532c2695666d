/** The evaluation in a browser's worker: the embedded models on the page's own engine. */
import { startSession } from '../../src/app/browserEngine.ts';
import { evaluate, openTable, predict } from '../../src/app/evaluation.ts';
import type { EvalFigures } from '../../src/eval/figures.ts';
import type { FromReportWorker, ToReportWorker } from './reportMessages.ts';

const post = (message: FromReportWorker): void => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<ToReportWorker>) => {
  run(data).then(post, (error: unknown) => post({ kind: 'error', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }));
});

async function run({ provider, settings, sets }: ToReportWorker): Promise<FromReportWorker> {
  const { session, info } = await startSession(provider, new URL('/', self.location.href).href);
  const figures: Record<string, EvalFigures> = {};
  for (const { name, table, examples, gold } of sets) {
    await openTable(session, { name: `${name}.csv`, bytes: new TextEncoder().encode(table).buffer as ArrayBuffer });
    figures[name] = evaluate(await predict(session, examples, settings), gold);
    post({ kind: 'log', line: `${name}: ${JSON.stringify(figures[name])}` });
  }
  await session.dispose();
  return { kind: 'result', engine: `${info.provider}${info.adapter ? ` (${info.adapter})` : ''}, ${info.threads} threads, ${info.model.dtype}`, figures };
}
