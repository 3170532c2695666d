/** Models named by parts on the command line: written as one folder, asked from either, and refused where the flags contradict each other. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PASSAGES_CSV, QUESTION, tinyFiles } from '../rag/testing/tinyModel.ts';
import { askCommand } from './ask.ts';
import { consolidateCommand } from './consolidate.ts';
import { modelFromFlags, partsFromFlags } from './modelFlags.ts';

let folder: string;
const at = (name: string) => join(folder, name);
let out: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragscope-parts-'));
  for (const [path, contents] of tinyFiles()) {
    mkdirSync(dirname(at(`model/${path}`)), { recursive: true });
    writeFileSync(at(`model/${path}`), contents);
  }
  writeFileSync(at('facts.csv'), PASSAGES_CSV);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  out = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

const parts = () => ['--question-encoder', at('model'), '--ctx-encoder', at('model'), '--generator', at('model')];

async function asked(...model: string[]): Promise<unknown> {
  out = [];
  await askCommand(['--kb', at('facts.csv'), '--question', QUESTION, '--n-docs', '2', '--max-length', '3', '--precision', 'fp32', '--json', ...model]);
  return JSON.parse(out.join('\n'));
}

describe('a model of parts', () => {
  it('answers as the whole folder, before and after it is written as one', async () => {
    const whole = await asked('--model', at('model'));
    expect(await asked(...parts())).toEqual(whole);
    expect(await consolidateCommand([...parts(), '--out', at('written')])).toBe(0);
    expect(out.at(-1)).toMatch(/written: \d+ MB of weights as F32, retrieval vectors of 32, licence cc0-1\.0/);
    const config = JSON.parse(readFileSync(at('written/config.json'), 'utf8')) as Record<string, unknown>;
    expect(config).toMatchObject({ model_type: 'rag', retrieval_vector_size: 32, question_in_prompt: 'original' });
    expect(await asked('--model', at('written'))).toEqual(whole);
  });

  it('says what transformers makes of mean pooling', async () => {
    await consolidateCommand(['--question-encoder', at('model'), '--generator', at('model'), '--pooling', 'mean', '--out', at('mean')]);
    expect(out.at(-1)).toContain('transformers has no mean pooling in RAG');
    expect((await modelFromFlags({ model: at('mean') })).config.questionEncoder.pooling).toBe('mean');
  });
});

describe('flags', () => {
  it.each([
    [{ model: 'a', generator: 'b' }, '--model names a whole folder'],
    [{ 'question-encoder': 'a' }, 'no generator is named'],
    [{ pooling: 'max', generator: 'a' }, '--pooling is max'],
    [{ pooling: 'mean' }, '--pooling is for encoders'],
  ])('%j are refused', (values, message) => {
    expect(() => partsFromFlags(values)).toThrow(message);
  });

  it('of one folder name no parts', () => {
    expect([partsFromFlags({}), partsFromFlags({ model: 'a' })]).toEqual([null, null]);
  });

  it('may add a context encoder to a RAG folder', () => {
    const { questionEncoder, contextEncoder, generator } = partsFromFlags({ model: 'rag', 'ctx-encoder': 'ctx' })!;
    expect([questionEncoder?.name, contextEncoder?.name, generator.name]).toEqual(['rag', 'ctx', 'rag']);
    expect(questionEncoder).toBe(generator);
  });

  it.each([[['--out', 'x']], [parts]])('without all it needs, consolidate explains itself', async (argv) => {
    await expect(consolidateCommand(typeof argv === 'function' ? argv() : argv)).rejects.toThrow('consolidate needs an encoder, a generator and --out');
  });
});
