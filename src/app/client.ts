/** The page's side of the worker: typed calls with progress and cancel; a worker that died is reported and replaced. */
import { UserError, cancelled } from '../errors.ts';
import type { FromWorker, Method, ToWorker } from './messages.ts';
import { fromSent } from './sentError.ts';
import type { AskEvent, AskResult, CallOptions, EngineApi, EngineInfo, FileBytes, IndexComparison, KnowledgeBaseInfo, Progress, ScoreResult, TablePreview } from './protocol.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly onEvent?: (event: never) => void;
}

const CRASHED = () => new UserError('engine', 'the engine stopped unexpectedly', 'It is started anew with the next attempt; if it happens again, switch the provider to WASM.');

/** @param onCrash told when the engine died by itself; its callers see a cancelled call, and the next start makes a new engine */
export function createEngineClient(onCrash: (error: UserError) => void): EngineApi {
  let worker: Worker | null = null;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  const fail = (error: unknown): void => {
    for (const waiting of pending.values()) waiting.reject(error);
    pending.clear();
  };
  const stop = (reason: unknown): void => {
    worker?.terminate();
    worker = null;
    fail(reason);
  };
  const open = (): Worker => {
    const started = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => receive(pending, data));
    started.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker !== started) return;
      stop(cancelled('the call'));
      onCrash(CRASHED());
    });
    return started;
  };

  function call<T>(method: Method, args: readonly unknown[], options: CallOptions = {}, onEvent?: (event: AskEvent) => void, transfer: Transferable[] = []): Promise<T> {
    // A cancel sent ahead of its call would find nothing to cancel.
    if (options.signal?.aborted) return Promise.reject(cancelled('the call'));
    worker ??= open();
    const target = worker;
    const id = nextId++;
    const send = (message: ToWorker, moved: Transferable[] = []) => target.postMessage(message, moved);
    return new Promise<T>((resolve, reject) => {
      pending.set(id, { resolve: resolve as Pending['resolve'], reject, onProgress: options.onProgress, onEvent: onEvent as Pending['onEvent'] });
      options.signal?.addEventListener('abort', () => pending.has(id) && send({ id, cancel: true }), { once: true });
      send({ id, method, args }, transfer);
    });
  }

  return {
    start: (wanted, options) => {
      // A new worker: whatever the last provider left behind goes with the old one.
      stop(new UserError('cancelled', 'the engine was restarted'));
      return call<EngineInfo>('start', [wanted, document.baseURI, ...(options?.precision ? [options.model, options.precision] : options?.model ? [options.model] : [])], options);
    },
    openSample: (options) => call<KnowledgeBaseInfo>('openSample', [document.baseURI], options),
    previewTable: (file, choices, options) => call<TablePreview>('previewTable', [file, choices], options, undefined, buffersOf([file])),
    importTables: (sources, name, options) => call<KnowledgeBaseInfo>('importTables', [sources, name], options, undefined, buffersOf(sources.map(({ file }) => file))),
    rejectedCsv: () => call<Blob>('rejectedCsv', []),
    tableQuestions: (file) => call<string>('tableQuestions', [file], {}, undefined, buffersOf([file])),
    ask: (question, settings, onEvent, options) => call<AskResult>('ask', [question, settings], options, onEvent),
    score: (question, answer, settings, options) => call<ScoreResult>('score', [question, answer, settings], options),
    compareIndexes: (options) => call<IndexComparison>('compareIndexes', [], options),
    library: (verb, args, options) => call('library', [verb, args], options),
    dispose: () => stop(new UserError('cancelled', 'the page was closed')),
  };
}

/** Buffers move to the worker; a Blob is only a reference. */
function buffersOf(files: readonly FileBytes[]): ArrayBuffer[] {
  return files.flatMap(({ bytes }) => (bytes instanceof ArrayBuffer ? [bytes] : []));
}

function receive(pending: Map<number, Pending>, message: FromWorker): void {
  const waiting = pending.get(message.id);
  if (!waiting) return;
  switch (message.kind) {
    case 'progress':
      waiting.onProgress?.(message.value as Progress);
      return;
    case 'event':
      waiting.onEvent?.(message.value as never);
      return;
    case 'result':
      pending.delete(message.id);
      waiting.resolve(message.value as never);
      return;
    case 'error':
      pending.delete(message.id);
      waiting.reject(fromSent(message.error));
  }
}
