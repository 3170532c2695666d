/** What the page is served with: isolation for threads, and a policy that keeps everything on this machine. */
import { expect, test } from './fixtures.ts';

test('is cross-origin isolated, so that WebAssembly may use threads', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => typeof SharedArrayBuffer)).toBe('function');
});

test('has the WebGPU adapter that this project stands for', async ({ page, webgpu }) => {
  await page.goto('/');
  const found = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  expect(found).toBe(webgpu);
});

test.describe('refuses', () => {
  test.use({ tolerated: [/policy violation|Content Security Policy|connect-src|beyond the page's origin|This document requires 'Trusted/] });

  test('connections to other origins', async ({ page }) => {
    await page.goto('/');
    const reached = await page.evaluate(() => fetch('http://example.invalid/').then(() => true, () => false));
    expect(reached).toBe(false);
  });

  test('strings that are run as code or become markup, inline scripts, and workers from elsewhere', async ({ page }) => {
    await page.goto('/');
    const taken = await page.evaluate(() => {
      const attempt = (run: () => void): boolean => {
        try {
          run();
          return true;
        } catch {
          return false;
        }
      };
      const script = document.createElement('script');
      // The developer tools' own eval is exempt from the policy; a timer is not.
      const attempts = [
        () => setTimeout('window.stringRan = true'),
        () => (script.textContent = 'window.inlineRan = true'),
        () => (document.createElement('p').innerHTML = '<img src=x>'),
        () => new Worker('blob:null/1'),
      ];
      const done = attempts.map(attempt);
      document.body.append(script);
      return done;
    });
    expect(taken, 'a timer, a script, markup, a worker: each by text').toEqual([false, false, false, false]);
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => 'stringRan' in window || 'inlineRan' in window)).toBe(false);
  });
});

test('writes the policy into the page too, for hosts that send no headers', async ({ page }) => {
  const html = (await (await page.goto('/'))?.text()) ?? '';
  expect(html).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src (?:'|&#39;)none/);
});
