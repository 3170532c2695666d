import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DECODING, type DecodingSettings } from '../rag/decoding.ts';
import { DEFAULT_SETTINGS, INDEXES, LIMITS, decodeSettings, encodeSettings, normalizeSettings, type Settings } from './url.ts';

const anyDecoding: fc.Arbitrary<DecodingSettings> = fc.record({
  strategy: fc.constantFrom('greedy', 'beam', 'sample'),
  numBeams: fc.integer(),
  lengthPenalty: fc.double(),
  earlyStopping: fc.constantFrom<boolean | 'never'>(false, true, 'never'),
  minLength: fc.integer(),
  noRepeatNgramSize: fc.integer(),
  temperature: fc.double({ min: -1, max: 6, noNaN: true }),
  topP: fc.double({ min: 0, max: 1.2 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  numReturnSequences: fc.integer({ min: 0, max: 9 }),
  sequenceDecoding: fc.constantFrom('thorough', 'fast'),
  extractive: fc.constantFrom('auto', 'on', 'off'),
});

const anySettings: fc.Arbitrary<Settings> = fc.record({
  mode: fc.constantFrom('token', 'sequence'),
  nDocs: fc.integer({ min: 1, max: 10 }),
  maxLength: fc.integer({ min: 2, max: 64 }),
  index: fc.constantFrom(...INDEXES),
  decoding: anyDecoding,
  question: fc.string({ unit: 'binary' }),
  answer: fc.string({ unit: 'binary' }),
  provider: fc.constantFrom('auto', 'webgpu', 'wasm'),
  precision: fc.constantFrom('q8', 'q8f16', 'q4', 'fp16', 'fp32'),
  theme: fc.constantFrom('auto', 'light', 'dark'),
  model: fc.constantFrom('', 'facebook--rag-token-nq@0123456789', '../x', 'a b'),
  hub: fc.constantFrom('https://huggingface.co', 'https://mirror.example/hf', 'http://localhost:8080', 'http://evil.example', 'x'),
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

  const decoding = (change: Partial<DecodingSettings>) => ({ decoding: { ...DEFAULT_DECODING, ...change } });

  it.each([
    ['#decode=beam&beams=4&sequences=2&penalty=-0.5&early=never&min=3&norepeat=2', { strategy: 'beam', numReturnSequences: 2, lengthPenalty: -0.5, earlyStopping: 'never', minLength: 3, noRepeatNgramSize: 2 }],
    ['#decode=sample&temperature=0.7&topp=0.5&seed=4294967295', { strategy: 'sample', temperature: 0.7, topP: 0.5, seed: 4294967295 }],
    ['#beams=99&penalty=1000&temperature=0&topp=7&seed=99999999999&sequences=-4&min=9999&norepeat=-1', { numBeams: 8, lengthPenalty: 5, temperature: 0.05, topP: 1, seed: 4294967295, numReturnSequences: 1, minLength: 23 }],
    ['#decode=beam&beams=2&sequences=8', { strategy: 'beam', numBeams: 2, numReturnSequences: 2 }],
    ['#beams=0x4&penalty=1e3&temperature=NaN&topp=Infinity&seed=-&decode=__proto__&early=toString&rescore=constructor', {}],
    ['#rescore=fast&early=true', { sequenceDecoding: 'fast', earlyStopping: true }],
  ] as const)('reads the decoding of %s', (hash, expected) => {
    expect(decodeSettings(hash)).toEqual({ ...DEFAULT_SETTINGS, ...decoding(expected) });
  });

  it('leaves a shortest answer below the longest', () => {
    expect(decodeSettings('#length=5&min=40').decoding.minLength).toBe(4);
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
