/** The `test` of every journey: a guard that fails it when anything left the page's origin or went wrong unseen. Knows no view. */
import { test as base, expect, type BrowserContext, type ConsoleMessage } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GuardOptions {
  /** Whether this project's browser offers a WebGPU adapter. */
  readonly webgpu: boolean;
  /** Console errors and page errors that a test provokes on purpose. */
  readonly tolerated: readonly RegExp[];
}

declare global {
  interface Window {
    /** Set by the attack strings of the test data, should one of them ever run. */
    __pwned?: unknown;
  }
}

const REPORTED = 'guard:';

interface Outlet {
  readonly url: string;
  /** What was asked of it. */
  readonly asked: string[];
  close(): void;
}

/**
 * A proxy that lets nothing through and remembers who knocked. The browser tells a test nothing of what a worker's own
 * workers ask for, and WebAssembly threads are such: but all that goes beyond the page's origin has to pass here.
 */
async function closedOutlet(): Promise<Outlet> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(403).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, asked, close: () => server.close() };
}

/** Runs in every page before its own scripts: turns silent wrongs into console errors, which outlive a navigation. */
function watchPage(prefix: string): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`${prefix} policy violation: ${event.violatedDirective} refused ${event.blockedURI || 'inline code'}`);
  });
  let pwned: unknown;
  Object.defineProperty(window, '__pwned', {
    get: () => pwned,
    set: (value: unknown) => {
      pwned = value;
      console.error(`${prefix} window.__pwned was set`);
    },
  });
}

/** Collects what goes wrong in a context, from its pages and their workers. */
async function watch(context: BrowserContext, origin: string, tolerated: readonly RegExp[]): Promise<string[]> {
  const wrongs: string[] = [];
  const note = (wrong: string): void => {
    if (!tolerated.some((pattern) => pattern.test(wrong))) wrongs.push(wrong);
  };
  const checkUrl = (kind: string, url: string): void => {
    const { protocol, origin: target } = new URL(url);
    if (target !== origin && protocol !== 'blob:' && protocol !== 'data:') note(`${kind} beyond the page's origin: ${url}`);
  };
  context.on('request', (request) => checkUrl('request', request.url()));
  context.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') note(`console error: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(`page error: ${error.error().stack ?? error.error().message}`));
  context.on('page', (page) => {
    page.on('websocket', (socket) => note(`web socket: ${socket.url()}`));
    page.on('crash', () => note(`the page crashed: ${page.url()}`));
  });
  await context.addInitScript(watchPage, REPORTED);
  return wrongs;
}

export const test = base.extend<GuardOptions & { outlet: Outlet; guard: void }>({
  webgpu: [true, { option: true }],
  tolerated: [[], { option: true }],
  outlet: async ({}, use) => {
    const outlet = await closedOutlet();
    await use(outlet);
    outlet.close();
  },
  // Only the page's own origin goes past the proxy: Playwright sends other local ports through it as well.
  proxy: async ({ outlet, baseURL }, use) => use({ server: outlet.url, bypass: new URL(baseURL!).host }),
  guard: [
    async ({ context, baseURL, tolerated, outlet }, use) => {
      if (!baseURL) throw new Error('internal: playwright.config.ts names no baseURL');
      const wrongs = await watch(context, new URL(baseURL).origin, tolerated);
      await use();
      for (const page of context.pages()) {
        expect(await page.evaluate(() => window.__pwned), 'window.__pwned').toBeUndefined();
      }
      const knocked = outlet.asked.map((target) => `request beyond the page's origin, seen by the proxy: ${target}`);
      expect([...wrongs, ...knocked], 'requests beyond the origin, errors, policy violations').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
