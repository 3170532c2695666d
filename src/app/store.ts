/**
 * All state of the page and the actions on it, over an EngineApi. Knows neither React nor where the engine runs.
 * Long, because all actions share one closure: each must see which tasks are running to know whether its own still counts.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { UserErrorKind } from '../errors.ts';
import type { ColumnMapping } from '../retrieval/types.ts';
import type {
  AskResult,
  AskSettings,
  EngineApi,
  EngineInfo,
  FileBytes,
  KnowledgeBaseInfo,
  Progress,
  RetrievedDocument,
  ScoreResult,
  TablePreview,
  TokenStep,
} from './protocol.ts';
import { LIMITS, cleanLine, normalizeSettings, type ProviderChoice, type Settings } from './url.ts';

/** The part of the page where an error is shown. */
export type Place = 'engine' | 'base' | 'ask' | 'score';

export interface AlertInfo {
  readonly kind: UserErrorKind | 'bug';
  readonly what: string;
  readonly where: string;
  readonly hint: string;
}

export interface EngineState {
  readonly status: 'idle' | 'starting' | 'ready' | 'failed';
  readonly info: EngineInfo | null;
  readonly progress: Progress | null;
}

export interface BaseState {
  readonly info: KnowledgeBaseInfo | null;
  readonly origin: 'sample' | 'imported';
  /** Progress while a base is being opened in place of `info`; null otherwise. */
  readonly opening: Progress | null;
}

/** A table that can be read more than once: the engine detaches the bytes that it is given. */
export interface TableSource {
  readonly name: string;
  read(): Promise<ArrayBuffer>;
}

export type ImportTask =
  | { readonly phase: 'reading'; readonly name: string }
  | { readonly phase: 'mapping'; readonly source: TableSource; readonly preview: TablePreview }
  | {
      readonly phase: 'embedding';
      readonly name: string;
      readonly progress: Progress | null;
      /** Passages per second so far, or null while unknown. */
      readonly rate: number | null;
    };

export interface Run {
  readonly question: string;
  readonly settings: AskSettings;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  readonly documents: readonly RetrievedDocument[];
  readonly tokens: readonly TokenStep[];
  readonly retrieveMs: number | null;
  readonly result: AskResult | null;
}

export interface Scoring {
  readonly question: string;
  readonly answer: string;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  readonly result: ScoreResult | null;
}

export interface AppState {
  readonly settings: Settings;
  readonly engine: EngineState;
  readonly base: BaseState;
  readonly importTask: ImportTask | null;
  readonly run: Run | null;
  readonly scoring: Scoring | null;
  readonly alerts: Readonly<Partial<Record<Place, AlertInfo>>>;
  /** The last thing worth telling without alarm, e.g. to a screen reader. */
  readonly notice: string;
}

export interface AppActions {
  /** Starts the engine, opens the base in use, and asks the question that waits: of a shared link, or asked too early. */
  boot(): Promise<void>;
  setSettings(change: Partial<Settings>): void;
  setProvider(provider: ProviderChoice): Promise<void>;
  /** The engine died by itself. The next question starts a new one, and so does `boot`. */
  engineCrashed(error: unknown): void;
  ask(question?: string): Promise<void>;
  stop(): void;
  score(): Promise<void>;
  openTable(source: TableSource): Promise<void>;
  confirmImport(mapping: ColumnMapping): Promise<void>;
  cancelImport(): void;
  openSample(): Promise<void>;
  dismiss(place: Place): void;
  notify(message: string): void;
}

export interface App {
  readonly store: StoreApi<AppState>;
  readonly actions: AppActions;
}

const WHERE: Readonly<Record<Place, string>> = {
  engine: 'Starting the engine',
  base: 'Opening the knowledge base',
  ask: 'Asking',
  score: 'Scoring the reference answer',
};

/** A UserError may have crossed a worker boundary, so its shape counts, not its class. */
export function alertOf(error: unknown, where: string): AlertInfo {
  const shape = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const what = typeof shape['message'] === 'string' && shape['message'] !== '' ? shape['message'] : String(error);
  if (typeof shape['kind'] === 'string' && typeof shape['hint'] === 'string') {
    return { kind: shape['kind'] as UserErrorKind, what, where, hint: shape['hint'] };
  }
  return { kind: 'bug', what, where, hint: 'This is a fault in ragscope, not in your data. Try again, or reload the page.' };
}

/** 'preview' stands apart from 'base': looking at a file must not stop a base that is being opened. */
type TaskName = Place | 'preview';

/** @param now clock in milliseconds, for rates */
export function createApp(engine: EngineApi, settings: Settings, now: () => number = () => performance.now()): App {
  const store = createStore<AppState>()(() => ({
    settings: normalizeSettings(settings),
    engine: { status: 'idle', info: null, progress: null },
    base: { info: null, origin: 'sample', opening: null },
    importTask: null,
    run: null,
    scoring: null,
    alerts: {},
    notice: '',
  }));
  const get = store.getState;
  const set = (change: Partial<AppState>): void => store.setState(change);

  // One controller per kind of task; a task whose controller was replaced must not write its late results.
  const tasks = new Map<TaskName, AbortController>();
  const begin = (task: TaskName): AbortController => {
    tasks.get(task)?.abort();
    const controller = new AbortController();
    tasks.set(task, controller);
    return controller;
  };
  const isCurrent = (task: TaskName, controller: AbortController): boolean => tasks.get(task) === controller;

  let questionWaits = settings.question.trim() !== '';
  let lastImport: { source: TableSource; mapping: ColumnMapping } | null = null;

  const dismiss = (place: Place): void => {
    const { [place]: _gone, ...alerts } = get().alerts;
    set({ alerts });
  };
  const notify = (notice: string): void => set({ notice });

  /** Cancellation is what the user asked for: it is told, not alarmed. */
  const report = (place: Place, error: unknown): 'stopped' | 'failed' => {
    const alert = alertOf(error, WHERE[place]);
    if (alert.kind === 'cancelled') {
      notify(`${WHERE[place]}: stopped.`);
      return 'stopped';
    }
    set({ alerts: { ...get().alerts, [place]: alert } });
    return 'failed';
  };

  const bytesOf = async (source: TableSource): Promise<FileBytes> => ({ name: source.name, bytes: await source.read() });

  /** Results belong to the base that gave them. */
  const forgetResults = (): void => {
    tasks.get('ask')?.abort();
    tasks.get('score')?.abort();
    tasks.delete('ask');
    tasks.delete('score');
    set({ run: null, scoring: null });
  };

  const adopt = (info: KnowledgeBaseInfo, origin: 'sample' | 'imported'): void => {
    forgetResults();
    set({ base: { info, origin, opening: null } });
    const refused = info.rejected.length === 0 ? '' : ` ${info.rejected.length} rows were rejected.`;
    notify(`${info.name}: ${info.nPassages} passages ready.${refused}`);
  };

  const openSample = async (): Promise<void> => {
    const controller = begin('base');
    dismiss('base');
    const { base, importTask } = get();
    if (importTask?.phase === 'embedding') set({ importTask: null });
    set({ base: { ...base, opening: { stage: 'Opening the sample base', done: 0, total: 0, etaSeconds: null } } });
    try {
      const info = await engine.openSample({
        signal: controller.signal,
        onProgress: (opening) => {
          if (isCurrent('base', controller)) set({ base: { ...get().base, opening } });
        },
      });
      if (!isCurrent('base', controller)) return;
      lastImport = null;
      adopt(info, 'sample');
    } catch (error) {
      if (!isCurrent('base', controller)) return;
      set({ base: { ...get().base, opening: null } });
      report('base', error);
    }
  };

  const embed = async (source: TableSource, mapping: ColumnMapping): Promise<void> => {
    const controller = begin('base');
    dismiss('base');
    set({ importTask: { phase: 'embedding', name: source.name, progress: null, rate: null }, base: { ...get().base, opening: null } });
    let first: { at: number; done: number; stage: string } | null = null;
    try {
      const info = await engine.importTable(await bytesOf(source), mapping, {
        signal: controller.signal,
        onProgress: (progress) => {
          if (!isCurrent('base', controller)) return;
          const at = now();
          if (first === null || first.stage !== progress.stage) first = { at, done: progress.done, stage: progress.stage };
          const seconds = (at - first.at) / 1000;
          const rate = seconds > 0 ? (progress.done - first.done) / seconds : null;
          set({ importTask: { phase: 'embedding', name: source.name, progress, rate } });
        },
      });
      if (!isCurrent('base', controller)) return;
      lastImport = { source, mapping };
      set({ importTask: null });
      adopt(info, 'imported');
    } catch (error) {
      if (!isCurrent('base', controller)) return;
      set({ importTask: null });
      report('base', error);
    }
  };

  const startEngine = async (): Promise<boolean> => {
    const controller = begin('engine');
    dismiss('engine');
    set({ engine: { status: 'starting', info: null, progress: null } });
    try {
      const info = await engine.start(get().settings.provider, {
        signal: controller.signal,
        onProgress: (progress) => {
          if (isCurrent('engine', controller)) set({ engine: { status: 'starting', info: null, progress } });
        },
      });
      if (!isCurrent('engine', controller)) return false;
      set({ engine: { status: 'ready', info, progress: null } });
      return true;
    } catch (error) {
      if (!isCurrent('engine', controller)) return false;
      set({ engine: { status: 'failed', info: null, progress: null } });
      report('engine', error);
      return false;
    }
  };

  /** A fresh engine holds no knowledge base: the one in use is opened again. */
  const boot = async (): Promise<void> => {
    forgetResults();
    set({ base: { ...get().base, info: null } });
    if (!(await startEngine())) return;
    if (lastImport === null) await openSample();
    else await embed(lastImport.source, lastImport.mapping);
    if (questionWaits && get().base.info !== null) await ask();
  };

  const setSettings = (change: Partial<Settings>): void => {
    set({ settings: normalizeSettings({ ...get().settings, ...change }) });
  };

  const askSettings = (): AskSettings => {
    const { mode, nDocs, maxLength, index } = get().settings;
    return { mode, nDocs, maxLength, index };
  };

  const ask = async (wanted?: string): Promise<void> => {
    if (wanted !== undefined) setSettings({ question: wanted });
    const question = get().settings.question.trim();
    if (get().engine.status !== 'ready' || get().base.info === null) {
      questionWaits = question !== '';
      if (questionWaits) notify('Your question is asked as soon as the model is ready.');
      if (get().engine.status === 'failed') await boot();
      return;
    }
    questionWaits = false;
    if (question === '') {
      const alert: AlertInfo = { kind: 'bad-input', what: 'There is no question yet', where: WHERE.ask, hint: 'Type one, or pick an example below the field.' };
      set({ alerts: { ...get().alerts, ask: alert } });
      return;
    }
    const controller = begin('ask');
    tasks.get('score')?.abort();
    tasks.delete('score');
    dismiss('ask');
    dismiss('score');
    const started: Run = { question, settings: askSettings(), status: 'running', documents: [], tokens: [], retrieveMs: null, result: null };
    set({ run: started, scoring: null });
    const update = (change: (run: Run) => Partial<Run>): void => {
      const { run } = get();
      if (run !== null && isCurrent('ask', controller)) set({ run: { ...run, ...change(run) } });
    };
    try {
      const result = await engine.ask(
        question,
        started.settings,
        (event) => {
          if (event.kind === 'retrieved') update(() => ({ documents: event.documents, retrieveMs: event.retrieveMs }));
          else update((run) => ({ tokens: [...run.tokens, event.step] }));
        },
        { signal: controller.signal },
      );
      if (!isCurrent('ask', controller)) return;
      update(() => ({ status: 'done', result, documents: result.documents, tokens: result.tokens }));
      notify(`Answer: ${result.answer.trim() || 'none'}`);
    } catch (error) {
      if (!isCurrent('ask', controller)) return;
      const status = report('ask', error);
      update(() => ({ status }));
    }
  };

  const score = async (): Promise<void> => {
    const { run, settings: current } = get();
    const question = (run?.question ?? current.question).trim();
    const answer = current.answer.trim();
    if (question === '' || get().engine.status !== 'ready' || get().base.info === null) return;
    if (answer === '') {
      const alert: AlertInfo = { kind: 'bad-input', what: 'There is no reference answer yet', where: WHERE.score, hint: 'Type the answer that you would have wanted.' };
      set({ alerts: { ...get().alerts, score: alert } });
      return;
    }
    const controller = begin('score');
    dismiss('score');
    set({ scoring: { question, answer, status: 'running', result: get().scoring?.result ?? null } });
    try {
      const result = await engine.score(question, answer, run?.settings ?? askSettings(), { signal: controller.signal });
      if (!isCurrent('score', controller)) return;
      set({ scoring: { question, answer, status: 'done', result } });
      notify(`Loss ${result.loss.toFixed(3)} nats.`);
    } catch (error) {
      if (!isCurrent('score', controller)) return;
      const status = report('score', error);
      set({ scoring: { question, answer, status, result: null } });
    }
  };

  const openTable = async (source: TableSource): Promise<void> => {
    if (get().importTask?.phase === 'embedding') {
      notify('An import is running. Cancel it before opening another file.');
      return;
    }
    const controller = begin('preview');
    dismiss('base');
    set({ importTask: { phase: 'reading', name: cleanLine(source.name, LIMITS.answerLength) } });
    try {
      const preview = await engine.previewTable(await bytesOf(source));
      if (isCurrent('preview', controller)) set({ importTask: { phase: 'mapping', source, preview } });
    } catch (error) {
      if (!isCurrent('preview', controller)) return;
      set({ importTask: null });
      report('base', error);
    }
  };

  const actions: AppActions = {
    boot,
    setSettings,
    engineCrashed: (error) => {
      tasks.get('engine')?.abort();
      tasks.delete('engine');
      set({
        engine: { status: 'failed', info: null, progress: null },
        alerts: { ...get().alerts, engine: alertOf(error, 'Running the engine') },
      });
    },
    setProvider: async (provider) => {
      setSettings({ provider });
      await boot();
    },
    ask,
    stop: () => {
      tasks.get('ask')?.abort();
      tasks.get('score')?.abort();
    },
    score,
    openTable,
    confirmImport: async (mapping) => {
      const task = get().importTask;
      if (task?.phase === 'mapping') await embed(task.source, mapping);
    },
    cancelImport: () => {
      const task = get().importTask;
      // Before embedding there is nothing to wait for; while embedding, the engine's rejection ends the task.
      if (task?.phase === 'embedding') {
        tasks.get('base')?.abort();
      } else if (task !== null) {
        tasks.delete('preview');
        set({ importTask: null });
      }
    },
    openSample,
    dismiss,
    notify,
  };
  return { store, actions };
}
