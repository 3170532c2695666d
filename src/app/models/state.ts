/** What the model panel shows, and what can be done there. Holds no code. */
import type { StoreApi } from 'zustand/vanilla';
import type { DownloadPlan, DownloadProgress, FolderFacts, Shelf, StoredModel } from '../../models/checkpoint/download/index.ts';
import type { AlertInfo } from '../store.ts';
import type { PickedFolder } from './types.ts';

/** What the user typed to find a model. */
export interface HubForm {
  readonly repo: string;
  readonly revision: string;
  /** Repository of a context encoder, for models that hold none; may be empty. */
  readonly contextRepo: string;
  readonly hub: string;
}

export interface Space {
  /** Bytes; null where the browser does not tell. */
  readonly usage: number | null;
  readonly quota: number | null;
  /** Whether the browser promised not to clear it by itself. */
  readonly persisted: boolean;
}

export type Transfer =
  | { readonly kind: 'download'; readonly plan: DownloadPlan; readonly progress: DownloadProgress | null }
  | { readonly kind: 'copy'; readonly name: string; readonly progress: DownloadProgress | null };

/** What this page may show a hub that wants to know who asks. */
export interface HubAccess {
  /** Address of the hub. */
  readonly hub: string;
  /** The hub refused; a token, or another one, may help. */
  readonly wanted: boolean;
  /** A token is in memory; the state does not hold it. */
  readonly held: boolean;
}

export interface ModelsState {
  readonly open: boolean;
  readonly shelf: Shelf | null;
  readonly space: Space | null;
  /** True while the hub is asked. */
  readonly lookingUp: boolean;
  /** What was found and waits for consent. */
  readonly plan: DownloadPlan | null;
  readonly folder: { readonly picked: PickedFolder; readonly facts: FolderFacts } | null;
  readonly transfer: Transfer | null;
  /** Null: no hub has refused. */
  readonly access: HubAccess | null;
  readonly alert: AlertInfo | null;
  /** For a screen reader. */
  readonly notice: string;
}

export interface ModelsActions {
  setOpen(open: boolean): void;
  refresh(): Promise<void>;
  /** Contacts the hub: call it on the user's word only. */
  lookUp(form: HubForm): Promise<void>;
  forgetPlan(): void;
  /** Keeps an access token for the hub that refused, in memory, and tries again what it refused. */
  giveToken(token: string): Promise<void>;
  forgetToken(): void;
  /** Begins or goes on. */
  download(plan: DownloadPlan): Promise<void>;
  /** Stops the transfer; a download keeps what has arrived. */
  pause(): void;
  /** Stops the transfer and forgets what has arrived. */
  cancel(): Promise<void>;
  discard(id: string): Promise<void>;
  pick(folder: Promise<PickedFolder>): Promise<void>;
  forgetFolder(): void;
  /** @returns the kept model, or null when that failed */
  keepFolder(): Promise<StoredModel | null>;
  persist(): Promise<void>;
  dismiss(): void;
}

export interface Models {
  readonly store: StoreApi<ModelsState>;
  readonly actions: ModelsActions;
}

/** What the page knows of its storage; replaced in tests. */
export interface StorageFacts {
  estimate(): Promise<Space>;
  persist(): Promise<boolean>;
}
