/** The evaluation metrics and file parsers; expected values follow from the definitions and were checked against the Python ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { exactMatch, f1, scoreAnswers } from './answers.ts';
import { auroc } from './auroc.ts';
import { checkSameLength, parseLines, parseQa, parseTitles } from './files.ts';
import { normalizeAnswer, simpleTokens } from './normalize.ts';
import { hasAnswer, hasAnswerRegex, precisionAtK, topKAccuracy } from './retrieval.ts';
import { parseStringList } from './stringList.ts';

describe('normalizeAnswer', () => {
  it.each([
    ['The  Quick, brown fox!', 'quick brown fox'],
    ['A.N. Other', 'other'],
    ['an a the', ''],
    ['theatre an-nual', 'theatre annual'],
    ['rock-and-roll', 'rockandroll'],
    ['éa the é', 'éa é'],
    ['the_end', 'theend'],
    ['«The» Straße—a', '« » straße—'],
    ['a\u00a0b\u2003c', 'b c'],
    ['$5.00 (a lot)', '500 lot'],
    ['½ the ½', '½ ½'],
  ])('%j becomes %j', (text, expected) => {
    expect(normalizeAnswer(text)).toBe(expected);
  });

  it('leaves no article and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = normalizeAnswer(text).split(' ').filter((word) => word !== '');
        expect(words.every((word) => !['a', 'an', 'the'].includes(word))).toBe(true);
        expect(normalizeAnswer(normalizeAnswer(text))).toBe(normalizeAnswer(text));
      }),
    );
  });
});

describe('exactMatch and f1', () => {
  it('compare normalised texts', () => {
    expect(exactMatch('The Beatles!', 'beatles')).toBe(true);
    expect(exactMatch('Beatles', 'the Beatle')).toBe(false);
    expect(exactMatch('', 'the')).toBe(true);
  });

  it.each([
    ['the cat sat', 'a cat', 2 / 3],
    ['cat cat dog', 'cat', 0.5],
    ['cat', 'cat cat dog', 0.5],
    ['dog', 'cat', 0],
    ['', '', 0],
    ['constructor __proto__', 'constructor', 2 / 3],
  ])('f1(%j, %j) is %d', (prediction, gold, expected) => {
    expect(f1(prediction, gold)).toBeCloseTo(expected, 12);
  });

  it('takes the best gold answer and gives percents', () => {
    expect(scoreAnswers(['the moon', 'cat sat'], [['sun', 'Moon'], ['cat', 'bat']])).toEqual({ em: 50, f1: (100 * (1 + 2 / 3)) / 2, total: 2 });
    expect(scoreAnswers([], [])).toEqual({ em: 0, f1: 0, total: 0 });
    expect(() => scoreAnswers(['a'], [])).toThrow('internal:');
  });
});

describe('retrieval metrics', () => {
  const retrieved = [['A', 'A', 'B', 'C'], ['D']];
  const gold = [['A', 'C'], ['E', 'F']];

  it('precision counts each title once and divides by k', () => {
    expect(precisionAtK(retrieved, gold, 1)).toBe(50);
    expect(precisionAtK(retrieved, gold, 2)).toBe(25);
    expect(precisionAtK(retrieved, gold, 4)).toBe(25);
  });

  it('accuracy asks for any gold title', () => {
    expect(topKAccuracy(retrieved, gold, 1)).toBe(50);
    expect(topKAccuracy([['X', 'E']], [['E']], 1)).toBe(0);
    expect(topKAccuracy([['X', 'E']], [['E']], 2)).toBe(100);
  });

  it('refuses a k below 1', () => {
    expect(() => precisionAtK(retrieved, gold, 0)).toThrow(UserError);
  });

  it('finds an answer as a sequence of tokens, whatever case and composition', () => {
    expect(simpleTokens('U.S. Pokémon')).toEqual(['u', '.', 's', '.', 'poke\u0301mon']);
    expect(hasAnswer('He likes poke\u0301mon cards.', ['POKÉMON cards'])).toBe(true);
    expect(hasAnswer('a catalogue', ['cat'])).toBe(false);
    expect(hasAnswer('in 1995 , Japan', ['1995, japan'])).toBe(true);
    expect(hasAnswer('anything', ['', ' '])).toBe(false);
  });

  it('matches patterns, and no broken one', () => {
    expect(hasAnswerRegex('born in 1957', ['19[0-9]{2}'])).toBe(true);
    expect(hasAnswerRegex('born in 1957', ['(', '18'])).toBe(false);
  });
});

describe('auroc', () => {
  it.each([
    [[0.1, 0.4, 0.35, 0.8], [false, false, true, true], 0.75],
    [[1, 1, 1, 1], [true, false, true, false], 0.5],
    [[3, 2, 1], [true, false, false], 1],
    [[1, 2], [true, false], 0],
    [[-Infinity, 0], [false, true], 1],
  ])('of %j with labels %j is %d', (scores, labels, expected) => {
    expect(auroc(scores, labels)).toBe(expected);
  });

  it('is undefined for one class and counts pairs otherwise', () => {
    expect(auroc([1, 2], [true, true])).toBeNull();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 }), (rows) => {
        const positives = rows.filter(([, label]) => label);
        const negatives = rows.filter(([, label]) => !label);
        fc.pre(positives.length > 0 && negatives.length > 0);
        let wins = 0;
        for (const [p] of positives) for (const [n] of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
        expect(auroc(rows.map(([score]) => score), rows.map(([, label]) => label))).toBeCloseTo(wins / (positives.length * negatives.length), 12);
      }),
    );
  });
});

describe('parseStringList', () => {
  it.each([
    [`['a', "b's"]`, ['a', "b's"]],
    [`["\\u00e9", "x\\"y"]`, ['é', 'x"y']],
    [`['it\\'s', 'a\\\\b', '\\x41', '\\U0001F600', '\\q']`, ["it's", 'a\\b', 'A', '😀', '\\q']],
    [`["\\ud83d\\ude00"]`, ['😀']],
    [`('one',)`, ['one']],
    [`['join' 'ed', 1995, -2.5e3,]`, ['joined', '1995', '-2.5e3']],
    [`[r'\\d+', u'x']`, ['\\d+', 'x']],
    ['[ ]', []],
  ])('%s', (text, expected) => {
    expect(parseStringList(text)).toEqual(expected);
  });

  it('reads what JSON writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (items) => {
        expect(parseStringList(JSON.stringify(items))).toEqual(items);
      }),
    );
  });

  it.each(['', 'x', '[', `['a'`, `['a`, `['a' 'b`, `['a'] b`, '[a]', `['\\x4']`, `["\\U00110000"]`, `['a';]`])('refuses %j', (text) => {
    expect(() => parseStringList(text)).toThrow(/expected|unexpected|hexadecimal/);
  });
});

describe('evaluation files', () => {
  it('reads qa lines in JSON, Python and CSV-quoted form', () => {
    const text = `\ufeffwho?\t['a', "b's"]\r\nwhere?\t["x"]\n\nwhen?\t"['y', ""it's""]"\n`;
    expect(parseQa(text, 'qa')).toEqual([
      { question: 'who?', answers: ['a', "b's"] },
      { question: 'where?', answers: ['x'] },
      { question: 'when?', answers: ['y', "it's"] },
    ]);
  });

  it.each([
    ['ok\t["a"]\nno tab', /"qa.tsv", line 2: no tab/],
    ['ok\t["a"]\n\nq\t[a]', /line 3: the list of answers cannot be read: expected a quoted string \(character 2/],
    ['q\t[]', /line 1: the list of answers is empty/],
    ['\t["a"]', /line 1: .*tab|line 1: the question is empty/],
    ['\n\n', /holds no question/],
  ])('names the line of a broken qa file: %j', (text, expected) => {
    expect(() => parseQa(text, 'qa.tsv')).toThrow(expected);
    expect(() => parseQa(text, 'qa.tsv')).toThrow(UserError);
  });

  it('keeps empty answers, as lines must stay aligned', () => {
    expect(parseLines(' a \r\n\nb\u2028c', 'ans')).toEqual(['a', '', 'b\u2028c']);
    expect(() => parseLines('', 'ans')).toThrow('"ans" is empty');
  });

  it('reads titles between tabs', () => {
    expect(parseTitles('A, "B"\tC\nD\n', 'gold')).toEqual([['A, "B"', 'C'], ['D']]);
    expect(() => parseTitles('A\n\nB', 'gold')).toThrow('"gold", line 2: no title');
  });

  it('says which file is shorter', () => {
    expect(() => checkSameLength('pred', 2, 'gold', 3)).toThrow('"pred" has 2 lines and "gold" has 3');
    expect(() => checkSameLength('pred', 3, 'gold', 3)).not.toThrow();
  });
});
