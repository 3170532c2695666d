/** `tsx bench/browser/run.ts`: the benchmark at real size in Chromium on WebAssembly, each stage in a page of its own; prints JSON. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type BrowserContext } from '@playwright/test';
import { BASE_FLAGS, findChromium } from '../../scripts/browser.mjs';
import type { Work } from '../realWork.ts';
import type { FromRealWorker, ToRealWorker } from './messages.ts';
import { ROOT, serve } from './server.ts';

const { values } = parseArgs({
  options: {
    checkpoints: { type: 'string', default: process.env['RAGSCOPE_CHECKPOINTS'] ?? join(ROOT, 'runs/checkpoints') },
    generator: { type: 'string', default: 'bart-base' },
    precision: { type: 'string', default: 'q8' },
    port: { type: 'string', default: '5171' },
    tokens: { type: 'string', default: '8' },
    minutes: { type: 'string', default: '20' },
    // 1 serves the page without isolation, so that there is no shared memory and one thread.
    threads: { type: 'string', default: '1' },
  },
});

const filesIn = (name: string): string[] => readdirSync(join(values.checkpoints, name)).map((file) => join(values.checkpoints, name, file));

/** Renderer processes of this program's own browser. */
function renderers(): string[] {
  const parents = new Map<string, string>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = /^PPid:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1];
    if (parent) parents.set(pid, parent);
  }
  const isOurs = (pid: string | undefined): boolean => pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
  return [...parents.keys()].filter((pid) => isOurs(pid) && readProc(pid, 'cmdline').includes('--type=renderer'));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

/** Bytes that a page's process has held at most, as the kernel counts: of the largest. */
const peakRenderer = (): number => Math.max(0, ...renderers().map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readProc(pid, 'status'))?.[1] ?? 0) * 1024));

/** Milliseconds of processor time of all pages; the kernel counts in steps of 10 ms. */
function rendererCpu(): number {
  const ticks = renderers().map((pid) => {
    const fields = readProc(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return 10 * ticks.reduce((a, b) => a + b, 0);
}

async function stage(context: BrowserContext, name: ToRealWorker['stage'], work: Work): Promise<object> {
  const page = await context.newPage();
  await page.exposeFunction('cpuNow', rendererCpu);
  let crashed = '';
  page.on('crash', () => (crashed = 'the page crashed'));
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  try {
    await page.goto(`http://localhost:${values.port}/bench/browser/real.html`);
    await page.setInputFiles('#encoder', filesIn('dpr-base'));
    await page.setInputFiles('#generator', filesIn(values.generator));
    const start = performance.now();
    page.setDefaultTimeout(Number(values.minutes) * 60_000);
    const limit = new Promise<FromRealWorker>((resolve) => setTimeout(() => resolve({ kind: 'error', message: `not done after ${values.minutes} minutes` }), Number(values.minutes) * 60_000).unref());
    const done = page.evaluate(([s, w]) => (globalThis as unknown as { run(stage: string, work: unknown): Promise<FromRealWorker> }).run(s as string, w), [name, work] as const);
    const result = await Promise.race([done, limit]).catch((error: unknown): FromRealWorker => ({ kind: 'error', message: crashed || String(error) }));
    const said = crashed ? '' : await page.locator('#log').innerText().catch(() => '');
    return { stage: name, seconds: (performance.now() - start) / 1000, peakRendererMB: peakRenderer() / 1e6, result, said };
  } finally {
    await page.close();
  }
}

const server = await serve(Number(values.port), ['real.html', 'realWorker.ts'], values.threads !== '1');
let browser: Browser | null = null;
try {
  browser = await chromium.launch({ executablePath: findChromium(), args: BASE_FLAGS });
  const context = await browser.newContext();
  context.on('response', (response) => response.status() >= 400 && console.error(`HTTP ${response.status()} ${response.url()}`));
  const work: Work = { precision: values.precision as Work['precision'], docs: 5, beams: 4, tokens: Number(values.tokens) };
  const report = [await stage(context, 'pack', work), await stage(context, 'answer', work)];
  console.log(JSON.stringify({ generator: values.generator, precision: values.precision, report }, null, 1));
} finally {
  await browser?.close();
  await server.close();
}
process.exit(0);
