/** Voy against the exact scan: random data, and every input that is known to make an unguarded Voy trap or misorder. */
import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { checkMatrix, recallAgainst } from './checks.ts';
import { createExactIndex } from './exactIndex.ts';
import { VectorStore } from './vectorStore.ts';
import { VOY_MAX_VECTORS, buildVoyIndex, createVoyIndex, loadVoy } from './voyIndex.ts';
import type { VoyModule } from './voyIndex.ts';
import { loadVoyWasm } from './voyWasmNode.ts';

/** Standard normal numbers, the same in every run (xorshift32, then Box–Muller). */
function gaussian(seed: number): () => number {
  let state = seed * 0x9e3779b1;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
}

function normal(n: number, dim: number, seed: number): Float32Array {
  return Float32Array.from({ length: n * dim }, gaussian(seed));
}

interface Case {
  readonly name: string;
  readonly dim: number;
  readonly matrix: Float32Array;
}

function edited(n: number, dim: number, edit: (row: Float32Array, id: number) => void): Float32Array {
  const matrix = normal(n, dim, 7);
  for (let id = 0; id < n; id++) edit(matrix.subarray(id * dim, (id + 1) * dim), id);
  return matrix;
}

const CASES: readonly Case[] = [
  { name: 'one vector', dim: 8, matrix: normal(1, 8, 1) },
  { name: 'random, 768 dims (no spare coordinate)', dim: 768, matrix: normal(600, 768, 2) },
  { name: 'random, 767 dims (the last coordinate is the slot)', dim: 767, matrix: normal(300, 767, 3) },
  { name: 'random, 64 dims, more than a batch', dim: 64, matrix: normal(1201, 64, 4) },
  { name: 'random, 3 dims', dim: 3, matrix: normal(400, 3, 5) },
  { name: 'all vectors identical', dim: 32, matrix: edited(200, 32, (row) => row.fill(0.5)) },
  { name: 'all vectors zero', dim: 32, matrix: new Float32Array(100 * 32) },
  { name: '50 copies each of four vectors', dim: 32, matrix: edited(200, 32, (row, id) => row.fill(0).fill(1, id % 4, (id % 4) + 9)) },
  { name: 'one shared coordinate', dim: 32, matrix: edited(300, 32, (row) => row.fill(2, 0, 1)) },
  { name: 'half of the coordinates shared', dim: 64, matrix: edited(300, 64, (row) => row.fill(-1, 0, 32)) },
  { name: 'coordinates from {−1, 0, 1}', dim: 48, matrix: edited(500, 48, (row) => row.set(row.map((x) => Math.round(Math.max(-1, Math.min(1, x)))))) },
  { name: 'unit vectors along the axes', dim: 100, matrix: edited(100, 100, (row, id) => row.fill(0).fill(1, id, id + 1)) },
  { name: 'points on a line, sorted', dim: 16, matrix: edited(900, 16, (row, id) => row.fill(id / 100)) },
  { name: 'norms near 9, like DPR vectors', dim: 256, matrix: edited(400, 256, (row) => row.set(row.map((x) => 0.55 * x + 0.1))) },
  { name: 'a few vectors a million times longer', dim: 32, matrix: edited(400, 32, (row, id) => id % 100 === 0 && row.set(row.map((x) => x * 1e6))) },
];

describe('createVoyIndex', () => {
  it.each(CASES)('finds what the exact scan finds: $name', async ({ matrix, dim }) => {
    const exact = createExactIndex(VectorStore.of(matrix, dim));
    const voy = await createVoyIndex(VectorStore.of(matrix, dim), { loadWasm: loadVoyWasm });
    const nQueries = 12;
    const queries = normal(nQueries, dim, 99);
    for (const k of [1, 5, 20]) {
      const wanted = await exact.search(queries, nQueries, k);
      const found = await voy.search(queries, nQueries, k);
      expect(recallAgainst(wanted, found)).toBe(1);
      expect(found).toEqual(wanted);
    }
    voy.dispose();
  });

  it('gives the lowest ids for a query of zeros', async () => {
    const voy = await createVoyIndex(VectorStore.of(normal(50, 16, 1), 16), { loadWasm: loadVoyWasm });
    expect([...(await voy.search(new Float32Array(16), 1, 4)).ids]).toEqual([0, 1, 2, 3]);
    voy.dispose();
  });

  it('gives all passages when k exceeds their number', async () => {
    const voy = await createVoyIndex(VectorStore.of(normal(7, 16, 1), 16), { loadWasm: loadVoyWasm });
    const { k, ids } = await voy.search(normal(2, 16, 2), 2, 50);
    expect(k).toBe(7);
    expect([...ids.subarray(7)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    voy.dispose();
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses k = %s instead of trapping, and stays usable', async (k) => {
    const voy = await createVoyIndex(VectorStore.of(normal(50, 16, 1), 16), { loadWasm: loadVoyWasm });
    await expect(voy.search(normal(1, 16, 2), 1, k)).rejects.toThrow(UserError);
    expect((await voy.search(normal(1, 16, 2), 1, 3)).ids).toHaveLength(3);
    voy.dispose();
  });

  it('refuses non-finite values, too many dimensions and too many vectors, saying which', async () => {
    const options = { loadWasm: loadVoyWasm };
    const broken = normal(5, 4, 1);
    broken[9] = Number.NaN;
    expect(() => VectorStore.of(broken, 4)).toThrow('passage 2 holds NaN at coordinate 1');
    await expect(createVoyIndex(VectorStore.of(new Float32Array(769), 769), options)).rejects.toThrow('up to 768 dimensions');
    await expect(createVoyIndex(VectorStore.of(new Float32Array(VOY_MAX_VECTORS + 1), 1), options)).rejects.toThrow('45001');
    const voy = await createVoyIndex(VectorStore.of(normal(5, 4, 1), 4), options);
    await expect(voy.search(new Float32Array([1, Infinity, 0, 0]), 1, 1)).rejects.toThrow('Infinity at coordinate 1');
  });

  it('stops when aborted between batches', async () => {
    const control = new AbortController();
    const building = createVoyIndex(VectorStore.of(normal(1500, 8, 1), 8), {
      loadWasm: loadVoyWasm,
      signal: control.signal,
      onProgress: (done) => done >= 500 && control.abort(),
    });
    await expect(building).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

/** Voy with its first `nTraps` searches, counted over all its objects, replaced by a trap. */
async function trapping(nTraps: number): Promise<{ module: VoyModule; built: () => number }> {
  const { Voy } = await loadVoy(loadVoyWasm);
  let left = nTraps;
  let nBuilt = 0;
  class Trapping {
    private readonly voy = new Voy();
    constructor() {
      nBuilt++;
    }
    add(resource: Parameters<typeof this.voy.add>[0]): void {
      this.voy.add(resource);
    }
    search(query: Float32Array, k: number): ReturnType<typeof this.voy.search> {
      if (left-- > 0) throw new WebAssembly.RuntimeError('unreachable');
      return this.voy.search(query, k);
    }
    free(): void {
      this.voy.free();
    }
  }
  return { module: { Voy: Trapping }, built: () => nBuilt };
}

describe('a trap inside Voy', () => {
  const matrix = normal(80, 16, 1);
  const query = normal(1, 16, 2);

  it('costs one rebuild and no answer', async () => {
    const { module, built } = await trapping(1);
    const voy = await buildVoyIndex(module, VectorStore.of(matrix, 16));
    expect(await voy.search(query, 1, 5)).toEqual(await createExactIndex(VectorStore.of(matrix, 16)).search(query, 1, 5));
    expect(built()).toBe(2);
  });

  it('ends in a UserError that names the way out when it comes back', async () => {
    const { module, built } = await trapping(2);
    const voy = await buildVoyIndex(module, VectorStore.of(matrix, 16));
    await expect(voy.search(query, 1, 5)).rejects.toMatchObject({ kind: 'engine', hint: expect.stringContaining('exact index') });
    await expect(voy.search(query, 1, 5)).rejects.toThrow('failed twice');
    expect(built()).toBe(2);
  });

  it('is real: bare Voy traps on 40 identical vectors, and a guarded index in the same module still works', async () => {
    const module = await loadVoy(loadVoyWasm);
    const bare = new module.Voy();
    const embeddings = Array.from({ length: 40 }, (_, i) => ({ id: String(i), title: '', url: '', embeddings: new Array<number>(768).fill(0.1) }));
    const silenced = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(() => bare.add({ embeddings })).toThrow(WebAssembly.RuntimeError);
    silenced.mockRestore();
    const voy = await buildVoyIndex(module, VectorStore.of(matrix, 16));
    expect(await voy.search(query, 1, 5)).toEqual(await createExactIndex(VectorStore.of(matrix, 16)).search(query, 1, 5));
  });
});

describe('checkMatrix', () => {
  it('refuses an empty matrix as the user’s and a ragged one as a bug', () => {
    expect(() => checkMatrix(new Float32Array(0), 4)).toThrow(UserError);
    expect(() => checkMatrix(new Float32Array(5), 4)).toThrow('internal:');
  });
});
