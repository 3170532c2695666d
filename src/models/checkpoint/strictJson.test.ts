import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNumber, parseStrictJson, type StrictJson } from './strictJson.ts';

function plain(value: StrictJson): unknown {
  if (value instanceof JsonNumber) return Number(value.source);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('parseStrictJson', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(plain(parseStrictJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts nothing that JSON.parse refuses', () => {
    const alphabet = fc.constantFrom('{', '}', '[', ']', '"', 'a', ':', ',', '1', '-', '.', 'e', 'true', 'null', ' ', '\\', '\\u00e9');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let accepted = true;
        try {
          parseStrictJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
          accepted = false;
        }
        if (accepted) expect(() => JSON.parse(text) as unknown).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{"a":1,"a":1}', 'occurs twice'],
    ['{"\\u0061":1,"a":1}', 'occurs twice'],
    ['"\\ud800"', 'surrogate'],
    ['['.repeat(5000), 'nested deeper'],
    ['{} x', 'more text'],
    ['01', 'more text'],
  ])('refuses %s', (text, message) => {
    expect(() => parseStrictJson(text)).toThrow(message);
  });

  it('keeps __proto__ an ordinary key and tells 8 from 8.0', () => {
    const value = parseStrictJson('{"__proto__":8,"f":8.0,"big":9007199254740993,"neg":-1}');
    const index = (key: string): number | null => ((value as Map<string, StrictJson>).get(key) as JsonNumber).toIndex();
    expect(['__proto__', 'f', 'big', 'neg'].map(index)).toEqual([8, null, null, null]);
  });
});
