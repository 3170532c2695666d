/** The state of the model panel and the actions on it, over a ModelsApi. Knows neither React, nor the engine, nor a worker. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_REVISION, parseRepo, requireHubBase, type DownloadPlan, type DownloadProgress, type FolderFacts, type Shelf, type StoredModel } from '../../models/checkpoint/download/index.ts';
import { alertOf, type AlertInfo } from '../store.ts';
import type { ModelsApi, PickedFolder } from './types.ts';

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

const CLEAN = { lookingUp: false, plan: null, folder: null, transfer: null, alert: null, notice: '' } as const;

export function createModels(api: ModelsApi, storage: StorageFacts): Models {
  const store = createStore<ModelsState>()(() => ({ open: false, shelf: null, space: null, ...CLEAN }));
  const set = (change: Partial<ModelsState>): void => store.setState(change);
  const get = store.getState;
  let lookUpTask: AbortController | null = null;
  let transferTask: AbortController | null = null;
  let transferEnd: Promise<void> = Promise.resolve();

  /** A pause is what the user asked for: it is told, not alarmed. */
  const report = (where: string, error: unknown): void => {
    const alert = alertOf(error, where);
    if (alert.kind === 'cancelled') set({ notice: `${where}: stopped.` });
    else set({ alert });
  };

  const refresh = async (): Promise<void> => {
    try {
      const [shelf, space] = await Promise.all([api.shelf(), storage.estimate()]);
      set({ shelf, space });
    } catch (error) {
      report('Looking at the stored models', error);
    }
  };

  /** One transfer at a time: two would share the line and confuse the figures. */
  const transfer = async <T>(started: Transfer, where: string, run: (signal: AbortSignal, onProgress: (progress: DownloadProgress) => void) => Promise<T>): Promise<T | null> => {
    if (transferTask) {
      set({ notice: 'Another transfer is running.' });
      return null;
    }
    const controller = new AbortController();
    transferTask = controller;
    let ended = (): void => undefined;
    transferEnd = new Promise((resolve) => (ended = resolve));
    set({ transfer: started, alert: null, plan: null });
    try {
      return await run(controller.signal, (progress) => {
        const { transfer: now } = get();
        if (now) set({ transfer: { ...now, progress } });
      });
    } catch (error) {
      report(where, error);
      return null;
    } finally {
      transferTask = null;
      set({ transfer: null });
      await refresh();
      ended();
    }
  };

  const actions: ModelsActions = {
    setOpen: (open) => {
      set({ open, ...(open ? { alert: null } : { plan: null, folder: null }) });
      if (open) void refresh();
    },
    refresh,
    lookUp: async ({ repo, revision, contextRepo, hub }) => {
      lookUpTask?.abort();
      const controller = new AbortController();
      lookUpTask = controller;
      set({ lookingUp: true, plan: null, alert: null });
      try {
        const base = requireHubBase(hub);
        const wanted = [{ ...parseRepo(repo, revision), into: '' }];
        if (contextRepo.trim() !== '') wanted.push({ ...parseRepo(contextRepo, DEFAULT_REVISION), into: 'ctx_encoder' });
        const plan = await api.plan(base, wanted, { signal: controller.signal });
        if (lookUpTask === controller) set({ plan, lookingUp: false });
      } catch (error) {
        if (lookUpTask !== controller) return;
        set({ lookingUp: false });
        report('Looking the model up', error);
      }
    },
    forgetPlan: () => {
      lookUpTask?.abort();
      set({ plan: null });
    },
    download: async (plan) => {
      const model = await transfer({ kind: 'download', plan, progress: null }, `Downloading ${plan.name}`, (signal, onProgress) => api.download(plan, { signal, onProgress }));
      if (model) set({ notice: `${model.name} is stored in this browser.` });
    },
    pause: () => transferTask?.abort(),
    cancel: async () => {
      const { transfer: running } = get();
      transferTask?.abort();
      await transferEnd;
      if (running?.kind === 'download') await actions.discard(running.plan.id);
    },
    discard: async (id) => {
      try {
        await api.discard(id);
        set({ notice: 'Deleted.' });
      } catch (error) {
        report('Deleting the model', error);
      }
      await refresh();
    },
    pick: async (folder) => {
      set({ alert: null, folder: null });
      try {
        const picked = await folder;
        set({ folder: { picked, facts: await api.inspect(picked) } });
      } catch (error) {
        report('Opening the folder', error);
      }
    },
    forgetFolder: () => set({ folder: null }),
    keepFolder: async () => {
      const { folder } = get();
      if (!folder) return null;
      const model = await transfer({ kind: 'copy', name: folder.facts.name, progress: null }, `Copying ${folder.facts.name}`, (signal, onProgress) => api.keep(folder.picked, { signal, onProgress }));
      if (model) set({ folder: null, notice: `${model.name} is stored in this browser.` });
      return model;
    },
    persist: async () => {
      const persisted = await storage.persist();
      set({ notice: persisted ? 'The browser will keep the models.' : 'The browser made no promise.' });
      await refresh();
    },
    dismiss: () => set({ alert: null }),
  };
  return { store, actions };
}

/** The browser's own figures. */
export const browserStorage: StorageFacts = {
  estimate: async () => {
    const { usage = null, quota = null } = (await navigator.storage?.estimate?.()) ?? {};
    return { usage, quota, persisted: (await navigator.storage?.persisted?.()) ?? false };
  },
  persist: async () => (await navigator.storage?.persist?.()) ?? false,
};
