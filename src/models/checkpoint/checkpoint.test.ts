import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { filesByPath } from './browserFiles.ts';
import { openCheckpoint } from './checkpoint.ts';
import { nodeFolder } from './nodeFiles.ts';
import { referencePath } from './referenceData.ts';
import { writeSafetensors } from './safetensors.ts';
import { memoryFiles } from './source.ts';

const weights = writeSafetensors([
  ['w', { dims: [2], data: Float32Array.of(1, 2) }],
  ['ids', { dims: [1], data: BigInt64Array.of(0n) }],
]);
const folder = (files: Record<string, Uint8Array | string>) => memoryFiles('here', new Map(Object.entries(files)));

describe('openCheckpoint', () => {
  it('reads configuration and tensors, from a subfolder too', async () => {
    const checkpoint = await openCheckpoint(folder({ 'a/config.json': '{"x":1}', 'a/model.safetensors': weights }), 'a');
    expect(checkpoint.config).toEqual({ x: 1 });
    expect(checkpoint.generationConfig).toBeNull();
    expect([checkpoint.has('w'), checkpoint.has('v'), checkpoint.dims('w')]).toEqual([true, false, [2]]);
    expect([...(await checkpoint.tensor('w')).data]).toEqual([1, 2]);
    await expect(checkpoint.tensor('ids')).rejects.toThrow('ids: weights of type I64');
    expect(() => checkpoint.dims('v')).toThrow('there is no tensor v');
  });

  it.each([
    [{}, 'no config.json'],
    [{ 'sub/config.json': '{}' }, 'no config.json'],
    [{ 'config.json': '{}' }, 'no weights found'],
    [{ 'config.json': '{', 'model.safetensors': weights }, 'config.json: not JSON'],
    [{ 'config.json': '{}', 'model.safetensors': weights.slice(0, 100) }, 'model.safetensors'],
    [{ 'config.json': '{}', 'model.safetensors.index.json': '[]' }, 'no weight_map'],
    [{ 'config.json': '{}', 'model.safetensors.index.json': '{"weight_map":{"w":"../x"}}' }, 'no file beside it'],
    [{ 'config.json': '{}', 'model.safetensors.index.json': '{"weight_map":{"w":"x"}}' }, '1 of 1 weight files are missing: x'],
    [{ 'config.json': '{}', x: weights, 'model.safetensors.index.json': '{"weight_map":{"v":"x"}}' }, 'the first is v'],
  ] as [Record<string, Uint8Array | string>, string][])('explains %o', async (files, message) => {
    const attempt = openCheckpoint(folder(files));
    await expect(attempt).rejects.toBeInstanceOf(UserError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('points to the folder that was meant, and to the framework that was not', async () => {
    await expect(openCheckpoint(folder({ 'sub/config.json': '{}' }))).rejects.toMatchObject({ hint: 'There is one in sub/config.json.' });
    await expect(openCheckpoint(folder({ 'config.json': '{}', 'tf_model.h5': '' }))).rejects.toMatchObject({
      hint: expect.stringContaining('tf_model.h5') as unknown,
    });
  });
});

describe('filesByPath', () => {
  it('reads chosen files', async () => {
    const file = (path: string, body: BlobPart): { path: string; file: File } => ({ path, file: new File([body], path) });
    const files = [file('config.json', '{}'), file('model.safetensors', new Uint8Array(weights))];
    const checkpoint = await openCheckpoint(filesByPath('chosen files', files));
    expect([...(await checkpoint.tensor('w')).data]).toEqual([1, 2]);
    expect(() => filesByPath('chosen files', [file('a', ''), file('a', '')])).toThrow('two files are called a');
  });
});

const golden = referencePath('golden');

describe.skipIf(!golden)('reference checkpoints in other forms', () => {
  const plain = join(golden ?? '', 'bart_plain');
  let scratch = '';
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'ragscope-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('sharded weights equal those in one file', async () => {
    const single = await openCheckpoint(nodeFolder(plain));
    const sharded = await openCheckpoint(nodeFolder(plain), 'formats/sharded');
    expect(sharded.weightsFile).toBe('model.safetensors.index.json');
    expect([...sharded.tensorNames].sort()).toEqual([...single.tensorNames].sort());
    for (const name of single.tensorNames) expect(await sharded.tensor(name)).toEqual(await single.tensor(name));
    expect(single.generationConfig).toMatchObject({ forced_eos_token_id: 2 });
  });

  it.each([
    ['f16', 2 ** -11],
    ['bf16', 2 ** -8],
  ])('%s weights are the rounded ones', async (format, relative) => {
    const rounded = join(scratch, format);
    cpSync(join(plain, 'config.json'), join(rounded, 'config.json'));
    cpSync(join(plain, 'formats', `model.${format}.safetensors`), join(rounded, 'model.safetensors'));
    const single = await openCheckpoint(nodeFolder(plain));
    const checkpoint = await openCheckpoint(nodeFolder(rounded));
    for (const name of single.tensorNames) {
      const expected = (await single.tensor(name)).data;
      const actual = (await checkpoint.tensor(name)).data;
      const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(actual[i] - value) / (Math.abs(value) + 2 ** -14)), 0);
      expect([name, worst <= relative]).toEqual([name, true]);
    }
  });

  it('reads pytorch_model.bin where there are no safetensors', async () => {
    const binOnly = join(scratch, 'bin');
    for (const file of ['config.json', 'pytorch_model.bin']) cpSync(join(golden ?? '', 'tok_b1_n2', file), join(binOnly, file));
    const checkpoint = await openCheckpoint(nodeFolder(binOnly));
    const safe = await openCheckpoint(nodeFolder(join(golden ?? '', 'tok_b1_n2')));
    expect([checkpoint.weightsFile, safe.weightsFile]).toEqual(['pytorch_model.bin', 'model.safetensors']);
    for (const name of safe.tensorNames) expect(await checkpoint.tensor(name)).toEqual(await safe.tensor(name));
  });
});

describe('nodeFolder', () => {
  it('reads ranges and names what is missing', async () => {
    const source = nodeFolder(import.meta.dirname);
    const whole = readFileSync(join(import.meta.dirname, 'config.ts'));
    const file = await source.open('config.ts');
    expect(await file.read(5, 20)).toEqual(new Uint8Array(whole.subarray(5, 25)));
    await expect(file.read(file.size - 1, 2)).rejects.toThrow('the file ends at');
    await expect(source.open('no.json')).rejects.toThrow('there is no file no.json');
    await expect(nodeFolder('/no/such/folder').list()).rejects.toThrow('there is no such folder');
  });
});
