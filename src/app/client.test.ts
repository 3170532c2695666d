/** The page's side of the worker, against a worker that the test plays. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { createEngineClient } from './client.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { AskSettings, EngineApi } from './protocol.ts';

class FakeWorker extends EventTarget {
  static opened: FakeWorker[] = [];
  readonly sent: ToWorker[] = [];
  readonly moved: Transferable[] = [];
  terminated = false;

  constructor() {
    super();
    FakeWorker.opened.push(this);
  }

  postMessage(message: ToWorker, moved: Transferable[] = []): void {
    this.sent.push(structuredClone(message));
    this.moved.push(...moved);
  }

  terminate(): void {
    this.terminated = true;
  }

  /** What the worker says, as it arrives. */
  say(message: FromWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data: structuredClone(message) }));
  }

  crash(): void {
    this.dispatchEvent(new Event('error', { cancelable: true }));
  }
}

const SETTINGS: AskSettings = { mode: 'token', nDocs: 5, maxLength: 24, index: 'exact' };
const [latest, callOf] = [() => FakeWorker.opened.at(-1)!, (worker: FakeWorker, i = 0) => worker.sent[i] as Extract<ToWorker, { method: unknown }>];

let client: EngineApi;
let crashes: UserError[];
let lost: Error[];

beforeEach(() => {
  FakeWorker.opened = [];
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('document', { baseURI: 'https://example.org/page/' });
  crashes = [];
  lost = [];
  client = createEngineClient({ onCrash: (error) => crashes.push(error), onGpuLost: (error) => lost.push(error) });
});
afterEach(() => vi.unstubAllGlobals());

describe('a call', () => {
  it('opens the worker when it is first needed, and no second one', () => {
    expect(FakeWorker.opened.length).toBe(0);
    void client.ask('q', SETTINGS, () => {});
    void client.score('q', 'a', SETTINGS);
    expect(FakeWorker.opened.length).toBe(1);
    expect(latest().sent.map((message) => 'method' in message && message.method)).toEqual(['ask', 'score']);
    expect(callOf(latest()).args).toEqual(['q', SETTINGS]);
    expect(new Set(latest().sent.map((message) => message.id)).size).toBe(2);
  });

  it('hands progress and events to the caller that they are for, in order', async () => {
    const [progress, events]: [unknown[], unknown[]] = [[], []];
    const asked = client.ask('q', SETTINGS, (event) => events.push(event), { onProgress: (p) => progress.push(p) });
    const other = client.score('q', 'a', SETTINGS, { onProgress: () => expect.unreachable() });
    const { id } = callOf(latest());
    latest().say({ id, kind: 'progress', value: { stage: 'x', done: 1, total: 2, etaSeconds: null } });
    latest().say({ id, kind: 'event', value: { kind: 'retrieved' } });
    latest().say({ id, kind: 'event', value: { kind: 'token' } });
    latest().say({ id, kind: 'result', value: { answer: 'yes' } });
    latest().say({ id: callOf(latest(), 1).id, kind: 'result', value: { loss: 1 } });
    expect(await asked).toEqual({ answer: 'yes' });
    expect(await other).toEqual({ loss: 1 });
    expect(progress).toEqual([{ stage: 'x', done: 1, total: 2, etaSeconds: null }]);
    expect(events).toEqual([{ kind: 'retrieved' }, { kind: 'token' }]);
    // What comes after the result is nobody's.
    latest().say({ id, kind: 'event', value: { kind: 'late' } });
    expect(events.length).toBe(2);
  });

  it('moves the bytes of a file instead of copying them', () => {
    const bytes = new ArrayBuffer(8);
    void client.importTables([{ file: { name: 'a.csv', bytes }, plan: { mapping: { title: null, text: 0, hasHeader: false } } }], 'a');
    expect(latest().moved).toEqual([bytes]);
    expect(callOf(latest()).args[0]).toMatchObject([{ file: { name: 'a.csv' } }]);
  });

  it('says where the page is', () => {
    void client.start('wasm').catch(() => {});
    void client.openSample().catch(() => {});
    expect(latest().sent).toMatchObject([{ method: 'start', args: ['wasm', 'https://example.org/page/'] }, { method: 'openSample', args: ['https://example.org/page/'] }]);
  });
});

describe('cancelling', () => {
  it('sends one message with the id of the call', async () => {
    const controller = new AbortController();
    const asked = client.ask('q', SETTINGS, () => {}, { signal: controller.signal });
    const { id } = callOf(latest());
    controller.abort();
    expect(latest().sent.slice(1)).toEqual([{ id, cancel: true }]);
    latest().say({ id, kind: 'error', error: { message: 'generation was cancelled', userKind: 'cancelled', hint: '' } });
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('says nothing once the call is over', async () => {
    const controller = new AbortController();
    const asked = client.ask('q', SETTINGS, () => {}, { signal: controller.signal });
    latest().say({ id: callOf(latest()).id, kind: 'result', value: {} });
    await asked;
    controller.abort();
    expect(latest().sent.length).toBe(1);
  });

  it('holds for a call that is cancelled before it begins: the worker never hears of it', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(client.ask('q', SETTINGS, () => {}, { signal: controller.signal })).rejects.toMatchObject({ name: 'UserError', kind: 'cancelled' });
    expect(FakeWorker.opened.flatMap((worker) => worker.sent)).toEqual([]);
  });
});

describe('errors', () => {
  it('keep their kind, text and hint over the border', async () => {
    const asked = client.ask('', SETTINGS, () => {});
    latest().say({ id: callOf(latest()).id, kind: 'error', error: { message: 'the question is empty', userKind: 'bad-input', hint: 'Type one.' } });
    const error: unknown = await asked.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: 'the question is empty', kind: 'bad-input', hint: 'Type one.' });
  });

  it('that are bugs stay bugs', async () => {
    const asked = client.ask('q', SETTINGS, () => {});
    latest().say({ id: callOf(latest()).id, kind: 'error', error: { message: 'internal: no weight x', userKind: null, hint: '' } });
    const error: unknown = await asked.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: 'internal: no weight x' });
  });
});

describe('a worker whose GPU is gone', () => {
  it('is ended and reported, and the next call opens another', async () => {
    const asked = client.ask('q', SETTINGS, () => {});
    const dead = latest();
    dead.say({ kind: 'gpu-lost', error: { message: 'the GPU stopped', userKind: 'engine', hint: 'h' } });
    expect(lost).toMatchObject([{ name: 'UserError', kind: 'engine', message: 'the GPU stopped', hint: 'h' }]);
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
    expect(dead.terminated).toBe(true);
    dead.say({ kind: 'gpu-lost', error: { message: 'again', userKind: 'engine', hint: '' } });
    expect([lost.length, crashes.length]).toEqual([1, 0]);
    void client.ask('again', SETTINGS, () => {});
    expect(FakeWorker.opened.length).toBe(2);
  });
});

describe('a worker that dies', () => {
  it('ends every call under way, says so once, and the next call opens another', async () => {
    const calls = [client.ask('q', SETTINGS, () => {}), client.score('q', 'a', SETTINGS)];
    const dead = latest();
    dead.crash();
    // The crash is told once, not once a call.
    expect(await Promise.allSettled(calls)).toMatchObject(calls.map(() => ({ status: 'rejected', reason: { name: 'UserError', kind: 'cancelled' } })));
    expect(crashes).toMatchObject([{ kind: 'engine', message: 'the engine stopped unexpectedly' }]);
    expect(dead.terminated).toBe(true);
    const next = client.ask('again', SETTINGS, () => {});
    expect(FakeWorker.opened.length).toBe(2);
    latest().say({ id: callOf(latest()).id, kind: 'result', value: { answer: 'yes' } });
    expect(await next).toEqual({ answer: 'yes' });
  });

  it('does no harm to its successor when it reports late', async () => {
    const first = client.ask('q', SETTINGS, () => {});
    const dead = latest();
    dead.crash();
    await expect(first).rejects.toBeInstanceOf(UserError);
    const next = client.ask('again', SETTINGS, () => {});
    dead.crash();
    expect(crashes.length).toBe(1);
    expect(latest().terminated).toBe(false);
    latest().say({ id: callOf(latest()).id, kind: 'result', value: { answer: 'yes' } });
    expect(await next).toEqual({ answer: 'yes' });
  });

  it('on purpose: starting anew replaces the worker and tells the callers', async () => {
    const asked = client.ask('q', SETTINGS, () => {});
    const started = client.start('webgpu');
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled', message: 'the engine was restarted' });
    expect(FakeWorker.opened.map((worker) => worker.terminated)).toEqual([true, false]);
    expect(crashes).toEqual([]);
    latest().say({ id: callOf(latest()).id, kind: 'result', value: { provider: 'webgpu' } });
    expect(await started).toEqual({ provider: 'webgpu' });
  });

  it('with the page: nothing is left waiting', async () => {
    const asked = client.ask('q', SETTINGS, () => {});
    client.dispose();
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
    expect(latest().terminated).toBe(true);
  });
});
