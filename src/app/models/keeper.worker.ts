/**
 * The worker that keeps models: its own, so that a download neither waits for the engine nor dies with it, and because only
 * workers may write files in place. It reaches the hub through the airlock's port and no other way.
 */
import '../trustedTypes.ts';
import { DEFAULT_RETRY } from '../../models/checkpoint/download/index.ts';
import { openOpfs } from '../../storage/opfsStore.ts';
import { fetchThrough } from '../airlock/portFetch.ts';
import type { Answer } from '../messages.ts';
import { toSent } from '../sentError.ts';
import { Keeper } from './keeper.ts';
import type { Order, ToKeeper } from './messages.ts';
import type { TransferOptions } from './types.ts';

let keeper: Promise<Keeper> | null = null;
const running = new Map<number, AbortController>();
const post = (message: Answer): void => self.postMessage(message);

/** Storage that was refused may be allowed a moment later. */
function opened(): Promise<Keeper> {
  keeper ??= openOpfs().then((store) => new Keeper(store, DEFAULT_RETRY));
  keeper.catch(() => (keeper = null));
  return keeper;
}

async function obey(order: Order, options: TransferOptions): Promise<unknown> {
  const models = await opened();
  switch (order.verb) {
    case 'shelf':
      return models.shelf();
    case 'plan':
      return models.plan(order.hub, order.wanted, fetchThrough(order.port), options);
    case 'download':
      return models.download(order.plan, fetchThrough(order.port), options);
    case 'discard':
      return models.discard(order.id);
    case 'inspect':
      return models.inspect(order.folder);
    case 'keep':
      return models.keep(order.folder, options);
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToKeeper>) => {
  if ('cancel' in data) running.get(data.id)?.abort();
  else void reply(data.id, data.order);
});

async function reply(id: number, order: Order): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    post({ id, kind: 'result', value: await obey(order, { signal: controller.signal, onProgress: (value) => post({ id, kind: 'progress', value }) }) });
  } catch (error) {
    post({ id, kind: 'error', error: toSent(error, controller.signal.aborted) });
  } finally {
    running.delete(id);
  }
}
