/** Runs the table of cases on OPFS inside a worker, the only place with synchronous handles. For tests only. */
import { openOpfsFolder } from '../opfs.ts';
import { FOLDER_CASES } from './folderCases.ts';

self.addEventListener('message', async ({ data }: MessageEvent<{ name: string; folder: string }>) => {
  try {
    const root = await openOpfsFolder('test-journal');
    if (!root) throw new Error('there is no OPFS');
    await root.remove(data.folder);
    self.postMessage({ pair: await FOLDER_CASES[data.name](await root.folder(data.folder)) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
});
