/** Fills and reads the versioned cache of the page's files. Knows no worker and no page. */
import { cacheName, isFileCache, PAGE, type FileList, type KeptFile } from './files.ts';
import { isWhole } from './headers.ts';

export interface Keeping {
  readonly caches: CacheStorage;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** The page's folder. */
  readonly scope: string;
}

/** A copy that the browser holds may be of an older build: then the host is asked once more. */
async function fetched({ fetch, scope }: Keeping, { path, integrity }: KeptFile): Promise<Response> {
  const url = new URL(path, scope).href;
  const response = await fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: 'reload' }));
  if (!isWhole(response)) throw new Error(`${path}: HTTP ${response.status}`);
  return response;
}

/**
 * Keeps every file of the list that is not there yet; the page last, so that a broken fill is never served.
 * @throws when a file cannot be had with the bytes of this build, or does not fit; what has been kept stays
 */
export async function fill(keeping: Keeping, { version, files }: FileList, webgpu: boolean): Promise<void> {
  const cache = await keeping.caches.open(cacheName(keeping.scope, version));
  for (const file of files) {
    if (file.webgpu && !webgpu) continue;
    const url = new URL(file.path, keeping.scope).href;
    // One after another: the page's own requests go first.
    if (!(await cache.match(url))) await cache.put(url, await fetched(keeping, file));
  }
}

/** A file of a complete cache; a cache without its page is still being filled and answers nothing. */
export async function kept({ caches, scope }: Keeping, { version, files }: FileList, path: string): Promise<Response | undefined> {
  if (!files.some((file) => file.path === path)) return undefined;
  const name = cacheName(scope, version);
  // Opening would create it.
  if (!(await caches.has(name))) return undefined;
  const cache = await caches.open(name);
  const read = (file: string): Promise<Response | undefined> => cache.match(new URL(file, scope).href, { ignoreVary: true });
  return path === PAGE || (await read(PAGE)) ? read(path) : undefined;
}

/** Whether some other version is complete, so that the next load would show that one. */
export async function olderIsComplete({ caches, scope }: Keeping, version: string): Promise<boolean> {
  const others = (await caches.keys()).filter((name) => isFileCache(scope, name) && name !== cacheName(scope, version));
  const pages = await Promise.all(others.map(async (name) => (await caches.open(name)).match(new URL(PAGE, scope).href, { ignoreVary: true })));
  return pages.some((page) => page !== undefined);
}

export async function dropOthers({ caches, scope }: Keeping, version: string): Promise<void> {
  const old = (await caches.keys()).filter((name) => isFileCache(scope, name) && name !== cacheName(scope, version));
  await Promise.all(old.map((name) => caches.delete(name)));
}
