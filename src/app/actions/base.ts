/** Opening a knowledge base, embedding one beside that in use, and which comes first. Knows no question. */
import type { PlannedSource } from '../importTask.ts';
import type { LibraryActions, LibrarySlice, OpeningOutcome } from '../library/actions.ts';
import type { CallOptions, KnowledgeBaseInfo, Progress } from '../protocol.ts';
import { bytesOf, type Core } from './core.ts';

export interface BaseActions {
  /** Opens a base in place of the one in use. */
  opening(stage: string, work: (options: CallOptions) => Promise<KnowledgeBaseInfo | null>): Promise<OpeningOutcome>;
  /** Embeds beside the base in use, which answers until the new one is whole. @returns whether it is */
  embedding(name: string, work: (options: CallOptions) => Promise<KnowledgeBaseInfo>): Promise<boolean>;
  /** Reads and embeds tables, as a base of their own or as a part of another. */
  embed(sources: readonly PlannedSource[], name: string, appendTo?: LibrarySlice['appendTo']): Promise<void>;
  openSample(): Promise<void>;
  /** The base used last; else what was imported into an engine that kept nothing; else the sample. */
  openFirst(): Promise<void>;
  /** What a crash or a closed tab cut off goes on by itself; what the user stopped waits. */
  resumeInterrupted(): Promise<void>;
}

/** What the store lends. @see createApp */
export interface BaseNeeds {
  library(): LibraryActions;
  forgetResults(): void;
  /** Clock in milliseconds, for rates. */
  now(): number;
}

export function baseActions(core: Core, { library, forgetResults, now }: BaseNeeds): BaseActions {
  const { engine, tasks, get, set } = core;
  let lastImport: { sources: readonly PlannedSource[]; name: string } | null = null;

  const adopt = (info: KnowledgeBaseInfo): void => {
    forgetResults();
    set({ base: { info, origin: info.origin === 'sample' ? 'sample' : 'imported', opening: null } });
    const nRejected = info.nRows - info.accepted;
    const refused = nRejected === 0 ? '' : ` ${nRejected} of ${info.nRows} rows were rejected.`;
    core.notify(`${info.name}: ${info.nPassages} passages ready.${refused}`);
  };

  const opening: BaseActions['opening'] = async (stage, work) => {
    const controller = tasks.begin('base');
    const show = (progress: Progress | null): void => set({ base: { ...get().base, opening: progress } });
    core.dismiss('base');
    if (get().importTask?.phase === 'embedding') set({ importTask: null });
    show({ stage, done: 0, total: 0, etaSeconds: null });
    try {
      const info = await work({ signal: controller.signal, onProgress: (progress) => tasks.isCurrent('base', controller) && show(progress) });
      if (!tasks.isCurrent('base', controller)) return 'replaced';
      if (info === null) {
        show(null);
        return 'nothing';
      }
      adopt(info);
      return 'opened';
    } catch (error) {
      if (!tasks.isCurrent('base', controller)) return 'replaced';
      show(null);
      return core.report('base', error);
    }
  };

  const embedding: BaseActions['embedding'] = async (name, work) => {
    const controller = tasks.begin('base');
    core.dismiss('base');
    set({ importTask: { phase: 'embedding', name, progress: null, rate: null }, base: { ...get().base, opening: null } });
    const rateOf = rateMeter(now);
    const onProgress = (progress: Progress): void => {
      if (!tasks.isCurrent('base', controller)) return;
      const task = get().importTask;
      set({ importTask: { phase: 'embedding', name, progress, rate: rateOf(progress), paused: task?.phase === 'embedding' && task.paused } });
    };
    try {
      const info = await work({ signal: controller.signal, onProgress });
      if (!tasks.isCurrent('base', controller)) return false;
      set({ importTask: null });
      adopt(info);
      return true;
    } catch (error) {
      if (!tasks.isCurrent('base', controller)) return false;
      set({ importTask: null });
      core.report('base', error);
      return false;
    }
  };

  const openSample = async (): Promise<void> => {
    const opened = await opening('Opening the sample base', async (options) => ({ ...(await engine.openSample(options)), origin: 'sample' }));
    if (opened === 'opened') lastImport = null;
    await library().refresh();
  };

  const embed: BaseActions['embed'] = async (sources, name, appendTo = null) => {
    const tables = () => Promise.all(sources.map(async ({ source, plan }) => ({ file: await bytesOf(source), plan })));
    if (appendTo !== null) return library().append(appendTo.id, appendTo.name, tables);
    if (await embedding(name, async (options) => engine.importTables(await tables(), name, options))) lastImport = { sources, name };
    await library().refresh();
  };

  return {
    opening,
    embedding,
    embed,
    openSample,
    openFirst: async () => {
      const last = await opening('Opening the base used last', (options) => engine.library('openLast', [], options));
      if (last === 'opened') return library().refresh();
      if (last === 'replaced' || last === 'failed') return;
      if (lastImport === null) await openSample();
      else await embed(lastImport.sources, lastImport.name);
    },
    resumeInterrupted: async () => {
      const { state } = get().library;
      const cutOff = state?.access === 'writer' ? state.entries.find(({ pending, deletedAt, damage }) => pending !== null && !pending.halted && deletedAt === null && damage === '') : undefined;
      if (cutOff === undefined || get().importTask !== null) return;
      core.notify(`The embedding of ${cutOff.name} goes on where it was cut off.`);
      await library().resume(cutOff.id);
    },
  };
}

/** @returns a function from progress to what is done a second since its stage began, null while unknown */
function rateMeter(now: () => number): (progress: Progress) => number | null {
  let first: { at: number; done: number; stage: string } | null = null;
  return ({ stage, done }) => {
    const at = now();
    if (first === null || first.stage !== stage) first = { at, done, stage };
    const seconds = (at - first.at) / 1000;
    return seconds > 0 ? (done - first.done) / seconds : null;
  };
}
