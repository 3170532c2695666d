/** Batches against the tokenizers themselves, and their positions against the rows that they point into. */
import { describe, expect, it } from 'vitest';
import { byteLevelBpeFiles, wordPieceFiles } from '../../models/tokenizer/definitions.ts';
import { joinGeneratorInput } from '../../models/tokenizer/generatorInput.ts';
import { trainByteLevelBpe } from '../../models/tokenizer/trainBpe.ts';
import { trainWordPiece } from '../../models/tokenizer/trainWordPiece.ts';
import { EncoderBatcher, GeneratorBatcher, SEPARATORS } from './batches.ts';
import type { EncoderExample, GeneratorExample } from './mixture.ts';
import { MAX_CONTEXT, MAX_QUESTION, MAX_SOURCE, MAX_TARGET } from './recipe.ts';
import { cachedEncoder, tokenizerFromFiles, withPrefixSpace } from './tokenizers.ts';

const TEXTS = [
  'The piano has eighty-eight keys; hammers strike its strings.',
  'Lake Baikal / Lake Baikal in Siberia is the deepest lake. // How deep is it?',
  'In 1642 (or 1643?) Newton was born, wasn’t he? He\'s "the" one: 3.14%',
  'Café Ångström naïve Ελλάς Σίσυφος 東京 emoji 🎹 done',
  'tabs\tand  two spaces \n and a line',
  ' leading space',
  '  two leading spaces',
  ' / no title // who?',
  '',
];

const bpe = byteLevelBpeFiles(...Object.values(trainByteLevelBpe(TEXTS.slice(0, 3), 340)) as [ReadonlyMap<string, number>, readonly string[]]);
const generator = tokenizerFromFiles(bpe);
/** The tokenizer that is exported with the model. */
const exported = tokenizerFromFiles(withPrefixSpace(bpe));
const encoder = tokenizerFromFiles(wordPieceFiles(trainWordPiece(TEXTS, 400, { minCount: 1 })));

describe('cachedEncoder', () => {
  it.each(TEXTS)('gives the ids of the exported tokenizer: %j', (text) => {
    const encode = cachedEncoder(generator);
    const expected = exported.encode(text, null, { addSpecialTokens: false }).ids;
    expect(encode(text)).toEqual(expected);
    // From the cache.
    expect(encode(text)).toEqual(expected);
  });

  it.each(TEXTS)('gives the ids of the word-piece tokenizer: %j', (text) => {
    expect(cachedEncoder(encoder)(text)).toEqual(encoder.encode(text, null, { addSpecialTokens: false }).ids);
  });
});

const example = (more: Partial<GeneratorExample> = {}): GeneratorExample => ({
  title: 'Piano',
  text: 'The piano has eighty-eight keys.',
  question: 'How many keys?',
  answer: 'eighty-eight',
  denoise: false,
  source: 'worlds',
  ...more,
});

describe('GeneratorBatcher', () => {
  const batcher = new GeneratorBatcher(generator);

  it('reads and writes what the engine will read and write', () => {
    const e = example();
    expect(batcher.source(e)).toEqual(exported.encode(joinGeneratorInput(e.title, e.text, e.question, SEPARATORS)).ids);
    expect(batcher.labels(e)).toEqual(exported.encode(e.answer).ids);
  });

  it('frames labels, also those that are cut', () => {
    const labels = batcher.labels(example({ answer: 'keys '.repeat(100).trim() }));
    expect([labels.length, labels[0], labels.at(-1)]).toEqual([MAX_TARGET, generator.bosId, generator.eosId]);
    const source = batcher.source(example({ text: 'strings '.repeat(200) }));
    expect([source.length, source[0], source.at(-1)]).toEqual([MAX_SOURCE, generator.bosId, generator.eosId]);
  });

  it('reads masks as the mask token', () => {
    const source = batcher.source(example({ title: '', question: '', denoise: true, text: 'The <mask> has <mask>' }));
    expect(source.filter((id) => id === generator.maskId).length).toBe(2);
    expect(exported.decode(source.filter((id) => id !== generator.maskId)).trim()).toBe('The has');
    expect(batcher.source(example({ denoise: true, text: '<mask>' }))).toEqual([generator.bosId, generator.maskId, generator.eosId]);
  });

  it('points at every target once, and never at padding', () => {
    const examples = [example(), example({ answer: 'a much longer answer with keys and hammers' }), example({ answer: '8' })];
    const feeds = batcher.feeds(examples);
    const { decoder_input_ids: inputs, target_positions: positions, targets } = feeds;
    const [rows, len] = inputs.dims;
    expect(rows).toBe(3);
    expect(positions.data.length).toBe(targets.data.length);
    expect(targets.dims).toEqual([positions.data.length, 1]);
    const labels = examples.map((e) => batcher.labels(e));
    expect(positions.data.length).toBe(labels.reduce((n, row) => n + row.length - 1, 0));
    expect(new Set(positions.data).size).toBe(positions.data.length);
    positions.data.forEach((position, i) => {
      const [row, t] = [Math.floor(position / len), position % len];
      expect(t).toBeLessThan(labels[row].length - 1);
      expect(inputs.data[position]).toBe(labels[row][t]);
      expect(targets.data[i]).toBe(labels[row][t + 1]);
      expect(inputs.data[position]).not.toBe(generator.padId);
    });
    expect(feeds['context_attention_mask'].data.filter((m) => m === 1).length).toBe(examples.reduce((n, e) => n + batcher.source(e).length, 0));
  });
});

describe('EncoderBatcher', () => {
  const batcher = new EncoderBatcher(encoder);
  const passage = (title: string, text: string) => ({ title, text });

  it('encodes questions and contexts as the engine does', () => {
    const { ids, typeIds } = encoder.encode('Piano', 'The piano has keys.');
    expect(batcher.context(passage('Piano', 'The piano has keys.'))).toEqual({ ids, typeIds });
    expect(batcher.question('How many keys?')).toEqual(encoder.encode('How many keys?').ids);
  });

  it('cuts what is too long and keeps the frame', () => {
    const question = batcher.question('keys '.repeat(200));
    expect([question.length, question.at(-1)]).toEqual([MAX_QUESTION, encoder.eosId]);
    const { ids, typeIds } = batcher.context(passage('title '.repeat(100), 'strings '.repeat(300)));
    expect([ids.length, typeIds.length, ids.at(-1)]).toEqual([MAX_CONTEXT, MAX_CONTEXT, encoder.eosId]);
    expect(ids.filter((id) => id === encoder.eosId).length).toBe(2);
  });

  it('does not count a second right passage as a negative', () => {
    const shared = passage('Honey', 'Honey keeps for years.');
    const piano = passage('Piano', 'The piano has keys.');
    const examples: EncoderExample[] = [
      { question: 'How long does honey keep?', positive: shared, negatives: [piano], key: shared.text },
      { question: 'What has keys?', positive: piano, negatives: [], key: piano.text },
      { question: 'What keeps for years?', positive: shared, negatives: [passage('Salt', 'Salt keeps too.')], key: shared.text },
    ];
    const { same, positive, row_weight: weight, doc_input_ids: contexts } = batcher.feeds(examples);
    // Contexts: the three positives, then the negatives of the first and the third.
    expect(contexts.dims[0]).toBe(5);
    expect([...positive.data]).toEqual([0, 1, 2]);
    const blocked = Array.from({ length: 3 }, (_, i) => Array.from(same.data).slice(i * 5, i * 5 + 5).map((v) => v !== 0));
    expect(blocked).toEqual([
      [false, false, true, false, false],
      [false, false, false, true, false],
      [true, false, false, false, false],
    ]);
    expect(Array.from(weight.data).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });
});
