/** The contract about models between the page and its two workers: which one to run, and what can be done to those that are kept. Holds no code. */
import type { DownloadPlan, DownloadProgress, FolderFacts, Shelf, StoredModel, WantedRepo } from '../../models/checkpoint/download/index.ts';

/** A folder that the user picked or dropped; a File is a reference, its bytes stay on the disk. */
export interface PickedFolder {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly file: File }[];
}

export type ModelChoice =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'folder'; readonly folder: PickedFolder };

export interface TransferOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Access token for the hub that is asked; never stored. */
  readonly token?: string;
}

/** What the keeper of models offers; src/app/models/client.ts implements it over a worker and the airlock. */
export interface ModelsApi {
  shelf(): Promise<Shelf>;
  /** Contacts the hub; sizes only. @param hub address of the hub */
  plan(hub: string, wanted: readonly WantedRepo[], options?: TransferOptions): Promise<DownloadPlan>;
  /** Aborting keeps what has arrived; the same plan goes on from there. */
  download(plan: DownloadPlan, options?: TransferOptions): Promise<StoredModel>;
  /** Forgets an unfinished download, or deletes a model. */
  discard(id: string): Promise<void>;
  inspect(folder: PickedFolder): Promise<FolderFacts>;
  /** Copies a folder into the store. */
  keep(folder: PickedFolder, options?: TransferOptions): Promise<StoredModel>;
}
