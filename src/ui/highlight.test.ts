import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerWords, markWords } from './highlight.ts';

const marked = (text: string, answer: string): string[] =>
  markWords(text, answerWords(answer)).filter((span) => span.marked).map((span) => span.text);

describe('answer words in a passage', () => {
  it('marks whole words without regard to case and accents', () => {
    expect(marked('In PARÍS, not comparison; paris.', 'the Paris')).toEqual(['PARÍS', 'paris']);
  });

  it('leaves common words and a blank answer alone', () => {
    expect(marked('the king of the hill', 'The of')).toEqual([]);
    expect(marked('anything', '  ')).toEqual([]);
  });

  it('marks numbers and other scripts', () => {
    expect(marked('erected 1889 by Эйфель', 'эйфель, 1889')).toEqual(['1889', 'Эйфель']);
  });

  it('never changes the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, answer) => {
        expect(markWords(text, answerWords(answer)).map((span) => span.text).join('')).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
