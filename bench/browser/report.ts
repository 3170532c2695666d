/** `tsx bench/browser/report.ts [--provider wasm|webgpu]`: the evaluation table of the embedded models, computed in Chromium. */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { BASE_FLAGS, findChromium } from '../../scripts/browser.mjs';
import { figuresTable } from '../../src/eval/figures.ts';
import type { Provider } from '../../src/app/protocol.ts';
import { evalSets } from '../../src/cli/evalSets.ts';
import { oneOf } from '../../src/errors.ts';
import type { FromReportWorker, ToReportWorker } from './reportMessages.ts';
import { serve } from './server.ts';
import { DEFAULT_MAX_LENGTH } from '../../src/rag/decoding.ts';

const { values } = parseArgs({ options: { provider: { type: 'string', default: 'wasm' }, port: { type: 'string', default: '5172' } } });
const provider: Provider = oneOf(values.provider, ['wasm', 'webgpu'], '--provider');

const decoder = new TextDecoder();
const sets = (await evalSets()).map(({ base, ...set }) => ({ ...set, table: decoder.decode(base.bytes) }));
const message: ToReportWorker = { provider, settings: { mode: 'token', nDocs: 5, maxLength: DEFAULT_MAX_LENGTH, index: 'auto' }, sets };

const server = await serve(Number(values.port), ['report.html', 'reportWorker.ts'], true);
const browser = await chromium.launch({ executablePath: findChromium(), args: BASE_FLAGS });
try {
  const page = await browser.newPage();
  page.on('console', (said) => said.type() === 'error' && console.error(said.text()));
  page.setDefaultTimeout(0);
  await page.goto(`http://localhost:${values.port}/bench/browser/report.html`);
  const result = await page.evaluate((m) => (globalThis as unknown as { report(m: unknown): Promise<FromReportWorker> }).report(m), message);
  if (result.kind !== 'result') throw new Error(result.kind === 'error' ? result.message : 'no result');
  console.log(`${result.engine}\n\n${figuresTable(result.figures)}`);
} finally {
  await browser.close();
  await server.close();
}
process.exit(0);
