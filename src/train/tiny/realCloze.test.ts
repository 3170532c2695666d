/** Questions cut from sentences: answerable from the sentence, made of its words, repeatable. */
import { describe, expect, it } from 'vitest';
import { cutQuestions } from './realCloze.ts';
import { createRng } from './worlds/index.ts';

const SENTENCE = 'The Aswan High Dam was finished in 1970 and holds 132 billion tons of water, which the engineer Osman Ahmed called "the happy river".';
const ASKING = ['who', 'what', 'which', 'where', 'when', 'how', 'many', 'much', 'kind', 'thing', 'place', 'person', 'name', 'title', 'words', 'number', 'amount', 'date', 'year', 'in'];

describe('cutQuestions', () => {
  it('finds years, names, numbers and quotations', () => {
    const answers = new Set(Array.from({ length: 60 }, (_, seed) => cutQuestions(createRng(seed), SENTENCE, 9).map((q) => q.answer)).flat());
    for (const answer of ['1970', 'Aswan High Dam', 'Osman Ahmed', 'the happy river']) expect(answers).toContain(answer);
    expect([...answers].some((answer) => answer.startsWith('132'))).toBe(true);
  });

  it('asks in the words of the sentence for what the sentence holds', () => {
    const known = new Set([...ASKING, ...SENTENCE.toLowerCase().match(/[a-z0-9]+/g)!]);
    for (let seed = 0; seed < 60; seed++)
      for (const { question, answer } of cutQuestions(createRng(seed), SENTENCE, 3)) {
        expect(SENTENCE).toContain(answer);
        for (const word of question.toLowerCase().match(/[a-z0-9]+/g)!) expect(known).toContain(word);
        expect(question).not.toMatch(/^\s|\s$/);
      }
  });

  it('depends on its seed alone and gives nothing where there is nothing to ask for', () => {
    expect(cutQuestions(createRng(4), SENTENCE, 3)).toEqual(cutQuestions(createRng(4), SENTENCE, 3));
    expect(cutQuestions(createRng(4), 'so it goes on', 3)).toEqual([]);
    expect(cutQuestions(createRng(4), '', 3)).toEqual([]);
  });
});
