/** Words beside vectors through a whole session: ranking, prior, gradient, and what the model asks for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logSoftmax } from '../rag/posterior.ts';
import { PASSAGES, PASSAGES_CSV, QUESTION, tinyEngine } from '../rag/testing/tinyModel.ts';
import { loadVoyWasm } from '../retrieval/voyWasmNode.ts';
import type { AskSettings } from './protocol.ts';
import { Session } from './session.ts';

const SETTINGS: AskSettings = { mode: 'token', nDocs: 4, maxLength: 4, index: 'hybrid', keywordWeight: 3 };

let session: Session;

beforeAll(async () => {
  session = new Session(await tinyEngine(), { loadVoyWasm: async () => loadVoyWasm() });
  await session.importTable({ name: 'facts.csv', bytes: new TextEncoder().encode(PASSAGES_CSV).buffer as ArrayBuffer }, { mapping: { title: 0, text: 1, hasHeader: true } });
});
afterAll(() => session.dispose());

describe('hybrid retrieval', () => {
  it('shows both parts of a score, and the prior is the softmax of their sum', async () => {
    const { documents } = await session.ask(QUESTION, SETTINGS, () => {});
    const priors = logSoftmax(documents.map((d) => d.score));
    documents.forEach(({ score, parts, prior }, z) => {
      expect(parts!.innerProduct + parts!.keyword).toBeCloseTo(score, 5);
      expect(Math.log(prior)).toBeCloseTo(priors[z], 5);
    });
    // "capital of Uruguay" stands in one passage only: its part is the whole weight.
    expect(documents.find((d) => d.title === 'Montevideo')!.parts!.keyword).toBeCloseTo(3, 5);
    expect(documents.map((d) => d.score)).toEqual(documents.map((d) => d.score).toSorted((a, b) => b - a));
  });

  it('keeps the gradient at q that vectors alone have for the same prior and answer', async () => {
    for (const mode of ['token', 'sequence'] as const) {
      const score = await session.score(QUESTION, 'Montevideo', { ...SETTINGS, mode });
      expect(score.closedFormError).toBeLessThan(1e-4);
      expect(score.queryGradNorm).toBeGreaterThan(0);
      const priors = logSoftmax(score.documents.map((d) => d.score)).map(Math.exp);
      score.prior.forEach((p, z) => expect(p).toBeCloseTo(priors[z], 5));
      for (const { score: sum, parts } of score.documents) expect(parts!.innerProduct + parts!.keyword).toBeCloseTo(sum, 5);
    }
  });

  it('weighs words more where more is asked for', async () => {
    const [little, much] = await Promise.all([0.1, 50].map((keywordWeight) => session.retrieve(QUESTION, { ...SETTINGS, keywordWeight })));
    const share = (found: typeof little) => found.documents.find((d) => d.title === 'Montevideo')?.prior ?? 0;
    expect(much.documents[0].title).toBe('Montevideo');
    expect(share(much)).toBeGreaterThan(share(little));
  });
});

describe('BM25 alone', () => {
  it('is a fixed retriever: no gradient reaches the question', async () => {
    // A word of many passages: rare ones would leave a single document with any prior.
    const score = await session.score('the', 'Montevideo', { ...SETTINGS, index: 'bm25' });
    for (const { parts, score: sum } of score.documents) expect([parts!.innerProduct, Math.fround(parts!.keyword)]).toEqual([0, sum]);
    expect(score.scoreGrad.some((g) => Math.abs(g) > 1e-6)).toBe(true);
    expect(score.queryGrad.every((g) => g === 0)).toBe(true);
    expect(score.closedFormError).toBeLessThan(1e-4);
  });

  it('ranks by words', async () => {
    expect((await session.retrieve(QUESTION, { index: 'bm25', nDocs: 2 })).documents[0].title).toBe('Montevideo');
  });

  it('gives as many passages as are wanted, also where no word is shared', async () => {
    const { documents } = await session.retrieve('xyzzy', { ...SETTINGS, index: 'bm25' });
    expect(documents.map(({ id, score }) => [id, score])).toEqual([0, 1, 2, 3].map((id) => [id, 0]));
    expect((await session.retrieve(QUESTION, { index: 'bm25', nDocs: 50 })).documents.length).toBe(PASSAGES.length);
  });
});

describe('the index that a model asks for', () => {
  it('is used where the user chose none', async () => {
    expect(session.indexOf('auto')).toBe('exact');
    expect((await session.retrieve(QUESTION, { nDocs: 2, index: 'auto' })).documents[0]).not.toHaveProperty('parts');
    const engine = await tinyEngine({ retriever: { index: 'hybrid', keywordWeight: 2.5 } });
    const other = new Session(engine, { loadVoyWasm: async () => loadVoyWasm() });
    expect([other.indexOf('auto'), other.indexOf('voy'), engine.model.keywordWeight]).toEqual(['hybrid', 'voy', 2.5]);
    await other.dispose();
  });
});
