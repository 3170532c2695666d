/** Serves this folder's pages as they stand in the tree, with the project's own settings. */
import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import viteConfig, { isolationHeaders } from '../../vite.config.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** @param entries files whose dependencies are found before the first page opens @param isolated with shared memory, and so with threads */
export async function serve(port: number, entries: readonly string[], isolated: boolean): Promise<ViteDevServer> {
  const server = await createServer({
    ...viteConfig,
    configFile: false,
    root: ROOT,
    // A change to a source file, or a dependency found late, would reload the page in the middle of a measurement.
    server: { port, strictPort: true, host: 'localhost', hmr: false, watch: null, headers: isolated ? isolationHeaders : {} },
    optimizeDeps: { ...viteConfig.optimizeDeps, entries: entries.map((name) => `bench/browser/${name}`) },
    logLevel: 'error',
    cacheDir: join(ROOT, 'node_modules/.vite-bench'),
  });
  return server.listen();
}
