/** Builds the service worker last, with the list of the files that were built and their hashes. Knows nothing of what they hold. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { build, type Plugin } from 'vite';
import { WORKER_FILE, fileList, type FileList } from '../src/app/offline/files.ts';

const SOURCE = resolve(import.meta.dirname, '../src/app/offline/serviceWorker.ts');

function listOf(folder: string): FileList {
  const built = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => ({
      path: relative(folder, file).split(sep).join('/'),
      integrity: `sha256-${createHash('sha256').update(readFileSync(file)).digest('base64')}`,
    }));
  return fileList(built, (text) => createHash('sha256').update(text).digest('hex').slice(0, 16));
}

/** A classic script without imports: not every browser takes a module for a service worker. */
async function compiled(files: FileList, policy: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { RAGSCOPE_FILES: JSON.stringify(files), RAGSCOPE_POLICY: JSON.stringify(policy) },
    build: { write: false, target: 'es2022', rolldownOptions: { input: SOURCE, output: { format: 'iife' } } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) => ('output' in each ? each.output : []));
  if (outputs.length !== 1 || outputs[0].type !== 'chunk') throw new Error(`internal: the service worker became ${outputs.length} files`);
  return outputs[0].code;
}

/** @param policy content security policy for hosts that send none; the page's meta element does not reach its workers */
export function offline(policy: string): Plugin {
  let folder = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved: ({ root, build: { outDir } }) => void (folder = resolve(root, outDir)),
    closeBundle: {
      order: 'post',
      sequential: true,
      handler: async () => writeFileSync(join(folder, WORKER_FILE), await compiled(listOf(folder), policy)),
    },
  };
}
