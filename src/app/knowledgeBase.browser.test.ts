/** The exact index of a knowledge base on WebGPU beside the CPU scan, in a browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise, testDevice } from '../gpu/testing.ts';
import type { Passage } from '../retrieval/types.ts';
import { loadVoyWasm } from '../retrieval/voyWasmWeb.ts';
import { exactOnGpu } from './exactOnGpu.ts';
import { KnowledgeBase, type IndexBackends } from './knowledgeBase.ts';
import type { KnowledgeBaseInfo } from './protocol.ts';

describe('the exact index on WebGPU', () => {
  const [nPassages, dim, k] = [300, 48, 20];
  // Passages 7 and 250 are the same: the lower id must win.
  const matrix = noise(3, nPassages * dim);
  matrix.set(matrix.subarray(7 * dim, 8 * dim), 250 * dim);
  const queries = new Float32Array([...noise(4, 4 * dim), ...matrix.subarray(7 * dim, 8 * dim)]);
  const knowledgeBase = (backends: IndexBackends): KnowledgeBase => new KnowledgeBase({ dim } as KnowledgeBaseInfo, [] as Passage[], matrix, backends);

  let device: GPUDevice;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => device.destroy());

  it('finds what the CPU scan finds', async () => {
    const onGpu = await knowledgeBase({ loadVoyWasm, exact: exactOnGpu(device) }).index('exact');
    const onCpu = await knowledgeBase({ loadVoyWasm }).index('exact');
    expect([onGpu.name, onCpu.name]).toEqual(['exact-webgpu', 'exact-cpu']);
    const found = await onGpu.search(queries, 5, k);
    const expected = await onCpu.search(queries, 5, k);
    expect(found.k).toBe(k);
    expect(Array.from(found.ids)).toEqual(Array.from(expected.ids));
    expect(Array.from(found.ids.subarray(4 * k, 4 * k + 2))).toEqual([7, 250]);
    found.scores.forEach((score, i) => expect(Math.abs(score - expected.scores[i])).toBeLessThan(1e-4));
  });

  it('is freed with its knowledge base', async () => {
    const base = knowledgeBase({ loadVoyWasm, exact: exactOnGpu(device) });
    const index = await base.index('exact');
    await base.dispose();
    await expect(index.search(queries, 5, k)).rejects.toThrow(/internal: topk/);
  });
});
