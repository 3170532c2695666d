import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { referencePath } from '../checkpoint/referenceData.ts';
import { memoryFiles } from '../checkpoint/source.ts';
import { decodedQuestion, generatorInput, joinGeneratorInput } from './generatorInput.ts';
import { loadTokenizer } from './load.ts';
import { padBatch, type Batch, type Tokenizer } from './tokenizer.ts';

interface Reference {
  ids: number[];
  ids_no_special: number[];
  decoded_skip_special_cleanup: string;
  decoded_skip_special_no_cleanup: string;
  max12: { ids: number[]; attention_mask: number[] };
}
interface Goldens {
  strings: { text: string; bert: Reference; bart: Reference }[];
  bert_pairs: { title: string; text: string; ids: number[]; token_type_ids: number[]; truncated16: { ids: number[]; token_type_ids: number[] } }[];
  bert_pairs_batch_longest: { ids: number[][]; attention_mask: number[][]; token_type_ids: number[][] };
  question_input_ids: number[][];
  question_decoded_cleanup: string[];
  question_decoded_no_cleanup: string[];
  docs: { title: string[]; text: string[] }[];
  postprocess_docs: {
    name: string;
    input_strings: string[];
    prefix: string | null;
    n_docs: number;
    max_combined_length: number;
    joined_strings: string[];
    context_input_ids: number[][];
    context_attention_mask: number[][];
  }[];
}

const folder = referencePath('tokenizers');
const SEPS = { titleSep: ' / ', docSep: ' // ' };

function rows({ batch, length, ...arrays }: Batch, key: 'ids' | 'mask' | 'typeIds'): number[][] {
  return Array.from({ length: batch }, (_, row) => [...arrays[key].slice(row * length, (row + 1) * length)]);
}

describe.skipIf(!folder)('reference tokenizations', () => {
  const goldens = folder ? (JSON.parse(readFileSync(`${folder}/goldens.json`, 'utf8')) as Goldens) : null!;
  const cases = goldens?.strings.map((entry) => [JSON.stringify(entry.text).slice(0, 60), entry] as const) ?? [];
  let bert: Tokenizer;
  let bart: Tokenizer;
  beforeAll(async () => {
    const file = (path: string): [string, string] => [path, readFileSync(`${folder}/${path}`, 'utf8')];
    const files = memoryFiles('tokenizers', new Map([file('bert-base-uncased/vocab.txt'), file('bart/vocab.json'), file('bart/merges.txt')]));
    bert = await loadTokenizer(files, 'bert-base-uncased');
    bart = await loadTokenizer(files, 'bart');
  });

  it('knows the special tokens', () => {
    const ids = ({ padId, unkId, bosId, eosId, maskId, vocabSize }: Tokenizer) => [padId, unkId, bosId, eosId, maskId, vocabSize];
    expect(ids(bert)).toEqual([0, 100, 101, 102, 103, 30522]);
    expect(ids(bart)).toEqual([1, 3, 0, 2, 50264, 50265]);
  });

  it.each(cases)('BERT %s', (_, { text, bert: reference }) => check(bert, text, reference));
  it.each(cases)('BART %s', (_, { text, bart: reference }) => check(bart, text, reference));

  function check(tokenizer: Tokenizer, text: string, reference: Reference): void {
    expect(tokenizer.encode(text).ids).toEqual(reference.ids);
    expect(tokenizer.encode(text, null, { addSpecialTokens: false }).ids).toEqual(reference.ids_no_special);
    expect(tokenizer.decode(reference.ids)).toBe(reference.decoded_skip_special_cleanup);
    expect(tokenizer.decode(reference.ids, { cleanUp: false })).toBe(reference.decoded_skip_special_no_cleanup);
    const padded = padBatch([tokenizer.encode(text, null, { maxLength: 12 })], tokenizer.padId, 12);
    expect([...padded.ids]).toEqual(reference.max12.ids);
    expect([...padded.mask]).toEqual(reference.max12.attention_mask);
    expect(tokenizer.texts(reference.ids).join('')).toBe(tokenizer.decode(reference.ids, { skipSpecialTokens: false, cleanUp: false }));
  }

  it('encodes pairs with segment ids, truncated from the longer text', () => {
    for (const { title, text, ids, token_type_ids, truncated16 } of goldens.bert_pairs) {
      expect(bert.encode(title, text)).toMatchObject({ ids, typeIds: token_type_ids, truncated: false });
      expect(bert.encode(title, text, { maxLength: 16 })).toMatchObject({ ids: truncated16.ids, typeIds: truncated16.token_type_ids });
    }
    const batch = padBatch(goldens.bert_pairs.map(({ title, text }) => bert.encode(title, text)), bert.padId);
    const { ids, attention_mask, token_type_ids } = goldens.bert_pairs_batch_longest;
    expect([rows(batch, 'ids'), rows(batch, 'mask'), rows(batch, 'typeIds')]).toEqual([ids, attention_mask, token_type_ids]);
  });

  it('keeps the second [SEP] of a pair whose text is empty', () => {
    expect(bert.encode('a', '')).toMatchObject({ ids: [101, 1037, 102, 102], typeIds: [0, 0, 0, 1] });
    expect(bart.encode('a', 'b').typeIds).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('truncates the side that it is told to', () => {
    const [first, second] = ['one two three four', 'five six seven'];
    const pieces = (truncation: 'only_first' | 'only_second'): string[] => bert.pieces(bert.encode(first, second, { maxLength: 8, truncation }).ids);
    expect(pieces('only_first')).toEqual(['[CLS]', 'one', 'two', '[SEP]', 'five', 'six', 'seven', '[SEP]']);
    expect(pieces('only_second')).toEqual(['[CLS]', 'one', 'two', 'three', 'four', '[SEP]', 'five', '[SEP]']);
    expect(bert.encode(first, null, { maxLength: 1 })).toMatchObject({ ids: [101, 102], truncated: true });
  });

  it('decodes questions as the reference feeds them back', () => {
    goldens.question_input_ids.forEach((ids, i) => {
      expect(bert.decode(ids)).toBe(goldens.question_decoded_cleanup[i]);
      expect(bert.decode(ids, { cleanUp: false })).toBe(goldens.question_decoded_no_cleanup[i]);
      expect(decodedQuestion(goldens.question_decoded_cleanup[i], bert)).toBe(goldens.question_decoded_cleanup[i]);
    });
  });

  it('joins and encodes generator inputs as RagRetriever.postprocess_docs', () => {
    for (const example of goldens.postprocess_docs) {
      const prefix = example.prefix ?? '';
      const inputs = goldens.docs.flatMap(({ title, text }, b) =>
        title.map((_, n) => [title[n], text[n], example.input_strings[b]] as const),
      );
      expect(inputs.map(([title, text, question]) => joinGeneratorInput(title, text, question, { ...SEPS, prefix }))).toEqual(example.joined_strings);
      const options = { ...SEPS, prefix, tokenizer: bart, maxLength: example.max_combined_length, truncation: 'reference' as const };
      const encoded = inputs.map((input) => ({ ids: generatorInput(...input, options).ids, typeIds: [] }));
      const batch = padBatch(encoded, bart.padId, example.max_combined_length);
      expect(rows(batch, 'ids')).toEqual(example.context_input_ids);
      expect(rows(batch, 'mask')).toEqual(example.context_attention_mask);
    }
  });

  describe('a passage that is too long', () => {
    const passage = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
    const options = () => ({ ...SEPS, tokenizer: bart, maxLength: 40 });

    it('cuts the question off in reference mode', () => {
      const input = generatorInput('Title', passage, 'who?', { ...options(), truncation: 'reference' });
      expect(input.ids).toHaveLength(40);
      expect(input).toMatchObject({ truncated: true, questionTruncated: true });
      expect(input.text).toBe(`Title / ${input.passageText}`);
      expect(passage.startsWith(input.passageText)).toBe(true);
    });

    it('gives way by whole words by default', () => {
      const input = generatorInput('Title', passage, 'who?', options());
      expect(input.text).toBe(`Title / ${input.passageText} // who?`);
      expect(passage.startsWith(`${input.passageText} word`)).toBe(true);
      expect(input).toMatchObject({ ids: bart.encode(input.text).ids, truncated: true, questionTruncated: false });
      expect(input.ids.length).toBeLessThanOrEqual(40);
      const words = input.passageText.split(' ').length;
      const next = passage.split(' ').slice(0, words + 1).join(' ');
      expect(bart.encode(`Title / ${next} // who?`).ids.length).toBeGreaterThan(40);
    });

    it('takes the title with it where nothing else helps, and says when even the question is too long', () => {
      const long = generatorInput(passage, 'text', 'who is it?', options());
      expect(long.text).toMatch(/^word0 .* \/ \/\/ who is it\?$/);
      expect(long).toMatchObject({ passageText: '', questionTruncated: false });
      const hopeless = generatorInput('t', 'text', passage, options());
      expect(hopeless.ids).toHaveLength(40);
      expect(hopeless).toMatchObject({ truncated: true, questionTruncated: true });
    });

    it('leaves alone what fits', () => {
      expect(generatorInput('"T"', 'a', 'q', options())).toEqual({
        ids: bart.encode('T / a // q').ids,
        text: 'T / a // q',
        truncated: false,
        passageText: 'a',
        questionTruncated: false,
      });
    });
  });
});

describe('loadTokenizer', () => {
  const load = (files: Record<string, string>) => loadTokenizer(memoryFiles('m', new Map(Object.entries(files))));
  const vocab = '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n##s\nThe\n';

  it('follows do_lower_case and reads Windows line ends', async () => {
    const uncased = await load({ 'vocab.txt': vocab.replaceAll('\n', '\r\n') });
    const cased = await load({ 'vocab.txt': vocab, 'tokenizer_config.json': '{"do_lower_case":false,"model_max_length":128}' });
    expect([uncased, cased].map((tokenizer) => tokenizer.pieces(tokenizer.encode('The thes').ids))).toEqual([
      ['[CLS]', 'the', 'the', '##s', '[SEP]'],
      ['[CLS]', 'The', 'the', '##s', '[SEP]'],
    ]);
    expect([uncased.maxLength, cased.maxLength]).toEqual([Infinity, 128]);
  });

  it.each([
    [{}, 'no tokenizer found'],
    [{ 'vocab.json': '{}' }, 'no tokenizer found'],
    [{ 'tokenizer.json': '{' }, 'not JSON'],
    [{ 'tokenizer.json': '{"model":{"type":"WordLevel"}}' }, '"WordLevel" is not supported'],
    [{ 'tokenizer.json': '{"model":{"type":"BPE"},"decoder":{"type":"Metaspace"}}' }, '"BPE" is not supported'],
    [{ 'tokenizer.json': '{"model":{"type":"WordPiece"}}' }, 'cannot be used'],
    [{ 'tokenizer.json': '{"model":{"type":"Unigram"}}' }, 'cannot be used'],
    [{ 'vocab.txt': 'a\nb\n' }, 'the unknown token "[UNK]" is not in the vocabulary'],
    [{ 'vocab.json': '{"<s>":"0"}', 'merges.txt': '' }, 'not a whole number'],
  ] as [Record<string, string>, string][])('explains %o', async (files, message) => {
    const attempt = load(files);
    await expect(attempt).rejects.toBeInstanceOf(UserError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('takes special tokens from the configuration, as text or as object', async () => {
    const files = { 'vocab.txt': '<pad>\n[UNK]\n<s>\n[SEP]\na\n', 'tokenizer_config.json': '{"pad_token":"<pad>","cls_token":{"content":"<s>"}}' };
    expect(await load(files)).toMatchObject({ padId: 0, bosId: 2, eosId: 3, maskId: null });
  });
});
