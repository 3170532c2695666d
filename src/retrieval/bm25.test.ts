/** BM25 ranking, folding, scripts without spaces, and names that JavaScript objects trip over. */
import { describe, expect, it } from 'vitest';
import { Bm25Index, tokenize } from './bm25.ts';
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

  it('stops when aborted', async () => {
    await expect(Bm25Index.build(passages('a'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('tokenize', () => {
  it('splits at everything but letters, marks and digits', () => {
    expect(tokenize('don’t stop, 3.14 Ахілл_x')).toEqual(['don', 't', 'stop', '3', '14', 'Ахілл', 'x']);
    expect(tokenize('私 東京都')).toEqual(['私', '東京', '京都']);
  });
});
