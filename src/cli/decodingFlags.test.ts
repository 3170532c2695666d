import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DECODING } from '../rag/decoding.ts';
import { DECODING_OPTIONS, DECODING_USAGE, decodingFromFlags } from './decodingFlags.ts';

const read = (...args: string[]) => decodingFromFlags(parseArgs({ args, options: DECODING_OPTIONS }).values, 24);

describe('decoding flags', () => {
  it('are the page’s defaults where none is given, and all named in the usage', () => {
    expect(read()).toEqual(DEFAULT_DECODING);
    for (const flag of Object.keys(DECODING_OPTIONS)) expect(DECODING_USAGE).toContain(`--${flag} `);
  });

  it('set every setting', () => {
    expect(read('--strategy', 'beam', '--beams', '6', '--length-penalty=-0.5', '--early-stopping', 'never', '--min-length', '3', '--no-repeat-ngram', '2', '--sequences', '5')).toEqual({
      ...DEFAULT_DECODING, strategy: 'beam', numBeams: 6, lengthPenalty: -0.5, earlyStopping: 'never', minLength: 3, noRepeatNgramSize: 2, numReturnSequences: 5,
    });
    expect(read('--strategy', 'sample', '--temperature', '0.7', '--top-p', '0.5', '--seed', '4294967295', '--sequence-decoding', 'fast', '--early-stopping', 'true')).toEqual({
      ...DEFAULT_DECODING, strategy: 'sample', temperature: 0.7, topP: 0.5, seed: 4294967295, sequenceDecoding: 'fast', earlyStopping: true,
    });
  });

  it.each([
    [['--strategy', 'best'], '--strategy is best', 'It may be greedy or beam or sample.'],
    [['--beams', '9'], '--beams is 9', 'It must be a whole number from 1 to 8.'],
    [['--beams', '2.5'], '--beams is 2.5', 'It must be a whole number from 1 to 8.'],
    [['--temperature', '0'], '--temperature is 0', 'It must be a number of at most two decimals from 0.05 to 5.'],
    [['--top-p', '1e-1'], '--top-p is 1e-1', 'It must be a number of at most two decimals from 0.05 to 1.'],
    [['--seed', 'x'], '--seed is x', 'It must be a whole number from 0 to 4294967295.'],
    [['--min-length', '24'], '--min-length is 24, and --max-length 24', 'The shortest answer must be shorter than the longest.'],
    [['--strategy', 'beam', '--beams', '2', '--sequences', '3'], '--sequences is 3, and --beams 2', 'A search returns at most as many sequences as it has beams.'],
    [['--early-stopping', 'yes'], '--early-stopping is yes', 'It may be false or true or never.'],
  ])('refuse %j', (args, message, hint) => {
    expect(() => read(...args)).toThrow(expect.objectContaining({ name: 'UserError', message, hint }));
  });
});
