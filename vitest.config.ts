/** Two test projects: `unit` in Node, and `browser` in a real Chromium with WebGPU for kernels and sessions. */
import { playwright } from '@vitest/browser-playwright';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BASE_FLAGS, WEBGPU_FLAGS, findChromium } from './scripts/browser.mjs';
import { isolationHeaders } from './vite.config.ts';

/** Reference data lives outside the repository; tests that need it are skipped by name where it is absent. */
const shared = resolve(import.meta.dirname, process.env['RAGSCOPE_SHARED'] ?? '../shared');

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'eval/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['src/**/*.browser.test.ts', '**/node_modules/**'],
          env: { RAGSCOPE_SHARED: shared },
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
        },
      },
      {
        server: { headers: isolationHeaders, fs: { allow: [import.meta.dirname, shared] } },
        // ONNX Runtime finds its WebAssembly beside its own module; pre-bundling would move one without the other.
        // The page's own packages are named: found late, they would reload a running test.
        optimizeDeps: {
          exclude: ['onnxruntime-web'],
          entries: ['src/**/*.browser.test.ts'],
          include: ['react', 'react-dom/client', 'react/jsx-dev-runtime', 'react-aria-components', 'zustand', 'zustand/vanilla', 'd3-scale', 'd3-scale-chromatic'],
        },
        // A cache of its own: shared with a dev server, that server's discoveries would reload a running test.
        cacheDir: 'node_modules/.vite-browser-tests',
        worker: { format: 'es' },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          env: { RAGSCOPE_SHARED: shared },
          testTimeout: 120_000,
          maxWorkers: 1,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium(), args: [...BASE_FLAGS, ...WEBGPU_FLAGS] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
