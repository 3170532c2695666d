import { afterAll, describe, expect, it } from 'vitest';
import { openOpfsFolder } from './opfs.ts';
import { FOLDER_CASES } from './testing/folderCases.ts';

const names = Object.keys(FOLDER_CASES);

describe('a folder of the journal in OPFS', () => {
  afterAll(async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('test-journal', { recursive: true });
  });

  it.each(names)('%s', async (name) => {
    const worker = new Worker(new URL('./testing/journal.worker.ts', import.meta.url), { type: 'module' });
    const { pair, error } = await new Promise<{ pair: readonly [unknown, unknown]; error?: string }>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data));
      worker.addEventListener('error', (event) => reject(new Error(event.message)));
      worker.postMessage({ name, folder: `case-${names.indexOf(name)}` });
    });
    worker.terminate();
    expect(error).toBeUndefined();
    expect(pair[0]).toEqual(pair[1]);
  });

  it('is not offered where its files cannot be written, as outside workers', async () => {
    expect(await openOpfsFolder('test-journal')).toBeNull();
  });
});
