/** The exact scan on WebGPU beside the CPU's, and the race between them, in a browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise, testDevice } from '../gpu/testing.ts';
import { createExactIndex } from '../retrieval/exactIndex.ts';
import { createStoreIndex } from '../retrieval/storeIndex.ts';
import { VectorStore } from '../retrieval/vectorStore.ts';
import { exactOnGpu } from './exactOnGpu.ts';
import { fastestExact } from './exactRace.ts';

describe('the exact index on WebGPU', () => {
  const [nPassages, dim, k] = [300, 48, 20];
  // Passages 7 and 250 are the same: the lower id must win.
  const matrix = noise(3, nPassages * dim);
  matrix.set(matrix.subarray(7 * dim, 8 * dim), 250 * dim);
  const queries = new Float32Array([...noise(4, 4 * dim), ...matrix.subarray(7 * dim, 8 * dim)]);
  const store = VectorStore.of(matrix, dim);
  const onGpu = async () => createStoreIndex('exact-webgpu', store, await exactOnGpu(device)(store));

  let device: GPUDevice;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => device.destroy());

  it('finds what the CPU scan finds', async () => {
    const found = await (await onGpu()).search(queries, 5, k);
    const expected = await createExactIndex(store).search(queries, 5, k);
    expect(found.k).toBe(k);
    expect(Array.from(found.ids)).toEqual(Array.from(expected.ids));
    expect(Array.from(found.ids.subarray(4 * k, 4 * k + 2))).toEqual([7, 250]);
    // Both are scored by the store.
    expect(found.scores).toEqual(expected.scores);
  });

  it('answers beyond what its kernel sorts', async () => {
    expect((await (await onGpu()).search(queries, 5, 150)).ids).toEqual((await createExactIndex(store).search(queries, 5, 150)).ids);
  });

  it('is freed when it is disposed of', async () => {
    const index = await onGpu();
    index.dispose();
    await expect(index.search(queries, 5, k)).rejects.toThrow(/internal: topk/);
  });

  it('races the CPU, and the loser leaves nothing behind', async () => {
    const { index, laps } = await fastestExact(store, exactOnGpu(device), 1);
    expect(laps.map(({ name }) => name)).toEqual(['exact-cpu', 'exact-webgpu']);
    expect(index.name).toBe(laps.toSorted((a, b) => a.ms - b.ms)[0].name);
    expect((await index.search(queries, 5, k)).k).toBe(k);
    index.dispose();
  });
});
