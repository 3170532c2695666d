/** The page's side of the engine's worker: typed calls; a worker that died, or lost its GPU, is reported and replaced. */
import { UserError, cancelled } from '../errors.ts';
import type { FromWorker, Method } from './messages.ts';
import type { AskEvent, AskResult, CallOptions, EngineApi, EngineInfo, FileBytes, IndexComparison, KnowledgeBaseInfo, ScoreResult, TablePreview } from './protocol.ts';
import { fromSent } from './sentError.ts';
import { workerCalls } from './workerCalls.ts';

const CRASHED = () => new UserError('engine', 'the engine stopped unexpectedly', 'It is started anew with the next attempt; if it happens again, switch the provider to WASM.');

/** Told when the engine ended by itself; its callers see a cancelled call, and the next start makes a new engine. */
export interface EngineListener {
  /** The worker died. */
  onCrash(error: UserError): void;
  /** The GPU went away under it; the worker was ended. */
  onGpuLost(error: Error): void;
}

export function createEngineClient({ onCrash, onGpuLost }: EngineListener): EngineApi {
  const calls = workerCalls<FromWorker>({
    open: () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' }),
    died: () => {
      calls.stop(cancelled('the call'));
      onCrash(CRASHED());
    },
    heard: ({ error }) => {
      calls.stop(cancelled('the call'));
      onGpuLost(fromSent(error));
    },
  });

  const call = <T>(method: Method, args: readonly unknown[], options: CallOptions = {}, onEvent?: (event: AskEvent) => void, transfer?: Transferable[]): Promise<T> =>
    calls.call<T>({ method, args }, { signal: options.signal, onProgress: options.onProgress, onEvent, transfer });

  return {
    start: (wanted, options) => {
      // A new worker: whatever the last provider left behind goes with the old one.
      calls.stop(new UserError('cancelled', 'the engine was restarted'));
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
    dispose: () => calls.stop(new UserError('cancelled', 'the page was closed')),
  };
}

/** Buffers move to the worker; a Blob is only a reference. */
function buffersOf(files: readonly FileBytes[]): ArrayBuffer[] {
  return files.flatMap(({ bytes }) => (bytes instanceof ArrayBuffer ? [bytes] : []));
}
