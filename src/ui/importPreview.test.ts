import { describe, expect, it } from 'vitest';
import type { TablePreview } from '../app/protocol.ts';
import { delimiterName, longestColumn, previewWithHeader } from './importPreview.ts';

const preview = (hasHeader: boolean): TablePreview => ({
  fileName: 'a.csv',
  encoding: 'utf-8',
  delimiter: ',',
  columns: hasHeader ? ['id', ''] : ['Column 1', 'Column 2'],
  rows: [['1', 'one'], ['2', 'a longer text']],
  mapping: { title: null, text: 1, hasHeader },
});

describe('the import preview', () => {
  it('shows what the engine read, with names for nameless columns', () => {
    expect(previewWithHeader(preview(true), true)).toEqual({ columns: ['id', 'Column 2'], rows: preview(true).rows });
  });

  it('turns the header back into a row', () => {
    expect(previewWithHeader(preview(true), false)).toEqual({ columns: ['Column 1', 'Column 2'], rows: [['id', ''], ...preview(true).rows] });
  });

  it('takes the first row as names', () => {
    expect(previewWithHeader(preview(false), true)).toEqual({ columns: ['1', 'one'], rows: [['2', 'a longer text']] });
  });

  it('guesses the text column by length', () => {
    expect(longestColumn(previewWithHeader(preview(true), true))).toBe(1);
    expect(longestColumn({ columns: [], rows: [] })).toBe(0);
  });

  it('names delimiters', () => expect([delimiterName('\t'), delimiterName('^')]).toEqual(['tab', '^']));
});
