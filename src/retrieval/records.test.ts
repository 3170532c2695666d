/** Records survive any cut into chunks, any line end and any cell; a broken quote costs one record. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, decodeChunks, detectEncoding } from './encoding.ts';
import type { EncodingName } from './encoding.ts';
import { finished } from './pace.ts';
import { MAX_RECORD_CHARS, RecordReader, parseRecords } from './records.ts';
import type { Delimiter, QuoteEscape } from './records.ts';

const fieldsOf = (text: string, delimiter: Delimiter = ',', nColumns: number | null = null): (readonly string[] | null)[] =>
  parseRecords(text, delimiter, nColumns).map(({ fields, broken }) => (broken === null ? fields : null));

/** Cuts at positions drawn from fractions in [0, 1). */
function cut<T extends { length: number; slice(a: number, b?: number): T }>(whole: T, fractions: readonly number[]): T[] {
  const at = [0, ...fractions.map((x) => Math.floor(x * whole.length)).sort((a, b) => a - b), whole.length];
  return at.slice(1).map((end, i) => whole.slice(at[i], end));
}

const fractions = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 12 });
const hostileCell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', 'é', '日', '😀', '\ufeff', '\u2028', '\\'), maxLength: 12 });

describe('RecordReader', () => {
  it('gives back every cell that was written with quotes, whatever the line ends and the cuts', () => {
    const table = fc.array(fc.array(hostileCell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.constantFrom<Delimiter>(',', '\t', ';', '|'), fractions, (rows, eol, delimiter, cuts) => {
        const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + eol).join('');
        const reader = new RecordReader(delimiter, 2);
        const records = [...cut(text, cuts).flatMap((part) => finished(reader.pushing(part))), ...finished(reader.finishing())];
        expect(records.map(({ fields }) => fields)).toEqual(rows);
        expect(records.every(({ broken }) => broken === null)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads broken text the same however it is cut, and loses no line of it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r', ' '), maxLength: 80 });
    fc.assert(
      fc.property(text, fractions, fc.constantFrom(null, 1, 2), (whole, cuts, nColumns) => {
        const reader = new RecordReader(',', nColumns);
        const records = [...cut(whole, cuts).flatMap((part) => finished(reader.pushing(part))), ...finished(reader.finishing())];
        expect(records).toEqual(parseRecords(whole, ',', nColumns));
        const nLines = whole === '' ? 0 : whole.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/).length;
        expect(records.length).toBeLessThanOrEqual(nLines);
        expect(records.length === 0).toBe(nLines === 0);
        // Starts of records, and the lines inside of them, cover the text from its first line.
        expect(records.every(({ line }, i) => (i === 0 ? line === 1 : line > records[i - 1].line) && line <= nLines)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads the same in slices of a few characters as in one go', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '""', '"a"', ',', ',"', '",', '\n', '\r', '\r\n', ' ', '\\"', '\\'), maxLength: 60 });
    fc.assert(
      fc.property(text, fractions, fc.constantFrom(null, 1, 2), fc.constantFrom<QuoteEscape>('"', '\\'), fc.integer({ min: 8, max: 20 }), (whole, cuts, nColumns, escape, slice) => {
        const reader = new RecordReader(',', nColumns, escape, MAX_RECORD_CHARS, slice);
        const records = [...cut(whole, cuts).flatMap((part) => finished(reader.pushing(part))), ...finished(reader.finishing())];
        expect(records).toEqual(parseRecords(whole, ',', nColumns, escape));
      }),
      { numRuns: 2000 },
    );
  });

  it('lets other work run within one record, however it is made', () => {
    const size = 4 << 20;
    for (const cell of ['a'.repeat(size), `"${'a'.repeat(size)}"`, `"${'""'.repeat(size / 2)}"`, 'a,'.repeat(size / 2), `"${'\n'.repeat(size)}"`, `"a" b${'"'.repeat(size)}`]) {
      const reader = new RecordReader(',', 2);
      let rests = 0;
      for (const steps of [reader.pushing(`${cell}\n`), reader.finishing()]) for (const _ of steps) rests++;
      expect(rests, cell.slice(0, 8)).toBeGreaterThan(1);
    }
  });

  it('mixes line ends and keeps those inside of quotes', () => {
    expect(fieldsOf('a,b\r\nc,d\re,f\n"x\r\ny","p\rq"\r\n')).toEqual([['a', 'b'], ['c', 'd'], ['e', 'f'], ['x\r\ny', 'p\rq']]);
  });

  it('rejects the line whose quote never closes, by number, and reads on', () => {
    const records = parseRecords('title,text\nA,"never closed\nB,b\nC,c\n', ',', 2);
    expect(records.map(({ fields }) => fields)).toEqual([['title', 'text'], [], ['B', 'b'], ['C', 'c']]);
    expect(records[1]).toMatchObject({ line: 2, broken: expect.stringMatching(/^line 2: a quotation mark/) });
  });

  it('resumes at the next sound line when a later quote seemed to close the cell', () => {
    expect(fieldsOf('A,"open\nB,"sound"\nC,c', ',', 2)).toEqual([null, ['B', 'sound'], ['C', 'c']]);
  });

  it('rejects a cell of several lines with a stray quote inside as one record', () => {
    const records = parseRecords('A,"one "two" three\nfour"\nB,b', ',', 2);
    expect(records.map(({ line, broken }) => [line, broken?.slice(0, 9)])).toEqual([[1, 'lines 1–2'], [3, undefined]]);
  });

  it('takes quotes in unquoted cells, and in tab-separated text, as they stand', () => {
    expect(fieldsOf('A,5" disk\n', ',', 2)).toEqual([['A', '5" disk']]);
    expect(fieldsOf('A\t"B" is a letter\nC\td\n', '\t', 2)).toEqual([['A', '"B" is a letter'], ['C', 'd']]);
  });

  it('reads backslash escapes when told to', () => {
    expect(parseRecords('"1","say \\"x\\", twice"\n', ',', 2, '\\')[0].fields).toEqual(['1', 'say "x", twice']);
  });

  const giant = (text: string, cuts: readonly number[] = []): unknown[] => {
    const reader = new RecordReader(',', 2, '"', 2000);
    return [...cut(text, cuts).flatMap((part) => finished(reader.pushing(part))), ...finished(reader.finishing())].map(({ fields, line, broken }) => broken ?? [line, ...fields.map((field) => field.slice(0, 10))]);
  };

  it('passes over a record that is too long, to its very end', () => {
    const prose = 'a line that, as prose does, has commas\nand one without any ""\n'.repeat(200);
    expect(giant(`A,"${prose}"\nB,b\n`)).toEqual(['lines 1–401: longer than 2000 characters', [402, 'B', 'b']]);
    expect(giant(`A,${'word '.repeat(1000)}\nB,b`)).toEqual(['line 1: longer than 2000 characters', [2, 'B', 'b']]);
    expect(giant(`A,"${prose}`)).toEqual(['lines 1–400: longer than 2000 characters']);
  });

  it('takes a quote for lost where rows of the table follow it', () => {
    const records = giant(`A,"lost\n${'B,some\n'.repeat(400)}`);
    expect(records).toHaveLength(401);
    expect(records[0]).toMatch(/^line 1: a quotation mark opens a cell/);
    expect(records[400]).toEqual([401, 'B', 'some']);
  });

  it('gives up a record whose fault lies behind the greatest length, whether or not the fault is read with it', () => {
    const text = `F,"g\nD,${'e'.repeat(2500)}\nH,"i" j\n`;
    const asOne = giant(text);
    expect(asOne).toEqual(['lines 1–3: longer than 2000 characters']);
    expect(giant(text, [0.7953100158982512])).toEqual(asOne);
  });

  it('gives up the same records however the text is cut', () => {
    const part = fc.constantFrom('A,b\n', `C,"${'x y, z\n'.repeat(350)}"\n`, `D,${'e'.repeat(2500)}\n`, 'F,"g\n', 'H,"i" j\n', `K,"${'""\n'.repeat(900)}"\n`);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')), fractions, (text, cuts) => {
        expect(giant(text, cuts)).toEqual(giant(text));
      }),
      { numRuns: 60 },
    );
  });

  it('stays fast on text where every line breaks, and stops trusting quotes', () => {
    const reader = new RecordReader(',', 2);
    const before = process.cpuUsage();
    const records = [...finished(reader.pushing('"a" b,c\n'.repeat(20_000))), ...finished(reader.finishing())];
    expect(records).toHaveLength(20_000);
    expect(reader.linesOnly).toBe(true);
    // CPU time, so that a busy machine does not fail it.
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(10);
  });
});

describe('decodeChunks', () => {
  const encoders: readonly { readonly name: EncodingName; readonly encode: (text: string) => Uint8Array }[] = [
    { name: 'utf-8', encode: (text) => new TextEncoder().encode(text) },
    { name: 'utf-16le', encode: (text) => new Uint8Array(Buffer.from(text, 'utf16le')) },
    { name: 'utf-16be', encode: (text) => new Uint8Array(Buffer.from(text, 'utf16le').swap16()) },
  ];

  it.each(encoders)('decodes $name the same however its bytes are cut, mark or none', ({ name, encode }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), fractions, (text, mark, cuts) => {
        fc.pre(!text.startsWith('\ufeff'));
        const bytes = encode((mark ? '\ufeff' : '') + text);
        expect([...decodeChunks(cut(bytes, cuts), name)].join('')).toBe(text);
        expect([...decodeChunks(chunksOf(bytes, 1), name)].join('')).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps a zero-width space inside the text', () => {
    expect([...decodeChunks(chunksOf(new TextEncoder().encode('a\ufeffb\ufeff'), 1), 'utf-8')].join('')).toBe('a\ufeffb\ufeff');
  });
});

describe('detectEncoding', () => {
  const bytes = (...parts: (string | number[])[]): Uint8Array =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));

  it.each([
    ['plain ASCII', bytes('a,b'), 'UTF-8'],
    ['a lone é at the end', bytes('t,caf', [0xe9]), 'Windows-1252'],
    ['curly quotes', bytes('don', [0x92], 't ', [0x93], 'x', [0x94]), 'Windows-1252'],
    ['a UTF-8 character cut by the end', bytes('t,caf', [0xc3]), 'UTF-8, with invalid bytes'],
    ['one bad byte among UTF-8', bytes('é é é ', [0xff], ' é'), 'UTF-8, with invalid bytes'],
    ['Japanese in Shift_JIS', bytes([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea], ',x'), 'Shift_JIS'],
    ['French with née', bytes('n', [0xe9], 'e, r', [0xe9], 'p', [0xe9], 't', [0xe9], 'e'), 'Windows-1252'],
  ])('%s', (_, data, label) => {
    expect(detectEncoding(data, 'x.csv').label).toBe(label);
  });

  it('refuses zeros and random bytes as binary', () => {
    expect(() => detectEncoding(new Uint8Array(64), 'zeros.csv')).toThrow('binary');
    expect(() => detectEncoding(bytes([0xff, 0x00, 0x81, 0xfe, 0x00, 0x03, 0x99]), 'noise.csv')).toThrow('binary');
  });
});
