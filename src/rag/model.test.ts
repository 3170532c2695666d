/** What ragscope reads of its own in a config.json: every field, and nothing of what it does not know. */
import { describe, expect, it } from 'vitest';
import { ownFields } from './model.ts';

const NONE = { questionInPrompt: 'decoded', preferredIndex: null, keywordWeight: null, answerable: null, split: null, minAnswerTokens: 0, extractive: false };
const ANSWERABLE = { bias: 1, meanLogProb: 2, priorEntropy: -3, threshold: 0.5 };

describe('ownFields', () => {
  it('reads what a file of ours says', () => {
    const config = {
      question_in_prompt: 'original',
      ragscope_index: 'hybrid',
      ragscope_keyword_weight: 0.5,
      ragscope_answerable: ANSWERABLE,
      ragscope_passages: { unit: 'sentences', size: 45, overlap: 0 },
      ragscope_min_answer_tokens: 1,
      ragscope_extractive: true,
    };
    expect(ownFields(config)).toEqual({ questionInPrompt: 'original', preferredIndex: 'hybrid', keywordWeight: 0.5, answerable: ANSWERABLE, split: { unit: 'sentences', size: 45, overlap: 0 }, minAnswerTokens: 1, extractive: true });
  });

  it.each([null, undefined, 3, 'config', [], {}])('gives the defaults for %j', (config) => {
    expect(ownFields(config)).toEqual(NONE);
  });

  it.each([
    { ragscope_passages: null },
    { ragscope_passages: 45 },
    { ragscope_passages: { unit: 'pages', size: 45, overlap: 0 } },
    { ragscope_passages: { unit: '__proto__', size: 45, overlap: 0 } },
    { ragscope_passages: { unit: 'sentences', size: '45', overlap: 0 } },
    { ragscope_passages: { unit: 'sentences', size: 45 } },
    { ragscope_min_answer_tokens: '1' },
    { ragscope_min_answer_tokens: 1000 },
    { ragscope_extractive: 'true' },
    { ragscope_index: 'constructor', ragscope_keyword_weight: NaN, ragscope_answerable: { bias: 1 } },
  ])('leaves out what it does not know: %j', (config) => {
    expect(ownFields(config)).toEqual(NONE);
  });

  it('brings sizes within their limits', () => {
    expect(ownFields({ ragscope_passages: { unit: 'words', size: 1e9, overlap: -3 } }).split).toEqual({ unit: 'words', size: 1000, overlap: 0 });
    expect(ownFields({ ragscope_passages: { unit: 'tokens', size: NaN, overlap: Infinity } }).split).toEqual({ unit: 'tokens', size: 16, overlap: 0 });
  });
});
