/** The page's side of the models' worker, against a worker and an airlock that the test plays. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DownloadPlan } from '../../models/checkpoint/download/index.ts';
import type { Airlock } from '../airlock/open.ts';
import type { Answer } from '../messages.ts';
import { createModelsClient } from './client.ts';
import type { ToKeeper } from './messages.ts';

class FakeWorker extends EventTarget {
  static opened: FakeWorker[] = [];
  readonly sent: ToKeeper[] = [];
  readonly moved: Transferable[] = [];

  constructor() {
    super();
    FakeWorker.opened.push(this);
  }

  postMessage(message: ToKeeper, moved: Transferable[] = []): void {
    this.sent.push(message);
    this.moved.push(...moved);
  }

  terminate(): void {}

  say(message: Answer): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

const PLAN = { id: 'a', name: 'lab/a', bytes: 1, files: [], licence: 'mit', notes: [], origin: { kind: 'hub', base: 'https://hub.example', parts: [] } } satisfies DownloadPlan;
const worker = (): FakeWorker => FakeWorker.opened[0];

let airlocks: { base: string; token: string | null; open: boolean }[];
const airlock = async (base: string, token: string | null): Promise<Airlock> => {
  const state = { base, token, open: true };
  airlocks.push(state);
  return { port: new MessageChannel().port1, close: () => (state.open = false) };
};

beforeEach(() => {
  FakeWorker.opened = [];
  airlocks = [];
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => vi.unstubAllGlobals());

describe('the models’ client', () => {
  it('opens the airlock to the plan’s hub for a download, and closes it afterwards', async () => {
    const seen: unknown[] = [];
    const done = createModelsClient(airlock).download(PLAN, { onProgress: (progress) => seen.push(progress) });
    await expect.poll(() => FakeWorker.opened.length).toBe(1);
    expect(airlocks).toEqual([{ base: 'https://hub.example', token: null, open: true }]);
    expect(worker().sent).toMatchObject([{ id: 1, order: { verb: 'download', plan: PLAN } }]);
    expect(worker().moved.length).toBe(1);
    worker().say({ id: 1, kind: 'progress', value: { stage: 'checking' } });
    worker().say({ id: 1, kind: 'result', value: { id: 'a' } });
    expect(await done).toEqual({ id: 'a' });
    expect(seen).toEqual([{ stage: 'checking' }]);
    expect(airlocks[0].open).toBe(false);
  });

  it('gives a token to the airlock and not to the worker', async () => {
    void createModelsClient(airlock).plan('https://hub.example', [], { token: 'hf_secret' });
    await expect.poll(() => FakeWorker.opened.length).toBe(1);
    expect(airlocks).toEqual([{ base: 'https://hub.example', token: 'hf_secret', open: true }]);
    expect(JSON.stringify(worker().sent)).not.toContain('secret');
  });

  it('closes the airlock after a failure and a cancel, which it sends on', async () => {
    const controller = new AbortController();
    const client = createModelsClient(airlock);
    const done = client.plan('https://hub.example', [], { signal: controller.signal });
    await expect.poll(() => FakeWorker.opened.length).toBe(1);
    controller.abort();
    expect(worker().sent.at(-1)).toEqual({ id: 1, cancel: true });
    worker().say({ id: 1, kind: 'error', error: { message: 'cancelled', userKind: 'cancelled', hint: '' } });
    await expect(done).rejects.toMatchObject({ kind: 'cancelled' });
    expect(airlocks[0].open).toBe(false);
  });

  it('needs no airlock for what is here', async () => {
    const client = createModelsClient(airlock);
    void client.shelf();
    void client.discard('a');
    expect(worker().sent.map((message) => 'order' in message && message.order.verb)).toEqual(['shelf', 'discard']);
    expect(airlocks).toEqual([]);
  });

  it('reports a worker that died, and starts another', async () => {
    const client = createModelsClient(airlock);
    const done = client.shelf();
    worker().dispatchEvent(new Event('error', { cancelable: true }));
    await expect(done).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('stopped unexpectedly') });
    void client.shelf();
    expect(FakeWorker.opened.length).toBe(2);
  });
});
