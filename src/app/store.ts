/** The page's state and all actions on it, over an EngineApi. Knows neither React nor where the engine runs. */
import type { StoreApi } from 'zustand/vanilla';
import { baseActions } from './actions/base.ts';
import { bytesOf, createCore } from './actions/core.ts';
import { engineActions, type EngineActions } from './actions/engine.ts';
import { importActions, type ImportActions } from './actions/import.ts';
import { runActions, type RunActions } from './actions/run.ts';
import { indexActions, type IndexActions } from './indexActions.ts';
import { libraryActions, type LibraryActions } from './library/actions.ts';
import type { EngineApi } from './protocol.ts';
import type { AppState, Place } from './state.ts';
import type { Settings } from './url.ts';

export type { ImportFile, ImportTask, TableSource } from './importTask.ts';
export * from './state.ts';

export interface AppActions extends EngineActions, ImportActions, Pick<RunActions, 'ask' | 'chooseSequence' | 'sampleAgain' | 'stop' | 'score'> {
  setSettings(change: Partial<Settings>): void;
  openSample(): Promise<void>;
  /** Every rejected row of the open base as CSV, or null after telling why not. */
  rejectedCsv(): Promise<Blob | null>;
  readonly library: LibraryActions;
  readonly indexes: IndexActions;
  dismiss(place: Place): void;
  notify(message: string): void;
}

export interface App {
  readonly store: StoreApi<AppState>;
  readonly actions: AppActions;
}

/** @param now clock in milliseconds, for rates */
export function createApp(engine: EngineApi, settings: Settings, now: () => number = () => performance.now()): App {
  const core = createCore(engine, settings);
  const { get, set } = core;
  // The subjects need one another; what comes later is reached through functions.
  const runs = runActions(core, () => engines.boot());
  const bases = baseActions(core, { library: () => library, forgetResults: runs.forgetResults, now });
  const imports = importActions(core, { library: () => library, embed: bases.embed });
  const library = libraryActions({
    engine,
    slice: () => get().library,
    set: (change) => set({ library: { ...get().library, ...change } }),
    ready: () => get().engine.status === 'ready',
    run: () => get().run,
    base: () => get().base.info,
    renamed: (name) => {
      const { base } = get();
      if (base.info !== null) set({ base: { ...base, info: { ...base.info, name } } });
    },
    task: () => get().importTask,
    setTask: (importTask) => set({ importTask }),
    notify: core.notify,
    report: (error) => void core.report('base', error),
    opening: bases.opening,
    embedding: bases.embedding,
    becameWriter: () => void bases.resumeInterrupted(),
    openFirst: bases.openFirst,
    openTable: imports.openTable,
    ask: runs.ask,
    bytesOf,
  });
  const indexes = indexActions({ engine, set: (slice) => set({ indexes: slice }), base: () => get().base.info, report: (error) => core.report('base', error), notify: core.notify });
  const engines = engineActions(core, { bases, runs, library: () => library });

  const actions: AppActions = {
    ...engines,
    ...imports,
    ask: runs.ask,
    chooseSequence: runs.chooseSequence,
    sampleAgain: runs.sampleAgain,
    stop: runs.stop,
    score: runs.score,
    openTable: (...sources) => {
      library.appendTo(null);
      const [first] = sources;
      return sources.length === 1 && /\.zip$/i.test(first.name) ? library.openBundle(first) : imports.openTable(...sources);
    },
    library,
    indexes,
    setSettings: core.setSettings,
    openSample: bases.openSample,
    rejectedCsv: () => core.orTell(() => engine.rejectedCsv()),
    dismiss: core.dismiss,
    notify: core.notify,
  };
  return { store: core.store, actions };
}
