/** JSON in its shapes: one value a line, lists of rows, SQuAD; what is broken costs one row. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposeMapping } from './columns.ts';
import { JsonLinesReader, jsonFormat } from './importJson.ts';
import { questionsTsv, readingQuestions } from './importSquad.ts';
import { finished } from './pace.ts';
import { readTable, sniffFile, type ReadTable } from './table.ts';
import type { ColumnMapping } from './types.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, mapping: ColumnMapping): Promise<ReadTable> => readTable(encode(text), mapping, 'x.jsonl', { chunkBytes: 7 });
const MAPPING: ColumnMapping = { title: 0, text: 1, hasHeader: false };
const contents = ({ passages }: ReadTable): string[][] => passages.map(({ title, text }) => [title, text]);

const SQUAD = JSON.stringify({
  version: 'v2.0',
  data: [
    {
      title: 'Owls',
      paragraphs: [
        {
          context: 'Owls hunt at night.\nThey see well.',
          qas: [
            { id: '1', question: 'When do owls\nhunt?', answers: [{ text: 'at night', answer_start: 10 }, { text: 'night', answer_start: 13 }, { text: 'at night', answer_start: 10 }], is_impossible: false },
            { id: '2', question: 'Do owls bark?', answers: [], is_impossible: true },
          ],
        },
        { context: 'A second paragraph.', qas: [] },
        { qas: [] },
      ],
    },
  ],
});

describe('jsonFormat', () => {
  it.each<[string, string, 'lines' | 'document' | null]>([
    ['objects a line', '{"a": 1}\n{"a": 2}\n', 'lines'],
    ['one object', '{"a": "x"}', 'lines'],
    ['arrays a line', '["a", "b"]\n["c", "d"]', 'lines'],
    ['a broken first line', '{"a": 1,}\n{"a": 2}\n', 'lines'],
    ['a list of objects', '[{"a": 1}, {"a": 2}]', 'document'],
    ['a list over lines', '[\n  {"a": 1},\n  {"a": 2}\n]', 'document'],
    ['a list of texts', '["a", "b"]', 'document'],
    ['a list of texts over lines', '[\n"a",\n"b"\n]', 'document'],
    ['an object over lines', '{\n  "data": []\n}', 'document'],
    ['SQuAD in one line', SQUAD, 'document'],
    ['SQuAD cut by the sample', SQUAD.slice(0, 40), 'document'],
    ['a table with braces', '{a},b\n{c},d\n', null],
    ['a table with brackets', '[1] note,text\n[2] other,text\n', null],
    ['prose', 'Title,Text\n', null],
    ['an empty list', '[]', null],
  ])('%s', (_, text, expected) => expect(jsonFormat(text)).toBe(expected));
});

describe('JSONL', () => {
  it('has a column for each name, whatever the order, and takes no row for a header', async () => {
    const text = '{"title": "A", "text": "a", "n": 1}\r\n{"text": "b", "extra": [1, {"x": null}], "title": "B"}\n';
    const sniffed = sniffFile(encode(text), 'x.csv');
    expect(sniffed).toMatchObject({ format: 'jsonl', columns: ['title', 'text', 'n', 'extra'], hasHeader: false, namedCells: true });
    expect(sniffed.rows).toEqual([['A', 'a', '1', ''], ['B', 'b', '', '[1,{"x":null}]']]);
    expect(contents(await read(text, { ...MAPPING, hasHeader: true }))).toEqual([['A', 'a'], ['B', 'b']]);
  });

  it('joins lists of plain values and knows foreign names', async () => {
    const text = '{"__proto__": "p", "constructor": ["x", null, 2], "toString": true}\n';
    expect(sniffFile(encode(text), 'x').columns).toEqual(['__proto__', 'constructor', 'toString']);
    expect(contents(await read(text, { title: 0, text: 1, hasHeader: false }))).toEqual([['p', 'x\n\n2']]);
  });

  it('reads arrays as rows, the first as a header where it looks like one', async () => {
    const text = '["title", "text"]\n["A", "some text here"]\n["B"]\n';
    const { columns, hasHeader, rows } = sniffFile(encode(text), 'x');
    expect(proposeMapping(columns, rows, hasHeader)).toEqual({ title: 0, text: 1, hasHeader: true });
    const table = await read(text, { ...MAPPING, hasHeader: true });
    expect(contents(table)).toEqual([['A', 'some text here']]);
    expect(table.rejected).toEqual([{ row: 3, reason: 'only 1 of 2 cells: the text column is missing', excerpt: 'B' }]);
  });

  it('accounts for lines that are broken, blank, of another kind, or hold half a character', async () => {
    const table = await read('{"title": "A", "text": "a"}\n{"title": "B", \n\n["x"]\n{"other": 1}\n{"title": "C", "text": "\\ud800"}\n{"title": "D", "text": "d"}', MAPPING);
    expect(contents(table)).toEqual([['A', 'a'], ['D', 'd']]);
    expect(table.nRows).toBe(7);
    // The sample shows a fourth name, so that row is one without text rather than one of another kind.
    expect(table.rejected.map(({ row, reason }) => [row, reason])).toEqual([
      [2, 'line 2: not valid JSON'],
      [3, 'blank row'],
      [4, 'line 4: not an object, as the other rows are'],
      [5, 'the text column is empty'],
      [6, 'holds half of a character (a lone surrogate)'],
    ]);
  });

  it('gives back every value however its text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\r', '\u2028', 'é', '😀', '{', ']'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n', '\r'), fc.integer({ min: 1, max: 9 }), (rows, eol, size) => {
        const text = rows.map(([a, b]) => JSON.stringify({ a, b })).join(eol);
        const reader = new JsonLinesReader({ kind: 'objects', keys: ['b', 'a'] });
        const parts = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        const records = [...parts.flatMap((part) => finished(reader.pushing(part))), ...finished(reader.finishing())];
        expect(records.map(({ fields, line }) => [line, ...fields])).toEqual(rows.map(([a, b], i) => [i + 1, b, a]));
      }),
    );
  });
});

describe('JSON documents', () => {
  it.each([
    ['a list of objects', '[{"title": "A", "text": "a"}, {"title": "B", "text": "b"}, 7]'],
    ['a list inside an object', '{"meta": {"n": 2}, "rows": [{"title": "A", "text": "a"}, {"title": "B", "text": "b"}, [7]]}'],
    ['a list of lists', '[["A", "a"],\n["B", "b"],\n{"c": 7}]'],
  ])('%s', async (_, text) => {
    const table = await read(text, MAPPING);
    expect(contents(table)).toEqual([['A', 'a'], ['B', 'b']]);
    expect(table).toMatchObject({ nRows: 3, accepted: 2, rejected: [{ row: 3 }] });
  });

  it('a list of texts is one column', async () => {
    expect(contents(await read('["one text", "two texts"]', { title: null, text: 0, hasHeader: false }))).toEqual([['', 'one text'], ['', 'two texts']]);
  });

  it('SQuAD gives its paragraphs, and its answerable questions as an evaluation set', async () => {
    const { format, columns, rows, hasHeader, namedCells } = sniffFile(encode(SQUAD), 'dev.json');
    expect({ format, columns, mapping: proposeMapping(columns, rows, hasHeader || namedCells) }).toEqual({ format: 'squad', columns: ['title', 'context'], mapping: { title: 0, text: 1, hasHeader: true } });
    const table = await read(SQUAD, MAPPING);
    expect(contents(table)).toEqual([['Owls', 'Owls hunt at night.\nThey see well.'], ['Owls', 'A second paragraph.']]);
    expect(table.rejected).toEqual([{ row: 3, reason: 'a paragraph without a context', excerpt: '' }]);
    expect(questionsTsv(finished(readingQuestions(encode(SQUAD), 'dev.json')))).toBe('When do owls hunt?\t["at night","night"]\n');
  });

  it('a first line longer than any sample is still one of many', async () => {
    const line = (text: string): string => JSON.stringify({ title: 'A', text });
    const table = await readTable(encode(`${line('long '.repeat(100_000))}\n${line('short')}\n`), MAPPING, 'x.jsonl');
    expect(table).toMatchObject({ nRows: 2, accepted: 2 });
    expect(table.passages).toHaveLength(1001);
  });
});

it('any JSON whatever is read or refused in words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.json(), fc.constantFrom('', '\n', ','), async (a, b, joint) => {
      try {
        const bytes = encode(joint === ',' ? `[${a},${b}]` : `${a}${joint}${b}`);
        const { columns } = sniffFile(bytes, 'x.json');
        const table = await readTable(bytes, { title: null, text: columns.length - 1, hasHeader: false }, 'x.json');
        expect(table.accepted + table.rejected.length).toBe(table.nRows);
      } catch (error) {
        expect(error).toMatchObject({ name: 'UserError', hint: expect.stringMatching(/./) });
      }
    }),
    { numRuns: 200 },
  );
});
