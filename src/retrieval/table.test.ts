/** Whole tables: every row is accounted for, no file of the torture suites escapes as anything but a UserError. */
import fc from 'fast-check';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { proposeMapping } from './columns.ts';
import { decodeChunks } from './encoding.ts';
import { JsonLinesReader } from './importJson.ts';
import { finished } from './pace.ts';
import { RecordReader, parseRecords } from './records.ts';
import { splitterOf } from './split.ts';
import { readTable, sniffFile, streamTable } from './table.ts';
import type { SniffedFile } from './sniff.ts';
import type { ReadTable } from './table.ts';
import type { ColumnMapping } from './types.ts';

const MAPPING: ColumnMapping = { title: 0, text: 1, hasHeader: true };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string, mapping = MAPPING, name = 'table.csv'): Promise<ReadTable> {
  return readTable(encode(text), mapping, name);
}

const contents = ({ passages }: ReadTable): string[][] => passages.map(({ title, text }) => [title, text]);

describe('readTable', () => {
  it('repeats title and row on each passage of a long text and numbers passages throughout', async () => {
    const words = Array.from({ length: 150 }, (_, i) => `w${i}`).join(' ');
    const table = await read(`title,text\nA,${words}\nB,short\n`);
    expect(table.passages.map(({ id, title, row }) => [id, title, row])).toEqual([[0, 'A', 2], [1, 'A', 2], [2, 'B', 3]]);
    expect(table.passages[1].text.split(' ')).toHaveLength(50);
  });

  it('lists blank, short, long and empty rows with their row and a reason', async () => {
    const table = await read('title,text\nA\nB,b,extra,extra2\n,,\n\n   \nC,c\nD,\n');
    expect(contents(table)).toEqual([['C', 'c']]);
    expect(table.rejected).toEqual([
      { row: 2, reason: 'only 1 of 2 cells: the text column is missing', excerpt: 'A' },
      { row: 3, reason: expect.stringContaining('4 cells where the table has 2 columns'), excerpt: 'B | b | extra | extra2' },
      { row: 4, reason: 'blank row', excerpt: ' |  | ' },
      { row: 5, reason: 'blank row', excerpt: '' },
      { row: 6, reason: 'blank row', excerpt: '   ' },
      { row: 8, reason: 'the text column is empty', excerpt: 'D | ' },
    ]);
    expect(table.nRows).toBe(7);
  });

  it('takes an absent title for an empty one', async () => {
    expect(contents(await read('title,text\n,t\n'))).toEqual([['', 't']]);
    expect(contents(await read('title,text\nA,t\n', { ...MAPPING, title: null }))).toEqual([['', 't']]);
    expect(contents(await read('text,title\nt\n', { title: 1, text: 0, hasHeader: true }))).toEqual([['', 't']]);
  });

  it('says what it did to a file that is not plain UTF-8 or repeats itself', async () => {
    const table = await readTable(Uint8Array.of(...encode('title,text\nCaf'), 0xe9, ...encode(',x\nB,y\nB,y\n')), MAPPING, 'latin.csv');
    expect(contents(table)[0]).toEqual(['Café', 'x']);
    expect(table.encoding).toBe('Windows-1252');
    expect(table.warnings).toEqual([expect.stringContaining('Not UTF-8'), '1 row repeats an earlier title and text; all were kept.']);
  });

  it('rejects rows with damaged characters and keeps the others', async () => {
    const table = await readTable(Uint8Array.of(...encode('title,text\né,é\nB,x'), 0xff, ...encode('\nC,c\n')), MAPPING, 'damaged.csv');
    expect(contents(table)).toEqual([['é', 'é'], ['C', 'c']]);
    expect(table.rejected).toEqual([{ row: 3, reason: expect.stringContaining('not valid in the file’s encoding'), excerpt: 'B | x\ufffd' }]);
  });

  it('refuses a header without rows and a mapping that does not fit', async () => {
    await expect(read('title,text\n')).rejects.toThrow('has a header but no rows below it');
    await expect(read('title,text\na,b\n', { ...MAPPING, text: 2 })).rejects.toMatchObject({ kind: 'bad-input', hint: 'Choose one of: title, text.' });
    await expect(read('title,text\na,b\n', { ...MAPPING, title: -1 })).rejects.toThrow(UserError);
  });

  it('reports progress to the end, lets other work run, and stops when aborted', async () => {
    const bytes = encode(`title,text\n${'A,some text\n'.repeat(5000)}`);
    const seen: number[] = [];
    const control = new AbortController();
    const whole = await readTable(bytes, MAPPING, 'big.csv', { chunkBytes: 8192, onProgress: (done, total) => seen.push(done / total) });
    expect(whole.accepted).toBe(5000);
    expect(seen[seen.length - 1]).toBe(1);
    expect(seen.length).toBeGreaterThan(5);
    const reading = readTable(bytes, MAPPING, 'big.csv', { chunkBytes: 8192, signal: control.signal });
    setTimeout(() => control.abort(), 0);
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('gives the same table whatever the chunk size, quotes, newlines and emoji included', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '日本', '😀', '👩‍👩‍👧'), maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (rows, chunkBytes) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const bytes = encode(`title,text\n${rows.map((row) => row.map(quote).join(',')).join('\n')}\n`);
        const table = await readTable(bytes, MAPPING, 'x.csv', { chunkBytes });
        expect(table).toEqual(await readTable(bytes, MAPPING, 'x.csv'));
        expect(table.nRows).toBe(rows.length);
        expect(table.accepted + table.rejected.length).toBe(rows.length);
        expect(table.accepted).toBe(rows.filter(([, text]) => text.trim() !== '').length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('sniffFile', () => {
  it.each<[string, number[] | string, RegExp]>([
    ['xlsx', 'PK\x03\x04....[Content_Types].xml....xl/workbook.xml', /Excel workbook/],
    ['docx', 'PK\x03\x04....word/document.xml', /Word document/],
    ['zip', 'PK\x03\x04....readme', /ZIP archive/],
    ['pdf', '%PDF-1.7\n', /PDF/],
    ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], /PNG/],
    ['jpeg', [0xff, 0xd8, 0xff, 0xe0], /JPEG/],
    ['gif', 'GIF89a....', /GIF/],
    ['gzip', [0x1f, 0x8b, 8, 0], /gzip/],
    ['html', '\ufeff <!-- x --> <!DOCTYPE html><p>', /HTML/],
    ['xml', '<?xml version="1.0"?><a/>', /XML/],
    ['svg', '<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="a"/>', /SVG/],
    ['bmp', 'BM\x10\x00\x00\x00\x00\x00\x00\x00\x36', /BMP/],
    ['heic', '\x00\x00\x00\x18ftypheic', /HEIC/],
    ['tar', `${'a'.repeat(257)}ustar`, /tar archive/],
    ['a program', [0x4d, 0x5a, 0x90, 0, 3], /Windows program/],
    ['damaged json', '[{"title": "a"}, {"ti', /begins like JSON/],
    ['json without rows', '{"title": "a",\n"text": 5\n}', /without a list of rows/],
    ['nothing', '', /is empty/],
    ['mark only', '\ufeff', /is empty/],
    ['blank lines', '\n \r\n\t\n', /only blank lines/],
    ['zeros', new Array<number>(100).fill(0), /binary/],
  ])('refuses %s by content and says what to do', (_, content, expected) => {
    const bytes = typeof content === 'string' ? encode(content) : Uint8Array.from(content);
    let thrown: unknown;
    try {
      sniffFile(bytes, 'renamed.csv');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UserError);
    expect((thrown as UserError).message).toMatch(expected);
    expect((thrown as UserError).message).toContain('"renamed.csv"');
    expect((thrown as UserError).hint).not.toBe('');
  });

  it.each([
    ['title;text\nA;1,5 % of 3\n', ';'],
    ['A;1,5\nB;2,5\n', ';'],
    ['title|text\nA|one, two\n', '|'],
    ['Aaron\ta, b and c\nMoses\td; e\n', '\t'],
    ['A,foo; bar\nB,baz; qux\n', ','],
    ['sep=|\r\ntitle|text\r\nA,B|c\r\n', '|'],
    ['text\none line of prose\nand another\n', ','],
  ])('finds the delimiter of %j', (text, delimiter) => {
    expect(sniffFile(encode(text), 'x').delimiter).toBe(delimiter);
  });

  it('does not take prose with commas for a table of many columns', () => {
    const text = 'text\nWell, this is prose, plainly.\nSo is this, too\nNo comma here\n';
    expect(sniffFile(encode(text), 'x.csv').columns).toEqual(['text']);
  });
});

/** Small files in which every byte matters to its neighbour. */
const NASTY: readonly (readonly [name: string, bytes: Uint8Array])[] = (() => {
  const utf16 = (text: string, swap: boolean): Uint8Array => {
    const bytes = Buffer.from(text, 'utf16le');
    return new Uint8Array(swap ? bytes.swap16() : bytes);
  };
  const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
  return [
    ['line ends of three kinds, one in quotes', encode('a,b\r\nc,"d\r\ne\rf"\rg,h\n\n')],
    ['doubled quotes', encode('t,"a ""b"""\nu,""""\nv,""\n')],
    ['characters of two to four bytes', encode('\ufeffé,日本\n😀,👩‍👧\n')],
    ['a mark inside', encode('a,\ufeffb\nc,d\ufeff')],
    ['an unclosed quote', encode('a,"b\nc,d\ne,"f')],
    ['a stray quote', encode('a,"b" c\nd,"e"\nf,5" g\n')],
    ['no end of line at the end', encode('a,b\r\nc,d\r')],
    ['damaged UTF-8', Uint8Array.of(...encode('é,日本\n'), 0xe6, 0x97, ...encode(',x\ny,'), 0xf0, 0x9f)],
    ['UTF-16LE with mark', utf16('\ufeffa,é\n"😀\r\n",日\n', false)],
    ['UTF-16BE without mark', utf16('title,text\na,"b\r"\r\n', true)],
    ['Windows-1252', latin1('caf\xe9,na\xefve \x93x\x94\r\n\xe9t\xe9,"\xe0\n"\n')],
    ['Shift_JIS', Uint8Array.of(0x93, 0xfa, 0x96, 0x7b, 0x2c, 0x8c, 0xea, 0x83, 0x5c, 0x0d, 0x0a, 0x22, 0x83, 0x7c, 0x22, 0x2c, 0x61)],
    ['JSONL', encode('{"a":"é\\n","b":"日"}\r\n{"a":1,\n\n{"b":"😀"}')],
  ];
})();

describe('every cut of a nasty file', () => {
  const reading = (bytes: Uint8Array, { encoding, delimiter, escape, nColumns, json }: SniffedFile, cuts: readonly number[]): unknown => {
    const reader = json === null ? new RecordReader(delimiter, nColumns, escape) : new JsonLinesReader(json);
    const edges = [0, ...cuts, bytes.length];
    const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
    return [...[...decodeChunks(chunks, encoding.name)].flatMap((text) => finished(reader.pushing(text))), ...finished(reader.finishing())];
  };

  it.each(NASTY)('%s: in two, in three and byte by byte, the rows are the same', (_, bytes) => {
    const sniffed = sniffFile(bytes, 'x.csv');
    const whole = reading(bytes, sniffed, []);
    const every = Array.from({ length: bytes.length - 1 }, (_cut, i) => i + 1);
    expect(reading(bytes, sniffed, every)).toEqual(whole);
    const different: number[][] = [];
    for (const first of every) {
      for (const second of [bytes.length, ...every.filter((cut) => cut > first)]) {
        const cuts = second === bytes.length ? [first] : [first, second];
        if (JSON.stringify(reading(bytes, sniffed, cuts)) !== JSON.stringify(whole)) different.push(cuts);
      }
    }
    expect(different).toEqual([]);
  });
});

describe('any bytes at all', () => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: fc.constantFrom('a', 'b', ',', ';', '\t', '|', '"', '\n', '\r', '\\', ' ', '\0', 'é', '{', '[', ':', '\ufeff'), maxLength: 120 }).map(encode),
  );

  it('are read with every row accounted for, or refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.constantFrom(undefined, 'shift_jis' as const, 'utf-16le' as const, 'gb18030' as const), fc.constantFrom(undefined, ',' as const, '\t' as const), fc.boolean(), async (bytes, encoding, delimiter, hasHeader) => {
        try {
          const { columns } = sniffFile(bytes, 'fuzz.csv', { encoding, delimiter });
          const table = await readTable(bytes, { title: columns.length > 1 ? 0 : null, text: columns.length - 1, hasHeader }, 'fuzz.csv', { encoding, delimiter });
          expect(table.accepted + table.rejected.length).toBe(table.nRows);
          expect(table.nRejected).toBe(table.rejected.length);
          expect(new Set(table.passages.map(({ row }) => row)).size).toBe(table.accepted);
          expect(table.passages.map(({ id }) => id)).toEqual(table.passages.map((_, i) => i));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(error.hint).not.toBe('');
        }
      }),
      { numRuns: 250 },
    );
  });

  it('a table written by the book comes back, whatever is in its cells', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '|', '\n', '\r', ' ', 'é', '日', '😀', '=', '\\', "'"), maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n', '\r'), async (rows, delimiter, eol) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const bytes = encode([['key', 'title', 'text'], ...rows].map((row) => row.map(quote).join(delimiter) + eol).join(''));
        const table = await readTable(bytes, { title: 1, text: 2, id: 0, hasHeader: true }, 'x.csv', { delimiter: delimiter as ',', split: (text) => [text] });
        const kept = rows.filter(([, , text]) => text.trim() !== '');
        expect(table.passages.map(({ key = '', title, text }) => [key, title, text])).toEqual(kept.map(([key, title, text]) => [key.trim(), title, text]));
        expect(table.rejected).toHaveLength(rows.length - kept.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('streamTable', () => {
  it('hands over passages and rejected rows in order, then the verdict; batch by batch within one giant cell', async () => {
    const bytes = encode(`title,text\nA,${'w '.repeat(60_000)}\n,\nB,b\n`);
    const stream = streamTable(bytes, MAPPING, 'x.csv', { split: splitterOf({ unit: 'words', size: 5, overlap: 0 }, null), firstId: 100 });
    const batches = [];
    let next = await stream.next();
    for (; !next.done; next = await stream.next()) batches.push(next.value);
    expect(batches.length).toBeGreaterThan(2);
    const passages = batches.flatMap((batch) => batch.passages);
    expect(passages.map(({ id }) => id)).toEqual(passages.map((_, i) => 100 + i));
    expect(batches.flatMap(({ rejected }) => rejected)).toMatchObject([{ row: 3 }]);
    expect(next.value).toMatchObject({ nRows: 3, accepted: 2, nRejected: 1, nPassages: passages.length });
  });

  it('can be cancelled within a giant cell', async () => {
    const controller = new AbortController();
    const stream = streamTable(encode(`title,text\nA,${'w '.repeat(60_000)}\n`), MAPPING, 'x.csv', { signal: controller.signal, split: splitterOf({ unit: 'words', size: 5, overlap: 0 }, null) });
    expect((await stream.next()).done).toBe(false);
    controller.abort();
    await expect(stream.next()).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('reads the beginning only when told, and then no record that is cut', async () => {
    const bytes = encode(`title,text\n${'A,"some\ntext"\n'.repeat(1000)}`);
    const stream = streamTable(bytes, MAPPING, 'x.csv', { chunkBytes: 100, maxBytes: 1000 });
    let bytesDone = 0;
    let next = await stream.next();
    for (; !next.done; next = await stream.next()) ({ bytesDone } = next.value);
    expect(bytesDone).toBe(1000);
    expect(next.value).toMatchObject({ nRejected: 0, nRows: next.value.accepted });
    expect(next.value.nRows).toBeGreaterThan(50);
  });
});

describe('columns of other roles', () => {
  it('texts are joined, id and metadata go with every passage, and a foreign name is only a name', async () => {
    const text = `__proto__,title,a,b,note\nx1,T,${'w '.repeat(120)},second,n\n,U,,only b,\n,V,,,n\n`;
    const table = await readTable(encode(text), { title: 1, text: 2, moreText: [3], id: 0, metadata: [4, 0], hasHeader: true }, 'x.csv');
    expect(table.passages.map(({ title, text: passage, key, metadata }) => [title, passage.slice(-8), key, metadata])).toEqual([
      ['T', 'w w w w', 'x1', [['note', 'n'], ['__proto__', 'x1']]].map((value) => (value === 'w w w w' ? expect.stringMatching(/w$/) : value)),
      ['T', expect.stringMatching(/\nsecond$/), 'x1', [['note', 'n'], ['__proto__', 'x1']]],
      ['U', 'only b', undefined, undefined],
    ]);
    expect(table.rejected).toMatchObject([{ row: 4, reason: 'the text columns are empty' }]);
  });
});

describe('a chosen encoding or delimiter', () => {
  it('is believed against what was found', async () => {
    const bytes = Uint8Array.of(...encode('title;text\nA;'), 0xe0, 0xe1, ...encode('\n'));
    const mapping = { title: 0, text: 1, hasHeader: true };
    expect(contents(await readTable(bytes, mapping, 'x.csv', { encoding: 'windows-1251' }))).toEqual([['A', 'аб']]);
    expect(sniffFile(bytes, 'x.csv', { delimiter: ',' }).nColumns).toBe(1);
    expect(sniffFile(bytes, 'x.csv', { encoding: 'utf-8' }).encoding).toMatchObject({ damaged: true, label: 'UTF-8, as chosen, with invalid bytes' });
  });

  it('a delimiter makes a table of JSON', () => {
    expect(sniffFile(encode('{"a": 1}\n{"a": 2}\n'), 'x.csv', { delimiter: ',' })).toMatchObject({ format: 'table', nColumns: 1 });
  });
});

const torture = resolve(process.env['RAGSCOPE_SHARED'] ?? '../shared', 'torture');
const here = existsSync(torture);

function filesUnder(folder: string): string[] {
  if (!here) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesUnder(path);
    return /licen[cs]e|\.json$/i.test(name) ? [] : [path];
  });
}

/** The file's table under the proposed mapping, or its last column as text; the UserError where it is refused. */
async function attempt(path: string): Promise<ReadTable | UserError> {
  const bytes = new Uint8Array(readFileSync(path));
  try {
    const { columns, rows, hasHeader } = sniffFile(bytes, basename(path));
    return await readTable(bytes, proposeMapping(columns, rows, hasHeader) ?? { title: null, text: columns.length - 1, hasHeader: false }, basename(path));
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

describe.skipIf(!here)('torture suites (RAGSCOPE_SHARED)', () => {
  it.each(['csv-spectrum', 'papaparse', 'duckdb', 'generated-csv', 'csv-injection', 'blns'])(
    '%s: nothing but UserErrors is thrown and every row is accounted for',
    async (suite) => {
      const files = filesUnder(join(torture, suite));
      expect(files.length).toBeGreaterThan(0);
      for (const path of files) {
        const outcome = await attempt(path);
        if (outcome instanceof UserError) {
          expect(outcome.hint, path).not.toBe('');
        } else {
          expect(outcome.accepted + outcome.rejected.length, path).toBe(outcome.nRows);
          expect(outcome.rejected.every(({ row, reason }) => row > 0 && reason !== ''), path).toBe(true);
          expect(new Set(outcome.passages.map(({ row }) => row)).size, path).toBe(outcome.accepted);
        }
      }
    },
    120_000,
  );

  it('csv-spectrum: every cell is as the expected JSON says', () => {
    const folder = join(torture, 'csv-spectrum');
    const lf = (rows: unknown): unknown => JSON.parse(JSON.stringify(rows).replaceAll('\\r\\n', '\\n'));
    for (const name of readdirSync(join(folder, 'csvs'))) {
      const [header, ...rows] = parseRecords(readFileSync(join(folder, 'csvs', name), 'utf8'), ',', null).map(({ fields }) => fields);
      const found = rows.map((row) => Object.fromEntries(header.map((column, i) => [column, row[i]])));
      const wanted = JSON.parse(readFileSync(join(folder, 'json', name.replace(/csv$/, 'json')), 'utf8')) as object;
      // One expectation is a bare object whose phone number is not that of its table.
      const expected = Array.isArray(wanted) ? (wanted as object[]) : [{ ...wanted, 'Contact Phone Number': '2095257564' }];
      // The expected values were written with LF throughout; cells keep the line ends of their file.
      expect(lf(found), name).toEqual(lf(expected));
    }
  });

  it('csv-spectrum: the expected JSON says the same as the table when it is itself imported', async () => {
    const folder = join(torture, 'csv-spectrum', 'json');
    for (const name of readdirSync(folder)) {
      const wanted = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>[] | Record<string, string>;
      const rows = [wanted].flat();
      const columns = [...new Set(rows.flatMap(Object.keys))];
      for (const [form, text] of Object.entries({ document: JSON.stringify(rows, null, 1), lines: rows.map((row) => JSON.stringify(row)).join('\n') })) {
        const sniffed = sniffFile(encode(text), name);
        expect(sniffed.columns, `${name} as ${form}`).toEqual(columns);
        const table = await readTable(encode(text), { title: null, text: 0, moreText: columns.map((_, i) => i).slice(1), hasHeader: false }, name, { split: (whole) => [whole] });
        const filled = rows.map((row) => columns.map((column) => row[column] ?? '').filter((cell) => cell.trim() !== '').join('\n')).filter((row) => row !== '');
        expect(table.passages.map((passage) => passage.text), `${name} as ${form}`).toEqual(filled);
        expect(table.nRows).toBe(rows.length);
      }
    }
  });

  it('every file of every suite, read under other encodings, is accounted for or refused', async () => {
    for (const path of ['generated-csv', 'csv-injection', 'duckdb/encodings'].flatMap((suite) => filesUnder(join(torture, suite)))) {
      const bytes = new Uint8Array(readFileSync(path));
      for (const encoding of ['utf-8', 'utf-16le', 'shift_jis', 'gb18030'] as const) {
        try {
          const table = await readTable(bytes, { title: null, text: 0, hasHeader: false }, basename(path), { encoding });
          expect(table.accepted + table.nRejected, path).toBe(table.nRows);
        } catch (error) {
          expect(error, path).toBeInstanceOf(UserError);
        }
      }
    }
  }, 120_000);

  it.each<[string, string[][] | RegExp, number]>([
    ['shift-jis.csv', [['日本', expect.any(String) as unknown as string]], 0],
    ['utf8.csv', [['Àé日本😀', 'line 1\nline 2, with "quotes"'], ['B', 'plain']], 0],
    ['utf8-bom.csv', [['Àé日本😀', 'line 1\nline 2, with "quotes"'], ['B', 'plain']], 0],
    ['utf16le-bom.csv', [['Àé日本😀', 'line 1\nline 2, with "quotes"'], ['B', 'plain']], 0],
    ['utf16be-bom.csv', [['Àé日本😀', 'line 1\nline 2, with "quotes"'], ['B', 'plain']], 0],
    ['utf16le-nobom.csv', [['A', 'plain text']], 0],
    ['windows-1252.csv', [['Café', 'naïve “quoted”']], 0],
    ['cr-only.csv', [['A', 'b'], ['C', 'd']], 0],
    ['mixed-eol.csv', [['A', 'b'], ['C', 'd'], ['E', 'f']], 0],
    ['sep-line.csv', [['A', 'b']], 0],
    ['semicolon.csv', [['A', '1,5 % of 3']], 0],
    ['tab-no-header.csv', [['Aaron', 'Aaron is a prophet'], ['Pokémon', 'media franchise']], 0],
    ['proto-headers.csv', [['A', 'b']], 0],
    ['dup-headers.csv', [['A', 'b']], 0],
    ['dup-ids.csv', [['A', 'a'], ['B', 'b'], ['C', 'c'], ['C', 'c']], 0],
    ['unclosed-quote.csv', [['B', 'b'], ['C', 'c']], 1],
    ['quote-in-middle.csv', [['A', '5" disk']], 1],
    ['ragged.csv', [['C', 'c']], 5],
    ['nul-bytes.csv', [], 1],
    ['overlong-and-surrogate-utf8.csv', [], 2],
    ['truncated-utf8-at-eof.csv', [], 1],
    ['utf32le-bom.csv', /UTF-32/, 0],
    ['png-renamed.csv', /PNG/, 0],
    ['zip-renamed.csv', /ZIP archive or an Excel file/, 0],
    ['gzip-renamed.csv', /gzip/, 0],
    ['html-as-csv.csv', /HTML/, 0],
    ['header-only.csv', /no rows/, 0],
    ['empty.csv', /empty/, 0],
    ['bom-only.csv', /empty/, 0],
    ['blank-lines-only.csv', /blank lines/, 0],
  ])('generated-csv/%s', async (name, expected, nRejected) => {
    const outcome = await attempt(join(torture, 'generated-csv', name));
    if (expected instanceof RegExp) {
      expect(outcome).toBeInstanceOf(UserError);
      expect((outcome as UserError).message).toMatch(expected);
    } else {
      expect(outcome).not.toBeInstanceOf(UserError);
      expect(contents(outcome as ReadTable)).toEqual(expected);
      expect((outcome as ReadTable).rejected).toHaveLength(nRejected);
    }
  });

  it('naughty strings come back verbatim through a quoted table', async () => {
    const strings = (JSON.parse(readFileSync(join(torture, 'blns', 'blns.json'), 'utf8')) as string[]).filter((text) => text.trim() !== '');
    const csv = `title,text\n${strings.map((text, i) => `${i},"${text.replaceAll('"', '""')}"`).join('\n')}\n`;
    const table = await readTable(encode(csv), MAPPING, 'blns.csv', { split: (text) => [text.trim()], chunkBytes: 1000 });
    const damaged = strings.filter((text) => text.includes('\0')).length;
    expect(table.accepted).toBe(strings.length - damaged);
    expect(table.passages[5].text).toBe(strings[5].trim());
  });
});
