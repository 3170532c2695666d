/** Walks of spans against a plain search for words in a row. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Spans } from './spans.ts';

const END = 0;

/** Tokens are written with | between them; '' within a character. */
function nextOf(texts: readonly string[], prefix: string): string[] {
  const vocabulary = ['</s>'];
  const id = (token: string): number => (vocabulary.includes(token) ? vocabulary.indexOf(token) : vocabulary.push(token) - 1);
  const split = (text: string): string[] => (text === '' ? [] : text.split('|'));
  const spans = new Spans(texts.map(split).map((tokens) => ({ ids: tokens.map(id), texts: tokens.map((token) => (token.startsWith('<') ? '' : token)) })), END);
  return [...spans.next(split(prefix).map(id))].map((at) => vocabulary[at]).sort();
}

describe('spans', () => {
  it('start at words, of every text', () => {
    expect(nextOf([' Th|imph|u| is| big', ' Bhu|tan'], '')).toEqual([' Bhu', ' Th', ' big', ' is']);
  });

  it('go on as the texts do, and end where a word ends', () => {
    const texts = [' Th|imph|u| is', ' Th|anks|,| all'];
    expect(nextOf(texts, ' Th')).toEqual(['anks', 'imph']);
    expect(nextOf(texts, ' Th|imph|u')).toEqual([' is', '</s>']);
    expect(nextOf(texts, ' Th|anks')).toEqual([',', '</s>']);
    expect(nextOf(texts, ' all')).toEqual(['</s>']);
    expect(nextOf(texts, 'imph')).toEqual([]);
  });

  it('may start after marks, and with them', () => {
    expect(nextOf([' (|Kyoto|)|,| 1|8|’s|🎹|x'], '')).toEqual([' (', ' 1', ')', ',', 'Kyoto', '’s', '🎹', 'x'].sort());
  });

  it('keep letters beyond ASCII within their words', () => {
    expect(nextOf([' Gal|á|pag|os'], '')).toEqual([' Gal']);
    expect(nextOf([' Gal|á|pag|os'], ' Gal|á')).toEqual(['pag']);
    expect(nextOf([' K|<c3|ö|ln'], ' K|<c3')).toEqual(['ö']);
    expect(nextOf([' K|<c3|ö|ln'], ' K|<c3|ö')).toEqual(['ln']);
    expect(nextOf([' נ|מל'], '')).toEqual([' נ']);
  });

  it('start and end at any character of a script without spaces, though not within it', () => {
    expect(nextOf(['京|<e9|都|は'], '')).toEqual(['<e9', '京', 'は'].sort());
    expect(nextOf(['京|<e9|都|は'], '京')).toEqual(['</s>', '<e9']);
    expect(nextOf(['京|<e9|都|は'], '<e9')).toEqual(['都']);
    expect(nextOf(['京|<e9|都|は'], '<e9|都')).toEqual(['</s>', 'は']);
    expect(nextOf(['กรุง|เทพ'], 'กรุง')).toEqual(['</s>', 'เทพ']);
  });

  it('keep numbers whole', () => {
    const texts = [' 3|,|008|,| metres', ' in| 42|.'];
    expect(nextOf(texts, '')).toEqual([' 3', ' 42', ' in', ' metres', ',', '.']);
    expect(nextOf(texts, ' 3')).toEqual([',']);
    expect(nextOf(texts, ' 3|,')).toEqual(['008']);
    expect(nextOf(texts, ' 3|,|008')).toEqual([',', '</s>']);
    expect(nextOf(texts, ' 42')).toEqual(['.', '</s>']);
  });

  it('are words in a row of one text, whatever the texts', () => {
    const word = fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }).map((rest) => [' w', ...rest].join('|'));
    const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join('|'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.nat(1000)), (texts, choices) => {
        const written: string[] = [];
        for (let token = ''; token !== '</s>'; ) {
          const next = nextOf(texts, written.join('|'));
          expect(next.length).toBeGreaterThan(0);
          token = next[choices.next().value! % next.length];
          if (token !== '</s>') written.push(token);
        }
        const asWords = (tokens: string) => tokens.replaceAll('|', '').split(' ').slice(1).map((w) => `<${w}>`).join('');
        expect(texts.some((t) => asWords(t).includes(asWords(written.join(''))))).toBe(true);
      }),
    );
  });
});
