/** Walks of spans against a plain search for words in a row. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Spans } from './spans.ts';

const EOS = 0;

/** Gives every piece an id, as a vocabulary does; id 0 is the end. */
function vocabulary() {
  const pieces = ['</s>'];
  const id = (piece: string): number => (pieces.includes(piece) ? pieces.indexOf(piece) : pieces.push(piece) - 1);
  return { ids: (text: string) => (text === '' ? [] : text.split('|').map(id)), piece: (at: number) => pieces[at] };
}

function nextOf(texts: readonly string[], prefix: string): string[] {
  const { ids, piece } = vocabulary();
  return [...new Spans(texts.map(ids), piece, EOS).next(ids(prefix))].map(piece).sort();
}

describe('spans', () => {
  it('start at words, of every text', () => {
    expect(nextOf(['ĠTh|imph|u|Ġis|Ġbig', 'ĠBhu|tan'], '')).toEqual(['ĠBhu', 'ĠTh', 'Ġbig', 'Ġis']);
  });

  it('go on as the texts do, and end where a word ends', () => {
    const texts = ['ĠTh|imph|u|Ġis', 'ĠTh|anks|,|Ġall'];
    expect(nextOf(texts, 'ĠTh')).toEqual(['anks', 'imph']);
    expect(nextOf(texts, 'ĠTh|imph|u')).toEqual(['</s>', 'Ġis']);
    expect(nextOf(texts, 'ĠTh|anks')).toEqual([',', '</s>']);
    expect(nextOf(texts, 'Ġall')).toEqual(['</s>']);
    expect(nextOf(texts, 'imph')).toEqual([]);
  });

  it('may start after punctuation, and before it', () => {
    expect(nextOf(['Ġ(|Kyoto|)|,|Ġ1|8|âĢĻs'], '')).toEqual([')', ',', 'Kyoto', 'Ġ(', 'Ġ1', 'âĢĻs'].sort());
  });

  it('keep numbers whole', () => {
    const texts = ['Ġ3|,|008|,|Ġmetres', 'Ġin|Ġ42|.'];
    expect(nextOf(texts, '')).toEqual([',', '.', 'Ġ3', 'Ġ42', 'Ġin', 'Ġmetres']);
    expect(nextOf(texts, 'Ġ3')).toEqual([',']);
    expect(nextOf(texts, 'Ġ3|,')).toEqual(['008']);
    expect(nextOf(texts, 'Ġ3|,|008')).toEqual([',', '</s>']);
    expect(nextOf(texts, 'Ġ42')).toEqual(['.', '</s>']);
  });

  it('are words in a row of one text, whatever the texts', () => {
    const word = fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }).map((rest) => ['Ġw', ...rest].join('|'));
    const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join('|'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.nat(1000)), (texts, choices) => {
        const { ids, piece } = vocabulary();
        const spans = new Spans(texts.map(ids), piece, EOS);
        const written: number[] = [];
        for (let token = -1; token !== EOS; ) {
          const next = [...spans.next(written)];
          expect(next.length).toBeGreaterThan(0);
          token = next[choices.next().value! % next.length];
          if (token !== EOS) written.push(token);
        }
        const span = written.map(piece).join('');
        const asWords = (joined: string) => joined.replaceAll('|', '').split('Ġ').slice(1).map((w) => `<${w}>`).join('');
        expect(texts.some((t) => asWords(t).includes(asWords(span)))).toBe(true);
      }),
    );
  });
});
