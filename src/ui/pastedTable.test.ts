/** What a paste is taken for, and what is said where the clipboard gives nothing. */
import { describe, expect, it } from 'vitest';
import { clipboardTable, looksLikeTable } from './pastedTable.ts';

const holding = (text: string) => ({ readText: async () => text });

describe('looksLikeTable', () => {
  it('takes two lines or JSON for a table, and a word for none', () => {
    expect(['a,b\n1,2', '[{"a":1}]', ' {"a":1}'].map(looksLikeTable)).toEqual([true, true, true]);
    expect(['word', 'one line\n', '', '\n\n', '[note]'].map(looksLikeTable)).toEqual([false, false, false, false, false]);
  });
});

describe('clipboardTable', () => {
  it('names what it found by its form', async () => {
    for (const [text, name] of [['a\tb\n1\t2', 'pasted.tsv'], ['a,b\n1,2', 'pasted.csv'], ['[{"a":1}]', 'pasted.json']]) {
      const source = await clipboardTable(holding(text));
      if (typeof source === 'string') throw new Error(source);
      expect(source.name).toBe(name);
      expect(await ((await source.read()) as Blob).text()).toBe(text);
    }
  });

  it('says why there is no table', async () => {
    expect(await clipboardTable(undefined)).toMatch(/no way to read the clipboard/);
    expect(await clipboardTable({ readText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) })).toMatch(/did not allow/);
    expect(await clipboardTable(holding(' '))).toMatch(/holds no text/);
    expect(await clipboardTable(holding('word'))).toMatch(/holds no table/);
  });
});
