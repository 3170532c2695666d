/** The built page on a host that sends no headers: isolated by its service worker, started without a network, told of a new version. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Page } from '@playwright/test';
import { App, SAMPLE_QUESTION } from './app.ts';
import { expect, test as guarded } from './fixtures.ts';

const BUILT = join(import.meta.dirname, '../dist');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json' };
const CHANGE = '<meta name="next-version">';
const next = (page: string): string => page.replace('</head>', `${CHANGE}</head>`);

const hash = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('base64');

/** Serves dist/ with a Content-Type and nothing else. */
class PlainHost {
  readonly asked: string[] = [];
  /** Serve a build whose page differs by one element. */
  changed = false;
  readonly #server = createServer((request, response) => {
    const asked = normalize(new URL(request.url ?? '/', 'http://host').pathname);
    this.asked.push(asked);
    const path = asked === '/' ? '/index.html' : asked;
    this.#read(path).then(
      (content) => response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(content),
      () => response.writeHead(404).end(),
    );
  });

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, 'localhost', done));
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #read(path: string): Promise<Uint8Array | string> {
    const content = await readFile(join(BUILT, path));
    if (!this.changed) return content;
    const page = await readFile(join(BUILT, 'index.html'), 'utf8');
    if (path === '/index.html') return next(page);
    if (path !== '/sw.js') return content;
    return content.toString().replaceAll(hash(page), hash(next(page))).replace(/version:\s*(["'`])\w+\1/, 'version: "next"');
  }
}

const test = guarded.extend<{ host: PlainHost }>({
  host: async ({}, use) => {
    const host = new PlainHost();
    await host.start();
    await use(host);
    await host.stop();
  },
  // The guard and its proxy then hold the page to this host.
  baseURL: async ({ host }, use) => use(host.url),
  serviceWorkers: 'allow',
});

const isIsolated = (page: Page): Promise<boolean> => page.evaluate(() => crossOriginIsolated);

/** The page is kept last, so all is kept once it is. */
async function everythingIsKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(async () => (await caches.match(new URL('index.html', location.href))) !== undefined)).toBe(true);
}

test('a host without headers: the page isolates itself, then starts and answers without any host', async ({ page, host }) => {
  const app = new App(page);
  await app.open('#docs=3&length=8');
  expect(await isIsolated(page)).toBe(true);
  expect(host.asked.filter((path) => path === '/'), 'loaded again once').toHaveLength(2);
  await everythingIsKept(page);

  await test.step('headers that the host did not send', async () => {
    const headersOf = (path: string): Promise<Record<string, string>> => page.evaluate(async (url) => Object.fromEntries((await fetch(url)).headers), path);
    expect(await headersOf('samples/wonders.csv')).toMatchObject({
      'cross-origin-embedder-policy': 'require-corp',
      'content-security-policy': expect.stringMatching(/^default-src 'none'/),
    });
    const hub = await headersOf('hub.html');
    expect(hub).toHaveProperty('cross-origin-embedder-policy');
    expect(hub, 'its policy is its host’s affair').not.toHaveProperty('content-security-policy');
  });

  await test.step('partial requests and hub.html are not kept', async () => {
    host.asked.length = 0;
    await page.evaluate(() => fetch('samples/wonders.csv'));
    expect(host.asked).toEqual([]);
    await page.evaluate(() => Promise.all([fetch('samples/wonders.csv', { headers: { range: 'bytes=0-9' } }), fetch('hub.html')]));
    expect(host.asked.toSorted()).toEqual(['/hub.html', '/samples/wonders.csv']);
  });

  await host.stop();
  await page.reload();
  await app.sampleIsReady();
  expect(await isIsolated(page)).toBe(true);
  await app.ask(SAMPLE_QUESTION);
  await expect(app.documents).toHaveCount(3);
});

test('a new version is announced when the next start would show it, and loaded when the user wants it', async ({ page, host }) => {
  const app = new App(page);
  const note = page.getByTestId('update-note');
  await app.open();
  await everythingIsKept(page);

  await test.step('the same version is no news', async () => {
    await page.reload();
    await app.sampleIsReady();
    await expect(note).toBeHidden();
  });

  host.changed = true;
  await page.reload();
  await expect(note).toContainText('A new version');
  expect(await page.content(), 'the version that is kept is shown').not.toContain(CHANGE);
  await app.sampleIsReady();
  await note.getByRole('button', { name: 'Reload now' }).click();
  await expect.poll(() => page.content().catch(() => '')).toContain(CHANGE);
  await app.sampleIsReady();
  await expect(note).toBeHidden();
  expect(await isIsolated(page)).toBe(true);
  expect((await page.evaluate(() => caches.keys())).filter((name) => name.startsWith('ragscope-files')), 'the old version is gone').toEqual(['ragscope-files / next']);
});
