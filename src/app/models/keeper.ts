/** What the models' worker does, over any store and any fetch. Knows no worker, no page and no frame. */
import { discardModel, downloadModel, inspectFolder, keepFolder, planDownload, readShelf, type DownloadPlan, type Fetch, type RetryPolicy, type Shelf, type StoredModel, type WantedRepo } from '../../models/checkpoint/download/index.ts';
import type { FileStore } from '../../storage/types.ts';
import { folderSource } from './folder.ts';
import type { PickedFolder, TransferOptions } from './types.ts';

export class Keeper {
  readonly #store: FileStore;
  readonly #policy: RetryPolicy;

  constructor(store: FileStore, policy: RetryPolicy) {
    this.#store = store;
    this.#policy = policy;
  }

  shelf(): Promise<Shelf> {
    return readShelf(this.#store);
  }

  plan(hub: string, wanted: readonly WantedRepo[], fetch: Fetch, { signal }: TransferOptions = {}): Promise<DownloadPlan> {
    return planDownload(hub, wanted, { fetch, signal, policy: this.#policy, now: Date.now, online });
  }

  download(plan: DownloadPlan, fetch: Fetch, options: TransferOptions = {}): Promise<StoredModel> {
    return downloadModel(plan, this.#store, { ...options, fetch, policy: this.#policy, online });
  }

  discard(id: string): Promise<void> {
    return discardModel(id, this.#store);
  }

  inspect(folder: PickedFolder): ReturnType<typeof inspectFolder> {
    return inspectFolder(folderSource(folder));
  }

  keep(folder: PickedFolder, options: TransferOptions = {}): Promise<StoredModel> {
    return keepFolder(folderSource(folder), this.#store, options);
  }
}

const online = (): boolean | undefined => (globalThis.navigator as Navigator | undefined)?.onLine;
