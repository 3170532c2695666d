/** The page's side of the worker that keeps models; opens the airlock for as long as a call needs the hub. Knows no view. */
import { UserError } from '../../errors.ts';
import type { DownloadPlan, FolderFacts, Shelf, StoredModel } from '../../models/checkpoint/download/index.ts';
import { openAirlock, type Airlock } from '../airlock/open.ts';
import { workerCalls } from '../workerCalls.ts';
import type { Order } from './messages.ts';
import type { ModelsApi, TransferOptions } from './types.ts';

/** @param airlock replaced in tests */
export function createModelsClient(airlock: (base: string, token: string | null) => Promise<Airlock> = openAirlock): ModelsApi {
  const calls = workerCalls({
    open: () => new Worker(new URL('./keeper.worker.ts', import.meta.url), { type: 'module' }),
    died: () => calls.stop(new UserError('storage', 'the keeper of models stopped unexpectedly', 'Try again; what has arrived is kept.')),
  });

  const call = <T>(order: Order, options?: TransferOptions, transfer?: Transferable[]): Promise<T> => calls.call<T>({ order }, { ...options, transfer });

  async function throughAirlock<T>(base: string, orderOf: (port: MessagePort) => Order, options?: TransferOptions): Promise<T> {
    const { port, close } = await airlock(base, options?.token ?? null);
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
