/** Makes sure that a Chromium which starts is on this machine, installing one where there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromiumCandidates } from './browser.mjs';
import { ROOT, binary } from './install.mjs';

/** Some systems ship a `chromium` that only says where to get the real one: ask it for its version. */
const starts = (path) => spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;

function install(program, args) {
  console.log(`$ ${program} ${args.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env }).status === 0;
}

const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** @returns {string | undefined} */
export function ensureChromium() {
  const find = () => chromiumCandidates().find(starts);
  const found = find();
  if (found) return found;
  console.log('No Chromium found ($CHROMIUM_PATH, PATH, Playwright): installing one.');
  if (isRootOnDebian() && install('apt-get', ['update']) && install('apt-get', ['install', '-y', 'chromium'])) {
    const installed = find();
    if (installed) return installed;
  }
  install(process.execPath, [binary('@playwright/test/cli.js'), 'install', 'chromium']);
  const installed = find();
  if (!installed) console.error('No Chromium could be installed. Install one, or name it in $CHROMIUM_PATH.');
  return installed;
}
