/** The page's side of the library: what the store does when bases are opened, swapped, deleted, cut off. */
import { describe, expect, it } from 'vitest';
import { cancelled } from '../../errors.ts';
import type { AskResult, CallOptions, EngineApi, EngineInfo, KnowledgeBaseInfo } from '../protocol.ts';
import { createApp } from '../store.ts';
import { DEFAULT_SETTINGS } from '../url.ts';
import type { LibraryEntry, LibraryState } from './types.ts';

const infoOf = (id: string): KnowledgeBaseInfo => ({ id, origin: id === 'sample' ? 'sample' : 'imported', name: `base ${id}`, nPassages: 2, nRows: 2, accepted: 2, rejected: [], dim: 2, encoding: 'utf-8', embedSeconds: 1 });
const entryOf = (id: string, change: Partial<LibraryEntry> = {}): LibraryEntry => ({
  id, name: `base ${id}`, origin: 'imported', place: 'disk', createdAt: 1, usedAt: 1, deletedAt: null, nPassages: 2, nRows: 2, accepted: 2, bytes: 9, vectors: null, pending: null, fitness: 'usable', damage: '', ...change,
});
const answer = (question: string): AskResult => ({ question, answer: 'ok', documents: [], tokens: [], sequences: [], candidates: [], trees: [] }) as unknown as AskResult;

/** An engine with a library of a few bases; `calls` lists what was asked of it. */
function engineWith(entries: LibraryEntry[], openId: string | null) {
  const calls: string[] = [];
  const state = { access: 'writer' as LibraryState['access'], openId, news: [] as string[], resumes: (_options?: CallOptions): Promise<void> => Promise.resolve(), looks: (): Promise<void> => Promise.resolve() };
  const opened = (id: string): KnowledgeBaseInfo => {
    state.openId = id;
    return infoOf(id);
  };
  const library = async (verb: string, args: readonly unknown[], options?: CallOptions): Promise<unknown> => {
    if (verb !== 'list') calls.push([verb, ...args].join(' '));
    switch (verb) {
      case 'list':
        return { entries: [...entries], openId: state.openId, access: state.access, usage: 1, quota: 2, vectorType: 'fp32', news: state.news.splice(0) } satisfies LibraryState;
      case 'openLast':
        await state.looks();
        return state.openId === null ? null : opened(state.openId);
      case 'resume':
        await state.resumes(options);
        return opened(args[0] as string);
      case 'remove':
        state.openId = null;
        return null;
      case 'open':
      case 'append':
      case 'refresh':
        return opened(args[0] as string);
      case 'rename': {
        const at = entries.findIndex(({ id }) => id === args[0]);
        entries[at] = { ...entries[at], name: args[1] as string };
        return null;
      }
      case 'duplicate':
        throw new Error('the disk is on fire');
      default:
        return null;
    }
  };
  const engine = {
    start: async () => ({ model: {} }) as EngineInfo,
    openSample: async () => {
      calls.push('openSample');
      return opened('sample');
    },
    ask: async (question: string) => answer(question),
    library,
    dispose: () => {},
  } as unknown as EngineApi;
  return { engine, calls, state };
}

async function started(entries: LibraryEntry[], openId: string | null) {
  const fake = engineWith(entries, openId);
  const app = createApp(fake.engine, DEFAULT_SETTINGS);
  await app.actions.boot();
  await expect.poll(() => app.store.getState().library.state).not.toBeNull();
  return { ...fake, app, get: app.store.getState };
}

describe('starting', () => {
  it('opens the base used last, and the sample where there is none', async () => {
    const kept = await started([entryOf('a')], 'a');
    expect(kept.calls).toEqual(['openLast']);
    expect(kept.get().base).toMatchObject({ info: { name: 'base a' }, origin: 'imported', opening: null });
    const first = await started([], null);
    expect(first.calls).toEqual(['openLast', 'openSample']);
    expect(first.get().base.origin).toBe('sample');
  });

  it('goes on with what was cut off, not with what the user stopped', async () => {
    const pending = { kind: 'embed', done: 1, total: 2, halted: true } as const;
    const stopped = await started([entryOf('a'), entryOf('b', { pending })], 'a');
    expect(stopped.calls).toEqual(['openLast']);
    const cutOff = await started([entryOf('a'), entryOf('b', { pending: { ...pending, halted: false } })], 'a');
    await expect.poll(() => cutOff.get().base.info?.name).toBe('base b');
    expect(cutOff.calls).toEqual(['openLast', 'resume b']);
  });

  it('leaves what was cut off to the tab that may write', async () => {
    const fake = engineWith([entryOf('b', { pending: { kind: 'embed', done: 1, total: 2, halted: false } })], 'a');
    fake.state.access = 'reader';
    const app = createApp(fake.engine, DEFAULT_SETTINGS);
    await app.actions.boot();
    expect(fake.calls).toEqual(['openLast']);
    fake.state.access = 'writer';
    await app.actions.library.refresh();
    await expect.poll(() => fake.calls).toEqual(['openLast', 'resume b']);
  });
});

describe('swapping the base under a question', () => {
  it('asks the same again and keeps the former answer beside', async () => {
    const { app, get } = await started([entryOf('a'), entryOf('b')], 'a');
    await app.actions.ask('why?');
    await app.actions.library.open('b', true);
    expect(get().library.compared).toMatchObject({ baseName: 'base a', run: { question: 'why?', status: 'done' } });
    expect(get().run).toMatchObject({ question: 'why?', status: 'done' });
    expect(get().base.info?.name).toBe('base b');
    await app.actions.library.open('a');
    expect(get().library.compared, 'a plain swap compares nothing').toBeNull();
    expect(get().run).toBeNull();
  });
});

describe('an embedding', () => {
  it('shows progress, is held, and is cancelled', async () => {
    const { app, get, state, calls } = await started([entryOf('a'), entryOf('b')], 'a');
    let report: NonNullable<CallOptions['onProgress']> = () => {};
    state.resumes = (options) =>
      new Promise((_resolve, reject) => {
        report = options!.onProgress!;
        options!.signal!.addEventListener('abort', () => reject(cancelled('embedding')));
      });
    const resuming = app.actions.library.resume('b');
    await expect.poll(() => get().importTask?.phase).toBe('embedding');
    report({ stage: 'Embedding passages', done: 1, total: 2, etaSeconds: null });
    await app.actions.library.pause(true);
    report({ stage: 'Embedding passages', done: 1, total: 2, etaSeconds: null });
    expect(get().importTask).toMatchObject({ phase: 'embedding', name: 'base b', paused: true });
    expect(calls).toContain('pause true');
    app.actions.cancelImport();
    await resuming;
    expect(get().importTask).toBeNull();
    expect(get().base.info?.name).toBe('base a');
    expect(get().alerts.base).toBeUndefined();
  });
});

describe('deleting', () => {
  it('the open base opens another, and offers an undo', async () => {
    const { app, get, calls } = await started([entryOf('a')], 'a');
    await app.actions.library.remove('a', 'base a');
    expect(calls).toEqual(['openLast', 'remove a', 'openLast', 'openSample']);
    expect(get().library.deleted).toEqual({ id: 'a', name: 'base a' });
    await app.actions.library.restore('a');
    expect(get().library.deleted).toBeNull();
  });
});

describe('deleting the open base', () => {
  it('leaves alone what is opened while another is looked for', async () => {
    const { app, get, calls, state } = await started([entryOf('a'), entryOf('b')], 'a');
    let found = (): void => {};
    state.looks = () => new Promise((resolve) => (found = resolve));
    const removing = app.actions.library.remove('a', 'base a');
    await expect.poll(() => calls.filter((call) => call === 'openLast').length).toBe(2);
    await app.actions.library.open('b');
    found();
    await removing;
    expect(calls).not.toContain('openSample');
    expect(get().base.info?.name).toBe('base b');
  });
});

describe('renaming', () => {
  it('the open base shows at once', async () => {
    const { app, get } = await started([entryOf('a'), entryOf('b')], 'a');
    await app.actions.library.rename('b', 'other');
    expect(get().base.info?.name).toBe('base a');
    await app.actions.library.rename('a', 'new');
    expect(get().base.info?.name).toBe('new');
  });
});

describe('what fails', () => {
  it('is told where bases are opened, and nothing is lost', async () => {
    const { app, get } = await started([entryOf('a')], 'a');
    await app.actions.library.duplicate('a');
    expect(get().alerts.base).toMatchObject({ what: 'the disk is on fire' });
    expect(get().base.info?.name).toBe('base a');
  });

  it('news are kept until they are dismissed', async () => {
    const { app, get, state } = await started([entryOf('a')], 'a');
    state.news.push('something happened');
    await app.actions.library.refresh();
    app.actions.library.tell('and more');
    expect(get().library.news).toEqual(['something happened', 'and more']);
    app.actions.library.dismissNews();
    expect(get().library.news).toEqual([]);
  });
});
