/** What the page does with the library: its state and the actions on it, over an EngineApi. Knows neither React nor worker. */
import type { ImportTask, TableSource } from '../importTask.ts';
import type { CallOptions, EngineApi, FileBytes, ImportSource, KnowledgeBaseInfo, Progress } from '../protocol.ts';
import type { Run } from '../state.ts';
import type { ExportedFile, LibraryState, RankEffect, VectorType } from './types.ts';

/** An answer that stays on show beside that of another base. */
export interface Compared {
  readonly baseName: string;
  readonly run: Run;
}

export interface LibrarySlice {
  /** null until it was first read. */
  readonly state: LibraryState | null;
  /** The base that the next import goes into, or null for a new one. */
  readonly appendTo: { readonly id: string; readonly name: string } | null;
  /** The base deleted last, as long as that can be undone. */
  readonly deleted: { readonly id: string; readonly name: string } | null;
  readonly compared: Compared | null;
  readonly effects: { readonly id: string; readonly progress: Progress | null; readonly effects: readonly RankEffect[] | null } | null;
  /** What happened by itself and the user should know; kept until dismissed. */
  readonly news: readonly string[];
}

export const NO_LIBRARY: LibrarySlice = { state: null, appendTo: null, deleted: null, compared: null, effects: null, news: [] };

export interface LibraryActions {
  /** Reads the list again. */
  refresh(): Promise<void>;
  /** Makes a base the one that answers; with `compare`, asks the question on show again and keeps the former answer beside. */
  open(id: string, compare?: boolean): Promise<void>;
  /** Embeds what is missing. */
  resume(id: string): Promise<void>;
  /** Embeds all anew, or keeps the vectors in another type. */
  reembed(id: string, type: VectorType): Promise<void>;
  /** Shows what files would give, to be appended to this base. */
  appendFrom(base: { readonly id: string; readonly name: string }, sources: readonly TableSource[]): Promise<void>;
  /** The base that the import on show goes into; null: a new one. */
  appendTo(base: { readonly id: string; readonly name: string } | null): void;
  append(id: string, name: string, sources: () => Promise<readonly ImportSource[]>): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  duplicate(id: string): Promise<void>;
  keep(id: string): Promise<void>;
  /** Can be undone for a week. */
  remove(id: string, name: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Removes for good what was deleted: one, or all. */
  empty(id: string | null): Promise<void>;
  pause(paused: boolean): Promise<void>;
  preferType(type: VectorType): Promise<void>;
  /** The file, or null after telling why not. */
  export(id: string, kind: 'csv' | 'bundle'): Promise<ExportedFile | null>;
  openBundle(source: TableSource): Promise<void>;
  measure(id: string): Promise<void>;
  closeComparison(): void;
  dismissNews(): void;
  /** Adds something that the user should know. */
  tell(news: string): void;
  /** The undo is no longer offered beside the page; the library still has it. */
  forgetDeleted(): void;
}

/** What became of an opening: nothing was there to open, the user stopped it, it failed and that was told, or another took its place. */
export type OpeningOutcome = 'opened' | 'nothing' | 'stopped' | 'failed' | 'replaced';

/** What the store lends. */
export interface LibraryStore {
  readonly engine: EngineApi;
  slice(): LibrarySlice;
  set(change: Partial<LibrarySlice>): void;
  ready(): boolean;
  run(): Run | null;
  base(): KnowledgeBaseInfo | null;
  /** The open base has another name now. */
  renamed(name: string): void;
  task(): ImportTask | null;
  setTask(task: ImportTask): void;
  notify(message: string): void;
  /** Tells a failure in the place of knowledge bases. */
  report(error: unknown): void;
  /** Runs what ends with an open base, with progress where bases are opened; adopts the base. */
  opening(stage: string, work: (options: CallOptions) => Promise<KnowledgeBaseInfo | null>): Promise<OpeningOutcome>;
  /** The same with progress, pause and cancel where imports are embedded. */
  embedding(name: string, work: (options: CallOptions) => Promise<KnowledgeBaseInfo>): Promise<boolean>;
  /** The tab that had the library is gone, and this one has it now. */
  becameWriter(): void;
  /** The last base used, or the sample. */
  openFirst(): Promise<void>;
  openTable(...sources: readonly TableSource[]): Promise<void>;
  ask(question: string): Promise<void>;
  bytesOf(source: TableSource): Promise<FileBytes>;
}

export function libraryActions(store: LibraryStore): LibraryActions {
  const { engine } = store;
  let reading: Promise<void> | null = null;
  let readAgain = false;

  const read = async (): Promise<void> => {
    if (!store.ready()) return;
    try {
      const before = store.slice().state?.access;
      const state = await engine.library('list', []);
      store.set({ state, news: [...store.slice().news, ...state.news] });
      if (before === 'reader' && state.access === 'writer') store.becameWriter();
    } catch {
      // The engine is gone; the list is read when the next one is there.
    }
  };
  /** One reading at a time: changes come in bursts. */
  const refresh = (): Promise<void> => {
    if (reading) {
      readAgain = true;
      return reading;
    }
    reading = read().finally(() => {
      reading = null;
      if (!readAgain) return;
      readAgain = false;
      void refresh();
    });
    return reading;
  };
  const change = async (work: () => Promise<unknown>, done: string): Promise<boolean> => {
    try {
      await work();
      store.notify(done);
      return true;
    } catch (error) {
      store.report(error);
      return false;
    } finally {
      await refresh();
    }
  };

  const open = async (id: string, compare = false): Promise<void> => {
    const former = store.run();
    const base = store.base();
    const opened = (await store.opening('Opening the base', (options) => engine.library('open', [id], options))) === 'opened';
    await refresh();
    if (!opened || !compare || former?.result == null || base === null) {
      if (opened) store.set({ compared: null });
      return;
    }
    store.set({ compared: { baseName: base.name, run: former } });
    await store.ask(former.question);
  };

  return {
    refresh,
    open,
    resume: async (id) => {
      const name = nameIn(store.slice(), id);
      await store.embedding(name, (options) => engine.library('resume', [id], options));
      await refresh();
    },
    reembed: async (id, type) => {
      await store.embedding(nameIn(store.slice(), id), (options) => engine.library('refresh', [id, type], options));
      await refresh();
    },
    appendFrom: (base, sources) => {
      store.set({ appendTo: base });
      return store.openTable(...sources);
    },
    appendTo: (base) => store.set({ appendTo: base }),
    append: async (id, name, sources) => {
      store.set({ appendTo: null });
      await store.embedding(name, async (options) => engine.library('append', [id, await sources()], options));
      await refresh();
    },
    rename: async (id, name) => {
      if ((await change(() => engine.library('rename', [id, name]), `Renamed to ${name}.`)) && store.base()?.id === id) store.renamed(nameIn(store.slice(), id));
    },
    duplicate: async (id) => {
      await change(() => engine.library('duplicate', [id]), `${nameIn(store.slice(), id)} was copied.`);
    },
    keep: async (id) => {
      await change(() => engine.library('keep', [id]), `${nameIn(store.slice(), id)} is kept in this browser.`);
    },
    remove: async (id, name) => {
      const wasOpen = store.slice().state?.openId === id;
      if (!(await change(() => engine.library('remove', [id]), `${name} was deleted.`))) return;
      store.set({ deleted: { id, name } });
      if (wasOpen) await store.openFirst();
    },
    restore: async (id) => {
      if (await change(() => engine.library('restore', [id]), `${nameIn(store.slice(), id)} is back.`)) store.set({ deleted: null });
    },
    empty: async (id) => {
      if (await change(() => engine.library('empty', [id]), 'Removed for good.')) store.set({ deleted: null });
    },
    pause: async (paused) => {
      const task = store.task();
      if (task?.phase !== 'embedding') return;
      store.setTask({ ...task, paused });
      await engine.library('pause', [paused]).catch(store.report);
    },
    preferType: async (type) => {
      await change(() => engine.library('prefer', [type]), `New vectors are kept as ${type}.`);
    },
    export: async (id, kind) => {
      try {
        return await (kind === 'csv' ? engine.library('exportCsv', [id]) : engine.library('exportBundle', [id]));
      } catch (error) {
        store.report(error);
        return null;
      }
    },
    openBundle: async (source) => {
      await store.opening(`Opening ${source.name}`, async (options) => engine.library('openBundle', [await store.bytesOf(source)], options));
      await refresh();
    },
    measure: async (id) => {
      store.set({ effects: { id, progress: null, effects: null } });
      const current = (): boolean => store.slice().effects?.id === id;
      try {
        const effects = await engine.library('rankEffect', [id], { onProgress: (progress) => current() && store.set({ effects: { id, progress, effects: null } }) });
        if (current()) store.set({ effects: { id, progress: null, effects } });
      } catch (error) {
        if (current()) store.set({ effects: null });
        store.report(error);
      }
    },
    closeComparison: () => store.set({ compared: null }),
    dismissNews: () => store.set({ news: [] }),
    tell: (news) => {
      if (news !== '') store.set({ news: [...store.slice().news, news] });
    },
    forgetDeleted: () => store.set({ deleted: null }),
  };
}

function nameIn({ state }: LibrarySlice, id: string): string {
  return state?.entries.find((entry) => entry.id === id)?.name ?? 'The base';
}
