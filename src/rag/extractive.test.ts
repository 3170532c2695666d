/** What counts as a fault, when an answer is decoded anew, and that a random model then writes words of its passages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDocuments, generate, type Retrieved } from './ask.ts';
import type { Decoded } from './answer.ts';
import { DEFAULT_DECODING } from './decoding.ts';
import type { RagEngine } from './engine.ts';
import { decodeExtractive, faultOf, spansOf, type ExtractiveInput, type Rejected } from './extractive.ts';
import { PASSAGES, QUESTION, tinyEngine } from './testing/tinyModel.ts';

describe('a fault', () => {
  const passages = [{ title: 'Thimphu', text: 'Thimphu is the capital of Bhutan. It has 114,551 people.' }];
  it.each([
    ['Thimphu', 'What is the capital of Bhutan?', null],
    ['Bhutan', 'What is the capital of Bhutan?', 'in-question'],
    ['the capital', 'what is the Capital of bhutan', 'in-question'],
    ['Bhut', 'What is the capital of Bhutan?', 'in-no-passage'],
    ['capital of Bhutan it has', 'What?', null],
    ['114,551', 'How many people has it?', null],
    ['Thimphu', 'Which is higher, Thimphu or Paro?', null],
    ['Paro', 'Which is higher, Thimphu or Paro?', 'in-no-passage'],
    ['The', 'What is the capital of Bhutan?', 'in-no-passage'],
  ])('of “%s” to “%s” is %s', (answer, question, fault) => {
    expect(faultOf(answer, question, passages)).toBe(fault);
  });
});

describe('extractive decoding', () => {
  let engine: RagEngine;
  let documents: Retrieved[];
  beforeAll(async () => {
    engine = await tinyEngine();
    documents = describeDocuments(engine, QUESTION, PASSAGES.slice(0, 3).map((p, id) => ({ ...p, id, score: 1 - id / 2 })));
  });
  afterAll(() => engine.dispose());

  const idsOf = (text: string): number[] => engine.model.generatorTokenizer.encode(text, null, { addSpecialTokens: false }).ids;

  /** Answers in turn, and the tokens that each may begin with. */
  const inTurn = (...answers: string[]) => {
    const starts: ReadonlySet<number>[] = [];
    const decode: ExtractiveInput['decode'] = async (prefixAllowedTokens) => {
      starts.push(prefixAllowedTokens!([engine.model.generatorTokenizer.bosId]));
      const answer = answers[starts.length - 1];
      return { answer, steps: idsOf(answer).map((id) => ({ id })) } as unknown as Decoded;
    };
    const rejected: Rejected[] = [];
    const listeners = { onRejected: (one: Rejected) => rejected.push(one) };
    return { starts, rejected, answer: () => decodeExtractive({ engine, question: QUESTION, passages: documents, listeners, decode }) };
  };

  it('takes an answer without fault at once', async () => {
    const { starts, answer } = inTurn('Montevideo');
    expect(await answer()).toMatchObject({ answer: 'Montevideo', rejected: [] });
    expect(starts.length).toBe(1);
  });

  it('decodes anew without the first token of what the question holds, and says so', async () => {
    const { starts, rejected, answer } = inTurn('Uruguay', 'Montevideo');
    const refused = [{ text: 'Uruguay', fault: 'in-question' }];
    expect(await answer()).toMatchObject({ answer: 'Montevideo', rejected: refused });
    expect(rejected).toEqual(refused);
    expect([...starts[0]].filter((id) => !starts[1].has(id))).toEqual([idsOf('Uruguay')[0]]);
  });

  it('gives the first answer with its fault where all have one', async () => {
    const { starts, answer } = inTurn('Uruguay', 'capital', 'what', 'is the', 'of', 'Montevideo');
    const { answer: text, fault, rejected } = await answer();
    expect({ text, fault, others: rejected.map((r) => r.text) }).toEqual({ text: 'Uruguay', fault: 'in-question', others: ['capital', 'what', 'is the', 'of'] });
    expect(starts.length).toBe(5);
  });

  it('ends where the same token comes again', async () => {
    const { starts, answer } = inTurn('Uruguay', 'Uruguay', 'Montevideo');
    expect(await answer()).toMatchObject({ answer: 'Uruguay', fault: 'in-question', rejected: [] });
    expect(starts.length).toBe(2);
  });

  it('takes what is cut off at the greatest length for a span', async () => {
    const ids = idsOf('Siberia').slice(0, -1);
    const decode = async () => ({ answer: engine.model.generatorTokenizer.decode(ids), steps: ids.map((id) => ({ id })) }) as unknown as Decoded;
    expect(faultOf((await decode()).answer, QUESTION, documents)).toBe('in-no-passage');
    expect(await decodeExtractive({ engine, question: QUESTION, passages: documents, listeners: {}, decode })).toMatchObject({ rejected: [] });
  });

  it('takes words behind an opening mark as if they stood after a space', () => {
    const starts = spansOf(engine, [{ title: 'Fidelio', text: 'It has one opera («Leonore» at first) — Beethoven\'s only one.' }]).next([]);
    for (const word of ['Leonore', 'Beethoven', 'at']) expect(starts.has(idsOf(word)[0])).toBe(true);
  });

  it('knows nothing of special tokens that a passage spells out', () => {
    const { specialIds, eosId } = engine.model.generatorTokenizer;
    const spans = spansOf(engine, [{ title: '', text: 'Reyk</s>javík <mask> bay' }]);
    expect([...spans.next([])].some((id) => specialIds.has(id))).toBe(false);
    expect(spans.next(idsOf('bay')).has(eosId)).toBe(true);
  });

  it('begins with a word of a passage, where the random model is free to begin with none', async () => {
    const ask = (extractive: 'auto' | 'on' | 'off') => generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 24, decoding: { ...DEFAULT_DECODING, extractive } });
    const first = spansOf(engine, documents).next([]);
    const free = await ask('off');
    expect(first.has(free.steps[0].id)).toBe(false);
    expect((await ask('auto')).answer).toBe(free.answer);
    const { steps } = await ask('on');
    expect(first.has(steps[0].id)).toBe(true);
    expect(steps[0].logProb).toBeLessThan(free.steps[0].logProb);
  });
});
