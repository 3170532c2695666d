/** The splitter against the reference's own passages and against its definition. */
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proposeMapping } from './columns.ts';
import { sniffFile } from './sniff.ts';
import { MAX_PASSAGE_CHARS, MAX_WORDS, capped, clampSplit, prefixOfTokens, pythonStrip, sentencePassages, sentences, splitText, splitterOf, tokenPassages, units } from './split.ts';
import { readTable } from './table.ts';

const folder = resolve(process.env['RAGSCOPE_SHARED'] ?? '../shared', 'csv');

const passagesOf = (steps: Iterable<string | null>): string[] => [...steps].filter((passage) => passage !== null);

describe('splitText', () => {
  it('loses no word and exceeds no limit', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\n'), minLength: 1 }), { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (words, max) => {
        const passages = splitText(words.join(' '), max);
        expect(passages.every((passage) => passage.split(' ').length <= max)).toBe(true);
        expect(passages.join(' ').split(/\s+/).filter(Boolean)).toEqual(words.join(' ').split(/\s+/).filter(Boolean));
      }),
    );
  });

  it('counts words between single spaces only, like the reference', () => {
    expect(splitText('a  b c', 2)).toEqual(['a', 'b c']);
    expect(splitText('a\nb c', 2)).toEqual(['a\nb c']);
    expect(splitText('')).toEqual(['']);
    expect(splitText(new Array(MAX_WORDS + 1).fill('w').join(' ')).map((passage) => passage.split(' ').length)).toEqual([100, 1]);
  });

  it('strips what Python strips', () => {
    expect(pythonStrip('\x1c\x85\u3000a\ufeff ')).toBe('a\ufeff');
  });
});

const prose = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '日', '本', '。', '.', '!', '?', '😀', 'ก'), minLength: 1, maxLength: 12 }), { maxLength: 40 })
  .chain((words) => fc.tuple(fc.constant(words), fc.array(fc.constantFrom(' ', '  ', '\n', '. ', '\u3000'), { minLength: words.length, maxLength: words.length })))
  .map(([words, gaps]) => words.map((word, i) => word + gaps[i]).join(''));
const bare = (text: string): string => text.replace(/\s/g, '');
const wordsIn = (text: string): number => (text.match(/[日本ก]|[^\s日本ก]+/g) ?? []).length;
/** Three characters a token, so that a word has several. */
const count = (text: string): number => (text.match(/\S{1,3}/g) ?? []).length;

describe('sentencePassages', () => {
  it('loses nothing, exceeds no limit, and cuts within a sentence only where it is too long', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 1, max: 9 }), (text, max) => {
        const passages = passagesOf(sentencePassages(text, max));
        expect(bare(passages.join(''))).toBe(bare(text));
        expect(passages.every((passage) => wordsIn(passage) <= max)).toBe(true);
        const ends = new Set([0]);
        for (const { end } of sentences(text)) ends.add(bare(text.slice(0, end)).length);
        const long = [...sentences(text)].some(({ start, end }) => wordsIn(text.slice(start, end)) > max);
        let at = 0;
        for (const passage of passages) {
          at += bare(passage).length;
          if (!long) expect(ends.has(at)).toBe(true);
        }
      }),
    );
  });

  it('keeps sentences whole and packs as many as fit', () => {
    expect(passagesOf(sentencePassages('One two. Three four five. Six. Seven eight nine ten eleven twelve.', 5))).toEqual(['One two. Three four five.', 'Six.', 'Seven eight nine ten eleven', 'twelve.']);
    expect(passagesOf(sentencePassages('これは本です。それは犬です。', 8))).toEqual(['これは本です。', 'それは犬です。']);
  });

  it('finds the sentences of a text longer than a window', () => {
    const text = 'A short sentence here. '.repeat(10_000);
    const found = [...sentences(text)];
    expect(found.length).toBe(10_000);
    expect(found.every(({ start, end }, i) => start === i * 23 && end === start + 23)).toBe(true);
  });
});

describe('units', () => {
  it('finds the same words however large the windows are', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 1, max: 9 }), (text, window) => {
        const found = [...units(text, 0, text.length, window)].filter((unit) => unit !== null);
        expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([...units(text)].map((unit) => text.slice(unit!.start, unit!.end)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('tokenPassages', () => {
  it('exceeds no limit and loses nothing', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 2, max: 12 }), (text, size) => {
        const passages = passagesOf(tokenPassages(text, size, 0, count));
        expect(bare(passages.join(''))).toBe(bare(text));
        expect(passages.every((passage) => passage !== '' && passage === passage.trim())).toBe(true);
      }),
    );
  });

  it('repeats the last words of the passage before, no more than told', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 3, max: 12 }), fc.integer({ min: 0, max: 6 }), (words, size, wanted) => {
        const overlap = Math.min(wanted, size >> 1);
        // Each word says which it is, and has as many tokens as it has letters over three.
        const text = words.map((length, i) => String(i).padEnd(length, '-')).join(' ');
        const passages = passagesOf(tokenPassages(text, size, overlap, count)).map((passage) => passage.split(' '));
        let next = 0;
        for (const passage of passages) {
          const first = Number.parseInt(passage[0], 10);
          expect(first).toBeLessThanOrEqual(next);
          expect(count(passage.slice(0, next - first).join(' '))).toBeLessThanOrEqual(overlap);
          expect(passage.map((word) => Number.parseInt(word, 10))).toEqual(passage.map((_, i) => first + i));
          expect(passage.reduce((sum, word) => sum + count(word), 0)).toBeLessThanOrEqual(size);
          expect(first + passage.length).toBeGreaterThan(next);
          next = first + passage.length;
        }
        expect(next).toBe(words.length);
      }),
    );
  });

  it('cuts between words and repeats the last ones', () => {
    expect(passagesOf(tokenPassages('aaa bbb  ccc ddd\neee', 3, 1, count))).toEqual(['aaa bbb  ccc', 'ccc ddd\neee']);
    expect(passagesOf(tokenPassages('abcdefghijkl', 2, 0, count))).toEqual(['abcdef', 'ghijkl']);
    expect(passagesOf(tokenPassages(' \n', 2, 0, count))).toEqual([]);
  });

  it('tells where the encoder stops reading', () => {
    expect(prefixOfTokens('aaa bbb ccc', 2, count)).toBe(7);
    expect(prefixOfTokens('aaa bbb ccc', 3, count)).toBe(11);
    expect(prefixOfTokens('aaa', 0, count)).toBe(0);
  });
});

describe('limits of splitting', () => {
  it('cuts what has no words at all, never within a character', () => {
    const parts = [...capped([`${'a'.repeat(MAX_PASSAGE_CHARS - 1)}😀${'b'.repeat(5)}`])];
    expect(parts.map((part) => part.length)).toEqual([MAX_PASSAGE_CHARS - 1, 7]);
    expect(parts[1]).toBe('😀bbbbb');
  });

  it('brings foreign settings within bounds', () => {
    expect(clampSplit({ unit: 'words', size: 0, overlap: 9 })).toEqual({ unit: 'words', size: 5, overlap: 0 });
    expect(clampSplit({ unit: 'tokens', size: 1e9, overlap: 1e9 })).toEqual({ unit: 'tokens', size: 510, overlap: 255 });
    expect(clampSplit({ unit: 'sentences', size: Number.NaN, overlap: 0 }).size).toBe(5);
  });

  it.each(['words', 'sentences', 'tokens'] as const)('a long cell without spaces, by %s, takes no more than linear work', (unit) => {
    let asked = 0;
    const passages = [...splitterOf({ unit, size: 100, overlap: 0 }, (text) => ((asked += text.length), text.length / 4))('x'.repeat(2e6))];
    expect(passages.join('')).toHaveLength(2e6);
    expect(asked).toBeLessThanOrEqual(8e6);
  });
});

describe.skipIf(!existsSync(folder))('the reference knowledge dataset (RAGSCOPE_SHARED)', () => {
  const bytes = existsSync(folder) ? new Uint8Array(readFileSync(resolve(folder, 'my_knowledge_dataset.csv'))) : new Uint8Array();
  const reference = existsSync(folder)
    ? (JSON.parse(readFileSync(resolve(folder, 'passages.json'), 'utf8')) as { rows: string[][]; passages: { title: string; text: string }[] })
    : { rows: [], passages: [] };

  it('is recognised without a header, title before text', () => {
    const { delimiter, encoding, columns, rows, hasHeader } = sniffFile(bytes, 'my_knowledge_dataset.csv');
    expect({ delimiter, encoding: encoding.label }).toEqual({ delimiter: '\t', encoding: 'UTF-8' });
    expect(proposeMapping(columns, rows, hasHeader)).toEqual({ title: 0, text: 1, hasHeader: false });
    expect(rows).toEqual(reference.rows);
  });

  it('becomes the very passages of the reference', async () => {
    const table = await readTable(bytes, { title: 0, text: 1, hasHeader: false }, 'my_knowledge_dataset.csv');
    expect(table.passages.map(({ title, text }) => ({ title, text }))).toEqual(reference.passages.map(({ title, text }) => ({ title, text })));
    expect(table.passages.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(table).toMatchObject({ nRows: 2, accepted: 2, rejected: [] });
  });
});
