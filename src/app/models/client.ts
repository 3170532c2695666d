/** The page's side of the worker that keeps models; opens the airlock for as long as a call needs the hub. Knows no view. */
import { cancelled, UserError } from '../../errors.ts';
import type { DownloadPlan, FolderFacts, Shelf, StoredModel } from '../../models/checkpoint/download/index.ts';
import { openAirlock, type Airlock } from '../airlock/open.ts';
import { fromSent } from '../sentError.ts';
import type { FromKeeper, Order, ToKeeper } from './messages.ts';
import type { ModelsApi, TransferOptions } from './types.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: TransferOptions['onProgress'];
}

/** @param airlock replaced in tests */
export function createModelsClient(airlock: (base: string) => Promise<Airlock> = openAirlock): ModelsApi {
  let worker: Worker | null = null;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  const open = (): Worker => {
    const started = new Worker(new URL('./keeper.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<FromKeeper>) => receive(pending, data));
    started.addEventListener('error', (event) => {
      event.preventDefault();
      worker = null;
      for (const { reject } of pending.values()) reject(new UserError('storage', 'the keeper of models stopped unexpectedly', 'Try again; what has arrived is kept.'));
      pending.clear();
    });
    return started;
  };

  function call<T>(order: Order, { signal, onProgress }: TransferOptions = {}, transfer: Transferable[] = []): Promise<T> {
    if (signal?.aborted) return Promise.reject(cancelled('the call'));
    worker ??= open();
    const target = worker;
    const id = nextId++;
    return new Promise<T>((resolve, reject) => {
      pending.set(id, { resolve: resolve as Pending['resolve'], reject, onProgress });
      signal?.addEventListener('abort', () => pending.has(id) && target.postMessage({ id, cancel: true } satisfies ToKeeper), { once: true });
      target.postMessage({ id, order } satisfies ToKeeper, transfer);
    });
  }

  async function throughAirlock<T>(base: string, orderOf: (port: MessagePort) => Order, options?: TransferOptions): Promise<T> {
    const { port, close } = await airlock(base);
    try {
      return await call<T>(orderOf(port), options, [port]);
    } finally {
      close();
    }
  }

  return {
    shelf: () => call<Shelf>({ verb: 'shelf' }),
    plan: (hub, wanted, options) => throughAirlock<DownloadPlan>(hub, (port) => ({ verb: 'plan', hub, wanted, port }), options),
    download: (plan, options) => {
      if (plan.origin.kind !== 'hub') throw new Error('internal: only a hub is downloaded from');
      return throughAirlock<StoredModel>(plan.origin.base, (port) => ({ verb: 'download', plan, port }), options);
    },
    discard: (id) => call<undefined>({ verb: 'discard', id }),
    inspect: (folder) => call<FolderFacts>({ verb: 'inspect', folder }),
    keep: (folder, options) => call<StoredModel>({ verb: 'keep', folder }, options),
  };
}

function receive(pending: Map<number, Pending>, message: FromKeeper): void {
  const waiting = pending.get(message.id);
  if (!waiting) return;
  switch (message.kind) {
    case 'progress':
      waiting.onProgress?.(message.value);
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
