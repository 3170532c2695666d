/** Which columns are proposed as title and text, and when the page has to ask. */
import { describe, expect, it } from 'vitest';
import { columnNames, foldName, looksLikeHeader, proposeMapping } from './columns.ts';

const PROSE = 'Aaron is a prophet, high priest, and the brother of Moses in the Abrahamic religions.';

describe('proposeMapping by names', () => {
  it.each<[string[], [title: number | null, text: number, id?: number] | null]>([
    [['title', 'text'], [0, 1]],
    [['Text', 'TITLE'], [1, 0]],
    [['id', 'Title', 'Passage'], [1, 2, 0]],
    [['uuid', 'question', 'answer'], [1, 2, 0]],
    [['id', 'content'], [0, 1]],
    [['question', 'answer'], [0, 1]],
    [['Frage', 'Antwort', 'Thema'], [0, 1]],
    [['question', 'context', 'answer'], [null, 1]],
    [['name', 'shortDescription', 'notes'], [0, 1]],
    [['page_title', 'body_html', 'page_text'], [0, 2]],
    [['titre', 'Résumé'], [0, 1]],
    [['TİTLE', 'İÇERİK'], [0, 1]],
    [['标题', '正文'], [0, 1]],
    [['Заголовок', 'ТЕКСТ'], [0, 1]],
    [['text_en', 'title_en'], [1, 0]],
    [['__proto__', 'constructor', 'title', 'text'], [2, 3]],
    [['text', 'text (2)'], [null, 0]],
  ])('%j', (columns, expected) => {
    const rows = [columns.map(() => PROSE)];
    const mapping = proposeMapping(columns, rows);
    expect(mapping).toEqual(expected === null ? null : { title: expected[0], text: expected[1], hasHeader: true, ...(expected[2] === undefined ? {} : { id: expected[2] }) });
  });

  it('does not trust a name against the contents', () => {
    expect(proposeMapping(['text', 'body'], [['12', PROSE], ['13', PROSE]])).toMatchObject({ text: 1 });
    expect(proposeMapping(['name', 'content type'], [['A', 'B'], ['C', 'D']])).toBeNull();
  });
});

describe('proposeMapping by contents', () => {
  it.each<[string, string[][], [number | null, number] | null]>([
    ['title and longer text, the reference layout', [['Aaron', 'Aaron is a prophet'], ['Pokémon', 'media franchise']], [0, 1]],
    ['the other way round', [[PROSE, 'Aaron'], [PROSE, 'Moses']], [1, 0]],
    ['three columns, one of prose', [['7', 'Aaron', PROSE], ['8', 'Moses', PROSE]], [1, 2]],
    ['one column', [[PROSE], ['short']], [null, 0]],
    ['numbers only', [['1', '2.5'], ['3', '4']], null],
    ['two columns of equal prose', [[PROSE, PROSE], [PROSE, PROSE]], null],
    ['short words only', [['a', 'b', 'c'], ['d', 'e', 'f']], null],
    ['a column of links', [['a', 'https://example.org/a-long-link-without-any-space-in-it'], ['b', 'https://example.org/another']], null],
  ])('%s', (_, rows, expected) => {
    const columns = columnNames(null, rows[0].length);
    const mapping = proposeMapping(columns, rows, false);
    expect(mapping).toEqual(expected === null ? null : { title: expected[0], text: expected[1], hasHeader: false });
  });

  it('asks when a table has a title but no text', () => {
    expect(proposeMapping(['name', 'year'], [['A', '1999']])).toBeNull();
  });

  it('proposes nothing for nothing', () => {
    expect(proposeMapping([], [])).toBeNull();
  });
});

describe('looksLikeHeader', () => {
  it.each<[string[], string[][], boolean]>([
    [['title', 'text'], [], true],
    [['a', 'b'], [['1', 'x']], true],
    [['vendor', 'shortLine'], [['x', PROSE]], true],
    [['Aaron', PROSE], [['Moses', PROSE]], false],
    [['cat', 'animal'], [['rose', 'plant']], false],
    [['1', 'text'], [['2', PROSE]], false],
    [['', ''], [['a', 'b']], false],
  ])('%j over %j', (first, body, expected) => {
    expect(looksLikeHeader(first, body)).toBe(expected);
  });
});

describe('columnNames', () => {
  it('fills in missing names and tells repeated ones apart', () => {
    expect(columnNames(['text', '', 'text', 'text (2)'], 5)).toEqual(['text', 'Column 2', 'text (2)', 'text (2) (2)', 'Column 5']);
  });
});

describe('foldName', () => {
  it('is the same in every locale', () => {
    expect(foldName('TİTLE')).toBe('title');
    expect(foldName(' Short_Description ')).toBe('short description');
    expect(foldName('pageTitle')).toBe('page title');
  });
});
