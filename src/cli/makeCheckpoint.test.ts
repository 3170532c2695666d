import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../models/checkpoint/checkpoint.ts';
import { parseRagConfig } from '../models/checkpoint/config.ts';
import { nodeFolder } from '../models/checkpoint/nodeFiles.ts';
import { ragShape } from '../models/checkpoint/shapes.ts';
import { resolveBart, resolveBert } from '../models/checkpoint/weights.ts';
import { makeCheckpointCommand, writeCheckpoint } from './makeCheckpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'ragscope-make-'));
afterAll(() => rmSync(folder, { recursive: true }));

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/tok_b1_n2/config.json'), 'utf8')) as Record<string, Record<string, unknown>>;
const toy = ragShape({ model_type: 'rag' }, golden['question_encoder'], golden['generator']);

describe('writeCheckpoint', () => {
  it.each(['F32', 'F16'] as const)('writes %s folders that the readers open whole', async (dtype) => {
    const out = join(folder, dtype);
    const { parameters, bytes, missingTokenizers } = await writeCheckpoint(toy, out, { seed: 3, dtype });
    expect(missingTokenizers.map(({ kind }) => kind)).toEqual(['bert-base-uncased', 'bart']);
    expect(bytes).toBe(statSync(join(out, 'model.safetensors')).size + statSync(join(out, 'ctx_encoder/model.safetensors')).size);
    const checkpoint = await openCheckpoint(nodeFolder(out));
    expect(parseRagConfig(checkpoint.config).generator.dModel).toBe(32);
    const question = await resolveBert(checkpoint).all();
    const context = await resolveBert(await openCheckpoint(nodeFolder(out), 'ctx_encoder')).all();
    const generator = await resolveBart(checkpoint).all();
    const sizes = [question, context, generator].flatMap((weights) => [...weights.values()].map(({ data }) => data.length));
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(parameters);
    const name = 'encoder.layer.0.output.dense.weight';
    expect(question.get(name)!.data[0]).not.toBe(context.get(name)!.data[0]);
  });

  it('copies tokenizers by either name', async () => {
    const from = join(folder, 'tokenizers');
    mkdirSync(join(from, 'bert-base-uncased'), { recursive: true });
    mkdirSync(join(from, 'generator_tokenizer'));
    writeFileSync(join(from, 'bert-base-uncased/vocab.txt'), '[PAD]\n');
    writeFileSync(join(from, 'generator_tokenizer/vocab.json'), '{}');
    const out = join(folder, 'with');
    const { missingTokenizers } = await writeCheckpoint(toy, out, { seed: 1, dtype: 'F16', tokenizers: from });
    expect(missingTokenizers).toEqual([]);
    expect(existsSync(join(out, 'question_encoder_tokenizer/vocab.txt'))).toBe(true);
    expect(existsSync(join(out, 'generator_tokenizer/vocab.json'))).toBe(true);
  });

  it('explains a folder of tokenizers that is not there', async () => {
    await expect(writeCheckpoint(toy, join(folder, 'none'), { seed: 1, dtype: 'F16', tokenizers: join(folder, 'nowhere') })).rejects.toThrow('there is no folder');
  });
});

describe('makeCheckpointCommand', () => {
  it.each([
    [[], 'one shape is wanted'],
    [['bart-huge'], 'there is no shape "bart-huge"'],
    [['bart-base', '--seed', '-1'], '--seed'],
    [['bart-base', '--dtype', 'I8'], '--dtype is I8'],
    [['bart-base', '--fast'], "'--fast'"],
  ])('refuses %j', async (argv, message) => {
    await expect(makeCheckpointCommand(argv)).rejects.toThrow(message);
  });
});
