/** What counts as a fault, when an answer is decoded anew, and that a random model then writes words of its passages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDocuments, generate, type Retrieved } from './ask.ts';
import type { Decoded } from './answer.ts';
import { DEFAULT_DECODING } from './decoding.ts';
import type { RagEngine } from './engine.ts';
import { decodeExtractive, faultOf, spansOf } from './extractive.ts';
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

  /** Answers in turn; the first token of each is its place. */
  const inTurn = (...answers: string[]) => {
    const allowedFirst: ReadonlySet<number>[] = [];
    const tokens = () => engine.model.generatorTokenizer.encode(documents[0].title, null, { addSpecialTokens: false }).ids;
    const decode = async (allowed: unknown): Promise<Decoded> => {
      allowedFirst.push((allowed as (prefix: number[]) => ReadonlySet<number>)([engine.model.generatorTokenizer.bosId]));
      return { answer: answers[allowedFirst.length - 1], steps: [{ id: tokens()[0] }] } as unknown as Decoded;
    };
    return { allowedFirst, decode };
  };

  it('takes an answer without fault at once', async () => {
    const { decode, allowedFirst } = inTurn('Montevideo');
    expect(await decodeExtractive({ engine, question: QUESTION, passages: documents, listeners: {}, decode })).toMatchObject({ answer: 'Montevideo', rejected: [] });
    expect(allowedFirst.length).toBe(1);
  });

  it('decodes anew without the first token of what the question holds, says so, and clears the draft', async () => {
    const { decode, allowedFirst } = inTurn('Uruguay', 'Montevideo');
    const drafts: unknown[] = [];
    const { answer, rejected } = await decodeExtractive({ engine, question: QUESTION, passages: documents, listeners: { onDraft: (draft) => drafts.push(draft) }, decode });
    expect({ answer, rejected }).toEqual({ answer: 'Montevideo', rejected: [{ text: 'Uruguay', fault: 'in-question' }] });
    expect(drafts).toEqual([{ from: 0, steps: [] }]);
    expect([...allowedFirst[0]].filter((id) => !allowedFirst[1].has(id)).length).toBe(1);
  });

  it('gives the first answer where all have faults', async () => {
    const { decode, allowedFirst } = inTurn('Uruguay', 'capital', 'What', 'Asunción', 'Uruguay', 'Montevideo');
    expect(await decodeExtractive({ engine, question: QUESTION, passages: documents, listeners: {}, decode })).toMatchObject({ answer: 'Uruguay' });
    expect(allowedFirst.length).toBe(5);
  });

  it('takes words behind an opening mark as if they stood after a space', () => {
    const { generatorTokenizer: tokenizer } = engine.model;
    const written = (text: string) => tokenizer.encode(text, null, { addSpecialTokens: false }).ids;
    const starts = spansOf(engine, [{ title: 'Fidelio', text: 'It has one opera («Leonore» at first) — Beethoven\'s only one.' }]).next([]);
    for (const word of ['Leonore', 'Beethoven', 'at']) expect(starts.has(written(word)[0])).toBe(true);
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
