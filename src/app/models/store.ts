/** The state of the model panel and the actions on it, over a ModelsApi. Knows neither React, nor the engine, nor a worker. */
import { createStore } from 'zustand/vanilla';
import { DEFAULT_REVISION, parseRepo, requireHubBase, type DownloadProgress, type WantedRepo } from '../../models/checkpoint/download/index.ts';
import { alertOf } from '../store.ts';
import { AccessTokens } from './access.ts';
import type { HubForm, Models, ModelsActions, ModelsState, StorageFacts, Transfer } from './state.ts';
import type { ModelsApi } from './types.ts';

const CLEAN = { lookingUp: false, plan: null, folder: null, transfer: null, alert: null, notice: '' } as const;

export function createModels(api: ModelsApi, storage: StorageFacts): Models {
  const store = createStore<ModelsState>()(() => ({ open: false, shelf: null, space: null, access: null, ...CLEAN }));
  const set = (change: Partial<ModelsState>): void => store.setState(change);
  const get = store.getState;
  let lookUpTask: AbortController | null = null;
  const tokens = new AccessTokens();
  /** What a hub refused. */
  let refused: () => Promise<void> = async () => undefined;
  let transferTask: AbortController | null = null;
  let transferEnd: Promise<void> = Promise.resolve();

  /** A pause is what the user asked for: it is told, not alarmed. */
  const report = (where: string, error: unknown): void => {
    const alert = alertOf(error, where);
    if (alert.kind === 'cancelled') set({ notice: `${where}: stopped.` });
    else set({ alert });
  };

  /** As `report`, for what asked a hub; @param again what to do once there is a token */
  const reportHub = (where: string, error: unknown, hub: string, again: () => Promise<void>): void => {
    report(where, error);
    if (get().alert?.kind !== 'access') return;
    refused = again;
    set({ access: { hub, wanted: true, held: tokens.holds(hub) } });
  };

  /** The hub gave what was asked for: no token is wanted. */
  const welcome = (hub: string): void => {
    const { access } = get();
    if (access?.hub === hub) set({ access: access.held ? { ...access, wanted: false } : null });
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
  const transfer = async <T>(started: Transfer, failed: (error: unknown) => void, run: (signal: AbortSignal, onProgress: (progress: DownloadProgress) => void) => Promise<T>): Promise<T | null> => {
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
      failed(error);
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
    lookUp: async (form) => {
      lookUpTask?.abort();
      const controller = new AbortController();
      lookUpTask = controller;
      set({ lookingUp: true, plan: null, alert: null });
      let base = form.hub;
      try {
        base = requireHubBase(form.hub);
        const plan = await api.plan(base, wantedBy(form), { signal: controller.signal, ...tokens.of(base) });
        if (lookUpTask !== controller) return;
        welcome(base);
        set({ plan, lookingUp: false });
      } catch (error) {
        if (lookUpTask !== controller) return;
        set({ lookingUp: false });
        reportHub('Looking the model up', error, base, () => actions.lookUp(form));
      }
    },
    forgetPlan: () => {
      lookUpTask?.abort();
      set({ plan: null });
    },
    giveToken: async (token) => {
      const { access } = get();
      if (!access) return;
      try {
        tokens.give(access.hub, token);
      } catch (error) {
        return report('Access token', error);
      }
      set({ access: { ...access, wanted: false, held: true }, alert: null });
      await refused();
    },
    forgetToken: () => {
      const { access } = get();
      if (access) tokens.forget(access.hub);
      set({ access: null, notice: 'The access token is forgotten.' });
    },
    download: async (plan) => {
      const { origin } = plan;
      if (origin.kind !== 'hub') throw new Error('internal: only a hub is downloaded from');
      const failed = (error: unknown): void => reportHub(`Downloading ${plan.name}`, error, origin.base, () => actions.download(plan));
      const model = await transfer({ kind: 'download', plan, progress: null }, failed, (signal, onProgress) => api.download(plan, { signal, onProgress, ...tokens.of(origin.base) }));
      if (!model) return;
      welcome(origin.base);
      set({ notice: `${model.name} is stored in this browser.` });
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
      const model = await transfer({ kind: 'copy', name: folder.facts.name, progress: null }, (error) => report(`Copying ${folder.facts.name}`, error), (signal, onProgress) => api.keep(folder.picked, { signal, onProgress }));
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

function wantedBy({ repo, revision, contextRepo }: HubForm): WantedRepo[] {
  const model = { ...parseRepo(repo, revision), into: '' };
  return contextRepo.trim() === '' ? [model] : [model, { ...parseRepo(contextRepo, DEFAULT_REVISION), into: 'ctx_encoder' }];
}

/** The browser's own figures. */
export const browserStorage: StorageFacts = {
  estimate: async () => {
    const { usage = null, quota = null } = (await navigator.storage?.estimate?.()) ?? {};
    return { usage, quota, persisted: (await navigator.storage?.persisted?.()) ?? false };
  },
  persist: async () => (await navigator.storage?.persist?.()) ?? false,
};
