/** BM25 ranking, folding, scripts without spaces, and names that JavaScript objects trip over. */
import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { Bm25Index, bestScored, tokenize } from './bm25.ts';
import type { Passage } from './types.ts';

function passages(...texts: string[]): Passage[] {
  return texts.map((text, id) => ({ id, title: '', text, row: id + 1 }));
}

async function idsFor(query: string, ...texts: string[]): Promise<number[]> {
  return [...(await Bm25Index.build(passages(...texts))).search(query, 10).ids];
}

describe('Bm25Index', () => {
  it('ranks rare words over common ones and short passages over long ones', async () => {
    expect(await idsFor('prophet moses', 'moses moses and more', 'a prophet', 'moses walked on and on for years', 'nothing')).toEqual([1, 0, 2]);
  });

  it('searches titles too and keeps to k', async () => {
    const index = await Bm25Index.build([
      { id: 0, title: 'Aaron', text: 'a man', row: 1 },
      { id: 1, title: 'Moses', text: 'brother of Aaron', row: 2 },
    ]);
    expect(index.size).toBe(2);
    expect(index.search('aaron', 1)).toMatchObject({ k: 1, ids: Int32Array.of(0) });
  });

  it('breaks ties by the lower id', async () => {
    expect(await idsFor('same', 'same', 'other', 'same', 'same')).toEqual([0, 2, 3]);
  });

  it('ignores case and accents in either form', async () => {
    expect(await idsFor('POKEMON', 'Pokémon', 'Poke\u0301mon', 'digimon')).toEqual([0, 1]);
  });

  it('finds parts of text without spaces', async () => {
    expect(await idsFor('日本', '日本語の本', '中国語')).toEqual([0]);
  });

  it('finds words that are names of object members', async () => {
    expect(await idsFor('__proto__ constructor', 'the constructor', 'plain')).toEqual([0]);
  });

  it('finds nothing for punctuation and refuses k < 1', async () => {
    const index = await Bm25Index.build(passages('text'));
    expect(index.search('?!', 5)).toEqual({ k: 0, scores: new Float32Array(0), ids: new Int32Array(0) });
    expect(() => index.search('text', 0)).toThrow('Cannot retrieve 0 passages');
  });

  it('gives every passage the score of an independent BM25+', async () => {
    const fold = (term: string): string => term.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    const text = fc.array(fc.constantFrom('the', 'The', 'thé', 'of', 'moon', 'river', 'tin', '日本語', '\u0301', 'constructor'), { maxLength: 12 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ title: text, text }), { minLength: 1, maxLength: 30 }), text, async (rows, query) => {
        const base = rows.map((row, id): Passage => ({ id, ...row, row: id + 1 }));
        const other = new MiniSearch<Passage>({ idField: 'id', fields: ['title', 'text'], tokenize, processTerm: fold });
        other.addAll(base);
        const { bm25, nWords } = (await Bm25Index.build(base)).scores(query);
        const wanted = new Map(other.search(query).map(({ id, score, queryTerms }) => [id as number, [score / queryTerms.length, queryTerms.length]]));
        rows.forEach((_, id) => {
          const [score, words] = wanted.get(id) ?? [0, 0];
          expect(nWords[id]).toBe(words);
          expect(bm25[id]).toBeCloseTo(score, 10);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('stops when aborted', async () => {
    await expect(Bm25Index.build(passages('a'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('bestScored', () => {
  it('is the sorted list, cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (scores, k) => {
        const all = scores.map((score, id) => ({ id, score })).filter(({ score }) => score > 0);
        expect(bestScored(Float64Array.from(scores), k)).toEqual(all.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, k));
      }),
    );
  });
});

describe('tokenize', () => {
  it('splits at everything but letters, marks and digits', () => {
    expect(tokenize('don’t stop, 3.14 Ахілл_x')).toEqual(['don', 't', 'stop', '3', '14', 'Ахілл', 'x']);
    expect(tokenize('私 東京都')).toEqual(['私', '東京', '京都']);
  });
});
