import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../storage/memoryStore.ts';
import { memoryFiles } from '../source.ts';
import { inspectFolder, keepFolder } from './keepFolder.ts';
import { openStored, readShelf } from './modelShelf.ts';
import { noise, noiseRepo } from './testing/files.ts';

const folder = memoryFiles('my rag', noiseRepo());

describe('a folder of the user’s', () => {
  it('is inspected: the files that count, their bytes, the licence', async () => {
    const facts = await inspectFolder(folder);
    expect(facts).toMatchObject({ name: 'my rag', licence: 'mit' });
    expect(facts.files.find(({ path }) => path === 'model.safetensors')?.bytes).toBe(300_000);
    expect(facts.bytes).toBe(facts.files.reduce((sum, { bytes }) => sum + bytes, 0));
    await expect(inspectFolder(memoryFiles('x', new Map([['a.txt', 'b']])))).rejects.toThrow('x is no model');
  });

  it('is kept like a downloaded one', async () => {
    const store = new MemoryStore();
    const model = await keepFolder(folder, store);
    expect(model).toMatchObject({ licence: 'mit', origin: { kind: 'folder', name: 'my rag' } });
    expect((await readShelf(store)).models).toEqual([{ ...model, packedBytes: 0 }]);
    const file = await (await openStored(store, model.id)).open('model.safetensors');
    expect(Buffer.compare(await file.read(0, file.size), noise(300_000))).toBe(0);
  });

  it('leaves nothing behind when it does not fit, or is cancelled', async () => {
    const store = new MemoryStore({ capacity: 1000 });
    await expect(keepFolder(folder, store)).rejects.toMatchObject({ kind: 'storage' });
    expect(store.used).toBe(0);
    await expect(keepFolder(folder, new MemoryStore(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
