/**
 * `npm test [-- stage …]`: installs what is missing, runs the stages (all, unless some are named) and counts the checks.
 * A failing stage does not stop the others. The last line is `N passed, N failed[, N skipped]`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ROOT, ensurePackages } from './install.mjs';
import { STAGES } from './stages.mjs';

/** A stage that hangs is ended, and fails, after this many milliseconds. */
const STAGE_LIMIT = 30 * 60_000;

/** Runs a command with its output streamed; resolves to its exit code. */
function run(command, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      timeout: STAGE_LIMIT,
    });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** @returns {import('./stages.mjs').Counts} */
function countsOf(stage, report, exitCode) {
  const oneFailure = { passed: 0, failed: 1, skipped: [] };
  if (!stage.read) return exitCode === 0 ? { passed: 1, failed: 0, skipped: [] } : oneFailure;
  try {
    const counts = stage.read(JSON.parse(readFileSync(report, 'utf8')));
    // A runner that found fault with something it did not count, or that ran nothing, has failed all the same.
    const silentFailure = exitCode !== 0 && counts.failed === 0;
    return silentFailure ? { ...counts, failed: 1 } : counts;
  } catch {
    return oneFailure;
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(STAGES, name));
if (unknown.length > 0) {
  console.error(`no such stage: ${unknown.join(', ')}. Stages: ${Object.keys(STAGES).join(', ')}`);
  process.exit(2);
}
const names = Object.keys(STAGES).filter((name) => wanted.length === 0 || wanted.includes(name));

ensurePackages();
const folder = mkdtempSync(join(tmpdir(), 'ragscope-test-'));
const stages = names.map((name) => ({ name, report: join(folder, `${name}.json`) }));
const needsBrowser = stages.some(({ name, report }) => STAGES[name](report).browser);
const chromium = needsBrowser ? ensureChromium() : undefined;

const results = [];
for (const { name, report } of stages) {
  const stage = STAGES[name](report);
  console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
  const start = performance.now();
  const exitCode = await run(stage.command, { ...stage.env, ...(chromium && { CHROMIUM_PATH: chromium }) });
  results.push({ name, ...countsOf(stage, report, exitCode), seconds: (performance.now() - start) / 1000 });
}
rmSync(folder, { recursive: true, force: true });

console.log(`\n── summary ${'─'.repeat(63)}`);
for (const { name, passed, failed, skipped, seconds } of results) {
  console.log(`${name.padEnd(8)} ${passed} passed, ${failed} failed, ${skipped.length} skipped, ${seconds.toFixed(1)} s`);
  for (const title of skipped) console.log(`  skipped: ${title}`);
}
const sum = (count) => results.reduce((total, result) => total + count(result), 0);
const passed = sum((result) => result.passed);
const failed = sum((result) => result.failed);
const skipped = sum((result) => result.skipped.length);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
