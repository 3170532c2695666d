import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../checkpoint/source.ts';
import { byteLevelBpeFiles, wordPieceFiles, type TokenizerFiles } from './definitions.ts';
import { loadTokenizer } from './load.ts';
import { learnMerges } from './pairMerger.ts';
import { BYTE_CHARACTERS } from './preTokenize.ts';
import type { Tokenizer } from './tokenizer.ts';
import { trainByteLevelBpe } from './trainBpe.ts';
import { trainWordPiece } from './trainWordPiece.ts';

const TEXTS = [
  'The quick brown fox jumps over the lazy dog, and the fox is quick.',
  'Zoë Ångström — née Müller — lives in Łódź; 東京 is far. "Quoted" text (1,234.50 €).',
  'Foxes jump; dogs sleep. The lazier the dog, the quicker the fox! 👍🏽',
];

function load(files: TokenizerFiles, ...names: string[]): Promise<Tokenizer> {
  const chosen = Object.entries(files).filter(([name]) => names.length === 0 || names.includes(name));
  return loadTokenizer(memoryFiles('trained', new Map(chosen)));
}

/** The same rule without incremental counts: recount all pairs before every merge. */
function slowMerges(symbols: string[], words: { symbols: number[]; count: number }[], nMerges: number): string[] {
  const merges: string[] = [];
  while (merges.length < nMerges) {
    const counts = new Map<string, { count: number; left: number; right: number }>();
    for (const { symbols: ids, count } of words) {
      for (let i = 0; i + 1 < ids.length; i++) {
        const key = `${ids[i]} ${ids[i + 1]}`;
        const entry = counts.get(key) ?? { count: 0, left: ids[i], right: ids[i + 1] };
        counts.set(key, { ...entry, count: entry.count + count });
      }
    }
    const [best] = [...counts.values()].sort((a, b) => b.count - a.count || a.left - b.left || a.right - b.right);
    if (!best) break;
    const text = symbols[best.left] + symbols[best.right];
    const merged = symbols.includes(text) ? symbols.indexOf(text) : symbols.push(text) - 1;
    merges.push(`${symbols[best.left]} ${symbols[best.right]}`);
    for (const word of words) {
      for (let i = 0; i + 1 < word.symbols.length; i++) {
        if (word.symbols[i] === best.left && word.symbols[i + 1] === best.right) word.symbols.splice(i, 2, merged);
      }
    }
  }
  return merges;
}

describe('learnMerges', () => {
  it('agrees with recounting before every merge', () => {
    const word = fc.record({ symbols: fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }), count: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const copy = (): { symbols: number[]; count: number }[] => words.map(({ symbols, count }) => ({ symbols: [...symbols], count }));
        const symbols = ['a', 'b', 'c'];
        const options = { maxSymbols: 20, minCount: 1, join: (left: string, right: string) => left + right };
        const merges = learnMerges(symbols, copy(), options).map(({ left, right }) => `${symbols[left]} ${symbols[right]}`);
        expect(merges).toEqual(slowMerges(['a', 'b', 'c'], copy(), merges.length));
        if (symbols.length < 20) expect(slowMerges(['a', 'b', 'c'], copy(), merges.length + 1)).toHaveLength(merges.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('trainWordPiece', () => {
  it('opens with BERT’s special tokens and keeps to its size', () => {
    const vocab = trainWordPiece(TEXTS, 220);
    expect(vocab.slice(0, 5)).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']);
    expect(new Set(vocab).size).toBe(vocab.length);
    expect(vocab.length).toBeLessThanOrEqual(220);
    expect(vocab).toContain('the');
    expect(vocab).toContain('fox');
    expect(trainWordPiece(TEXTS, 220)).toEqual(vocab);
  });

  it('never needs [UNK] for words of characters that it has seen', async () => {
    const tokenizer = await load(wordPieceFiles(trainWordPiece(TEXTS, 220)));
    const seen = [...new Set(TEXTS.join(' '))];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...seen), { maxLength: 40 }), (chars) => {
        expect(tokenizer.encode(chars.join('')).ids).not.toContain(tokenizer.unkId);
      }),
    );
  });

  it('writes files that load the same with and without tokenizer.json', async () => {
    const files = wordPieceFiles(trainWordPiece(TEXTS, 260));
    const [whole, plain] = [await load(files), await load(files, 'vocab.txt', 'tokenizer_config.json')];
    for (const text of [...TEXTS, 'unseen wörds [MASK] here']) {
      expect(plain.encode(text, 'pair')).toEqual(whole.encode(text, 'pair'));
    }
    expect(whole.decode(whole.encode('The fox, Zoë!').ids)).toBe('the fox, zoe!');
    expect(whole.maxLength).toBe(512);
  });

  it('says when the alphabet alone does not fit', () => {
    expect(() => trainWordPiece(TEXTS, 50)).toThrow('a vocabulary of 50 cannot hold');
  });
});

describe('trainByteLevelBpe', () => {
  it('puts BART’s special tokens where BART has them', () => {
    const { vocab, merges } = trainByteLevelBpe(TEXTS, 300);
    expect([...vocab.keys()].slice(0, 4)).toEqual(['<s>', '<pad>', '</s>', '<unk>']);
    expect([...vocab.keys()].at(-1)).toBe('<mask>');
    expect([...vocab.values()]).toEqual([...vocab.keys()].map((_, id) => id));
    expect(merges.length).toBe(vocab.size - 256 - 5);
    expect(vocab.has('Ġfox')).toBe(true);
    expect(() => trainByteLevelBpe(TEXTS, 260)).toThrow('cannot hold 256 bytes');
  });

  it('decodes to the very text that was encoded, token by token too', async () => {
    const { vocab, merges } = trainByteLevelBpe(TEXTS, 320);
    const tokenizer = await load(byteLevelBpeFiles(vocab, merges));
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom(...TEXTS));
    fc.assert(
      fc.property(text, (sample) => {
        const { ids } = tokenizer.encode(sample);
        expect(tokenizer.decode(ids, { cleanUp: false })).toBe(sample);
        expect(tokenizer.texts(ids).join('')).toBe(`<s>${sample}</s>`);
      }),
    );
  });

  it('writes files that load the same with and without tokenizer.json', async () => {
    const { vocab, merges } = trainByteLevelBpe(TEXTS, 320);
    const files = byteLevelBpeFiles(vocab, merges);
    const [whole, plain] = [await load(files), await load(files, 'vocab.json', 'merges.txt', 'tokenizer_config.json')];
    for (const text of [...TEXTS, ' <mask> unseen\nwörds </s>']) expect(plain.encode(text)).toEqual(whole.encode(text));
    expect(whole.encode(TEXTS[0]).ids.length).toBeLessThan(TEXTS[0].length / 2);
  });

  it('names every byte once', () => {
    expect(new Set(BYTE_CHARACTERS).size).toBe(256);
    expect([BYTE_CHARACTERS[0x20], BYTE_CHARACTERS[0x41], BYTE_CHARACTERS[0x0a]]).toEqual(['Ġ', 'A', 'Ċ']);
  });
});
