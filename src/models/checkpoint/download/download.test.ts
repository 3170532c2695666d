/** The download manager against a hub on this machine that behaves, and misbehaves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../errors.ts';
import { MemoryStore } from '../../../storage/memoryStore.ts';
import { discardModel, downloadModel, type DownloadOptions } from './download.ts';
import { planDownload } from './hub.ts';
import { openStored, readShelf, storedPath } from './modelShelf.ts';
import { impatient, noise, noiseRepo } from './testing/files.ts';
import { startHub, type Fault, type HubServer } from './testing/hubServer.ts';
import type { DownloadPlan, DownloadProgress } from './types.ts';

const REPO = 'lab/noise-rag';
const BIG = 'model.safetensors';
const BIG_CDN = `/cdn/${REPO}/${BIG}`;
const FILES = noiseRepo();
const CONTENT = FILES.get(BIG) as Uint8Array;
const OTHER_CONTENT = noise(CONTENT.length, 9);

let hub: HubServer;
let store: MemoryStore;
let waits: number[];

beforeEach(async () => {
  hub = await startHub({ [REPO]: FILES }, { licence: 'apache-2.0' });
  store = new MemoryStore();
  waits = [];
});
afterEach(() => hub.close());

const options = (change: Partial<DownloadOptions> = {}): DownloadOptions => ({ fetch: (url, init) => fetch(url, init), policy: impatient(waits), ...change });
const plan = (): Promise<DownloadPlan> => planDownload(hub.url, [{ repo: REPO, revision: 'main', into: '' }], { fetch: (url, init) => fetch(url, init), policy: impatient(waits), now: Date.now });
const requests = (path: string): string[] => hub.log.filter((line) => line.includes(path) && !line.includes('/api/'));

/** The large file is here, byte by byte. */
async function expectWhole(): Promise<void> {
  const file = await (await openStored(store, (await plan()).id)).open(BIG);
  expect(Buffer.compare(await file.read(0, file.size), CONTENT)).toBe(0);
}

describe('a download', () => {
  it('brings the files that are needed, checks them, and can be opened, listed and deleted', async () => {
    const wanted = await plan();
    const model = await downloadModel(wanted, store, options());
    expect(model).toMatchObject({ name: REPO, licence: 'apache-2.0', bytes: wanted.bytes, origin: { kind: 'hub', base: hub.url } });
    await expectWhole();
    const source = await openStored(store, model.id);
    expect(await source.list()).toEqual(wanted.files.map(({ path }) => path));
    expect(await source.readText('config.json')).toBe('{"model_type":"rag"}');
    await expect(source.open('tf_model.h5')).rejects.toThrow('there is no file tf_model.h5');
    expect(await readShelf(store)).toEqual({ models: [{ ...model, packedBytes: 0 }], partial: [], damaged: [] });
    // Present already: nothing is asked of the hub.
    const asked = hub.log.length;
    expect(await downloadModel(wanted, store, options())).toEqual(model);
    expect(hub.log.length).toBe(asked);
    await discardModel(model.id, store);
    expect(store.used).toBe(0);
    await expect(openStored(store, model.id)).rejects.toThrow('not stored in this browser');
  });

  it('reports bytes that only grow, to the last one, and the check of each file', async () => {
    const seen: DownloadProgress[] = [];
    let clock = 0;
    const wanted = await plan();
    await downloadModel(wanted, store, options({ now: () => (clock += 200), onProgress: (progress) => seen.push(progress) }));
    const done = seen.filter(({ stage }) => stage === 'downloading').map((progress) => progress.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(wanted.bytes);
    expect(seen.filter(({ stage, file }) => stage === 'checking' && file === BIG).at(-1)).toMatchObject({ done: 300_000, total: 300_000 });
    const paced = seen.filter(({ stage, bytesPerSecond }) => stage === 'downloading' && bytesPerSecond !== null);
    expect(paced.length).toBeGreaterThan(0);
    for (const { bytesPerSecond, etaSeconds, done: at, total } of paced) expect(etaSeconds).toBeCloseTo((total - at) / bytesPerSecond!, 6);
  });

  it('goes on with a range where the line broke', async () => {
    hub.fail(BIG_CDN, { kind: 'drop', at: 120_000 }, { kind: 'drop', at: 50_000 });
    const reasons: string[] = [];
    await downloadModel(await plan(), store, options({ onProgress: ({ waiting }) => waiting && reasons.push(waiting.reason) }));
    await expectWhole();
    const ranges = requests(BIG_CDN).map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1] ?? 0));
    expect(ranges.length).toBe(3);
    expect(ranges[0]).toBe(0);
    expect(ranges[1]).toBeGreaterThan(0);
    expect(ranges[2]).toBeGreaterThan(ranges[1]);
    // Each attempt got somewhere, so each wait is a first one.
    expect(waits).toEqual([375, 375]);
    expect(reasons.length).toBe(2);
  });

  it('pauses, is listed as unfinished, and resumes with If-Range after a new start', async () => {
    const controller = new AbortController();
    hub.bytesPerSecond = 1_000_000;
    const wanted = await plan();
    const paused = downloadModel(wanted, store, options({ signal: controller.signal, onProgress: ({ file, done }) => file === BIG && done > 100_000 && controller.abort() }));
    await expect(paused).rejects.toMatchObject({ kind: 'cancelled' });
    hub.bytesPerSecond = Infinity;
    const { models, partial } = await readShelf(store);
    expect(models).toEqual([]);
    expect(partial).toMatchObject([{ plan: wanted }]);
    const kept = (await store.bytes(storedPath(wanted.id, BIG)))!;
    expect(kept).toBeGreaterThan(90_000);
    expect(partial[0].received).toBeGreaterThanOrEqual(kept);
    hub.log.length = 0;
    await downloadModel(partial[0].plan, store, options());
    expect(requests(BIG_CDN)).toEqual([`GET ${BIG_CDN} bytes=${kept}- if-range`]);
    expect(requests('config.json').length, 'files that were whole are not asked for again').toBeLessThan(2);
    await expectWhole();
  });

  it('starts a file over that has changed meanwhile, and takes it where its new content is the announced one', async () => {
    const wanted = await plan();
    hub.change(REPO, BIG, OTHER_CONTENT);
    hub.fail(BIG_CDN, { kind: 'drop', at: 100_000 });
    // Between the two attempts the announced content comes back.
    const policy = impatient(waits, { sleep: async (ms) => { waits.push(ms); hub.change(REPO, BIG, CONTENT); } });
    await downloadModel(wanted, store, options({ policy }));
    expect(requests(BIG_CDN)[1]).toContain('if-range');
    await expectWhole();
  });

  it('goes on without If-Range where that is refused, and compares the ETag itself', async () => {
    hub.fail(BIG_CDN, { kind: 'drop', at: 100_000 }, { kind: 'refuse-if-range' });
    await downloadModel(await plan(), store, options());
    const [, second, third] = requests(BIG_CDN);
    expect([second.endsWith('if-range'), third.endsWith('if-range'), third.includes('bytes=')]).toEqual([true, false, true]);
    await expectWhole();
  });

  it('takes the whole file from a server without ranges', async () => {
    hub.fail(BIG_CDN, { kind: 'drop', at: 100_000 }, { kind: 'no-ranges' });
    await downloadModel(await plan(), store, options());
    expect(requests(BIG_CDN).length).toBe(2);
    await expectWhole();
  });

  it('fetches a patched file once more when its digest is wrong', async () => {
    hub.fail(BIG_CDN, { kind: 'drop', at: 100_000 }, { kind: 'corrupt' });
    await downloadModel(await plan(), store, options());
    expect(requests(BIG_CDN).map((line) => line.includes('bytes='))).toEqual([false, true, false]);
    await expectWhole();
  });

  it('gives up a silent line, and goes on', async () => {
    hub.fail(BIG_CDN, { kind: 'stall', at: 100_000 });
    await downloadModel(await plan(), store, options({ policy: impatient(waits, { stallMs: 150 }) }));
    expect(requests(BIG_CDN).length).toBe(2);
    await expectWhole();
  });

  it('waits as long as the server asks, and no longer than reason allows', async () => {
    hub.fail('/config.json', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, { kind: 'status', status: 503 });
    await downloadModel(await plan(), store, options());
    expect(waits).toEqual([7000, 750]);
    await discardModel((await plan()).id, store);
    hub.fail('/config.json', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    await expect(downloadModel(await plan(), store, options())).rejects.toMatchObject({ kind: 'network', message: expect.stringContaining('HTTP 429'), hint: expect.stringContaining('in 60 minutes') });
  });

  it('stops when the disk is full, and goes on when there is room', async () => {
    store.capacity = 200_000;
    const wanted = await plan();
    await expect(downloadModel(wanted, store, options())).rejects.toMatchObject({ kind: 'storage', message: expect.stringMatching(/no room left for .*model\.safetensors/) });
    store.capacity = Infinity;
    await downloadModel(wanted, store, options());
    expect(requests(BIG_CDN).at(-1)).toMatch(/bytes=\d{5,}-/);
    await expectWhole();
  });
});

const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('a download that cannot succeed says why:', () => {
  const status = (code: number, headers?: Record<string, string>): Fault => ({ kind: 'status', status: code, headers });
  it.each<[string, string, readonly Fault[], RegExp]>([
    ['not found', '/config.json', [status(404)], /has no config\.json \(HTTP 404\)/],
    ['private', BIG_CDN, [status(401)], /refuses model\.safetensors without a sign-in \(HTTP 401\)/],
    ['forbidden', BIG_CDN, [status(403)], /refuses model\.safetensors without a sign-in \(HTTP 403\)/],
    ['gated', BIG_CDN, [status(403, { 'x-error-code': 'GatedRepo' })], /only to those who accepted its terms: the model is gated \(HTTP 403\)/],
    ['busy', BIG_CDN, times(4, status(429)), /too many requests from this network \(HTTP 429\)/],
    ['broken', BIG_CDN, times(4, status(502)), /failed with HTTP 502/],
    ['a web page', BIG_CDN, [{ kind: 'html' }], /sent a web page instead of model\.safetensors/],
    ['truncated', BIG_CDN, [{ kind: 'truncate', at: 250_000 }, ...times(4, { kind: 'truncate', at: 0 } as const)], /model\.safetensors broke off: 250000 of 300000 bytes came/],
    ['too long', BIG_CDN, [{ kind: 'longer' }], /sends more of model\.safetensors than the 300000 bytes/],
    ['wrong bytes', BIG_CDN, [{ kind: 'corrupt' }], /not what the hub says it is: its SHA-256 is [0-9a-f]{64}/],
    ['wrong small file', '/config.json', [{ kind: 'corrupt' }], /config\.json is not what the hub says it is: its Git id/],
    ['no line', BIG_CDN, times(4, { kind: 'drop', at: 0 } as const), /localhost:\d+ could not be reached/],
  ])('%s', async (_, path, faults, message) => {
    const wanted = await plan();
    hub.fail(path, ...faults);
    const failed = await downloadModel(wanted, store, options()).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UserError);
    expect((failed as UserError).message).toMatch(message);
    expect((failed as UserError).hint).not.toBe('');
    expect((await readShelf(store)).models, 'nothing half done passes for a model').toEqual([]);
    // Once the fault is gone, the same plan leads to the same model.
    await downloadModel(wanted, store, options());
    await expectWhole();
  });

  it('offline', async () => {
    const wanted = await plan();
    const broken = options({ fetch: async () => { throw new TypeError('Failed to fetch'); }, online: () => false });
    await expect(downloadModel(wanted, store, broken)).rejects.toMatchObject({ kind: 'network', message: 'This device is offline' });
    expect(waits).toEqual([375, 750, 1500]);
  });
});

describe('the shelf', () => {
  it('shows folders that are no models as damaged, and a changed file when it is opened', async () => {
    const model = await downloadModel(await plan(), store, options());
    await store.writeText('models/torn/manifest.json', '{"id":"to');
    expect((await readShelf(store)).damaged).toEqual([{ id: 'torn', bytes: 9 }]);
    await store.writeText(storedPath(model.id, 'config.json'), '{}');
    const source = await openStored(store, model.id);
    await expect(source.readText('config.json')).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('config.json has 2 bytes, 20 were stored') });
  });
});
