/** Runs the table of cases on OPFS inside a worker, where files are written through synchronous handles. For tests only. */
import { openOpfs } from '../opfsStore.ts';
import { STORE_CASES } from './contract.ts';

self.addEventListener('message', async ({ data }: MessageEvent<{ name: string; folder: string }>) => {
  try {
    self.postMessage({ pair: await STORE_CASES[data.name](await openOpfs(), data.folder) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
});
