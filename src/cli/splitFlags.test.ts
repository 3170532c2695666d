import { expect, it } from 'vitest';
import { splitFromFlags } from './splitFlags.ts';

it('reads unit, size and overlap', () => {
  expect(splitFromFlags({})).toBeUndefined();
  expect(splitFromFlags({ split: 'words:100' })).toEqual({ unit: 'words', size: 100, overlap: 0 });
  expect(splitFromFlags({ split: 'sentences:45' })).toEqual({ unit: 'sentences', size: 45, overlap: 0 });
  expect(splitFromFlags({ split: 'tokens:128:16' })).toEqual({ unit: 'tokens', size: 128, overlap: 16 });
});

it.each(['', 'words', 'words:', 'words:1e3', 'words:4', 'words:-5', 'words:100:10', 'letters:10', 'tokens:128:65', 'tokens:128:16:1', '__proto__:9', 'words:99999'])('refuses %s', (split) => {
  expect(() => splitFromFlags({ split })).toThrow(/--split is/);
});
