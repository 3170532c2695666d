import { describe, expect, it } from 'vitest';
import type { ColumnMapping } from '../retrieval/types.ts';
import { columnsInWords, delimiterName, mappingOf, rolesOf, roughly, totalOf, verdictInWords, withRole, type Role, type Verdict } from './importPreview.ts';

describe('roles of columns', () => {
  it.each<[ColumnMapping, Role[]]>([
    [{ title: 0, text: 1, hasHeader: true }, ['title', 'text', 'none', 'none']],
    [{ title: null, text: 3, hasHeader: false }, ['none', 'none', 'none', 'text']],
    [{ title: 1, text: 2, moreText: [3], id: 0, hasHeader: true }, ['id', 'title', 'text', 'text']],
    [{ title: null, text: 0, metadata: [1, 3], hasHeader: true }, ['text', 'metadata', 'none', 'metadata']],
  ])('%j and back', (mapping, roles) => {
    expect(rolesOf(mapping, 4)).toEqual(roles);
    expect(mappingOf(roles, mapping.hasHeader)).toEqual(mapping);
  });

  it('title and id are one column each, text may be several', () => {
    expect(withRole(['title', 'text', 'id'], 1, 'title')).toEqual(['none', 'title', 'id']);
    expect(withRole(['title', 'text', 'id'], 0, 'id')).toEqual(['id', 'text', 'none']);
    expect(withRole(['title', 'text', 'none'], 2, 'text')).toEqual(['title', 'text', 'text']);
  });

  it('there is no mapping without text', () => expect(mappingOf(['title', 'none'], true)).toBeNull());
});

describe('in words', () => {
  it('names delimiters', () => expect([delimiterName('\t'), delimiterName('^')]).toEqual(['tab', '^']));
  it('names columns', () => expect(columnsInWords(['q', 'a', 'b'], { title: 0, text: 1, moreText: [2], hasHeader: true })).toBe('q / a + b'));
  it('gives the verdict on one file and on several', () => {
    const verdict = (nRows: number, accepted: number, complete = true): Verdict => ({ nRows, accepted, nRejected: nRows - accepted, nPassages: 2 * accepted, complete, nRowsEstimate: complete ? nRows : 10 * nRows });
    expect(verdictInWords(verdict(1, 1))).toBe('The one row accepted');
    expect(verdictInWords(verdict(1200, 1200))).toBe('All 1,200 rows accepted');
    expect(verdictInWords(totalOf([verdict(2, 1), verdict(4, 3)]))).toBe('4 of 6 rows accepted');
    expect(verdictInWords(totalOf([verdict(100, 90, false), verdict(1, 1)]))).toBe('91 of the first 101 rows accepted; about 1,000 in all');
  });
  it('rounds what is estimated', () => expect([roughly(0), roughly(7), roughly(99), roughly(123_456)]).toEqual([0, 7, 99, 120_000]));
});
