/** The page's store when another model is chosen. */
import { describe, expect, it } from 'vitest';
import { cancelled, UserError } from '../../errors.ts';
import type { EngineApi, EngineInfo, KnowledgeBaseInfo, StartOptions } from '../protocol.ts';
import { createApp, type App } from '../store.ts';
import { DEFAULT_SETTINGS, type Settings } from '../url.ts';
import type { ModelChoice } from './types.ts';

/** An engine that starts every model but those that are called bad; one called slow waits for its cancel, one called full finds no room. */
function started(settings: Partial<Settings> = {}, kept = false): { app: App; models: ModelChoice[]; opened: string[] } {
  const models: ModelChoice[] = [];
  const opened: string[] = [];
  const engine = {
    start: async (_wanted: string, { model, signal }: StartOptions = {}) => {
      models.push(model!);
      if (model?.kind === 'stored' && model.id.startsWith('bad')) throw new UserError('bad-file', `${model.id} has no weights`, 'Choose another.');
      if (model?.kind === 'stored' && model.id.startsWith('slow')) await new Promise((_, reject) => signal!.addEventListener('abort', () => reject(cancelled('the start'))));
      if (model?.kind === 'stored' && model.id.startsWith('full')) return { model: { id: 'm' }, warning: { what: 'not kept', hint: 'Delete something.' } } as EngineInfo;
      return { model: { id: 'm' } } as EngineInfo;
    },
    library: async (verb: string, args: readonly unknown[]) => {
      if (verb === 'refresh') {
        opened.push(`refresh ${args.join(' ')}`);
        return { name: 'kept' } as KnowledgeBaseInfo;
      }
      if (verb !== 'list') return null;
      // Kept on the disk, and embedded by the first model that was started.
      const fitness = models.length === 1 ? 'usable' : 'stale';
      return { entries: kept ? [{ id: 'kept', name: 'kept', fitness, vectors: { type: 'int8' }, pending: null }] : [], openId: kept ? 'kept' : null, access: 'writer', news: [] };
    },
    openSample: async () => {
      opened.push('sample');
      return { name: 'sample' } as KnowledgeBaseInfo;
    },
  };
  return { app: createApp(engine as unknown as EngineApi, { ...DEFAULT_SETTINGS, ...settings }), models, opened };
}

describe('choosing a model', () => {
  it('starts with the one that the address names', async () => {
    const { app, models } = started({ model: 'lab--rag@1' });
    await app.actions.boot();
    expect(models).toEqual([{ kind: 'stored', id: 'lab--rag@1' }]);
  });

  it('restarts the engine, opens the base anew, and writes the choice into the settings', async () => {
    const { app, models, opened } = started();
    await app.actions.boot();
    await app.actions.chooseModel({ kind: 'stored', id: 'lab--rag@1' });
    expect(app.store.getState().settings.model).toBe('lab--rag@1');
    await app.actions.chooseModel({ kind: 'folder', folder: { name: 'mine', files: [] } });
    expect(app.store.getState().settings.model, 'a folder has no address').toBe('');
    await app.actions.setProvider('wasm');
    expect(models.at(-1)?.kind, 'a restart keeps the folder').toBe('folder');
    await app.actions.chooseModel({ kind: 'embedded' });
    expect(models.map(({ kind }) => kind)).toEqual(['embedded', 'stored', 'folder', 'folder', 'embedded']);
    expect(opened.length).toBe(5);
  });

  it('embeds the kept base that was open anew, in the form that it had', async () => {
    const { app, opened } = started({}, true);
    await app.actions.boot();
    await app.actions.chooseModel({ kind: 'stored', id: 'lab--rag@1' });
    expect(opened.at(-1)).toBe('refresh kept int8');
    expect(app.store.getState().base.info?.name).toBe('kept');
  });

  it('goes back to the embedded model when the start is cancelled, without alarm', async () => {
    const { app, models } = started({ model: 'slow--one' });
    const booted = app.actions.boot();
    app.actions.cancelStart();
    await booted;
    expect(models.map(({ kind }) => kind)).toEqual(['stored', 'embedded']);
    const { engine, alerts, settings } = app.store.getState();
    expect([engine.status, alerts.engine, settings.model]).toEqual(['ready', undefined, '']);
  });

  it('says that the quantized weights were not kept, and goes on', async () => {
    const { app } = started({ model: 'full--one' });
    await app.actions.boot();
    const { engine, alerts, settings } = app.store.getState();
    expect([engine.status, settings.model]).toEqual(['ready', 'full--one']);
    expect(alerts.engine).toEqual({ kind: 'storage', where: 'Starting the engine', what: 'not kept', hint: 'Delete something.' });
  });

  it('falls back to the embedded model, and says why', async () => {
    const { app, models } = started({ model: 'bad--one' });
    await app.actions.boot();
    expect(models.map(({ kind }) => kind)).toEqual(['stored', 'embedded']);
    const { engine, alerts, settings } = app.store.getState();
    expect(engine.status).toBe('ready');
    expect(alerts.engine).toMatchObject({ what: 'bad--one has no weights' });
    expect(settings.model).toBe('');
  });
});
