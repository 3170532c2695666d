/** The choice between two exact scans, with a stand-in for the GPU. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { VectorStore } from '../retrieval/vectorStore.ts';
import { fastestExact } from './exactRace.ts';

const store = VectorStore.of(Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i)), 4);

function gpu(work: () => void) {
  const seen = { disposed: 0 };
  const open = async () => ({
    bytes: 1,
    propose: (queries: Float32Array, nQueries: number, k: number) => {
      work();
      return store.scan(queries, nQueries, k);
    },
    dispose: () => void seen.disposed++,
  });
  return { open, seen };
}

describe('fastestExact', () => {
  afterEach(() => void vi.useRealTimers());

  it('keeps the processor where the other is slower, and frees the other', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { open, seen } = gpu(() => vi.advanceTimersByTime(20));
    const { index, laps } = await fastestExact(store, open, 1);
    expect([index.name, seen.disposed]).toEqual(['exact-cpu', 1]);
    expect(laps).toEqual([
      { name: 'exact-cpu', ms: 0 },
      { name: 'exact-webgpu', ms: 20 },
    ]);
  });

  it('does without a GPU that fails, at its start or in the race', async () => {
    expect((await fastestExact(store, () => Promise.reject(new Error('no memory')), 1)).index.name).toBe('exact-cpu');
    const broken = gpu(() => {
      throw new Error('lost');
    });
    expect((await fastestExact(store, broken.open, 1)).index.name).toBe('exact-cpu');
    expect(broken.seen.disposed).toBe(1);
  });

  it('does not race over a few vectors', async () => {
    const { open } = gpu(() => {
      throw new Error('asked');
    });
    expect(await fastestExact(store, open)).toMatchObject({ index: { name: 'exact-cpu' }, laps: [] });
  });
});
