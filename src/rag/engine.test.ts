/** A random model through retrieval, generation and scoring: the numbers of each road must agree with those of the others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { GENERATOR } from '../models/ragGraph.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { describeDocuments, generate, type Retrieved } from './ask.ts';
import { embedPassages } from './embed.ts';
import { RagEngine } from './engine.ts';
import { closedFormScoreGradient, softmax } from './posterior.ts';
import { changed, PASSAGES, QUESTION, tinyEngine, tinyModel } from './testing/tinyModel.ts';

let engine: RagEngine;
let matrix: Float32Array;
let documents: Retrieved[];

const N_DOCS = 4;

beforeAll(async () => {
  engine = await tinyEngine();
  matrix = await embedPassages(engine, PASSAGES);
  const q = await engine.embedQuestion(QUESTION);
  const passages = PASSAGES.map((p, id) => ({ ...p, id, score: q.reduce((sum, v, i) => sum + v * matrix[id * engine.dim + i], 0) }));
  documents = describeDocuments(engine, QUESTION, passages.sort((a, b) => b.score - a.score).slice(0, N_DOCS));
});
afterAll(() => engine.dispose());

const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);

/** The scorer's loss and gradients for an answer given as token ids, start token first. */
async function score(mode: 'token' | 'sequence', labels: readonly number[]) {
  const docVectors = Float32Array.from(documents.flatMap(({ id }) => [...matrix.subarray(id * engine.dim, (id + 1) * engine.dim)]));
  const scorer = await engine.scorer(mode);
  const got = await scorer.score({ questionIds: engine.encodeQuestionIds(QUESTION).ids, docVectors, generatorInputs: documents.map((d) => d.generatorIds), labels });
  return { ...got, docVectors };
}

describe('embedPassages', () => {
  it('does not depend on the size or the company of a batch', async () => {
    const alone = await embedPassages(engine, PASSAGES, { batchSize: 1 });
    const together = await embedPassages(engine, PASSAGES, { batchSize: 7 });
    expect(alone.length).toBe(PASSAGES.length * engine.dim);
    expect(worst(alone, together)).toBeLessThan(1e-5);
    const reversed = await embedPassages(engine, PASSAGES.toReversed(), { batchSize: 3 });
    expect(worst(reversed.subarray(0, engine.dim), alone.subarray(-engine.dim))).toBeLessThan(1e-5);
  });

  it('tells passages apart, also by their title', async () => {
    const [a, b, c] = await Promise.all([{ title: 'A', text: 'Honey' }, { title: 'B', text: 'Honey' }, { title: 'A', text: 'Piano' }].map((p) => embedPassages(engine, [p])));
    expect(worst(a, b)).toBeGreaterThan(1e-3);
    expect(worst(a, c)).toBeGreaterThan(1e-3);
  });

  it('reports progress to the end and stops at a cancel between batches', async () => {
    const seen: number[] = [];
    await embedPassages(engine, PASSAGES, { batchSize: 3, onProgress: (done, all) => seen.push(done / all) });
    expect(seen).toEqual([0, 3 / 8, 6 / 8, 1]);
    const controller = new AbortController();
    const cancelled = embedPassages(engine, PASSAGES, { batchSize: 3, signal: controller.signal, onProgress: (done) => done === 3 && controller.abort() });
    await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('gives an empty matrix for no passages', async () => {
    expect(await embedPassages(engine, [])).toEqual(new Float32Array(0));
  });
});

describe('retrieved documents', () => {
  it('have priors that sum to one and follow the scores', () => {
    expect(total(documents.map((d) => d.prior))).toBeCloseTo(1, 6);
    expect(worst(documents.map((d) => d.prior), softmax(documents.map((d) => d.score)))).toBeLessThan(1e-6);
  });

  it('read as title / text // question', () => {
    const { title, text, generatorInput, generatorIds } = documents[0];
    expect(generatorInput).toBe(`${title} / ${text} // ${QUESTION}`);
    expect(engine.model.generatorTokenizer.decode(generatorIds).trim()).toBe(generatorInput);
  });

  it('give way to the question where they are too long', () => {
    const input = engine.generatorInput({ title: 'Long', text: 'Honey keeps for years. '.repeat(40) }, QUESTION);
    expect(input.truncated).toBe(true);
    expect(input.ids.length).toBeLessThanOrEqual(150);
    expect(input.text.endsWith(`// ${QUESTION}`)).toBe(true);
  });
});

describe('RAG-Token', () => {
  it('says of its answer what the scorer says', async () => {
    const answer = await generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 7 });
    const ids = answer.steps.map((s) => s.id);
    expect(ids.length).toBeGreaterThanOrEqual(6);
    const { loss, targetLogProbs } = await score('token', [engine.model.config.generator.decoderStartTokenId, ...ids]);
    expect(Math.abs(answer.logProb + loss)).toBeLessThan(1e-4);
    answer.steps.forEach((step, t) => step.docLogProbs.forEach((v, z) => expect(Math.abs(v - targetLogProbs[z * ids.length + t])).toBeLessThan(1e-4)));
  });

  it('shares each token, and the whole answer, among the documents', async () => {
    const { steps, posterior } = await generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 5 });
    for (const step of steps) {
      expect(total(step.responsibilities)).toBeCloseTo(1, 5);
      expect(total(step.posterior)).toBeCloseTo(1, 5);
      expect(step.alternatives.length).toBe(5);
      expect(step.alternatives.map((a) => a.logProb)).toEqual(step.alternatives.map((a) => a.logProb).toSorted((a, b) => b - a));
      expect(step.alternatives[0].logProb).toBeGreaterThanOrEqual(step.logProb - 1e-6);
    }
    expect(total(posterior)).toBeCloseTo(1, 5);
    expect(posterior).toEqual(steps[steps.length - 1].posterior);
  });

  it('hands out its steps while it goes, and obeys a cancel between them', async () => {
    const seen: number[] = [];
    const whole = await generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 6, onStep: (s) => seen.push(s.id) });
    expect(seen).toEqual(whole.steps.map((s) => s.id));
    const controller = new AbortController();
    const begun: number[] = [];
    const onStep = ({ id }: { id: number }) => {
      begun.push(id);
      if (begun.length === 2) controller.abort();
    };
    await expect(generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 6, signal: controller.signal, onStep })).rejects.toMatchObject({ kind: 'cancelled', message: 'generation was cancelled' });
    expect(begun).toEqual(seen.slice(0, 2));
    // The engine is none the worse for it.
    expect((await generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 6 })).logProb).toBe(whole.logProb);
  });

  it('with one document is that document alone', async () => {
    const { steps, posterior } = await generate(engine, describeDocuments(engine, QUESTION, [{ ...PASSAGES[0], id: 0, score: 3 }]), { question: QUESTION, mode: 'token', maxLength: 3 });
    for (const step of steps) expect(step.logProb).toBeCloseTo(step.docLogProbs[0], 5);
    expect([...posterior]).toEqual([1]);
  });
});

describe('RAG-Sequence', () => {
  it('says of its best answer what the scorer says with the prior outside the sum', async () => {
    const answer = await generate(engine, documents, { question: QUESTION, mode: 'sequence', maxLength: 6 });
    const { loss } = await score('sequence', [engine.model.config.generator.decoderStartTokenId, ...answer.steps.map((s) => s.id)]);
    expect(Math.abs(answer.candidates[0].logProb + loss)).toBeLessThan(1e-4);
    expect(Math.abs(answer.logProb - answer.candidates[0].logProb)).toBeLessThan(1e-4);
    expect(answer.answer).toBe(answer.candidates[0].text);
  });

  it('ranks its candidates, each proposed by some document', async () => {
    const { candidates, posterior, steps } = await generate(engine, documents, { question: QUESTION, mode: 'sequence', maxLength: 5 });
    expect(candidates.length).toBeGreaterThan(1);
    expect(candidates.map((c) => c.logProb)).toEqual(candidates.map((c) => c.logProb).toSorted((a, b) => b - a));
    for (const { fromDocs } of candidates) expect(fromDocs.length > 0 && fromDocs.every((z) => z >= 0 && z < N_DOCS)).toBe(true);
    expect(total(posterior)).toBeCloseTo(1, 5);
    for (const step of steps) expect(step.responsibilities).toEqual(step.posterior);
  });

  it('keeps answers apart that differ by padding that the model generated', async () => {
    const model = await tinyModel();
    const { padTokenId, eosTokenId } = model.config.generator;
    const biased = changed(model, `${GENERATOR}final_logits_bias`, ({ data }) => ([data[padTokenId], data[eosTokenId]] = [5, 8]));
    const padding = await RagEngine.create(biased, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'fp32');
    const { steps, logProb, candidates } = await generate(padding, describeDocuments(padding, QUESTION, PASSAGES.slice(0, 4).map((p, id) => ({ ...p, id, score: id }))), { question: QUESTION, mode: 'sequence', maxLength: 3 });
    expect(steps.map((s) => s.id)).toEqual([eosTokenId]);
    expect(candidates.filter((c) => c.text === '').length).toBeGreaterThan(1);
    expect(Math.abs(logProb - candidates[0].logProb)).toBeLessThan(1e-4);
    await padding.dispose();
  });

  it('obeys a cancel', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(generate(engine, documents, { question: QUESTION, mode: 'sequence', maxLength: 4, signal: controller.signal })).rejects.toBeInstanceOf(UserError);
  });
});

describe('the scorer', () => {
  const labels = [0, 40, 77, 120, 33, 2];

  it.each(['token', 'sequence'] as const)('of RAG-%s gives the gradient of the closed form', async (mode) => {
    const got = await score(mode, labels);
    const { gradient } = closedFormScoreGradient(mode, got.docLogPriors, got.targetLogProbs);
    expect(worst(got.scoreGrad, gradient)).toBeLessThan(1e-4);
    expect(total(got.scoreGrad)).toBeCloseTo(0, 4);
    const queryGrad = Float32Array.from({ length: engine.dim }, (_, i) => gradient.reduce((sum, w, z) => sum + w * got.docVectors[z * engine.dim + i], 0));
    expect(worst(got.queryGrad, queryGrad)).toBeLessThan(1e-4);
    expect(got.groupNorms.map((g) => g.name)).toEqual(expect.arrayContaining(['layer 1 attention', 'layer 1 feed-forward', 'word embeddings', 'other embeddings']));
    expect(got.groupNorms.every(({ norm }) => norm > 0)).toBe(true);
  });

  it('gives the loss of both definitions from one forward pass', async () => {
    for (const mode of ['token', 'sequence'] as const) {
      const { loss, docLogPriors, targetLogProbs } = await score(mode, labels);
      const nTokens = labels.length - 1;
      const at = (z: number, t: number) => targetLogProbs[z * nTokens + t];
      const documentsOf = [...docLogPriors.keys()];
      const lse = (values: number[]) => Math.log(total(values.map(Math.exp)));
      const expected =
        mode === 'token'
          ? -total(labels.slice(1).map((_, t) => lse(documentsOf.map((z) => docLogPriors[z] + at(z, t)))))
          : -lse(documentsOf.map((z) => docLogPriors[z] + total(labels.slice(1).map((_, t) => at(z, t)))));
      expect(Math.abs(loss - expected)).toBeLessThan(1e-4);
    }
  });

  it('keeps the prior of an answer of one token', async () => {
    const { loss, docLogPriors, targetLogProbs } = await score('sequence', [0, 2]);
    expect(loss).toBeCloseTo(-Math.log(total(docLogPriors.map((p, z) => Math.exp(p + targetLogProbs[z])))), 4);
  });
});

describe('questions and answers', () => {
  it('must hold something', async () => {
    await expect(engine.embedQuestion('  ')).rejects.toMatchObject({ kind: 'bad-input', message: 'the question is empty' });
    expect(() => engine.labels(' ')).toThrow('the reference answer is empty');
  });

  it('become ids between their special tokens, at most as long as the model', () => {
    expect(engine.encodeQuestionIds(QUESTION).ids.at(0)).toBe(engine.model.questionTokenizer.bosId);
    expect(engine.encodeQuestionIds('capital '.repeat(500)).ids.length).toBe(128);
    const labels = engine.labels('Montevideo ');
    expect([labels[0], labels.at(-1)]).toEqual([0, 2]);
    expect(engine.model.generatorTokenizer.decode(labels).trim()).toBe('Montevideo');
  });
});

describe('quantized engines', () => {
  it.each(['q8', 'q4'] as const)('at %s run the same road', async (precision) => {
    const quantized = await tinyEngine({ precision });
    const q = await quantized.embedQuestion(QUESTION);
    const exact = await engine.embedQuestion(QUESTION);
    const cosine = q.reduce((sum, v, i) => sum + v * exact[i], 0) / Math.sqrt(total(q.map((v) => v * v)) * total(exact.map((v) => v * v)));
    expect(cosine).toBeGreaterThan(precision === 'q8' ? 0.99 : 0.9);
    expect(quantized.weightBytes).toBeLessThan(engine.weightBytes);
    const { steps, posterior } = await generate(quantized, documents, { question: QUESTION, mode: 'token', maxLength: 4 });
    expect(steps.length).toBeGreaterThan(0);
    expect(total(posterior)).toBeCloseTo(1, 5);
    await quantized.dispose();
  });
});
