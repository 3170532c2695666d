/** What all actions share: the engine, the state, and which task of each kind is the current one. Knows no particular action. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TableSource } from '../importTask.ts';
import type { EngineApi, FileBytes } from '../protocol.ts';
import { alertOf, firstState, type AlertInfo, type AppState, type Place } from '../state.ts';
import { normalizeSettings, type Settings } from '../url.ts';

/** 'preview' stands apart from 'base': looking at a file must not stop a base that is being opened. */
export type TaskName = Place | 'preview';

/** One controller per kind of task; a task whose controller was replaced must not write its late results. */
export class Tasks {
  readonly #running = new Map<TaskName, AbortController>();

  /** Aborts the task of this kind that runs, and takes its place. */
  begin(task: TaskName): AbortController {
    this.abort(task);
    const controller = new AbortController();
    this.#running.set(task, controller);
    return controller;
  }

  isCurrent(task: TaskName, controller: AbortController): boolean {
    return this.#running.get(task) === controller;
  }

  /** Its rejection is still listened to. */
  abort(task: TaskName): void {
    this.#running.get(task)?.abort();
  }

  /** Nothing that it says from now on counts; it is not aborted. */
  forget(task: TaskName): void {
    this.#running.delete(task);
  }
}

export const WHERE: Readonly<Record<Place, string>> = {
  engine: 'Starting the engine',
  base: 'Opening the knowledge base',
  ask: 'Asking',
  score: 'Scoring the reference answer',
};

export interface Core {
  readonly engine: EngineApi;
  readonly store: StoreApi<AppState>;
  readonly tasks: Tasks;
  get(): AppState;
  set(change: Partial<AppState>): void;
  /** Brought within bounds. */
  setSettings(change: Partial<Settings>): void;
  notify(message: string): void;
  alert(place: Place, alert: AlertInfo): void;
  dismiss(place: Place): void;
  /** Cancellation is what the user asked for: it is told, not alarmed. */
  report(place: Place, error: unknown): 'stopped' | 'failed';
  /** For what is asked on the side: a failure is told and changes nothing. */
  orTell<T>(work: () => Promise<T>): Promise<T | null>;
}

export function createCore(engine: EngineApi, settings: Settings): Core {
  const store = createStore<AppState>()(() => firstState(settings));
  const get = store.getState;
  const set = (change: Partial<AppState>): void => store.setState(change);
  const notify = (notice: string): void => set({ notice });
  const alert = (place: Place, info: AlertInfo): void => set({ alerts: { ...get().alerts, [place]: info } });
  const report = (place: Place, error: unknown): 'stopped' | 'failed' => {
    const info = alertOf(error, WHERE[place]);
    if (info.kind === 'cancelled') {
      notify(`${WHERE[place]}: stopped.`);
      return 'stopped';
    }
    alert(place, info);
    return 'failed';
  };
  return {
    engine,
    store,
    tasks: new Tasks(),
    get,
    set,
    setSettings: (change) => set({ settings: normalizeSettings({ ...get().settings, ...change }) }),
    notify,
    alert,
    dismiss: (place) => {
      const { [place]: _gone, ...alerts } = get().alerts;
      set({ alerts });
    },
    report,
    orTell: async (work) => {
      try {
        return await work();
      } catch (error) {
        report('base', error);
        return null;
      }
    },
  };
}

/** A table's bytes, as the engine takes them. */
export async function bytesOf(source: TableSource): Promise<FileBytes> {
  return { name: source.name, bytes: await source.read() };
}
