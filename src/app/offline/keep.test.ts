/** Filling, reading and dropping the versioned cache, with caches in memory and a host that misbehaves. */
import { describe, expect, it } from 'vitest';
import { cacheName, type FileList } from './files.ts';
import { dropOthers, fill, kept, olderIsComplete, type Keeping } from './keep.ts';

const SCOPE = 'https://a.example/rag/';
const file = (path: string, webgpu = false) => ({ path, integrity: `sha256-${path}`, webgpu });
const LIST: FileList = { version: '2', files: [file('a.js'), file('gpu.wasm', true), file('index.html')] };

function memoryCaches(): CacheStorage {
  const stores = new Map<string, Map<string, Response>>();
  const opened = (name: string): Pick<Cache, 'match' | 'put'> => {
    const store = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, store);
    return { match: async (url) => store.get(String(url))?.clone(), put: async (url, response) => void store.set(String(url), response) };
  };
  const caches: Pick<CacheStorage, 'open' | 'has' | 'keys' | 'delete'> = {
    open: async (name) => opened(name) as Cache,
    has: async (name) => stores.has(name),
    keys: async () => [...stores.keys()],
    delete: async (name) => stores.delete(name),
  };
  return caches as CacheStorage;
}

const basic = (body: string, status = 200): Response => Object.defineProperty(new Response(body, { status }), 'type', { value: 'basic' });

function host(answer: (path: string, init: RequestInit) => Response | null): { readonly keeping: Keeping; readonly asked: string[] } {
  const asked: string[] = [];
  const fetch: Keeping['fetch'] = async (url, init) => {
    asked.push(`${url.slice(SCOPE.length)} ${init.integrity}${init.cache ? ` ${init.cache}` : ''}`);
    const response = answer(url.slice(SCOPE.length), init);
    if (response === null) throw new TypeError('failed to fetch');
    return response;
  };
  return { keeping: { caches: memoryCaches(), fetch, scope: SCOPE }, asked };
}

describe('fill', () => {
  it('asks for every file with its hash, the page last, and answers with them afterwards', async () => {
    const { keeping, asked } = host((path) => basic(path));
    await fill(keeping, LIST, true);
    expect(asked).toEqual(['a.js sha256-a.js', 'gpu.wasm sha256-gpu.wasm', 'index.html sha256-index.html']);
    expect(await (await kept(keeping, LIST, 'a.js'))?.text()).toBe('a.js');
  });

  it('leaves out what only WebGPU needs, and fetches it, and only it, when it is needed after all', async () => {
    const { keeping, asked } = host((path) => basic(path));
    await fill(keeping, LIST, false);
    expect(asked).toHaveLength(2);
    await fill(keeping, LIST, true);
    expect(asked.slice(2)).toEqual(['gpu.wasm sha256-gpu.wasm']);
  });

  it('goes past the browser’s own copy when that is not of this build', async () => {
    const { keeping, asked } = host((path, { cache }) => (cache === 'reload' ? basic(path) : null));
    await fill(keeping, { ...LIST, files: [file('index.html')] }, true);
    expect(asked).toEqual(['index.html sha256-index.html', 'index.html sha256-index.html reload']);
  });

  it.each([
    ['an error page', () => basic('not here', 404)],
    ['a part', () => basic('a', 206)],
    ['another origin’s answer', () => new Response('a')],
    ['other bytes', () => null],
  ])('keeps nothing of %s, and the broken cache answers nothing', async (_name, answer) => {
    const { keeping } = host((path) => (path === 'gpu.wasm' ? answer() : basic(path)));
    await expect(fill(keeping, LIST, true)).rejects.toThrow(/gpu\.wasm|failed to fetch/);
    expect(await kept(keeping, LIST, 'gpu.wasm')).toBeUndefined();
    expect(await kept(keeping, LIST, 'a.js'), 'without the page it is not complete').toBeUndefined();
  });
});

describe('versions', () => {
  it('knows a complete other version, and drops it and nothing else', async () => {
    const { keeping } = host((path) => basic(path));
    await keeping.caches.open('another program');
    await keeping.caches.open(cacheName(SCOPE, '1'));
    expect(await olderIsComplete(keeping, '2'), 'nothing in it').toBe(false);
    await fill(keeping, { ...LIST, version: '1' }, false);
    expect(await olderIsComplete(keeping, '1'), 'its own').toBe(false);
    expect(await olderIsComplete(keeping, '2')).toBe(true);
    await dropOthers(keeping, '2');
    expect(await keeping.caches.keys()).toEqual(['another program']);
  });

  it('answers nothing for a file that is not on the list, and makes no cache by looking', async () => {
    const { keeping } = host((path) => basic(path));
    expect(await kept(keeping, LIST, 'hub.html')).toBeUndefined();
    expect(await kept(keeping, LIST, 'a.js')).toBeUndefined();
    expect(await keeping.caches.keys()).toEqual([]);
  });
});
