/** User journeys against the built page as it is served, so under its real policy: once with WebGPU, once without. */
import { defineConfig } from '@playwright/test';
import type { GuardOptions } from './e2e/fixtures.ts';
import { BASE_FLAGS, WEBGPU_FLAGS, findChromium } from './scripts/browser.mjs';

const port = Number(process.env['RAGSCOPE_E2E_PORT'] ?? 4319);
const origin = `http://localhost:${port}`;
const VITE = 'node node_modules/vite/bin/vite.js';

/** No name but the page's own resolves: what tries to leave the machine fails, and the guard then reports it. */
const CLOSED_NETWORK = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost';

/** What a browser asks its maker on its own account; the last such flag replaces Playwright's, so its list is repeated. */
const QUIET_BROWSER = [
  'AutofillServerCommunication',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'MediaRouter',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'PaintHolding',
  'DestroyProfileOnBrowserClose',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
];

const launch = (flags: readonly string[]) => ({
  executablePath: findChromium(),
  args: [...BASE_FLAGS, CLOSED_NETWORK, `--disable-features=${QUIET_BROWSER.join()}`, ...flags],
});

export default defineConfig<GuardOptions>({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  // A software GPU leaves no core for a second page.
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['line'], ['json', { outputFile: 'test-results/report.json' }]],
  // No trace unless asked for (--trace=retain-on-failure): it keeps every response, weights included, and takes five times as long.
  // Files kept by one load would hide from the guard what the next one asks for; offline.spec.ts lets the worker in.
  use: { serviceWorkers: 'block', baseURL: origin, screenshot: 'only-on-failure', viewport: { width: 1280, height: 900 } },
  projects: [
    { name: 'webgpu', testMatch: ['policy.spec.ts', 'webgpu.spec.ts', 'gpuLoss.spec.ts'], use: { launchOptions: launch(WEBGPU_FLAGS), webgpu: true } },
    { name: 'wasm', testIgnore: ['webgpu.spec.ts', 'gpuLoss.spec.ts'], use: { launchOptions: launch([]), webgpu: false } },
  ],
  webServer: {
    command: `${VITE} build && ${VITE} preview --host localhost --port ${port} --strictPort`,
    url: origin,
    timeout: 300_000,
    reuseExistingServer: false,
  },
});
