/** The character map of golden/encoders/xlm-roberta, and damaged ones. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CharsMap } from './charsmap.ts';

const file = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../golden/encoders/xlm-roberta/tokenizer.json'), 'utf8')) as { normalizer: { precompiled_charsmap: string } };
const map = file.normalizer.precompiled_charsmap;

describe('CharsMap', () => {
  it.each([
    ['ﬁne', 'fine'],
    ['２０', '20'],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['A\u030angstro\u0308m', '\u00c5ngstro\u0308m'],
    ['a\u3000b', 'a b'],
    ['what no rule names: ３ 😀 \u0000 é', 'what no rule names: ３ 😀 \u0000 é'],
    ['', ''],
  ])('makes %j %j', (text, expected) => {
    expect(new CharsMap(map).normalize(text)).toBe(expected);
  });

  it.each([
    ['no base64', '***'],
    ['empty', ''],
    ['a size beyond its end', btoa('\xff\xff\xff\x7f1234')],
    ['a size that is no multiple of four', btoa('\x03\x00\x00\x00123')],
  ])('refuses %s', (_, damaged) => {
    expect(() => new CharsMap(damaged)).toThrow('precompiled_charsmap is no character map');
  });

  it('reads any trie without leaving it', () => {
    const bytes = Uint8Array.from({ length: 4 + 64 + 8 }, (_, i) => (i * 37 + 11) & 255);
    new DataView(bytes.buffer).setUint32(0, 64, true);
    const text = 'any text at all, é ﬁ 😀';
    expect(typeof new CharsMap(btoa(String.fromCharCode(...bytes))).normalize(text)).toBe('string');
  });
});
