/** The splitter against the reference's own passages and against its definition. */
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_WORDS, pythonStrip, splitText } from './split.ts';
import { previewTable, readTable } from './table.ts';

const folder = resolve(process.env['RAGSCOPE_SHARED'] ?? '../shared', 'csv');

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

describe.skipIf(!existsSync(folder))('the reference knowledge dataset (RAGSCOPE_SHARED)', () => {
  const bytes = existsSync(folder) ? new Uint8Array(readFileSync(resolve(folder, 'my_knowledge_dataset.csv'))) : new Uint8Array();
  const reference = existsSync(folder)
    ? (JSON.parse(readFileSync(resolve(folder, 'passages.json'), 'utf8')) as { rows: string[][]; passages: { title: string; text: string }[] })
    : { rows: [], passages: [] };

  it('is recognised without a header, title before text', () => {
    const preview = previewTable({ name: 'my_knowledge_dataset.csv', bytes });
    expect(preview).toMatchObject({ delimiter: '\t', encoding: 'UTF-8', mapping: { title: 0, text: 1, hasHeader: false } });
    expect(preview.rows).toEqual(reference.rows);
  });

  it('becomes the very passages of the reference', async () => {
    const table = await readTable(bytes, { title: 0, text: 1, hasHeader: false }, 'my_knowledge_dataset.csv');
    expect(table.passages.map(({ title, text }) => ({ title, text }))).toEqual(reference.passages.map(({ title, text }) => ({ title, text })));
    expect(table.passages.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(table).toMatchObject({ nRows: 2, accepted: 2, rejected: [] });
  });
});
