import { afterAll, describe, expect, it } from 'vitest';
import { openOpfs } from './opfsStore.ts';
import { STORE_CASES } from './testing/contract.ts';

const names = Object.keys(STORE_CASES);

describe('the store in OPFS', () => {
  afterAll(async () => {
    const store = await openOpfs();
    await store.remove('test-page');
    await store.remove('test-worker');
  });

  it.each(names)('in the page: %s', async (name) => {
    const [got, expected] = await STORE_CASES[name](await openOpfs(), `test-page/${names.indexOf(name)}`);
    expect(got).toEqual(expected);
  });

  it.each(names)('in a worker: %s', async (name) => {
    const worker = new Worker(new URL('./testing/opfs.worker.ts', import.meta.url), { type: 'module' });
    const { pair, error } = await new Promise<{ pair: readonly [unknown, unknown]; error?: string }>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data));
      worker.addEventListener('error', (event) => reject(new Error(event.message)));
      worker.postMessage({ name, folder: `test-worker/${names.indexOf(name)}` });
    });
    worker.terminate();
    expect(error).toBeUndefined();
    expect(pair[0]).toEqual(pair[1]);
  });
});
