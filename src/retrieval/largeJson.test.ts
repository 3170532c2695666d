/** JSON in slices gives what JSON.parse gives, and refuses what it refuses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsingJson } from './largeJson.ts';
import { finished } from './pace.ts';

const inSlices = (text: string, sliceUnits: number): unknown => finished(parsingJson(text, sliceUnits));

function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return error instanceof SyntaxError ? 'refused' : error;
  }
}

describe('parsingJson', () => {
  it('gives any value back, whatever the slices and the blanks', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t\n\r '), fc.integer({ min: 1, max: 40 }), (value, blanks, sliceUnits) => {
        const text = JSON.stringify(value, null, blanks);
        expect(inSlices(text, sliceUnits)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads strings of escapes wherever they are cut', () => {
    const piece = fc.constantFrom('a', '\\"', '\\\\', '\\n', '\\u00e9', '\\ud83d\\ude00', '😀', '/');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (pieces, sliceUnits) => {
        const text = `["${pieces.join('')}",{"${pieces.join('')}":1}]`;
        expect(inSlices(text, sliceUnits)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const token = fc.constantFrom('[', ']', '{', '}', ',', ':', '"a"', '"b":', '1', '-', 'true', 'nul', ' ', '"', '\\', '\u0001');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 14 }).map((tokens) => tokens.join('')), fc.integer({ min: 1, max: 6 }), (text, sliceUnits) => {
        expect(outcome(() => inSlices(text, sliceUnits))).toEqual(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps names that objects trip over, and the last of a name that comes twice', () => {
    const text = '{"__proto__":{"x":1},"constructor":2,"a":[1,2,3,4],"a":5}';
    const value = inSlices(text, 4) as object;
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('lets other work run', () => {
    const rests = [...parsingJson(`[${'{"text":"word","n":1},'.repeat(50_000)}"${'x'.repeat(2 << 20)}"]`)].length;
    expect(rests).toBeGreaterThan(5);
  });
});
