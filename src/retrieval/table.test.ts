/** Whole tables: every row is accounted for, no file of the torture suites escapes as anything but a UserError. */
import fc from 'fast-check';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TablePreview } from '../app/protocol.ts';
import { UserError } from '../errors.ts';
import { parseRecords } from './records.ts';
import { previewTable, readTable, sniffFile } from './table.ts';
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
      { row: 2, reason: 'only 1 of 2 cells: the text column is missing' },
      { row: 3, reason: expect.stringContaining('4 cells where the table has 2 columns') },
      { row: 4, reason: 'blank row' },
      { row: 5, reason: 'blank row' },
      { row: 6, reason: 'blank row' },
      { row: 8, reason: 'the text column is empty' },
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
    expect(table.rejected).toEqual([{ row: 3, reason: expect.stringContaining('not valid in the file’s encoding') }]);
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
      { numRuns: 60 },
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
    ['json', '[{"title": "a"}]', /JSON/],
    ['jsonl', '{"title": "a"}\n{"title": "b"}\n', /JSON/],
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

describe('previewTable', () => {
  it('has the shape that the page expects, and no prototype to pollute', () => {
    const preview: TablePreview = previewTable({ name: 'p.csv', bytes: encode('__proto__,constructor,title,text\nx,y,A,b\n').slice().buffer });
    expect(preview).toEqual({
      fileName: 'p.csv',
      encoding: 'UTF-8',
      delimiter: ',',
      columns: ['__proto__', 'constructor', 'title', 'text'],
      rows: [['x', 'y', 'A', 'b']],
      mapping: { title: 2, text: 3, hasHeader: true },
    });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
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
    const preview = previewTable({ name: basename(path), bytes });
    return await readTable(bytes, preview.mapping ?? { title: null, text: preview.columns.length - 1, hasHeader: false }, basename(path));
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

  it.each<[string, string[][] | RegExp, number]>([
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
    const table = await readTable(encode(csv), MAPPING, 'blns.csv', { maxWords: 1e6, chunkBytes: 1000 });
    const damaged = strings.filter((text) => text.includes('\0')).length;
    expect(table.accepted).toBe(strings.length - damaged);
    expect(table.passages[5].text).toBe(strings[5].trim());
  });
});
