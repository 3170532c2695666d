import { describe, expect, it } from 'vitest';
import { readExamples } from './examples.ts';

describe('example questions', () => {
  it('reads questions, with and without answers', () => {
    expect(readExamples({ name: 'w', file: 'w.csv', examples: ['a?', { question: 'b?', answer: 'B' }, { question: 'c?', answers: ['C', 'c'] }], noAnswer: ['d?'] })).toEqual([
      { question: 'a?', answer: '', answerable: true },
      { question: 'b?', answer: 'B', answerable: true },
      { question: 'c?', answer: 'C', answerable: true },
      { question: 'd?', answer: '', answerable: false },
    ]);
  });

  it('skips what it cannot read', () => {
    expect(readExamples(null)).toEqual([]);
    expect(readExamples({ examples: [1, null, { q: 'x' }], noAnswer: 'e?' })).toEqual([{ question: 'e?', answer: '', answerable: false }]);
  });
});
