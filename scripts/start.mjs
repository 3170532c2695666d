/** `npm start`: installs what is missing, then serves the page and prints its address. Arguments go to Vite, e.g. `-- --port 8000`. */
import { spawn } from 'node:child_process';
import { ROOT, binary, ensurePackages } from './install.mjs';

ensurePackages();
const server = spawn(process.execPath, [binary('vite/bin/vite.js'), ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
// Ctrl-C reaches the server by itself; this process only waits for it to end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => server.kill('SIGTERM'));
server.on('exit', (code) => {
  process.exitCode = code ?? 0;
});
