/** Finds a Chromium on this machine and names the flags tests start it with; installs nothing and knows no test runner. */
import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @param {string | undefined} path */
function isExecutable(path) {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function playwrightChromium() {
  try {
    const playwright = createRequire(import.meta.url)('playwright-core');
    return playwright.chromium.executablePath();
  } catch {
    // Playwright is not installed yet, or has no build for this platform.
    return undefined;
  }
}

/**
 * $CHROMIUM_PATH alone where it is set; else each Chromium or Chrome on PATH, then the one in Playwright's cache.
 * @returns {string[]}
 */
export function chromiumCandidates() {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return [named].filter(isExecutable);
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, playwrightChromium()].filter(isExecutable);
}

/** @returns {string | undefined} */
export const findChromium = () => chromiumCandidates()[0];

/** Chromium as root refuses its sandbox; the rest keeps a closed network from slowing the start. */
export const BASE_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A WebGPU adapter in software, so that shaders run on machines without a GPU. */
export const WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
