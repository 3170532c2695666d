/** `tsx bench/browser/start.ts`: milliseconds from navigation to the built page's ready engine, indexed sample base and first answer, in fresh profiles; prints JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { BASE_FLAGS, findChromium } from '../../scripts/browser.mjs';
import { ROOT } from './server.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '5' }, port: { type: 'string', default: '5173' }, provider: { type: 'string', default: 'auto' } } });

const outDir = mkdtempSync(join(tmpdir(), 'start-'));
await build({ root: ROOT, logLevel: 'error', build: { outDir, emptyOutDir: true } });
const server = await preview({ root: ROOT, logLevel: 'error', build: { outDir }, preview: { port: Number(values.port), strictPort: true, host: 'localhost' } });
const browser = await chromium.launch({ executablePath: findChromium(), args: BASE_FLAGS });
const runs: object[] = [];
for (let i = 0; i < Number(values.times); i++) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const start = performance.now();
  const since = (): number => Math.round(performance.now() - start);
  await page.goto(`http://localhost:${values.port}/#provider=${values.provider}`);
  const loaded = since();
  await page.locator('[data-testid=engine-badge][data-status=ready]').waitFor();
  const engine = since();
  await page.getByTestId('kb-count').filter({ hasText: 'passages' }).waitFor();
  const base = since();
  await page.getByTestId('question-input').fill('Who wrote Frankenstein?');
  await page.getByTestId('ask-button').click();
  await page.locator('[data-testid=answer][data-status=done]').waitFor();
  runs.push({ loaded, engine, base, firstAnswerAfterAsking: since() - base });
  await context.close();
}
console.log(JSON.stringify({ load: loadavg()[0], runs }, null, 1));
await browser.close();
await server.close();
rmSync(outDir, { recursive: true });
process.exit(0);
