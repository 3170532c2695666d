/** Tables on their way in: previewed, refined, confirmed. Knows no embedding. */
import { nameOf, plannedSources, withChoices, type ImportFile, type ImportTask, type PlannedSource, type TableSource } from '../importTask.ts';
import type { LibraryActions, LibrarySlice } from '../library/actions.ts';
import type { ImportChoices } from '../protocol.ts';
import { alertOf } from '../state.ts';
import { LIMITS, cleanLine } from '../url.ts';
import { WHERE, bytesOf, type Core } from './core.ts';

export interface ImportActions {
  /** Reads the beginning of files and shows what they would give; they become one base, in this order. */
  openTable(...sources: readonly TableSource[]): Promise<void>;
  /** Other choices for one file of the import on show. */
  refineImport(index: number, change: ImportChoices): Promise<void>;
  /** Leaves a file of the import on show out of it. */
  leaveOut(index: number): void;
  renameImport(name: string): void;
  /** The questions that a file of the import on show brings along, or null after telling why not. */
  importQuestions(index: number): Promise<string | null>;
  confirmImport(): Promise<void>;
  cancelImport(): void;
}

/** What the store lends. */
export interface ImportNeeds {
  library(): LibraryActions;
  embed(sources: readonly PlannedSource[], name: string, appendTo: LibrarySlice['appendTo']): Promise<void>;
}

type Mapping = Extract<ImportTask, { phase: 'mapping' }>;

export function importActions(core: Core, { library, embed }: ImportNeeds): ImportActions {
  const { engine, tasks, get, set } = core;
  const mapping = (): Mapping | null => {
    const task = get().importTask;
    return task?.phase === 'mapping' ? task : null;
  };

  const previewOf = async (source: TableSource, choices: ImportChoices, signal: AbortSignal): Promise<ImportFile> => {
    const preview = await engine.previewTable(await bytesOf(source), choices, { signal });
    return { source, choices, preview, refused: null };
  };

  const openTable = async (...sources: readonly TableSource[]): Promise<void> => {
    if (get().importTask?.phase === 'embedding') {
      core.notify('An import is running. Cancel it before opening another file.');
      return;
    }
    const controller = tasks.begin('preview');
    core.dismiss('base');
    const files: ImportFile[] = [];
    for (const source of sources) {
      set({ importTask: { phase: 'reading', name: cleanLine(source.name, LIMITS.answerLength) } });
      try {
        files.push(await previewOf(source, {}, controller.signal));
      } catch (error) {
        if (!tasks.isCurrent('preview', controller)) return;
        const { what, hint } = alertOf(error, WHERE.base);
        files.push({ source, choices: {}, preview: null, refused: { what, hint } });
        // One file alone has no dialog to be refused in, and neither has the last of several that were all refused.
        if (files.length === sources.length && files.every(({ preview }) => preview === null)) {
          set({ importTask: null });
          core.report('base', error);
          return;
        }
      }
      if (!tasks.isCurrent('preview', controller)) return;
    }
    const name = cleanLine(nameOf(files.filter(({ preview }) => preview !== null).map(({ source }) => source.name)), LIMITS.answerLength);
    set({ importTask: files.length === 0 ? null : { phase: 'mapping', files, name, checking: null } });
  };

  const refineImport = async (index: number, change: ImportChoices): Promise<void> => {
    const file = mapping()?.files[index];
    if (file === undefined) return;
    const controller = tasks.begin('preview');
    const choices = withChoices(file.choices, change);
    // What was chosen shows at once; what it gives follows.
    const replace = (next: ImportFile, checking: number | null): void => {
      const latest = mapping();
      if (latest !== null && tasks.isCurrent('preview', controller)) set({ importTask: { ...latest, files: latest.files.map((old, i) => (i === index ? next : old)), checking } });
    };
    const shown = file.preview === null ? null : { ...file.preview, plan: { ...file.preview.plan, ...defined(change) } };
    replace({ ...file, choices, preview: shown }, index);
    try {
      replace(await previewOf(file.source, choices, controller.signal), null);
    } catch (error) {
      if (!tasks.isCurrent('preview', controller)) return;
      const alert = alertOf(error, WHERE.base);
      if (alert.kind === 'cancelled') return;
      // The choice goes back to what could be read.
      replace(file, null);
      core.notify(`${alert.what}. ${alert.hint}`);
    }
  };

  return {
    openTable,
    refineImport,
    leaveOut: (index) => {
      const task = mapping();
      if (task === null || task.files.length < 2) return;
      const files = task.files.filter((_, i) => i !== index);
      // A preview that is on its way belongs to a place in the old list.
      tasks.forget('preview');
      set({ importTask: files.some(({ preview }) => preview !== null) ? { ...task, files, checking: null } : null });
    },
    renameImport: (name) => {
      const task = mapping();
      if (task !== null) set({ importTask: { ...task, name: cleanLine(name, LIMITS.answerLength) } });
    },
    importQuestions: async (index) => {
      const source = mapping()?.files[index]?.source;
      return source === undefined ? null : core.orTell(async () => engine.tableQuestions(await bytesOf(source)));
    },
    confirmImport: async () => {
      const task = mapping();
      if (task === null) return;
      tasks.forget('preview');
      const sources = plannedSources(task.files);
      await embed(sources, task.name.trim() === '' ? nameOf(sources.map(({ source }) => source.name)) : task.name.trim(), get().library.appendTo);
    },
    cancelImport: () => {
      const task = get().importTask;
      // Before embedding there is nothing to wait for; while embedding, the engine's rejection ends the task.
      if (task?.phase === 'embedding') {
        tasks.abort('base');
      } else if (task !== null) {
        tasks.forget('preview');
        set({ importTask: null });
        library().appendTo(null);
      }
    },
  };
}

function defined(choices: ImportChoices): ImportChoices {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
}
