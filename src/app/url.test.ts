import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, LIMITS, decodeSettings, encodeSettings, normalizeSettings, type Settings } from './url.ts';

const anySettings: fc.Arbitrary<Settings> = fc.record({
  mode: fc.constantFrom('token', 'sequence'),
  nDocs: fc.integer({ min: 1, max: 10 }),
  maxLength: fc.integer({ min: 2, max: 64 }),
  index: fc.constantFrom('exact', 'voy'),
  question: fc.string({ unit: 'binary' }),
  answer: fc.string({ unit: 'binary' }),
  provider: fc.constantFrom('auto', 'webgpu', 'wasm'),
  theme: fc.constantFrom('auto', 'light', 'dark'),
});

describe('settings in the URL', () => {
  it('writes nothing for defaults', () => {
    expect(encodeSettings(DEFAULT_SETTINGS)).toBe('');
    expect(decodeSettings('')).toEqual(DEFAULT_SETTINGS);
  });

  it('round-trips every setting', () => {
    fc.assert(
      fc.property(anySettings, (raw) => {
        const settings = normalizeSettings(raw);
        expect(decodeSettings(encodeSettings(settings))).toEqual(settings);
      }),
    );
  });

  it('keeps reserved characters, accents and emoji of a question', () => {
    const question = 'Is 50% & "more" = ÅÉ? #1 + 2 🗿';
    expect(decodeSettings(encodeSettings({ ...DEFAULT_SETTINGS, question })).question).toBe(question);
  });

  it.each([
    ['#docs=0', { nDocs: 1 }],
    ['#docs=9999', { nDocs: 10 }],
    ['#docs=-3', { nDocs: 1 }],
    ['#docs=1e3&length=0x10', {}],
    ['#docs=NaN&length=', {}],
    ['#length=100000', { maxLength: 64 }],
    ['#mode=__proto__&index=constructor&provider=cuda&theme=neon', {}],
    ['#mode=sequence&mode=token', { mode: 'sequence' }],
    ['#q=a%00b%0Ac', { question: 'a b c' }],
    ['#q=%E0%A4%A', { question: '\uFFFD%A' }],
    ['#__proto__=x&toString=y&unknown=1', {}],
  ])('reads %s without harm', (hash, expected) => {
    expect(decodeSettings(hash)).toEqual({ ...DEFAULT_SETTINGS, ...expected });
  });

  it('cuts text to its limit and replaces lone surrogates', () => {
    const long = decodeSettings(`#q=${'x'.repeat(9000)}&answer=${'y'.repeat(9000)}`);
    expect(long.question).toHaveLength(LIMITS.questionLength);
    expect(long.answer).toHaveLength(LIMITS.answerLength);
    expect(normalizeSettings({ ...DEFAULT_SETTINGS, question: '\uD800x' }).question).toBe('\uFFFDx');
  });

  it('never throws, whatever the hash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (hash) => {
        const settings = decodeSettings(hash);
        expect(settings).toEqual(normalizeSettings(settings));
      }),
    );
  });
});
