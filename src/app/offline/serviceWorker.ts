/**
 * The service worker of the built page: isolates it on hosts that send no headers, and starts it without a network. It
 * leaves alone other origins, partial requests and whatever is not a plain GET; knows no engine.
 */
import { HUB_PAGE, pathBelow, type FileList } from './files.ts';
import { isolated } from './headers.ts';
import { dropOthers, fill, kept, olderIsComplete, type Keeping } from './keep.ts';
import type { ToServiceWorker } from './messages.ts';

// The DOM's types, which the rest of src/ is checked with, lack those of service workers.
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Told extends Extendable {
  readonly data: ToServiceWorker;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', heard: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', heard: (event: Fetching) => void): void;
  addEventListener(type: 'message', heard: (event: Told) => void): void;
}

/** Written in by the build, see scripts/offlinePlugin.ts. */
declare const RAGSCOPE_FILES: FileList;
declare const RAGSCOPE_POLICY: string;

const LIST = RAGSCOPE_FILES;
const worker = self as unknown as Scope;
const keeping: Keeping = { caches, fetch: (url, init) => fetch(url, init), scope: worker.registration.scope };

/**
 * The first version takes over at once and keeps nothing yet, so that it does not compete with the page's own start. A later
 * one waits, complete, until no tab shows the old one or the user asks for it; unless the next load would show it anyway.
 */
async function install(): Promise<void> {
  const replaces = await olderIsComplete(keeping, LIST.version);
  if (replaces) await fill(keeping, LIST, 'gpu' in navigator);
  else await worker.skipWaiting();
}

async function activate(): Promise<void> {
  await dropOthers(keeping, LIST.version);
  await worker.clients.claim();
}

async function respond(request: Request, path: string): Promise<Response> {
  // Its host's policy for this one document is another; only the isolation, without which no isolated page may frame it, is added.
  if (path === HUB_PAGE) return isolated(await fetch(request), null);
  return isolated((await kept(keeping, LIST, path)) ?? (await fetch(request)), RAGSCOPE_POLICY);
}

async function obey(order: ToServiceWorker): Promise<void> {
  switch (order.kind) {
    case 'keep':
      // Where it fails, the page goes on from the network, and the next load tries again.
      return fill(keeping, LIST, order.webgpu).catch(() => undefined);
    case 'take-over':
      return worker.skipWaiting();
  }
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => event.waitUntil(obey(event.data)));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathBelow(keeping.scope, request.url);
  if (path === null || request.method !== 'GET' || request.headers.has('range')) return;
  // The browser's own probe of its cache, which a worker may not repeat.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(respond(request, path));
});
