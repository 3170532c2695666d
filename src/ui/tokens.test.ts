import { describe, expect, it } from 'vitest';
import type { TokenStep } from '../app/protocol.ts';
import { answerText, leader, wordsOf } from './tokens.ts';

const steps = (...texts: string[]): TokenStep[] =>
  texts.map((text, id) => ({
    id, text, logProb: -1, alternatives: [],
    responsibilities: new Float32Array(1), posterior: new Float32Array(1), docLogProbs: new Float32Array(1),
  }));

describe('tokens of an answer', () => {
  it('form words at white space and around special tokens', () => {
    const words = wordsOf(steps('<s>', 'Ale', 'xandria', ',', ' Egypt', '</s>'));
    expect(words.map((word) => [word.start, word.tokens.map((token) => token.text).join('')])).toEqual([
      [0, '<s>'],
      [1, 'Alexandria,'],
      [4, ' Egypt'],
      [5, '</s>'],
    ]);
    expect(wordsOf([])).toEqual([]);
  });

  it('read as text without special tokens', () => expect(answerText(steps('<s>', ' In', ' Rhodes', '</s>'))).toBe('In Rhodes'));

  it('have a leader; the lower rank wins a tie', () => {
    expect([leader([0.2, 0.5, 0.3]), leader([0.5, 0.5]), leader([])]).toEqual([1, 0, -1]);
  });
});
