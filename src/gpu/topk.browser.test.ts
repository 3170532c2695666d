/** The top-k kernel against the float64 reference, in a browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise, testDevice } from './testing.ts';
import { topkCases } from './topk.cases.ts';
import { wrongTopK } from './topk.check.ts';
import { TopK } from './topk.ts';

describe('top-k on WebGPU', () => {
  let device: GPUDevice;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => device.destroy());

  it.each(topkCases)('$name', async (c) => {
    const search = new TopK(device, c.maxShardBytes);
    expect(await wrongTopK(search, c)).toEqual([]);
    search.dispose();
  });

  it('answers searches that overlap', async () => {
    const search = new TopK(device);
    const matrix = await search.upload(noise(1, 200 * 8), 8);
    const queries = noise(2, 4 * 8);
    const together = await search.search(matrix, queries, 4, 6);
    const apart = await Promise.all([0, 1, 2, 3].map((i) => search.search(matrix, queries.slice(i * 8, (i + 1) * 8), 1, 6)));
    expect(apart.flatMap((found) => Array.from(found.ids))).toEqual(Array.from(together.ids));
    search.dispose();
  });

  it('reports a disposed matrix instead of answering zeros', async () => {
    const search = new TopK(device);
    const matrix = await search.upload(noise(1, 16), 4);
    matrix.dispose();
    await expect(search.search(matrix, noise(2, 4), 1, 1)).rejects.toThrow(/internal: topk/);
  });
});
