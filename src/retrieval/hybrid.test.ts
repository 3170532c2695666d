/** Ranking by words and vectors against the definition: score everything, sort everything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bm25Index } from './bm25.ts';
import { createExactIndex } from './exactIndex.ts';
import { keywordParts, rankByWords, rankHybrid } from './hybrid.ts';
import { innerProduct } from './scan.ts';
import { VectorStore } from './vectorStore.ts';
import type { Passage } from './types.ts';

const WORDS = ['river', 'tower', 'bridge', 'queen', 'moon', 'tin'];
const DIM = 3;

const base = fc.array(fc.record({ words: fc.array(fc.constantFrom(...WORDS), { maxLength: 5 }), vector: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: DIM, maxLength: DIM }) }), { minLength: 1, maxLength: 30 });
const passagesOf = (rows: readonly { readonly words: readonly string[] }[]): Passage[] => rows.map(({ words }, id) => ({ id, title: '', text: words.join(' '), row: id + 1 }));

describe('rankHybrid', () => {
  it('is the sum of both parts for every passage, sorted, ties by the lower id', async () => {
    await fc.assert(
      fc.asyncProperty(base, fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }), fc.integer({ min: 1, max: 40 }), fc.option(fc.integer({ min: 1, max: 9 })), async (rows, asked, k, weight) => {
        const matrix = Float32Array.from(rows.flatMap(({ vector }) => vector));
        const q = Float32Array.of(1, -2, 1);
        const bm25 = await Bm25Index.build(passagesOf(rows));
        const question = asked.join(' ');
        const products = (ids: readonly number[]) => ids.map((id) => innerProduct(matrix, DIM, id, q, 0));
        const found = await rankHybrid({ dense: createExactIndex(VectorStore.of(matrix, DIM)), bm25, innerProducts: products, weight }, question, q, k);
        const parts = keywordParts(bm25, question, weight);
        const all = rows.map((_, id) => ({ id, innerProduct: products([id])[0], keyword: parts.get(id) ?? 0, score: products([id])[0] + (parts.get(id) ?? 0) }));
        expect(found).toEqual(all.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, k));
      }),
      { numRuns: 60 },
    );
  });

  it('finds what only words or only vectors would bring', async () => {
    // 300 passages, so that the candidates of both sides are cut: 7 is far by vector, 200 shares no word.
    const rows = Array.from({ length: 300 }, (_, id) => ({ words: id === 7 ? ['moon'] : ['tin'], vector: [id === 200 ? 4 : id === 7 ? -3 : (id % 50) / 100] }));
    const matrix = Float32Array.from(rows.flatMap(({ vector }) => vector));
    const bm25 = await Bm25Index.build(passagesOf(rows));
    const q = Float32Array.of(1);
    const found = await rankHybrid({ dense: createExactIndex(VectorStore.of(matrix, 1)), bm25, innerProducts: (ids) => ids.map((id) => matrix[id]), weight: 8 }, 'moon', q, 2);
    expect(found).toEqual([
      { id: 7, innerProduct: -3, keyword: 8, score: 5 },
      { id: 200, innerProduct: 4, keyword: 0, score: 4 },
    ]);
  });
});

describe('keywordParts', () => {
  it('gives the best match the whole weight, or keeps the paper’s scale', async () => {
    const bm25 = await Bm25Index.build(passagesOf([{ words: ['moon', 'queen'] }, { words: ['moon'] }, { words: ['tin'] }]));
    const raw = bm25.matches('moon queen');
    expect([...raw].map(([id, { nWords }]) => [id, nWords]).sort()).toEqual([[0, 2], [1, 1]]);
    const [both, one] = [raw.get(0)!.bm25, raw.get(1)!.bm25];
    expect(both).toBeGreaterThan(one);
    const parts = keywordParts(bm25, 'moon queen', 8);
    expect([...parts.keys()].sort()).toEqual([0, 1]);
    expect(parts.get(0)).toBeCloseTo(8, 12);
    expect(parts.get(1)).toBeCloseTo((8 * one) / (2 * both), 12);
    expect(keywordParts(bm25, 'moon queen', null).get(1)).toBeCloseTo(one / 1.1, 12);
    expect(keywordParts(bm25, '?', 8).size).toBe(0);
  });
});

describe('rankByWords', () => {
  it('scores by BM25 and fills up with the passages that share no word', async () => {
    const bm25 = await Bm25Index.build(passagesOf([{ words: ['tin'] }, { words: ['moon', 'river'] }, { words: ['tin'] }, { words: ['moon'] }]));
    const found = rankByWords(bm25, 'moon', 3);
    expect(found.map(({ id }) => id)).toEqual([3, 1, 0]);
    expect(found[2]).toEqual({ id: 0, score: 0, innerProduct: 0, keyword: 0 });
    expect(found[0].score).toBe(bm25.matches('moon').get(3)!.bm25);
    expect(rankByWords(bm25, 'queen', 9).map(({ id }) => id)).toEqual([0, 1, 2, 3]);
  });
});
