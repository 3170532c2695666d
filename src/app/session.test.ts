/** A whole session over a random model: import, ask and score as the page calls them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSAGES, PASSAGES_CSV, QUESTION, tinyEngine } from '../rag/testing/tinyModel.ts';
import { loadVoyWasm } from '../retrieval/voyWasmNode.ts';
import { embedPassages } from '../rag/embed.ts';
import type { AskEvent, AskSettings, FileBytes, Progress } from './protocol.ts';
import { relativeError } from './difference.ts';
import { Session } from './session.ts';

const SETTINGS: AskSettings = { mode: 'token', nDocs: 3, maxLength: 5, index: 'exact' };
const MAPPING = { title: 0, text: 1, hasHeader: true };

const file = (name: string, text: string): FileBytes => ({ name, bytes: new TextEncoder().encode(text).buffer as ArrayBuffer });
const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

let session: Session;

beforeAll(async () => {
  session = new Session(await tinyEngine(), { loadVoyWasm: async () => loadVoyWasm() });
});
afterAll(() => session.dispose());

describe('before a base is open', () => {
  it('asks for one', async () => {
    await expect(session.ask(QUESTION, SETTINGS, () => {})).rejects.toMatchObject({ kind: 'bad-input', message: 'no knowledge base is open' });
  });
});

describe('importing', () => {
  it('recognises the columns and embeds the rows, with progress', async () => {
    const preview = await session.previewTable(file('facts.csv', PASSAGES_CSV));
    expect(preview).toMatchObject({ columns: ['title', 'text'], mapping: MAPPING });
    const seen: Progress[] = [];
    const info = await session.importTable(file('facts.csv', PASSAGES_CSV), { mapping: preview.mapping! }, { onProgress: (p) => seen.push(p) });
    expect(info).toMatchObject({ name: 'facts', nPassages: PASSAGES.length, nRows: PASSAGES.length, accepted: PASSAGES.length, rejected: [], dim: 32 });
    expect(session.base.passages.map(({ title, text }) => ({ title, text }))).toEqual(PASSAGES.map((p) => ({ ...p })));
    expect(session.base.matrix.length).toBe(PASSAGES.length * 32);
    expect(new Set(seen.map((p) => p.stage))).toEqual(new Set(['Reading the table', 'Keeping the passages', 'Embedding passages']));
    expect(seen.at(-1)).toMatchObject({ stage: 'Embedding passages', done: PASSAGES.length, total: PASSAGES.length });
  });

  it.each([
    ['a table without text', 'title,text\nOnly a title,\nAnother,', MAPPING, 'bad-file'],
    ['a mapping beyond the columns', 'title,text\na,b', { ...MAPPING, text: 7 }, 'bad-input'],
    ['an empty file', '', MAPPING, 'bad-file'],
  ])('of %s fails and keeps the base that was open', async (_what, text, mapping, kind) => {
    const before = session.base;
    await expect(session.importTable(file('bad.csv', text), { mapping })).rejects.toMatchObject({ name: 'UserError', kind });
    expect(session.base).toBe(before);
  });

  it('keeps id and metadata beside the passage, and gives them with an answer', async () => {
    const alone = new Session(session.engine, { loadVoyWasm: async () => loadVoyWasm() });
    const table = 'no,title,text,__proto__,note\n7,Piano,A piano has strings.,<b>x</b>,\n,Flute,A flute has none.,,=1+1';
    await alone.importTable(file('facts.csv', table), { mapping: { title: 1, text: 2, id: 0, metadata: [3, 4], hasHeader: true } });
    const { documents } = await alone.ask(QUESTION, { ...SETTINGS, nDocs: 2 }, () => {});
    expect(documents.toSorted((a, b) => a.id - b.id).map(({ key, metadata }) => [key, metadata])).toEqual([
      ['7', [['__proto__', '<b>x</b>']]],
      [undefined, [['note', '=1+1']]],
    ]);
    for (const { generatorInput } of documents) expect(generatorInput, 'it is not read by the generator').not.toMatch(/<b>|1\+1/);
  });

  it('keeps the base that was open when it is cancelled', async () => {
    const before = session.base;
    const controller = new AbortController();
    const onProgress = ({ stage }: Progress) => stage === 'Embedding passages' && controller.abort();
    await expect(session.importTable(file('other.csv', PASSAGES_CSV), { mapping: MAPPING }, { signal: controller.signal, onProgress })).rejects.toMatchObject({ kind: 'cancelled' });
    expect(session.base).toBe(before);
    expect((await session.ask(QUESTION, SETTINGS, () => {})).documents.length).toBe(3);
  });
});

describe('asking', () => {
  it.each(['token', 'sequence'] as const)('in RAG-%s gives the documents first, then each token', async (mode) => {
    const events: AskEvent[] = [];
    const result = await session.ask(QUESTION, { ...SETTINGS, mode }, (event) => events.push(event));
    const [first, ...rest] = events;
    expect(first).toMatchObject({ kind: 'retrieved', documents: result.documents });
    expect(rest.flatMap((event) => (event.kind === 'token' ? [event.step] : []))).toEqual(result.tokens);
    // What stands comes last; before it, documents of RAG-Sequence draft alone, what scores is compiled once, and the candidates are scored.
    const kinds = [...new Set(rest.map((event) => event.kind))];
    expect(kinds).toEqual(mode === 'token' ? ['token'] : ['draft', 'compiling', 'scoring', 'token']);
    expect(result).toMatchObject({ question: QUESTION, mode });
    expect(result.documents.map((d) => d.score)).toEqual(result.documents.map((d) => d.score).toSorted((a, b) => b - a));
    expect(total(result.documents.map((d) => d.prior))).toBeCloseTo(1, 5);
    expect(total(result.posterior)).toBeCloseTo(1, 5);
    expect(result.candidates.length > 0).toBe(mode === 'sequence');
    expect(structuredClone(result)).toEqual(result);
  });

  it('finds the same documents by voy and by the exact scan', async () => {
    for (const question of [QUESTION, 'Which lake is deep?', 'Who wrote notes?']) {
      const exact = await session.retrieve(question, { nDocs: 5, index: 'exact' });
      const voy = await session.retrieve(question, { nDocs: 5, index: 'voy' });
      expect(voy.documents.map((d) => d.id)).toEqual(exact.documents.map((d) => d.id));
      voy.documents.forEach((d, z) => expect(d.score).toBeCloseTo(exact.documents[z].score, 4));
    }
  });

  it('gives all passages where more are wanted', async () => {
    expect((await session.retrieve(QUESTION, { nDocs: 50, index: 'exact' })).documents.length).toBe(PASSAGES.length);
  });

  it('says of an answer what it said while it wrote it', async () => {
    // The answer's own ids, so that no second reading of its text comes between.
    const { tokens, logProb } = await session.ask(QUESTION, SETTINGS, () => {});
    const scorer = await session.engine.scorer('token');
    const { documents: retrieved } = await session.retrieve(QUESTION, SETTINGS);
    const got = await scorer.score({
      questionIds: session.engine.encodeQuestionIds(QUESTION).ids,
      docVectors: session.base.vectors(retrieved.map((d) => d.id)),
      generatorInputs: retrieved.map((d) => d.generatorIds),
      labels: [0, ...tokens.map((t) => t.id)],
    });
    expect(Math.abs(got.loss + logProb)).toBeLessThan(1e-4);
  });
});

describe('scoring', () => {
  it.each(['token', 'sequence'] as const)('in RAG-%s fills every field, and the graph agrees with the closed form', async (mode) => {
    const stages: Progress[] = [];
    const score = await session.score(QUESTION, 'Montevideo', { ...SETTINGS, mode }, { onProgress: (p) => stages.push(p) });
    const nDocs = SETTINGS.nDocs;
    expect(score).toMatchObject({ answer: 'Montevideo', mode });
    expect(score.loss).toBeGreaterThan(0);
    expect(score.nTokens).toBe(score.tokens.length);
    for (const field of ['prior', 'posterior', 'scoreGrad', 'scoreGradClosedForm', 'descentCosine'] as const) {
      expect(score[field].length).toBe(nDocs);
      expect(score[field].every(Number.isFinite)).toBe(true);
    }
    expect(total(score.prior)).toBeCloseTo(1, 5);
    expect(total(score.posterior)).toBeCloseTo(1, 5);
    expect(score.documents.map((d) => d.prior)).toEqual([...score.prior]);
    expect(score.closedFormError).toBeLessThan(1e-4);
    expect(score.queryGrad.length).toBe(32);
    expect(score.queryGradNorm).toBeCloseTo(Math.sqrt(total(score.queryGrad.map((v) => v * v))), 6);
    // A step down the gradient moves q along −∂L/∂q, towards a document or away from it.
    const vectors = await embedPassages(session.engine, score.documents);
    const dim = score.queryGrad.length;
    score.descentCosine.forEach((cosine, z) => {
      const d = vectors.subarray(z * dim, (z + 1) * dim);
      const dot = total(d.map((v, i) => -v * score.queryGrad[i]));
      expect(cosine).toBeCloseTo(dot / Math.sqrt(total(d.map((v) => v * v)) * score.queryGradNorm ** 2), 4);
    });
    expect(score.parameterGradNorms.length).toBeGreaterThan(2);
    expect(stages.map((p) => p.stage)).toEqual(['Computing the gradient', 'Computing the gradient']);
    // The tokens take the loss apart.
    expect(total(score.tokens.map((t) => t.logProb))).toBeCloseTo(-score.loss, 3);
    for (const { responsibilities } of score.tokens) expect(total(responsibilities)).toBeCloseTo(1, 5);
    expect(score.tokens.at(-1)!.text).toBe('</s>');
    expect(structuredClone(score)).toEqual(score);
  });

  it('moves nothing where one document is all there is', async () => {
    const { scoreGrad, closedFormError } = await session.score(QUESTION, 'Piano', { ...SETTINGS, nDocs: 1 });
    expect(Math.abs(scoreGrad[0])).toBeLessThan(1e-5);
    expect(closedFormError).toBeLessThan(1e-4);
  });

  it('wants an answer, and obeys a cancel', async () => {
    await expect(session.score(QUESTION, ' ', SETTINGS)).rejects.toMatchObject({ kind: 'bad-input' });
    const controller = new AbortController();
    controller.abort();
    await expect(session.score(QUESTION, 'x', SETTINGS, { signal: controller.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('relativeError', () => {
  it('is over the largest value, and never hides what is no number', () => {
    expect(relativeError([1, 4], [2, 4])).toBe(0.25);
    expect(relativeError([0.5], [0])).toBe(0.5);
    expect(relativeError([1], [1, 2])).toBeNaN();
    expect(relativeError([NaN, 1], [1, 1])).toBeNaN();
  });
});

describe('the base that comes with the page', () => {
  it('is kept, and embedded anew when its table changes', async () => {
    const stages: string[] = [];
    const onProgress = ({ stage }: Progress) => stages.push(stage);
    const first = await session.openSample(file('Sample: facts.csv', PASSAGES_CSV), { onProgress });
    expect(first).toMatchObject({ name: 'Sample: facts', origin: 'sample', nPassages: PASSAGES.length });
    const matrix = session.base.matrix;
    expect(stages).toContain('Embedding passages');
    stages.length = 0;
    expect(await session.openSample(file('Sample: facts.csv', PASSAGES_CSV), { onProgress })).toEqual(first);
    expect(session.base.matrix).toEqual(matrix);
    expect(stages).not.toContain('Embedding passages');
    expect((await session.openSample(file('Sample: facts.csv', `${PASSAGES_CSV}\n"New","A row."`), { onProgress })).nPassages).toBe(PASSAGES.length + 1);
    expect(stages).toContain('Embedding passages');
  });
});
