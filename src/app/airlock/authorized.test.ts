/** Where an access token goes, against a hub on this machine that wants one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RETRY, downloadModel, planDownload, type Fetch } from '../../models/checkpoint/download/index.ts';
import { noiseRepo } from '../../models/checkpoint/download/testing/files.ts';
import { startHub, type HubServer } from '../../models/checkpoint/download/testing/hubServer.ts';
import { MemoryStore } from '../../storage/memoryStore.ts';
import { authorized } from './authorized.ts';

const REPO = 'lab/gated-rag';
const TOKEN = 'hf_noOneMayReadThis';

let hub: HubServer;
beforeEach(async () => {
  hub = await startHub({ [REPO]: noiseRepo() }, { otherOrigin: true });
  hub.gate = { repo: REPO, token: TOKEN };
});
afterEach(() => hub.close());

const get = (token: string | null): Fetch => authorized(hub.url, token, (url, init) => fetch(url, init));
const plan = (token: string | null) => planDownload(hub.url, [{ repo: REPO, revision: 'main', into: '' }], { fetch: get(token), policy: DEFAULT_RETRY, now: Date.now });

describe('an access token', () => {
  it('opens a gated model, and stays with the hub where that redirects to another origin', async () => {
    const model = await downloadModel(await plan(TOKEN), new MemoryStore(), { fetch: get(TOKEN) });
    expect(model.name).toBe(REPO);
    expect(hub.log.some((line) => line.includes('/cdn/'))).toBe(true);
    expect(hub.authorized.length).toBeGreaterThan(3);
    expect(hub.authorized.filter((line) => !line.startsWith(`${new URL(hub.url).host} `) || line.includes('/cdn/'))).toEqual([]);
    expect(hub.log.join('\n')).not.toContain(TOKEN);
  });

  it('is in no record of the download', async () => {
    const store = new MemoryStore();
    const wanted = await plan(TOKEN);
    const stop = new AbortController();
    await downloadModel(wanted, store, { fetch: get(TOKEN), signal: stop.signal, onProgress: () => stop.abort() }).catch(() => undefined);
    const files = await store.list('models');
    expect(files.length).toBeGreaterThan(0);
    for (const { path } of files) expect(await store.readText(`models/${path}`)).not.toContain(TOKEN);
    expect(JSON.stringify(wanted)).not.toContain(TOKEN);
  });

  it.each([
    ['none', null],
    ['another', 'hf_another'],
  ])('is asked for where there is %s', async (_, token) => {
    const refused = downloadModel(await plan(token), new MemoryStore(), { fetch: get(token) });
    await expect(refused).rejects.toMatchObject({ kind: 'access', message: expect.stringContaining('the model is gated (HTTP 401)') as string, hint: expect.stringContaining('access token') as string });
    await expect(refused).rejects.not.toThrow('hf_another');
  });

  it('goes to no other origin, whatever the request brings', async () => {
    const seen: [string, string | null][] = [];
    const fake = authorized('https://hub.example/mirror', TOKEN, async (url, { headers }) => {
      seen.push([url, new Headers(headers).get('authorization')]);
      return new Response();
    });
    await fake('https://hub.example/mirror/x', { headers: { Range: 'bytes=1-' } });
    await fake('https://cdn.example/x', { headers: { Authorization: 'Bearer other' } });
    await fake('http://hub.example/mirror/x', {});
    expect(seen).toEqual([
      ['https://hub.example/mirror/x', `Bearer ${TOKEN}`],
      ['https://cdn.example/x', null],
      ['http://hub.example/mirror/x', null],
    ]);
  });
});
