import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointOf, openCheckpoint, type Checkpoint } from './checkpoint.ts';
import { parseBertConfig } from './config.ts';
import { nodeFolder } from './nodeFiles.ts';
import { referencePath } from './referenceData.ts';
import { openSafetensors, writeSafetensors, type TensorToWrite } from './safetensors.ts';
import { memorySource } from './source.ts';
import { resolveBart, resolveBert } from './weights.ts';

const BERT = { model_type: 'bert', hidden_size: 4, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 6, vocab_size: 10, max_position_embeddings: 8 };

/** A complete BERT with renamed, reshaped or dropped tensors. */
async function bert(
  change: (name: string, tensor: TensorToWrite) => [string, TensorToWrite] | null = (name, tensor) => [name, tensor],
  config: object = BERT,
): Promise<Checkpoint> {
  const tensors: [string, TensorToWrite][] = [];
  const add = (name: string, ...dims: number[]): void => {
    const length = dims.reduce((product, dim) => product * dim, 1);
    const changed = change(name, { dims, data: Float32Array.from({ length }, (_, i) => i + tensors.length) });
    if (changed) tensors.push(changed);
  };
  const linear = (name: string, rows: number, columns: number): void => {
    add(`${name}.weight`, rows, columns);
    add(`${name}.bias`, rows);
  };
  const norm = (name: string): void => {
    add(`${name}.weight`, 4);
    add(`${name}.bias`, 4);
  };
  add('embeddings.word_embeddings.weight', 10, 4);
  add('embeddings.position_embeddings.weight', 8, 4);
  add('embeddings.token_type_embeddings.weight', 2, 4);
  norm('embeddings.LayerNorm');
  for (const part of ['self.query', 'self.key', 'self.value', 'output.dense']) linear(`encoder.layer.0.attention.${part}`, 4, 4);
  norm('encoder.layer.0.attention.output.LayerNorm');
  linear('encoder.layer.0.intermediate.dense', 6, 4);
  linear('encoder.layer.0.output.dense', 4, 6);
  norm('encoder.layer.0.output.LayerNorm');
  const file = await openSafetensors(memorySource(writeSafetensors(tensors)));
  return checkpointOf('test', config, null, 'model.safetensors', file);
}

describe('resolveBert', () => {
  it.each(['', 'bert.', 'bert_model.', 'question_encoder.bert_model.', 'ctx_encoder.bert_model.', 'some.other.wrapper.'])(
    'finds weights under "%s"',
    async (prefix) => {
      const weights = resolveBert(await bert((name, tensor) => [prefix + name, tensor]));
      expect(weights.prefix).toBe(prefix);
      expect(weights.names).toHaveLength(21);
      expect(weights.has('pooler.dense.weight')).toBe(false);
      expect([...(await weights.tensor('embeddings.word_embeddings.weight')).data.slice(0, 3)]).toEqual([0, 1, 2]);
    },
  );

  it('takes the question encoder where a context encoder lies beside it', async () => {
    const question = await bert((name, tensor) => [`question_encoder.bert_model.${name}`, tensor]);
    const both: Checkpoint = { ...question, has: (name) => question.has(name.replace('ctx_encoder', 'question_encoder')) };
    expect(resolveBert(both).prefix).toBe('question_encoder.bert_model.');
    expect(resolveBert(question, { prefix: 'question_encoder.bert_model.' }).names).toHaveLength(21);
  });

  it('knows the layer norm names of 2018', async () => {
    const old = await bert((name, tensor) => [name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'), tensor]);
    expect(resolveBert(old).fileName('embeddings.LayerNorm.bias')).toBe('embeddings.LayerNorm.beta');
  });

  it('lists everything that is missing or misshapen at once', async () => {
    const checkpoint = await bert((name, tensor) => {
      if (name.endsWith('query.bias')) return null;
      return [name, name.endsWith('intermediate.dense.bias') ? { dims: [3], data: new Float32Array(3) } : tensor];
    });
    expect(() => resolveBert(checkpoint)).toThrow('2 of 23 tensors do not fit');
    expect(() => resolveBert(checkpoint)).toThrow('encoder.layer.0.attention.self.query.bias is missing');
    expect(() => resolveBert(checkpoint)).toThrow('encoder.layer.0.intermediate.dense.bias is [3], config.json says [6]');
    const projected = await bert(undefined, { ...BERT, projection_dim: 3 });
    expect(() => resolveBert(projected)).toThrow('encode_proj.weight is missing');
  });

  it('names tensors with NaN or infinity', async () => {
    const spoil = (value: number) => (name: string, tensor: TensorToWrite): [string, TensorToWrite] =>
      [name, /key.bias|value.bias/.test(name) ? { dims: [4], data: Float32Array.of(0, value, 0, value) } : tensor];
    for (const value of [NaN, Infinity]) {
      const weights = resolveBert(await bert(spoil(value)));
      await expect(weights.all()).rejects.toThrow('self.key.bias (2 values); encoder.layer.0.attention.self.value.bias (2 values)');
      await expect(weights.tensor('encoder.layer.0.attention.self.key.bias')).rejects.toThrow('NaN or infinite');
      expect((await weights.tensor('embeddings.LayerNorm.bias')).data).toHaveLength(4);
    }
  });

  it('says what the file holds when it holds no BERT', async () => {
    const none = await bert((name, tensor) => [name.replace('word_embeddings', 'words'), tensor]);
    expect(() => resolveBert(none)).toThrow('no tensor is called embeddings.word_embeddings.weight');
    const twice = await bert((name, tensor) => [`a.${name}`, tensor]);
    const ambiguous: Checkpoint = { ...twice, tensorNames: [...twice.tensorNames, 'b.embeddings.word_embeddings.weight'] };
    expect(() => resolveBert(ambiguous, { config: parseBertConfig(BERT) })).toThrow('several might be meant');
  });
});

const golden = referencePath('golden');

describe.skipIf(!golden)('reference checkpoints', () => {
  const at = (...parts: string[]): string => join(golden ?? '', ...parts);
  let scratch = '';
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'ragscope-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  it.each([
    ['bert_plain/bert', '', true, false],
    ['bert_plain/dpr_question', 'question_encoder.bert_model.', false, false],
    ['bert_plain/dpr_ctx', 'ctx_encoder.bert_model.', false, false],
    ['bert_plain/dpr_ctx_proj', 'ctx_encoder.bert_model.', false, true],
    ['tok_b1_n2', 'rag.question_encoder.question_encoder.bert_model.', false, false],
    ['seq_b1_n2_ctx_proj/ctx_encoder', 'ctx_encoder.bert_model.', false, true],
    ['seq_b1_n2_ctx_proj', 'rag.question_encoder.question_encoder.bert_model.', false, true],
  ])('BERT in %s', async (folder, prefix, pooler, projection) => {
    const weights = resolveBert(await openCheckpoint(nodeFolder(at(folder))));
    expect([weights.prefix, weights.has('pooler.dense.bias'), weights.has('encode_proj.weight')]).toEqual([prefix, pooler, projection]);
    expect((await weights.all()).size).toBe(weights.names.length);
  });

  it.each(['tok_b1_n2', 'tok_b3_n5', 'seq_b3_n2', 'bart_plain'])('BART in %s uses every generator tensor', async (folder) => {
    const checkpoint = await openCheckpoint(nodeFolder(at(folder)));
    const weights = resolveBart(checkpoint);
    const used = weights.names.map((name) => weights.fileName(name)).sort();
    expect(used).toEqual(checkpoint.tensorNames.filter((name) => !name.includes('question_encoder')).sort());
    expect((await weights.tensor('final_logits_bias')).data.some((value) => value !== 0)).toBe(true);
  });

  it('BartModel names: no prefix, tied copies, no final_logits_bias', async () => {
    cpSync(at('bart_plain', 'config.json'), join(scratch, 'config.json'));
    cpSync(at('bart_plain', 'formats', 'model.baseprefix.safetensors'), join(scratch, 'model.safetensors'));
    const base = resolveBart(await openCheckpoint(nodeFolder(scratch)));
    const plain = resolveBart(await openCheckpoint(nodeFolder(at('bart_plain'))));
    expect(base.prefix).toBe('');
    expect(base.fileName('final_logits_bias')).toBeNull();
    expect((await base.tensor('final_logits_bias')).data).toEqual(new Float32Array(103));
    for (const name of plain.names.filter((tensor) => tensor !== 'final_logits_bias')) {
      expect([name, await base.tensor(name)]).toEqual([name, await plain.tensor(name)]);
    }
  });

  it('finds the tied table under any of its names', async () => {
    const plain = await openCheckpoint(nodeFolder(at('bart_plain')));
    for (const name of ['model.encoder.embed_tokens.weight', 'model.decoder.embed_tokens.weight', 'lm_head.weight']) {
      const original = (asked: string): string => (asked === name ? 'model.shared.weight' : asked === 'model.shared.weight' ? 'gone' : asked);
      const renamed: Checkpoint = { ...plain, has: (asked) => plain.has(original(asked)), dims: (asked) => plain.dims(original(asked)) };
      expect(resolveBart(renamed).fileName('shared.weight')).toBe(name);
    }
  });
});
