/** The comparison over a whole session with a random model. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSAGES, PASSAGES_CSV, QUESTION, tinyEngine } from '../rag/testing/tinyModel.ts';
import { loadVoyWasm } from '../retrieval/voyWasmNode.ts';
import type { Progress } from './protocol.ts';
import { Session } from './session.ts';

let session: Session;

beforeAll(async () => {
  session = new Session(await tinyEngine(), { loadVoyWasm: async () => loadVoyWasm() });
  await session.importTable({ name: 'facts.csv', bytes: new TextEncoder().encode(PASSAGES_CSV).buffer as ArrayBuffer }, { mapping: { title: 0, text: 1, hasHeader: true } });
});
afterAll(() => session.dispose());

describe('compareIndexes', () => {
  it('measures every index on the questions asked and on titles, the exact one first', async () => {
    for (let i = 0; i < 2; i++) await session.ask(QUESTION, { mode: 'token', nDocs: 1, maxLength: 2, index: 'exact' }, () => {});
    const seen: Progress[] = [];
    const comparison = await session.compareIndexes({ onProgress: (progress) => seen.push(progress) });
    expect(comparison).toMatchObject({ k: PASSAGES.length, nPassages: PASSAGES.length, dim: 32, vectorType: 'fp32', vectorBytes: PASSAGES.length * 128, kernel: 'simd', nAsked: 1, nTitles: PASSAGES.length, race: [] });
    expect(comparison.rows.map(({ name, error, recall }) => [name, error, recall])).toEqual(['exact', 'int8', 'ivf', 'voy', 'hybrid', 'bm25'].map((name) => [name, null, 1]));
    // All passages are found by all; which is first is another matter for words.
    expect(comparison.rows.slice(0, 4).map(({ sameBest }) => sameBest)).toEqual([1, 1, 1, 1]);
    expect(comparison.rows.map(({ bytes }) => (bytes === null ? null : bytes > 0))).toEqual([false, true, true, true, null, null]);
    expect(seen[0]).toMatchObject({ stage: 'Embedding the questions' });
    expect(seen.at(-1)).toMatchObject({ stage: '6 of 6: searching BM25', done: 9, total: 9 });
    expect(structuredClone(comparison)).toEqual(comparison);
  });

  it('obeys a cancel, and leaves the base as it was', async () => {
    const control = new AbortController();
    const stopped = session.compareIndexes({ signal: control.signal, onProgress: ({ stage }) => stage.includes('searching') && control.abort() });
    await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await session.retrieve(QUESTION, { nDocs: 3, index: 'ivf' })).documents.length).toBe(3);
  });
});
