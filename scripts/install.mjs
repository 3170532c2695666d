/** Installs the packages that package-lock.json names, when they are missing or others; knows nothing of what runs next. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LEAST_NODE = [20, 19];

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  console.error(`ragscope needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Why node_modules does not match package-lock.json, or undefined where it does. */
function whyStale() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'no packages are installed yet';
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    // Optional packages are binaries of which only this platform's is installed.
    if (path === '' || (optional && !present[path])) continue;
    if (present[path]?.version !== version || !existsSync(join(ROOT, path))) {
      return `${path.replace(/^.*node_modules\//, '')} ${version} is not installed`;
    }
  }
  return undefined;
}

/** Runs a program of an installed package, e.g. `vite/bin/vite.js`, by path: no shell and no PATH is involved. */
export const binary = (/** @type {string} */ path) => join(ROOT, 'node_modules', path);

export function ensurePackages() {
  requireNode();
  const reason = whyStale();
  if (!reason) return;
  console.log(`Installing packages (npm ci), because ${reason}. This takes a minute at most.`);
  // npm names its own script where it started us; otherwise it is a shell script, and on Windows needs a shell.
  const npm = process.env['npm_execpath'];
  const { status } = npm?.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, 'ci'], { cwd: ROOT, stdio: 'inherit' })
    : spawnSync('npm', ['ci'], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0) return;
  console.error('npm ci failed: see its message above. Once that is solved, run this command again.');
  process.exit(1);
}
