import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyFiles } from '../src/rag/testing/tinyModel.ts';
import { readCommand } from './bench.ts';
import { agreementWithTorch, decode, drift } from './decode.ts';
import { encode } from './encode.ts';
import { TorchStep } from './peers/torchStep.ts';
import { quality } from './quality.ts';
import { realRows } from './real.ts';
import { answer, pack } from './realStages.ts';
import { row, table, type Result, type Row, type Settings } from './report.ts';
import { median, medians } from './timing.ts';
import { topk } from './topk.ts';
import { train } from './train.ts';

const settings: Settings = { runs: 1, warmUp: 0, threads: 1, provider: 'cpu', log: () => {} };
const TOY_STEP = { layers: 2, dModel: 32, ffn: 64, heads: 2, vocab: 50, docs: 3, beams: 2, source: 6, past: 3 };

function expectFinite(results: readonly Result[], atLeast: number): void {
  const rows = results.filter((r): r is Row => !('skipped' in r));
  expect(rows.length).toBeGreaterThanOrEqual(atLeast);
  for (const { subject, value, peerValue, ratio } of rows) {
    expect(value, subject).toSatisfy(Number.isFinite);
    if (peerValue) expect(ratio, subject).toSatisfy(Number.isFinite);
  }
}

const valueOf = (results: readonly Result[], subject: string): number => {
  const found = results.find((r) => r.subject === subject);
  return found && !('skipped' in found) ? found.value : NaN;
};

describe('benchmarks at toy sizes', () => {
  it('decode', async () => {
    const results = await decode.run(TOY_STEP, settings);
    expectFinite(results, 12);
    expect(valueOf(results, 'int8 logits, relative RMSE')).toBeLessThan(0.1);
    expect(valueOf(results, 'block8 logits, relative RMSE')).toBeLessThan(0.05);
    expect(valueOf(results, 'block4 logits, relative RMSE')).toBeLessThan(0.6);
  });

  it('topk', async () => {
    const results = await topk.run({ rows: 300, dim: 16, k: 5, manyRows: 700, approximateRows: 100 }, settings);
    expectFinite(results, 17);
    expect(valueOf(results, 'exact scan, same passages')).toBe(1);
    expect(valueOf(results, 'int8 scan, same passages')).toBe(1);
  });

  it('encode', async () => {
    const results = await encode.run({ layers: 1, hidden: 32, ffn: 64, heads: 2, vocab: 60, batch: 2, length: 9 }, settings);
    expectFinite(results, 2);
    expect(valueOf(results, 'int8 vectors, mean cosine')).toBeGreaterThan(0.99);
  });

  it('train', async () => {
    const results = await train.run({ batch: 1, source: 4, target: 3 }, { ...settings, runs: 2 });
    expectFinite(results, 3);
    // Two steps on the same batch: the second loss is lower.
    expect(results.at(-1)).toMatchObject({ ratio: expect.toSatisfy((ratio: number) => ratio < 1) as number });
  });

  it('quality', async ({ skip }) => {
    const results = await quality.run({ questions: 1, docs: 2, maxLength: 3 }, settings);
    if (results.some((r) => 'skipped' in r)) skip('public/models/tiny is not there');
    expectFinite(results, 10);
    expect(valueOf(results, 'q8 weights')).toBeLessThan(30);
  });
});

describe('the benchmark at real size', () => {
  it('packs a checkpoint and answers from the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ragscope-bench-'));
    try {
      for (const [path, contents] of tinyFiles()) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), contents);
      }
      const task = { encoder: folder, generator: folder, precision: 'q8', provider: 'cpu', threads: 1, file: join(folder, 'packed'), docs: 3, beams: 2, tokens: 3 } as const;
      const packed = await pack(task);
      const answered = await answer(task);
      expect(packed.bytes).toBeLessThan(0.5 * packed.floatBytes);
      expect(answered.weightBytes).toBeLessThan(packed.bytes);
      const results = realRows('tiny', packed, answered);
      expectFinite(results, 7);
      if (!answered.peer) expect(results.at(-1)).toMatchObject({ skipped: answered.torch });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the PyTorch peer', () => {
  it('computes our step from our weights, with either form of cross-attention', async ({ skip }) => {
    const agreement = await agreementWithTorch(TOY_STEP, settings);
    if (typeof agreement === 'string') return skip(agreement);
    expect(agreement).toHaveLength(2);
    expect(Math.max(...agreement)).toBeLessThan(1e-5);
  });

  it('says why it cannot run', async () => {
    const before = process.env['PYTHON'];
    process.env['PYTHON'] = '/nowhere/python3';
    try {
      expect(await TorchStep.start(TOY_STEP)).toContain('ENOENT');
    } finally {
      if (before === undefined) delete process.env['PYTHON'];
      else process.env['PYTHON'] = before;
    }
  });
});

describe('medians', () => {
  it('takes turns and leaves the warm-up out', async () => {
    const order: string[] = [];
    const times = [100, 7, 9, 8];
    const found = await medians({ a: async () => (order.push('a'), times.shift()), b: async () => void order.push('b') }, { runs: 3, warmUp: 1 });
    expect(order.join('')).toBe('abababab');
    expect(found.a).toBe(8);
    expect(found.b).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [[3], 3],
    [[4, 1], 2.5],
    [[9, 1, 5], 5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('drift', () => {
  it('is relative, and counts rows that keep their largest logit', () => {
    const { rmse, kept } = drift(Float32Array.of(1, 2, 2, 2.1), Float32Array.of(1, 2, 3, 2), 2);
    expect(kept).toBe(0.5);
    expect(rmse).toBeCloseTo(Math.sqrt((1 + 0.01) / 18), 5);
  });
});

describe('table', () => {
  it('aligns figures and names what was skipped', () => {
    const text = table([row('a', 'x', 1234.5678, 'ms', 'y', 2), row('a', 'drift', 0.00123, '', 'y', null), { bench: 'b', subject: 'z', skipped: 'no such program' }]);
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      bench  subject   value  unit  peer  peer's    ratio
      a      x          1235  ms    y          2  617.28x  less is better
      a      drift    1.2e-3        y                      less is better
      b      z        skipped: no such program
      "
    `);
  });
});

describe('readCommand', () => {
  it('reads names, sizes and settings', () => {
    const { names, sizes, settings: read, json } = readCommand(['topk', 'encode', '--rows', '1000', '--approximate-rows', '10', '--runs', '2', '--warm-up', '0', '--threads', '1', '--provider', 'wasm', '--json']);
    expect([names, json, read]).toEqual([['topk', 'encode'], true, { runs: 2, warmUp: 0, threads: 1, provider: 'wasm' }]);
    expect(sizes['topk']).toMatchObject({ rows: 1000, dim: 768, approximateRows: 10 });
    expect(sizes['encode']).toMatchObject({ layers: 12 });
  });

  it('runs all without names', () => {
    expect(readCommand([]).names).toEqual(['decode', 'topk', 'encode', 'train', 'quality', 'real']);
  });

  it.each([
    [['speed'], 'no benchmark "speed"'],
    [['topk', '--beams', '2'], '--beams is no size of topk'],
    [['--runs', '0'], '--runs is 0'],
    [['--rows', 'many'], '--rows is many'],
    [['--provider', 'gpu'], '--provider is gpu'],
    [['--fast'], "'--fast'"],
  ])('refuses %j', (argv, message) => {
    expect(() => readCommand(argv)).toThrow(message);
  });
});
