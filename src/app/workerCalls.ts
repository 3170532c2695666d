/** Calls to a worker: ids, progress, events, cancel, answers, and a worker that died. Knows no method and no message but these. */
import { cancelled } from '../errors.ts';
import type { Answer, Cancel } from './messages.ts';
import { fromSent } from './sentError.ts';

export interface WorkerCallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: never) => void;
  readonly onEvent?: (event: never) => void;
  /** Moved, not copied. */
  readonly transfer?: Transferable[];
}

export interface WorkerCalls {
  /** Sends `body` with an id to the worker, which is opened when it is first needed. @returns what it answers */
  call<T>(body: object, options?: WorkerCallOptions): Promise<T>;
  /** Ends the worker and rejects all that waits for it; the next call opens another. */
  stop(reason: unknown): void;
}

export interface CalledWorker<Said extends object> {
  /** Starts the worker. */
  open(): Worker;
  /** The worker broke by itself: say so, and `stop`. */
  died(): void;
  /** What the worker says that is no answer to a call. */
  heard?(message: Exclude<Said, Answer>): void;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress?: (progress: never) => void;
  readonly onEvent?: (event: never) => void;
}

export function workerCalls<Said extends object = Answer>({ open, died, heard }: CalledWorker<Said>): WorkerCalls {
  let worker: Worker | null = null;
  let nextId = 1;
  const waiting = new Map<number, Waiting>();

  const stop = (reason: unknown): void => {
    worker?.terminate();
    worker = null;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = open();
    started.addEventListener('message', ({ data }: MessageEvent<Said>) => {
      // A message may be on its way from a worker that was replaced.
      if (worker !== started) return;
      if (isAnswer(data)) receive(waiting, data);
      else heard?.(data as Exclude<Said, Answer>);
    });
    started.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === started) died();
    });
    return started;
  };

  return {
    call: <T>(body: object, { signal, onProgress, onEvent, transfer = [] }: WorkerCallOptions = {}) => {
      // A cancel sent ahead of its call would find nothing to cancel.
      if (signal?.aborted) return Promise.reject(cancelled('the call'));
      worker ??= start();
      const target = worker;
      const id = nextId++;
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, onProgress, onEvent });
        signal?.addEventListener('abort', () => waiting.has(id) && target.postMessage({ id, cancel: true } satisfies Cancel), { once: true });
        target.postMessage({ ...body, id }, transfer);
      });
    },
    stop,
  };
}

function isAnswer(message: object): message is Answer {
  return 'id' in message;
}

function receive(waiting: Map<number, Waiting>, message: Answer): void {
  const caller = waiting.get(message.id);
  // What comes after the result is nobody's.
  if (!caller) return;
  switch (message.kind) {
    case 'progress':
      caller.onProgress?.(message.value as never);
      return;
    case 'event':
      caller.onEvent?.(message.value as never);
      return;
    case 'result':
      waiting.delete(message.id);
      caller.resolve(message.value as never);
      return;
    case 'error':
      waiting.delete(message.id);
      caller.reject(fromSent(message.error));
  }
}
