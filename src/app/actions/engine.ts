/** Starting the engine: on a provider, in a precision, with a model. Knows no worker. */
import type { Precision } from '../../rag/settings.ts';
import type { LibraryActions } from '../library/actions.ts';
import type { ModelChoice } from '../models/types.ts';
import { alertOf } from '../state.ts';
import type { ProviderChoice } from '../url.ts';
import type { BaseActions } from './base.ts';
import { WHERE, type Core } from './core.ts';
import type { RunActions } from './run.ts';

export interface EngineActions {
  /** Starts the engine, opens the base in use, and asks the question that waits: of a shared link, or asked too early. */
  boot(): Promise<void>;
  setProvider(provider: ProviderChoice): Promise<void>;
  /** Restarts the engine with weights of other precision; a question whose answer was on show is asked again. */
  setPrecision(precision: Precision): Promise<void>;
  /** Restarts the engine on a model; the base in use is embedded anew. A model that cannot be used gives way to the embedded one. */
  chooseModel(choice: ModelChoice): Promise<void>;
  /** The engine died by itself. The next question starts a new one, and so does `boot`. */
  engineCrashed(error: unknown): void;
  /** The GPU went away under the engine: starts another, on WASM when it is not the first time, and says so. */
  gpuLost(error: unknown): Promise<void>;
  /** Gives up starting another model; the embedded one is started. */
  cancelStart(): void;
}

/** What the store lends. */
export interface EngineNeeds {
  readonly bases: BaseActions;
  readonly runs: RunActions;
  library(): LibraryActions;
}

export function engineActions(core: Core, { bases, runs, library }: EngineNeeds): EngineActions {
  const { engine, tasks, get, set } = core;
  /** A folder of the user's has no place in the address: it is forgotten with the page. */
  let folderModel: ModelChoice | null = null;
  const chosenModel = (): ModelChoice => folderModel ?? (get().settings.model === '' ? { kind: 'embedded' } : { kind: 'stored', id: get().settings.model });

  const startEngine = async (keepAlert = false): Promise<boolean> => {
    const controller = tasks.begin('engine');
    if (!keepAlert) core.dismiss('engine');
    const model = chosenModel();
    const { provider, precision } = get().settings;
    set({ engine: { status: 'starting', info: null, progress: null } });
    try {
      const info = await engine.start(provider, {
        model,
        precision,
        signal: controller.signal,
        onProgress: (progress) => {
          if (tasks.isCurrent('engine', controller)) set({ engine: { status: 'starting', info: null, progress } });
        },
      });
      if (!tasks.isCurrent('engine', controller)) return false;
      set({ engine: { status: 'ready', info, progress: null } });
      if (info.warning) core.alert('engine', { kind: 'storage', where: WHERE.engine, ...info.warning });
      return true;
    } catch (error) {
      if (!tasks.isCurrent('engine', controller)) return false;
      set({ engine: { status: 'failed', info: null, progress: null } });
      core.report('engine', error);
      if (model.kind === 'embedded') return false;
      // The page stays usable: the user gave the model up, or is told what was wrong with it.
      folderModel = null;
      core.setSettings({ model: '' });
      return startEngine(true);
    }
  };

  /** A fresh engine holds no knowledge base: the one in use is opened again. @param onReady told before that */
  const boot = async (onReady?: () => void): Promise<void> => {
    runs.forgetResults();
    set({ base: { ...get().base, info: null } });
    if (!(await startEngine(onReady !== undefined))) return;
    onReady?.();
    await bases.openFirst();
    void bases.resumeInterrupted();
    await runs.askWaiting();
  };

  let gpuLosses = 0;
  const gpuLost = async (error: unknown): Promise<void> => {
    const alert = alertOf(error, 'Running the engine');
    const again = ++gpuLosses > 1;
    core.alert('engine', alert);
    if (again) core.setSettings({ provider: 'wasm' });
    runs.askAgainWhenReady();
    await boot(() => {
      if (get().alerts.engine === alert) core.dismiss('engine');
      const on = get().engine.info?.provider === 'webgpu' ? 'WebGPU' : 'WebAssembly';
      const why = again ? ' It was not the first time, so it stays there until you choose WebGPU again.' : '';
      library().tell(`The GPU stopped working. The engine was started anew and runs on ${on} now.${why}`);
    });
  };

  return {
    boot: () => boot(),
    gpuLost,
    setProvider: async (provider) => {
      gpuLosses = 0;
      core.setSettings({ provider });
      await boot();
    },
    setPrecision: async (precision) => {
      core.setSettings({ precision });
      runs.askAgainWhenReady();
      await boot();
    },
    chooseModel: async (choice) => {
      folderModel = choice.kind === 'folder' ? choice : null;
      core.setSettings({ model: choice.kind === 'stored' ? choice.id : '' });
      const openId = get().library.state?.openId;
      await boot();
      // Another model's vectors mean nothing to this one.
      const base = get().library.state?.entries.find(({ id }) => id === openId);
      if (base?.fitness === 'stale' || base?.fitness === 'foreign') await library().reembed(base.id, base.vectors?.type ?? 'fp32');
    },
    engineCrashed: (error) => {
      tasks.abort('engine');
      tasks.forget('engine');
      set({ engine: { status: 'failed', info: null, progress: null } });
      core.alert('engine', alertOf(error, 'Running the engine'));
    },
    cancelStart: () => tasks.abort('engine'),
  };
}
