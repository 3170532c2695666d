/** Every strategy in both modes on a random model: what is returned, what is streamed, and that all obey a cancel. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import type { MarginalInput } from '../gpu/types.ts';
import { nodeRuntime } from '../runtime/node.ts';
import type { Listeners } from './answer.ts';
import { describeDocuments, generate, type Retrieved } from './ask.ts';
import { DEFAULT_DECODING, type DecodingSettings, type RagMode } from './decoding.ts';
import { RagEngine } from './engine.ts';
import type { Step } from './steps.ts';
import { PASSAGES, QUESTION, tinyModel } from './testing/tinyModel.ts';

const N_DOCS = 3;
const MAX_LENGTH = 6;

/** What was read back of each marginal: [beams, k]. */
class CountingMarginalize extends CpuMarginalize {
  readonly read: { nBeams: number; k: number }[] = [];
  override topK(input: MarginalInput, k: number): ReturnType<CpuMarginalize['topK']> {
    this.read.push({ nBeams: input.nBeams, k });
    return super.topK(input, k);
  }
}

const marginalizer = new CountingMarginalize();
let engine: RagEngine;
let documents: Retrieved[];

beforeAll(async () => {
  engine = await RagEngine.create(await tinyModel(), nodeRuntime({ threads: 1 }), marginalizer, 'fp32');
  documents = describeDocuments(engine, QUESTION, PASSAGES.slice(0, N_DOCS).map((p, id) => ({ ...p, id, score: 1 - id / 2 })));
});
afterAll(() => engine.dispose());

const ask = (mode: RagMode, change: Partial<DecodingSettings>, listeners: Listeners = {}) =>
  generate(engine, documents, { question: QUESTION, mode, maxLength: MAX_LENGTH, decoding: { ...DEFAULT_DECODING, ...change }, ...listeners });

const idsOf = (steps: readonly Step[]) => steps.map(({ id }) => id);
const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe('beam search in RAG-Token', () => {
  it('returns its sequences best first, each with steps that add up, and one tree that ends in them', async () => {
    const { sequences, trees, answer, steps, candidates, mass } = await ask('token', { strategy: 'beam', lengthPenalty: 0.5 });
    expect(sequences.length).toBe(4);
    expect(sequences[0]).toMatchObject({ text: answer, steps });
    expect({ candidates, mass }).toEqual({ candidates: [], mass: null });
    const scores = sequences.map(({ score }) => score!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    for (const [i, { logProb, score, steps: own, posterior }] of sequences.entries()) {
      expect(total(own.map((s) => s.logProb))).toBeCloseTo(logProb, 5);
      // The end that is forced at the greatest length counts nothing in the search, but its place; where the top k lacks it, it is not shown.
      expect(trees[0].depths[trees[0].ends[i]]).toBe(own.length);
      const length = own.at(-1)!.id === engine.model.config.generator.eosTokenId ? own.length : MAX_LENGTH;
      expect(score).toBeCloseTo(total(own.slice(0, MAX_LENGTH - 1).map((s) => s.logProb)) / length ** 0.5, 4);
      expect(total(posterior)).toBeCloseTo(1, 5);
      for (const step of own) expect(step.alternatives.length).toBe(5);
    }
    expect(trees.length).toBe(1);
    expect(trees[0]).toMatchObject({ doc: null, nDocs: N_DOCS, numBeams: 4 });
    sequences.forEach(({ score }, i) => expect(trees[0].penalizedScores[trees[0].ends[i]]).toBeCloseTo(score!, 5));
    expect(structuredClone(trees)).toEqual(trees);
  });

  it('never scores below greedy, and one beam is greedy', async () => {
    const greedy = await ask('token', {});
    const beam = await ask('token', { strategy: 'beam', numBeams: 8, lengthPenalty: 0, earlyStopping: 'never' });
    expect(beam.sequences[0].logProb).toBeGreaterThanOrEqual(greedy.logProb - 1e-5);
    const single = await ask('token', { strategy: 'beam', numBeams: 1 });
    expect(idsOf(single.steps)).toEqual(idsOf(greedy.steps));
    expect(greedy.sequences.length).toBe(1);
    expect(greedy.trees).toEqual([]);
  });

  it('reads back a few tokens a beam at each step, never the vocabulary', async () => {
    marginalizer.read.length = 0;
    await ask('token', { strategy: 'beam', numBeams: 3 });
    expect(marginalizer.read.length).toBeGreaterThan(0);
    // The last step wants the place of a forced end as well.
    for (const { nBeams, k } of marginalizer.read.slice(0, -1)) expect({ nBeams, k }).toEqual({ nBeams: 3, k: 6 });
  });

  it('streams the best live hypothesis as drafts that add up to it', async () => {
    let drafted: Step[] = [];
    const lengths: number[] = [];
    await ask('token', {
      strategy: 'beam',
      numBeams: 4,
    }, {
      onStep: () => expect.unreachable('no token stands before the end'),
      onDraft: ({ from, steps }, doc) => {
        expect(doc).toBeNull();
        drafted = [...drafted.slice(0, from), ...steps];
        lengths.push(drafted.length);
      },
    });
    // A forced end that the read-back lacks leaves no token.
    expect(lengths.slice(0, -1)).toEqual(lengths.slice(0, -1).map((_, i) => i + 1));
  });

  it('obeys the least length and the ban on repeated n-grams', async () => {
    const { sequences } = await ask('token', { strategy: 'beam', minLength: MAX_LENGTH - 1, noRepeatNgramSize: 1 });
    const { eosTokenId } = engine.model.config.generator;
    for (const { steps } of sequences) {
      const ids = idsOf(steps).filter((id) => id !== eosTokenId);
      expect(ids.length).toBeGreaterThanOrEqual(MAX_LENGTH - 1);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe('sampling', () => {
  it.each(['token', 'sequence'] as const)('in RAG-%s gives the same answers for the same seed, and others for another', async (mode) => {
    const change = { strategy: 'sample', temperature: 2, topP: 1, numReturnSequences: 5 } as const;
    const draw = async (seed: number) => (await ask(mode, { ...change, seed })).sequences.map(({ steps }) => idsOf(steps));
    const first = await draw(7);
    expect(first.length).toBe(5);
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
    expect(new Set(first.map(String)).size).toBeGreaterThan(1);
  });

  it('towards temperature 0 is greedy', async () => {
    const cold = await ask('token', { strategy: 'sample', temperature: 0.05, numReturnSequences: 2 });
    const greedy = await ask('token', {});
    for (const { steps } of cold.sequences) expect(idsOf(steps)).toEqual(idsOf(greedy.steps));
  });

  it('streams the tokens of the first sample, which stand', async () => {
    const seen: number[] = [];
    const { sequences } = await ask('token', { strategy: 'sample', numReturnSequences: 3, seed: 3 }, { onStep: ({ id }) => seen.push(id), onDraft: () => expect.unreachable() });
    expect(seen).toEqual(idsOf(sequences[0].steps));
  });

  it('of RAG-Sequence says from which document each answer was drawn, and scores it under all', async () => {
    const { sequences, candidates, trees, mass } = await ask('sequence', { strategy: 'sample', numReturnSequences: 6, temperature: 1.5, seed: 4 });
    expect({ trees, mass }).toEqual({ trees: [], mass: null });
    for (const { fromDocs } of sequences) expect(fromDocs.length === 1 && fromDocs[0] >= 0 && fromDocs[0] < N_DOCS).toBe(true);
    for (const { sequence, logProb, text } of candidates) {
      expect(sequences[sequence].text).toBe(text);
      expect(sequences[sequence].logProb).toBeCloseTo(logProb, 4);
    }
    expect(new Set(sequences.map(({ steps }) => idsOf(steps).join())).size).toBe(candidates.length);
  });
});

describe('RAG-Sequence', () => {
  it('gives every candidate its exact score under all documents, and says what fast decoding misses', async () => {
    const { candidates, sequences, mass, trees } = await ask('sequence', { strategy: 'beam', numBeams: 3 });
    expect(trees.map(({ doc, nDocs }) => ({ doc, nDocs }))).toEqual([0, 1, 2].map((doc) => ({ doc, nDocs: 1 })));
    expect(sequences.length).toBe(candidates.length);
    candidates.forEach(({ logProb, fastLogProb, docLogProbs, posterior, sequence, text }, i) => {
      expect(sequence).toBe(i);
      expect(sequences[i]).toMatchObject({ text, score: null });
      expect(Math.log(documents.reduce((sum, d, z) => sum + d.prior * Math.exp(docLogProbs[z]), 0))).toBeCloseTo(logProb, 4);
      expect(sequences[i].logProb).toBeCloseTo(logProb, 4);
      expect(fastLogProb).toBeLessThanOrEqual(logProb + 1e-6);
      expect(total(posterior)).toBeCloseTo(1, 5);
    });
    expect(mass!.thorough).toBeCloseTo(total(candidates.map((c) => Math.exp(c.logProb))), 8);
    expect(mass!.missedByFast).toBeCloseTo(total(candidates.map((c) => Math.exp(c.logProb) - Math.exp(c.fastLogProb))), 8);
    expect(mass!.missedByFast).toBeGreaterThan(0);
  });

  it('decodes fast without another pass: documents whose beams lack an answer say nothing', async () => {
    const options = { strategy: 'beam', numBeams: 3 } as const;
    const thorough = await ask('sequence', options);
    const fast = await ask('sequence', { ...options, sequenceDecoding: 'fast' }, { onScoring: () => expect.unreachable('nothing is scored') });
    expect(fast.mass).toBeNull();
    expect(new Set(fast.candidates.map((c) => c.text))).toEqual(new Set(thorough.candidates.map((c) => c.text)));
    for (const [i, { logProb, docLogProbs, fromDocs, fastLogProb }] of fast.candidates.entries()) {
      expect(logProb).toBeCloseTo(fastLogProb, 6);
      docLogProbs.forEach((v, z) => expect(v > -Infinity).toBe(fromDocs.includes(z)));
      // Its tokens tell the same story.
      expect(fast.sequences[i].logProb).toBeCloseTo(logProb, 4);
      for (const step of fast.sequences[i].steps) step.responsibilities.forEach((r, z) => expect(r > 0 || !fromDocs.includes(z)).toBe(true));
    }
  });

  it('drafts one document after another, then scores, then says what stands', async () => {
    const heard: string[] = [];
    await ask('sequence', { strategy: 'beam', numBeams: 2 }, {
      onDraft: ({ steps }, doc) => {
        heard.push(`draft ${doc}`);
        for (const { responsibilities, posterior } of steps) {
          expect([...responsibilities]).toEqual([0, 1, 2].map((z) => (z === doc ? 1 : 0)));
          expect([...posterior].every(Number.isNaN)).toBe(true);
        }
      },
      onScoring: () => heard.push('scoring'),
      onStep: () => heard.push('token'),
    });
    expect([...new Set(heard)]).toEqual(['draft 0', 'draft 1', 'draft 2', 'scoring', 'token']);
  });
});

describe('a cancel', () => {
  const cases = (['token', 'sequence'] as const).flatMap((mode) => (['greedy', 'beam', 'sample'] as const).map((strategy) => ({ mode, strategy })));

  it.each(cases)('ends $strategy in RAG-$mode at the next step', async ({ mode, strategy }) => {
    const controller = new AbortController();
    const before = marginalizer.read.length;
    const stop = () => controller.abort();
    await expect(ask(mode, { strategy, minLength: 5 }, { signal: controller.signal, onStep: stop, onDraft: stop })).rejects.toMatchObject({ kind: 'cancelled', message: 'generation was cancelled' });
    expect(marginalizer.read.length - before).toBe(1);
  });

  it('ends the scoring of candidates', async () => {
    const controller = new AbortController();
    await expect(ask('sequence', { strategy: 'beam' }, { signal: controller.signal, onScoring: () => controller.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
