import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { goldenCommand } from './golden.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');

describe('golden', () => {
  const folders: string[] = [];
  const temporary = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'ragscope-golden-'));
    folders.push(folder);
    return folder;
  };
  const printed = (): { lines: () => string } => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    return { lines: () => log.mock.calls.map(([line]) => String(line)).join('\n') };
  };

  afterEach(async () => {
    vi.restoreAllMocks();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  it('writes what the engine computed and prints one JSON document', async () => {
    const out = await temporary();
    const output = printed();
    expect(await goldenCommand([join(GOLDEN, 'tok_b1_n2'), '--out', out, '--json'])).toBe(0);

    const report = JSON.parse(output.lines()) as { ok: boolean; provider: string; cases: { case: string; checks: { name: string; ok: boolean }[]; generation: { exact: boolean }[] }[] };
    expect(report).toMatchObject({ ok: true, provider: 'cpu', cases: [{ case: 'tok_b1_n2', ok: true, unsupported: [], error: null }] });
    expect(report.cases[0].checks.map(({ name }) => name)).toContain('adamw losses');
    expect(report.cases[0].generation.every(({ exact }) => exact)).toBe(true);

    const folder = join(out, 'tok_b1_n2');
    expect((await readdir(folder)).sort()).toEqual(['actual-grads.safetensors', 'actual.json', 'actual.safetensors', 'train_adamw_final.safetensors', 'train_sgd_final.safetensors']);
    const actual = JSON.parse(await readFile(join(folder, 'actual.json'), 'utf8')) as Record<string, unknown>;
    const expected = JSON.parse(await readFile(join(GOLDEN, 'tok_b1_n2/expected.json'), 'utf8')) as { scalar_loss: number; loss_variants: unknown[]; generation: { settings: unknown; sequences: unknown }[] };
    expect(actual['scalar_loss']).toBeCloseTo(expected.scalar_loss, 3);
    expect(actual['loss_variants']).toHaveLength(expected.loss_variants.length);
    expect((actual['generation'] as typeof expected.generation).map(({ settings, sequences }) => ({ settings, sequences }))).toEqual(expected.generation.map(({ settings, sequences }) => ({ settings, sequences })));
    expect(actual).toMatchObject({ training: { adamw: { losses: expect.any(Array) as unknown }, sgd: { losses: expect.any(Array) as unknown } }, unsupported: [] });
  });

  it('leaves out and names what it does not support', async () => {
    const [out, cases] = [await temporary(), await temporary()];
    const folder = join(cases, 'asks-more');
    await cp(join(GOLDEN, 'tok_b1_n2'), folder, { recursive: true });
    const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as { generation: object[]; training?: object };
    expected.generation = [expected.generation[0], { ...expected.generation[0], settings: { do_sample: true } }];
    delete expected.training;
    await writeFile(join(folder, 'expected.json'), JSON.stringify(expected));
    const output = printed();
    await goldenCommand([folder, '--out', out]);
    expect(output.lines()).toMatch(/unsupported: .*do_sample[^]*1 of their parts unsupported/);
    const actual = JSON.parse(await readFile(join(out, 'asks-more/actual.json'), 'utf8')) as { generation: unknown[]; unsupported: string[] };
    expect(actual.generation).toHaveLength(1);
    expect(actual.unsupported).toEqual([expect.stringContaining('do_sample')]);
  });

  it('goes on after a case that cannot be run, and fails', async () => {
    const out = await temporary();
    const cases = await temporary();
    for (const name of ['first', 'second']) {
      await mkdir(join(cases, name));
      await writeFile(join(cases, name, 'inputs.json'), '{}');
    }
    const output = printed();
    expect(await goldenCommand([cases, '--out', out])).toBe(1);
    expect(output.lines()).toMatch(/first[^]*FAILED {2}.*there is no model[^]*second[^]*FAILED[^]*2 cases on cpu: NOT all within tolerance/);
    expect(await readdir(out)).toEqual([]);
  });

  it.each([
    [[], 'no folder is named'],
    [[GOLDEN], '--out is missing'],
    [[GOLDEN, '--out', 'x', '--provider', 'abacus'], 'abacus'],
    [[GOLDEN, GOLDEN, '--out', 'x'], 'two cases are called'],
    [[GOLDEN, '--nonsense'], 'nonsense'],
  ])('refuses %j', async (argv, message) => {
    await expect(goldenCommand(argv)).rejects.toThrow(message);
  });
});
