/** The guard guards: each test does one forbidden thing, and is expected to fail for it. */
import type { Page, Worker } from '@playwright/test';
import { test } from './fixtures.ts';

/** The worker that owns the engine, or one that opens now. */
async function engineWorker(page: Page): Promise<Worker> {
  return page.workers()[0] ?? (await page.waitForEvent('worker'));
}

test.setTimeout(60_000);

test.describe('the guard fails a test in which', () => {
  test.beforeEach(async ({ page }) => {
    test.fail();
    await page.goto('/');
  });

  test('the page asks another origin', async ({ page }) => {
    await page.evaluate(() => fetch('http://example.invalid/').catch(() => undefined));
  });

  test('the console shows an error', async ({ page }) => {
    await page.evaluate(() => console.error('an error nobody looked at'));
  });

  test('an exception goes uncaught', async ({ page }) => {
    await page.evaluate(() => new Promise((done) => setTimeout(() => { setTimeout(done); throw new Error('uncaught'); })));
  });

  test('window.__pwned is set and a navigation hides it', async ({ page }) => {
    await page.evaluate(() => { window.__pwned = true; });
    await page.goto('about:blank');
  });

  test('an inline script is refused', async ({ page }) => {
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'void 0';
      document.body.append(script);
    });
  });

  test('a worker shows an error in the console', async ({ page }) => {
    await (await engineWorker(page)).evaluate(() => console.error('an error nobody looked at'));
  });
});

test('the guard fails a test in which a worker that has no policy asks another origin', async ({ page }) => {
  test.fail();
  await page.route(/engine\.worker.*\.js$/, async (route) => {
    // Node's own fetch: Playwright's would knock at the proxy.
    const response = await fetch(route.request().url());
    const { 'content-security-policy': _policy, ...headers } = Object.fromEntries(response.headers);
    await route.fulfill({ headers, body: await response.text() });
  });
  const [worker] = await Promise.all([page.waitForEvent('worker'), page.goto('/')]);
  await worker.evaluate(() => fetch('http://example.invalid/').catch(() => undefined));
});
