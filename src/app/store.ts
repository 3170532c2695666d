/**
 * All state of the page and the actions on it, over an EngineApi. Knows neither React nor where the engine runs.
 * Long, because all actions share one closure: each must see which tasks are running to know whether its own still counts.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelChoice } from './models/types.ts';
import type { UserErrorKind } from '../errors.ts';
import { nameOf, plannedSources, withChoices, type ImportFile, type ImportTask, type PlannedSource, type TableSource } from './importTask.ts';
import type {
  AskEvent,
  AskResult,
  AskSettings,
  CallOptions,
  EngineApi,
  EngineInfo,
  FileBytes,
  ImportChoices,
  KnowledgeBaseInfo,
  Progress,
  RetrievedDocument,
  ScoreResult,
  Sequence,
  TokenStep,
} from './protocol.ts';
import { NO_COMPARISON, indexActions, type IndexActions, type IndexSlice } from './indexActions.ts';
import { NO_LIBRARY, libraryActions, type LibraryActions, type LibrarySlice } from './library/actions.ts';
import { DECODING_LIMITS } from './decodingUrl.ts';
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

export type { ImportFile, ImportTask, TableSource } from './importTask.ts';

export interface Run {
  readonly question: string;
  readonly settings: AskSettings;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  readonly documents: readonly RetrievedDocument[];
  readonly tokens: readonly TokenStep[];
  readonly retrieveMs: number | null;
  /** What is going on beside tokens that stand: a draft that may change, by one document where `doc` is not null, or scoring. */
  readonly activity: Activity | null;
  readonly result: AskResult | null;
  /** Index of the returned sequence on show, whose tokens are `tokens`. */
  readonly chosen: number;
}

export type Activity =
  | { readonly kind: 'draft'; readonly doc: number | null }
  | { readonly kind: 'scoring'; readonly done: number; readonly total: number };

/** The returned sequence on show; null while there is none. */
export function chosenSequence({ result, chosen }: Run): Sequence | null {
  return result?.sequences[chosen] ?? null;
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
  readonly library: LibrarySlice;
  readonly indexes: IndexSlice;
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
  /** Restarts the engine on a model; the base in use is embedded anew. A model that cannot be used gives way to the embedded one. */
  chooseModel(choice: ModelChoice): Promise<void>;
  /** The engine died by itself. The next question starts a new one, and so does `boot`. */
  engineCrashed(error: unknown): void;
  ask(question?: string): Promise<void>;
  /** Shows another of the sequences that the last answer returned. */
  chooseSequence(index: number): void;
  /** The same question with the next seed. */
  sampleAgain(): Promise<void>;
  stop(): void;
  score(): Promise<void>;
  /** Reads the beginning of files and shows what they would give; they become one base, in this order. */
  openTable(...sources: readonly TableSource[]): Promise<void>;
  /** Other choices for one file of the import on show. */
  refineImport(index: number, change: ImportChoices): Promise<void>;
  /** Leaves a file of the import on show out of it. */
  leaveOut(index: number): void;
  renameImport(name: string): void;
  /** The questions that a file of the import on show brings along, or null after telling why not. */
  importQuestions(index: number): Promise<string | null>;
  /** Every rejected row of the open base as CSV, or null after telling why not. */
  rejectedCsv(): Promise<Blob | null>;
  confirmImport(): Promise<void>;
  cancelImport(): void;
  /** Gives up starting another model; the embedded one is started. */
  cancelStart(): void;
  openSample(): Promise<void>;
  readonly library: LibraryActions;
  readonly indexes: IndexActions;
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

/** What a run becomes with the next thing heard of its answer. */
function written(run: Run, event: Exclude<AskEvent, { kind: 'retrieved' }>): Partial<Run> {
  switch (event.kind) {
    case 'token':
      // Tokens that stand follow a draft only where they replace it.
      return { tokens: [...(run.activity === null ? run.tokens : []), event.step], activity: null };
    case 'draft':
      return { tokens: [...run.tokens.slice(0, event.from), ...event.steps], activity: { kind: 'draft', doc: event.doc } };
    case 'scoring':
      return { activity: { kind: 'scoring', done: event.done, total: event.total } };
  }
}

function defined(choices: ImportChoices): ImportChoices {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
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
    library: NO_LIBRARY,
    indexes: NO_COMPARISON,
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
  let lastImport: { sources: readonly PlannedSource[]; name: string } | null = null;

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

  /** For what is asked on the side: a failure is told and changes nothing. */
  const orTell = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      report('base', error);
      return null;
    }
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
    const nRejected = info.nRows - info.accepted;
    const refused = nRejected === 0 ? '' : ` ${nRejected} of ${info.nRows} rows were rejected.`;
    notify(`${info.name}: ${info.nPassages} passages ready.${refused}`);
  };

  /** Opens a base in place of the one in use. @returns whether there is one now */
  const opening = async (stage: string, work: (options: CallOptions) => Promise<KnowledgeBaseInfo | null>): Promise<boolean> => {
    const controller = begin('base');
    dismiss('base');
    const { base, importTask } = get();
    if (importTask?.phase === 'embedding') set({ importTask: null });
    set({ base: { ...base, opening: { stage, done: 0, total: 0, etaSeconds: null } } });
    try {
      const info = await work({
        signal: controller.signal,
        onProgress: (progress) => {
          if (isCurrent('base', controller)) set({ base: { ...get().base, opening: progress } });
        },
      });
      if (!isCurrent('base', controller)) return false;
      if (info === null) set({ base: { ...get().base, opening: null } });
      else adopt(info, info.origin === 'sample' ? 'sample' : 'imported');
      return info !== null;
    } catch (error) {
      if (!isCurrent('base', controller)) return false;
      set({ base: { ...get().base, opening: null } });
      report('base', error);
      return false;
    }
  };

  const openSample = async (): Promise<void> => {
    const opened = await opening('Opening the sample base', async (options) => ({ ...(await engine.openSample(options)), origin: 'sample' }));
    if (opened) lastImport = null;
    await library.refresh();
  };

  const embed = async (sources: readonly PlannedSource[], name: string, appendTo: LibrarySlice['appendTo'] = null): Promise<void> => {
    const tables = () => Promise.all(sources.map(async ({ source, plan }) => ({ file: await bytesOf(source), plan })));
    if (appendTo !== null) return library.append(appendTo.id, appendTo.name, tables);
    if (await embedding(name, async (options) => engine.importTables(await tables(), name, options))) lastImport = { sources, name };
    await library.refresh();
  };

  /** Embeds beside the base in use, which answers until the new one is whole. @returns whether it is */
  const embedding = async (name: string, work: (options: CallOptions) => Promise<KnowledgeBaseInfo>): Promise<boolean> => {
    const controller = begin('base');
    dismiss('base');
    set({ importTask: { phase: 'embedding', name, progress: null, rate: null }, base: { ...get().base, opening: null } });
    let first: { at: number; done: number; stage: string } | null = null;
    try {
      const info = await work({
        signal: controller.signal,
        onProgress: (progress) => {
          if (!isCurrent('base', controller)) return;
          const at = now();
          if (first === null || first.stage !== progress.stage) first = { at, done: progress.done, stage: progress.stage };
          const seconds = (at - first.at) / 1000;
          const rate = seconds > 0 ? (progress.done - first.done) / seconds : null;
          const task = get().importTask;
          set({ importTask: { phase: 'embedding', name, progress, rate, paused: task?.phase === 'embedding' && task.paused } });
        },
      });
      if (!isCurrent('base', controller)) return false;
      set({ importTask: null });
      adopt(info, info.origin === 'sample' ? 'sample' : 'imported');
      return true;
    } catch (error) {
      if (!isCurrent('base', controller)) return false;
      set({ importTask: null });
      report('base', error);
      return false;
    }
  };

  /** The base used last; else what was imported into an engine that kept nothing; else the sample. */
  const openFirst = async (): Promise<void> => {
    if (await opening('Opening the base used last', (options) => engine.library('openLast', [], options))) return library.refresh();
    if (get().alerts.base !== undefined) return;
    if (lastImport === null) await openSample();
    else await embed(lastImport.sources, lastImport.name);
  };

  /** What a crash or a closed tab cut off goes on by itself; what the user stopped waits. */
  const resumeInterrupted = async (): Promise<void> => {
    const { state } = get().library;
    const cutOff = state?.access === 'writer' ? state.entries.find(({ pending, deletedAt, damage }) => pending !== null && !pending.halted && deletedAt === null && damage === '') : undefined;
    if (cutOff === undefined || get().importTask !== null) return;
    notify(`The embedding of ${cutOff.name} goes on where it was cut off.`);
    await library.resume(cutOff.id);
  };

  /** A folder of the user's has no place in the address: it is forgotten with the page. */
  let folderModel: ModelChoice | null = null;
  const chosenModel = (): ModelChoice => folderModel ?? (get().settings.model === '' ? { kind: 'embedded' } : { kind: 'stored', id: get().settings.model });

  const startEngine = async (keepAlert = false): Promise<boolean> => {
    const controller = begin('engine');
    if (!keepAlert) dismiss('engine');
    const model = chosenModel();
    set({ engine: { status: 'starting', info: null, progress: null } });
    try {
      const info = await engine.start(get().settings.provider, {
        model,
        signal: controller.signal,
        onProgress: (progress) => {
          if (isCurrent('engine', controller)) set({ engine: { status: 'starting', info: null, progress } });
        },
      });
      if (!isCurrent('engine', controller)) return false;
      set({ engine: { status: 'ready', info, progress: null } });
      if (info.warning) set({ alerts: { ...get().alerts, engine: { kind: 'storage', where: WHERE.engine, ...info.warning } } });
      return true;
    } catch (error) {
      if (!isCurrent('engine', controller)) return false;
      set({ engine: { status: 'failed', info: null, progress: null } });
      report('engine', error);
      if (model.kind === 'embedded') return false;
      // The page stays usable: the user gave the model up, or is told what was wrong with it.
      folderModel = null;
      setSettings({ model: '' });
      return startEngine(true);
    }
  };

  /** A fresh engine holds no knowledge base: the one in use is opened again. */
  const boot = async (): Promise<void> => {
    forgetResults();
    set({ base: { ...get().base, info: null } });
    if (!(await startEngine())) return;
    await openFirst();
    void resumeInterrupted();
    if (questionWaits && get().base.info !== null) await ask();
  };

  const setSettings = (change: Partial<Settings>): void => {
    set({ settings: normalizeSettings({ ...get().settings, ...change }) });
  };

  const askSettings = (): AskSettings => {
    const { mode, nDocs, maxLength, index, decoding } = get().settings;
    return { mode, nDocs, maxLength, index, decoding };
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
    const started: Run = { question, settings: askSettings(), status: 'running', documents: [], tokens: [], retrieveMs: null, activity: null, result: null, chosen: 0 };
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
          else update((run) => written(run, event));
        },
        { signal: controller.signal },
      );
      if (!isCurrent('ask', controller)) return;
      update(() => ({ status: 'done', activity: null, result, documents: result.documents, tokens: result.tokens }));
      notify(`Answer: ${result.answer.trim() || 'none'}`);
    } catch (error) {
      if (!isCurrent('ask', controller)) return;
      const status = report('ask', error);
      update(() => ({ status, activity: null }));
    }
  };

  const chooseSequence = (index: number): void => {
    const { run } = get();
    const sequence = run?.result?.sequences[index];
    if (run === null || sequence === undefined || run.chosen === index) return;
    set({ run: { ...run, chosen: index, tokens: sequence.steps } });
    notify(`Shown: ${sequence.text.trim() || 'the empty answer'}`);
  };

  const sampleAgain = async (): Promise<void> => {
    const { decoding } = get().settings;
    const [first, last] = DECODING_LIMITS.seed;
    setSettings({ decoding: { ...decoding, seed: decoding.seed === last ? first : decoding.seed + 1 } });
    await ask(get().run?.question);
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

  const previewOf = async (source: TableSource, choices: ImportChoices, signal: AbortSignal): Promise<ImportFile> => {
    const preview = await engine.previewTable(await bytesOf(source), choices, { signal });
    return { source, choices, preview, refused: null };
  };

  const openTable = async (...sources: readonly TableSource[]): Promise<void> => {
    if (get().importTask?.phase === 'embedding') {
      notify('An import is running. Cancel it before opening another file.');
      return;
    }
    const controller = begin('preview');
    dismiss('base');
    const files: ImportFile[] = [];
    for (const source of sources) {
      set({ importTask: { phase: 'reading', name: cleanLine(source.name, LIMITS.answerLength) } });
      try {
        files.push(await previewOf(source, {}, controller.signal));
      } catch (error) {
        if (!isCurrent('preview', controller)) return;
        const { what, hint } = alertOf(error, WHERE.base);
        files.push({ source, choices: {}, preview: null, refused: { what, hint } });
        // One file alone has no dialog to be refused in, and neither has the last of several that were all refused.
        if (files.length === sources.length && files.every(({ preview }) => preview === null)) {
          set({ importTask: null });
          report('base', error);
          return;
        }
      }
      if (!isCurrent('preview', controller)) return;
    }
    const name = cleanLine(nameOf(files.filter(({ preview }) => preview !== null).map(({ source }) => source.name)), LIMITS.answerLength);
    set({ importTask: files.length === 0 ? null : { phase: 'mapping', files, name, checking: null } });
  };

  const refineImport = async (index: number, change: ImportChoices): Promise<void> => {
    const task = get().importTask;
    const file = task?.phase === 'mapping' ? task.files[index] : undefined;
    if (task?.phase !== 'mapping' || file === undefined) return;
    const controller = begin('preview');
    const choices = withChoices(file.choices, change);
    // What was chosen shows at once; what it gives follows.
    const replace = (next: ImportFile, checking: number | null): void => {
      const latest = get().importTask;
      if (latest?.phase === 'mapping' && isCurrent('preview', controller)) set({ importTask: { ...latest, files: latest.files.map((old, i) => (i === index ? next : old)), checking } });
    };
    const shown = file.preview === null ? null : { ...file.preview, plan: { ...file.preview.plan, ...defined(change) } };
    replace({ ...file, choices, preview: shown }, index);
    try {
      replace(await previewOf(file.source, choices, controller.signal), null);
    } catch (error) {
      if (!isCurrent('preview', controller)) return;
      const alert = alertOf(error, WHERE.base);
      if (alert.kind === 'cancelled') return;
      // The choice goes back to what could be read.
      replace(file, null);
      notify(`${alert.what}. ${alert.hint}`);
    }
  };

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
    notify,
    report: (error) => void report('base', error),
    opening,
    embedding,
    becameWriter: () => void resumeInterrupted(),
    openFirst,
    openTable,
    ask,
    bytesOf,
  });

  const indexes = indexActions({ engine, set: (slice) => set({ indexes: slice }), base: () => get().base.info, report: (error) => report('base', error), notify });

  const actions: AppActions = {
    library,
    indexes,
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
    chooseModel: async (choice) => {
      folderModel = choice.kind === 'folder' ? choice : null;
      setSettings({ model: choice.kind === 'stored' ? choice.id : '' });
      const openId = get().library.state?.openId;
      await boot();
      // Another model's vectors mean nothing to this one.
      const base = get().library.state?.entries.find(({ id }) => id === openId);
      if (base?.fitness === 'stale' || base?.fitness === 'foreign') await library.reembed(base.id, base.vectors?.type ?? 'fp32');
    },
    setProvider: async (provider) => {
      setSettings({ provider });
      await boot();
    },
    ask,
    chooseSequence,
    sampleAgain,
    stop: () => {
      tasks.get('ask')?.abort();
      tasks.get('score')?.abort();
    },
    score,
    openTable: (...sources) => {
      library.appendTo(null);
      const [first] = sources;
      return sources.length === 1 && /\.zip$/i.test(first.name) ? library.openBundle(first) : openTable(...sources);
    },
    refineImport,
    leaveOut: (index) => {
      const task = get().importTask;
      if (task?.phase !== 'mapping' || task.files.length < 2) return;
      const files = task.files.filter((_, i) => i !== index);
      // A preview that is on its way belongs to a place in the old list.
      tasks.delete('preview');
      set({ importTask: files.some(({ preview }) => preview !== null) ? { ...task, files, checking: null } : null });
    },
    renameImport: (name) => {
      const task = get().importTask;
      if (task?.phase === 'mapping') set({ importTask: { ...task, name: cleanLine(name, LIMITS.answerLength) } });
    },
    importQuestions: async (index) => {
      const task = get().importTask;
      const source = task?.phase === 'mapping' ? task.files[index]?.source : undefined;
      return source === undefined ? null : orTell(async () => engine.tableQuestions(await bytesOf(source)));
    },
    rejectedCsv: () => orTell(() => engine.rejectedCsv()),
    confirmImport: async () => {
      const task = get().importTask;
      if (task?.phase !== 'mapping') return;
      tasks.delete('preview');
      const sources = plannedSources(task.files);
      await embed(sources, task.name.trim() === '' ? nameOf(sources.map(({ source }) => source.name)) : task.name.trim(), get().library.appendTo);
    },
    cancelStart: () => tasks.get('engine')?.abort(),
    cancelImport: () => {
      const task = get().importTask;
      // Before embedding there is nothing to wait for; while embedding, the engine's rejection ends the task.
      if (task?.phase === 'embedding') {
        tasks.get('base')?.abort();
      } else if (task !== null) {
        tasks.delete('preview');
        set({ importTask: null });
        library.appendTo(null);
      }
    },
    openSample,
    dismiss,
    notify,
  };
  return { store, actions };
}
