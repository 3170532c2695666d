/** `tsx bench/browser/import.ts`: how long the built page stands still while a large table is read, and how soon a cancel is heard; prints JSON. */
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { BASE_FLAGS, findChromium } from '../../scripts/browser.mjs';
import { ROOT } from './server.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    megabytes: { type: 'string', default: '50' },
    port: { type: 'string', default: '5173' },
    minutes: { type: 'string', default: '10' },
  },
});

/** Milliseconds: tasks that the browser itself calls long, and the widest gap between timers. */
interface Stillness {
  readonly longestTask: number;
  readonly timerGap: number;
}

/** Runs in the page. A timer that comes late says that the main thread was taken, or the machine. */
function watch(): void {
  const seen = { longestTask: 0, timerGap: 0 };
  Object.assign(globalThis, { stillness: seen });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longestTask = Math.max(seen.longestTask, duration);
  }).observe({ type: 'longtask' });
  let timer = performance.now();
  setInterval(() => {
    const now = performance.now();
    seen.timerGap = Math.max(seen.timerGap, now - timer);
    timer = now;
  }, 4);
}

const seenSince = (page: Page): Promise<Stillness> =>
  page.evaluate(() => {
    const seen = (globalThis as unknown as { stillness: { -readonly [Name in keyof Stillness]: number } }).stillness;
    const copy = { ...seen };
    seen.longestTask = seen.timerGap = 0;
    return copy;
  });

async function manyRows(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write('title,text\n');
  const step = 1000;
  for (let start = 0; start < Number(values.rows); start += step) {
    const rows = Array.from({ length: step }, (_, i) => `Row ${start + i},The passage number ${start + i} says something short.\n`);
    if (!file.write(rows.join(''))) await new Promise<void>((resolve) => file.once('drain', () => resolve()));
  }
  file.end();
  await finished(file);
}

function oneCell(path: string): void {
  const sentence = 'Some words of a very long cell, with ""quotes"" in them. ';
  writeFileSync(path, `title,text\nGiant,"${sentence.repeat((Number(values.megabytes) * 1e6) / sentence.length)}"\n`);
}

/** Milliseconds until the page no longer shows the import. */
async function cancelled(page: Page): Promise<number> {
  const start = performance.now();
  await page.getByTestId('import-cancel').click();
  await page.getByTestId('import-progress').waitFor({ state: 'detached' });
  return performance.now() - start;
}

const until = (page: Page, stage: RegExp): Promise<void> => page.getByTestId('import-progress').getByText(stage).first().waitFor();

async function measured(page: Page, path: string): Promise<object> {
  await seenSince(page);
  // What the dialog itself takes: a table of one row.
  await page.getByTestId('file-input').setInputFiles({ name: 'one.csv', mimeType: 'text/csv', buffer: Buffer.from('title,text\nA,a\n') });
  await page.getByTestId('import-confirm').waitFor();
  const oneRow = await seenSince(page);
  await page.keyboard.press('Escape');
  await page.getByTestId('import-dialog').waitFor({ state: 'detached' });
  await seenSince(page);
  const start = performance.now();
  await page.getByTestId('file-input').setInputFiles(path);
  await page.getByTestId('import-confirm').waitFor();
  const dialog = { seconds: (performance.now() - start) / 1000, ...(await seenSince(page)) };
  await page.getByTestId('import-confirm').click();
  await until(page, /Reading|Keeping|Counting|Embedding passages/);
  const cancelWhileReading = await cancelled(page);
  await page.getByTestId('file-input').setInputFiles(path);
  await page.getByTestId('import-confirm').click();
  await seenSince(page);
  const reading = performance.now();
  await until(page, /Keeping|Counting|Embedding passages/);
  const read = { seconds: (performance.now() - reading) / 1000, ...(await seenSince(page)) };
  await until(page, /Counting|Embedding passages/);
  const kept = await seenSince(page);
  return { oneRow, dialog, read, kept, cancelWhileReading, cancelAfterwards: await cancelled(page) };
}

const folder = mkdtempSync(join(tmpdir(), 'import-'));
const rows = join(folder, 'rows.csv');
const cell = join(folder, 'cell.csv');
await manyRows(rows);
oneCell(cell);
await build({ root: ROOT, logLevel: 'error', build: { outDir: join(folder, 'dist'), emptyOutDir: true } });
const server = await preview({ root: ROOT, logLevel: 'error', build: { outDir: join(folder, 'dist') }, preview: { port: Number(values.port), strictPort: true, host: 'localhost' } });
const browser = await chromium.launch({ executablePath: findChromium(), args: BASE_FLAGS });
try {
  for (const [name, path] of [['cell', cell], ['rows', rows]] as const) {
    const page = await browser.newPage();
    page.setDefaultTimeout(Number(values.minutes) * 60_000);
    await page.addInitScript(watch);
    await page.goto(`http://localhost:${values.port}/`);
    await page.getByTestId('kb-count').getByText(/\d passages/).waitFor();
    console.log(JSON.stringify({ name, load: loadavg()[0], ...(await measured(page, path)) }));
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
process.exit(0);
