/** Kernels, store and indexes against plain loops: every result is exactly scored, sorted, and ties go to the lower id. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topkCases } from '../gpu/topk.cases.ts';
import { topkRef } from '../gpu/topk.ref.ts';
import { recallAgainst } from './checks.ts';
import { createExactIndex } from './exactIndex.ts';
import { createInt8Index } from './int8Index.ts';
import { createIvfIndex } from './ivfIndex.ts';
import { makeRandom } from './random.ts';
import { innerProduct, scanTopK } from './scan.ts';
import { queryLimit } from './simd/kernels.ts';
import { floatOf, halfOf, type VectorType } from './vectorCodes.ts';
import { VectorStore } from './vectorStore.ts';
import type { VectorIndex } from './types.ts';
import { createVoyIndex } from './voyIndex.ts';
import { loadVoyWasm } from './voyWasmNode.ts';

const TYPES: readonly VectorType[] = ['fp32', 'fp16', 'int8'];
const KINDS = ['simd', 'js'] as const;

/** Roughly normal values, the same in every run. */
function noise(n: number, seed: number): Float32Array {
  const random = makeRandom(seed);
  return Float32Array.from({ length: n }, () => random() + random() + random() - 1.5);
}

/** Clustered rows of different lengths, as encoders make them. */
function clustered(n: number, dim: number): Float32Array {
  const centres = noise(12 * dim, 7);
  const spread = noise(n * dim, 8);
  return spread.map((v, i) => 2 * centres[((Math.floor(i / dim) * 5) % 12) * dim + (i % dim)] + v);
}

const shaped = fc.record({ n: fc.integer({ min: 1, max: 40 }), dim: fc.integer({ min: 1, max: 70 }), seed: fc.integer({ min: 1, max: 1e6 }), k: fc.integer({ min: 1, max: 50 }) });
/** Small whole numbers: sums are exact in any order and kind, and ties abound. */
const whole = (values: Float32Array) => values.map((v) => Math.round(2 * v));

describe.each(KINDS)('the %s kernels', (kind) => {
  it.each(TYPES)('order %s rows as their exact inner products do, whatever n and dim', (type) => {
    fc.assert(
      fc.property(shaped, ({ n, dim, seed, k }) => {
        const store = VectorStore.of(noise(n * dim, seed), dim, type, kind);
        const query = noise(dim, seed + 1);
        const kept = store.matrix();
        const [ids] = store.scan(query, 1, k);
        expect(ids.length).toBe(Math.min(k, n));
        const scoreOf = (id: number) => innerProduct(kept, dim, id, query, 0);
        // int16 queries and float32 sums differ in the last digits only.
        const best = scanTopK(kept, dim, query, 1, k);
        [...ids].forEach((id, rank) => expect(Math.abs(scoreOf(id) - best.scores[rank])).toBeLessThan(dim * 1e-3));
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 60 },
    );
  });

  it('break ties by the lower id, across blocks and for several queries', () => {
    // 3,000 rows of 768 values take several blocks of 85 rows.
    const [n, dim] = [700, 768];
    const matrix = new Float32Array(n * dim).fill(0.5);
    matrix.fill(1, 600 * dim, 602 * dim);
    const store = VectorStore.of(matrix, dim, 'fp32', kind);
    expect(store.scan(new Float32Array(2 * dim).fill(1), 2, 4).map((ids) => [...ids])).toEqual([[600, 601, 0, 1], [600, 601, 0, 1]]);
    expect([...VectorStore.of(matrix, dim, 'int8', kind).scan(new Float32Array(dim), 1, 3)[0]]).toEqual([0, 1, 2]);
  });

  it('look at the given ranges only', () => {
    const store = VectorStore.of(Float32Array.from({ length: 50 }, (_, i) => i), 1, 'fp32', kind);
    expect([...store.scan(Float32Array.of(1), 1, 5, [[[2, 4], [10, 11], [20, 20]]])[0]]).toEqual([10, 3, 2]);
  });
});

describe('the int8 kernel', () => {
  it('holds the largest sums that its inputs allow', () => {
    for (const dim of [1, 8, 768, 4096]) {
      const store = VectorStore.of(new Float32Array(dim).fill(-3), dim, 'int8');
      // All entries at their limits: −127 · queryLimit · dim is just within an int32.
      expect(127 * queryLimit(dim) * dim).toBeLessThan(2 ** 31);
      const twice = VectorStore.of(Float32Array.from({ length: 2 * dim }, (_, i) => (i < dim ? -3 : 3)), dim, 'int8');
      expect([...twice.scan(new Float32Array(dim).fill(1e4), 1, 2)[0]]).toEqual([1, 0]);
      expect(store.innerProducts([0], new Float32Array(dim).fill(2))[0]).toBeCloseTo(-6 * dim, 1);
    }
  });
});

describe('float16', () => {
  it('rounds to the nearest, ties to even, and back without loss', () => {
    for (let half = 0; half < 0x7c00; half += 7) expect(halfOf(floatOf(half))).toBe(half);
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const near = floatOf(halfOf(value));
        const grid = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(value) || 2 ** -30)) - 10);
        expect(Math.abs(near - value)).toBeLessThanOrEqual(grid / 2);
      }),
    );
    expect([halfOf(1e9), halfOf(-1e9), halfOf(2 ** -25), halfOf(3 * 2 ** -25), floatOf(halfOf(-2.5))]).toEqual([0x7bff, 0xfbff, 0, 2, -2.5]);
  });
});

describe('the store', () => {
  it('keeps what its type can hold, in the memory that it says', () => {
    const [n, dim] = [900, 100];
    const matrix = noise(n * dim, 3);
    const errors = TYPES.map((type) => {
      const store = VectorStore.of(matrix, dim, type);
      const kept = store.matrix();
      expect([...store.rows([5, 899, 5])]).toEqual([5, 899, 5].flatMap((id) => [...kept.subarray(id * dim, (id + 1) * dim)]));
      const vectors = n * (type === 'fp32' ? 4 * dim : type === 'fp16' ? 2 * dim : dim + 4);
      expect(store.bytes).toBeLessThan(vectors + 500_000);
      return matrix.reduce((worst, v, i) => Math.max(worst, Math.abs(v - kept[i])), 0);
    });
    expect(errors[0]).toBe(0);
    expect(errors[1]).toBeLessThan(2 ** -10);
    expect(errors[2]).toBeLessThan(1.5 / 254 + 1e-6);
  });

  it('refuses what no memory holds, and what is no matrix', () => {
    expect(() => VectorStore.of(new Float32Array(3), 2)).toThrow('internal:');
    expect(() => VectorStore.of(Float32Array.of(1, Infinity), 2)).toThrow('holds Infinity');
  });
});

/** Every index over the same store. */
const INDEXES: readonly (readonly [string, (store: VectorStore) => VectorIndex | Promise<VectorIndex>])[] = [
  ['exact', createExactIndex],
  ['int8', (store) => createInt8Index(store)],
  ['ivf', (store) => createIvfIndex(store)],
  ['voy', (store) => createVoyIndex(store, { loadWasm: async () => loadVoyWasm() })],
];

describe.each(INDEXES)('the %s index', (name, build) => {
  it('gives min(k, n) different passages, exactly scored and sorted, ties by the lower id', async () => {
    await fc.assert(
      fc.asyncProperty(shaped, fc.constantFrom(...TYPES), async ({ n, dim, seed, k }, type) => {
        const store = VectorStore.of(whole(noise(n * dim, seed)), dim, type);
        const kept = store.matrix();
        const index = await build(store);
        const queries = whole(noise(2 * dim, seed + 1));
        const found = await index.search(queries, 2, k);
        expect(found.k).toBe(Math.min(k, n));
        for (let query = 0; query < 2; query++) {
          const ids = [...found.ids.subarray(query * found.k, (query + 1) * found.k)];
          const scores = found.scores.subarray(query * found.k, (query + 1) * found.k);
          expect(new Set(ids).size).toBe(ids.length);
          ids.forEach((id, rank) => {
            expect(Math.abs(scores[rank] - innerProduct(kept, dim, id, queries, query))).toBeLessThan(1e-4);
            if (rank > 0) expect(scores[rank] < scores[rank - 1] || (scores[rank] === scores[rank - 1] && id > ids[rank - 1])).toBe(true);
          });
        }
        index.dispose();
      }),
      { numRuns: name === 'voy' ? 15 : 40 },
    );
  });

  it('recalls what the exact scan finds', async () => {
    const [n, dim, k] = [1200, 32, 10];
    const matrix = clustered(n, dim);
    const store = VectorStore.of(matrix, dim);
    const queries = clustered(20, dim).map((v, i) => v + noise(20 * dim, 9)[i]);
    const index = await build(store);
    const recall = recallAgainst(scanTopK(matrix, dim, queries, 20, k), await index.search(queries, 20, k));
    expect(recall).toBeGreaterThan(name === 'ivf' ? 0.8 : 0.99);
    index.dispose();
  });

  it('refuses questions that are none', async () => {
    const index = await build(VectorStore.of(noise(40, 1), 4));
    await expect(index.search(Float32Array.of(1, NaN, 0, 0), 1, 1)).rejects.toMatchObject({ kind: 'engine' });
    await expect(index.search(new Float32Array(4), 1, 0)).rejects.toMatchObject({ kind: 'bad-input' });
    index.dispose();
  });
});

describe('the exact index', () => {
  it.each(topkCases)('agrees with the float64 reference: $name', async ({ matrix, dim, queries, nQueries, k, exact }) => {
    const found = await createExactIndex(VectorStore.of(matrix, dim)).search(queries, nQueries, k);
    const want = topkRef(matrix, dim, queries, nQueries, k);
    const kept = want.ids[0].length;
    want.ids.forEach((ids, query) => {
      if (exact) expect([...found.ids.subarray(query * kept, (query + 1) * kept)]).toEqual(ids);
      want.scores[query].forEach((score, rank) => expect(found.scores[query * kept + rank]).toBe(Math.fround(score)));
    });
  });
});

describe('building', () => {
  it.each([['int8', createInt8Index], ['ivf', createIvfIndex]] as const)('the %s index tells its progress and obeys a cancel', async (_name, create) => {
    const store = VectorStore.of(noise(9000 * 2, 1), 2);
    const control = new AbortController();
    const seen: number[] = [];
    const building = create(store, { signal: control.signal, onProgress: (done, total) => (seen.push(done / total), done > total / 4 && control.abort()) });
    await expect(building).rejects.toMatchObject({ kind: 'cancelled' });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});
