/** Each packed form: how far its values lie from the weights, and that ONNX Runtime computes with it what plain loops compute. */
import { describe, expect, it } from 'vitest';
import { Graph, type Value } from '../graph/graph.ts';
import { BLOCK_SIZE, packedName, quantizedGather, quantizedLinear } from '../graph/ops/quantized.ts';
import { testRuntime } from '../graph/testing/finiteDifferences.ts';
import type { HostTensor, WeightSource } from '../runtime/types.ts';
import { bartStepGraph } from './bart.ts';
import { int32 } from './feeds.ts';
import { Layers } from './layers.ts';
import { PackedWeights } from './quantize.ts';
import { TINY_BART } from '../rag/testing/tinyModel.ts';

const ROWS = 6;
const COLUMNS = 64;

/** Rows of very different size: plain, zero, one outlier, one sign only, tiny, huge. */
function hostile(): HostTensor {
  const data = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => Math.sin(1 + i * 12.9898) * 0.5);
  data.fill(0, COLUMNS, 2 * COLUMNS);
  data[2 * COLUMNS + 5] = -40;
  for (let i = 3 * COLUMNS; i < 4 * COLUMNS; i++) data[i] = Math.abs(data[i]) + 0.01;
  for (let i = 4 * COLUMNS; i < 5 * COLUMNS; i++) data[i] *= 1e-6;
  for (let i = 5 * COLUMNS; i < 6 * COLUMNS; i++) data[i] *= 1e6;
  return { dims: [ROWS, COLUMNS], data };
}

const source = (tensor: HostTensor): WeightSource => ({ weight: () => tensor });
const weights = () => new PackedWeights(source(hostile()));
const largest = (values: ArrayLike<number>) => Array.from(values).reduce((max, v) => Math.max(max, Math.abs(v)), 0);

const FORMATS = ['int8', 'block8', 'block4'] as const;
type Format = (typeof FORMATS)[number];

/** How many weights share a scale, and the largest error in steps: half a step, or a whole one where the sign opposite to the extreme is clipped. */
const group = (format: Format) => (format === 'int8' ? COLUMNS : BLOCK_SIZE);

/** Largest error allowed for the group of weights that begins at `start`. */
function bound(format: Format, values: ArrayLike<number>, start: number): number {
  const top = largest(Array.from(values).slice(start, start + group(format)));
  if (format === 'int8') return (top / 127) * 0.5001;
  return (top / (format === 'block8' ? 128 : 8)) * 1.0001;
}

/** Plain reading of the stored codes, by the definition of each form. */
function dequantized(format: Format): Float64Array {
  const packed = weights();
  const out = new Float64Array(ROWS * COLUMNS);
  if (format === 'int8') {
    const { data } = packed.weight(packedName('w', 'int8', 'data'));
    const scale = packed.weight(packedName('w', 'int8', 'scale')).data;
    return out.map((_, i) => (data[(i % COLUMNS) * ROWS + Math.floor(i / COLUMNS)] - 128) * scale[Math.floor(i / COLUMNS)]);
  }
  const { data } = packed.weight(packedName('w', format, 'data'));
  const scale = packed.weight(packedName('w', format, 'scale')).data;
  const code = (i: number) => (format === 'block8' ? data[i] - 128 : ((data[i >> 1] >> (i % 2 === 0 ? 0 : 4)) & 15) - 8);
  return out.map((_, i) => code(i) * scale[Math.floor(i / BLOCK_SIZE)]);
}

async function run(build: (g: Graph) => Value, feeds: Record<string, HostTensor>, packed: WeightSource): Promise<HostTensor> {
  const g = new Graph('quantized');
  g.output('y', build(g));
  const session = await testRuntime().compile(g, packed);
  const { y } = await session.run(feeds);
  await session.dispose();
  return y;
}

describe.each(FORMATS)('%s', (format) => {
  it('keeps each weight within a step of its group', () => {
    const { data } = hostile();
    const got = dequantized(format);
    data.forEach((v, i) => expect(Math.abs(got[i] - v)).toBeLessThanOrEqual(bound(format, data, i - (i % group(format)))));
  });

  it('keeps zeros zero and the extreme of a group exact', () => {
    const got = dequantized(format);
    expect([...got.subarray(COLUMNS, 2 * COLUMNS)].every((v) => v === 0)).toBe(true);
    expect(got[2 * COLUMNS + 5]).toBeCloseTo(-40, 4);
  });

  it('gathers rows as stored', async () => {
    const ids = int32([2, 4], [5, 0, 1, 0, 2, 3, 4, 5]);
    const y = await run((g) => quantizedGather(g, g.input('ids', 'int32', [2, 'n']), 'w', ROWS, COLUMNS, format), { ids }, weights());
    const expected = dequantized(format);
    expect(y.dims).toEqual([2, 4, COLUMNS]);
    y.data.forEach((v, i) => {
      const at = ids.data[Math.floor(i / COLUMNS)] * COLUMNS + (i % COLUMNS);
      expect(Math.abs(v - expected[at])).toBeLessThanOrEqual(1e-6 * Math.abs(expected[at]));
    });
  });

  it('multiplies within the bound that the rounding of weights and activations gives', async () => {
    const x: HostTensor = { dims: [3, COLUMNS], data: Float32Array.from({ length: 3 * COLUMNS }, (_, i) => Math.cos(i * 3.7) * 2 + (i === 70 ? 9 : 0)) };
    x.data.fill(0, 2 * COLUMNS);
    const y = await run((g) => quantizedLinear(g, g.input('x', 'float32', ['rows', COLUMNS]), 'w', ROWS, format), { x }, weights());
    expect(y.dims).toEqual([3, ROWS]);
    const w = dequantized(format);
    for (let r = 0; r < 3; r++)
      for (let n = 0; n < ROWS; n++) {
        const terms = Array.from({ length: COLUMNS }, (_, k) => [x.data[r * COLUMNS + k], w[n * COLUMNS + k]]);
        const exact = terms.reduce((sum, [a, b]) => sum + a * b, 0);
        // Activations in 127 steps of the row's largest; ONNX Runtime may round them to as many steps of each block.
        const step = largest(terms.map(([a]) => a)) / 127;
        const slack = 0.51 * step * terms.reduce((sum, [, b]) => sum + Math.abs(b), 0);
        // Block kernels take the zero point out after the sum, which leaves float rounding of it even for a row of zeros.
        const rounding = 1e-5 * largest(x.data);
        expect(Math.abs(y.data[r * ROWS + n] - exact)).toBeLessThanOrEqual(slack + rounding + 1e-6 * Math.abs(exact));
      }
    // A row of zeros gives nothing at all.
    expect(Array.from(y.data).slice(2 * ROWS)).toEqual(Array(ROWS).fill(0));
  });
});

describe('PackedWeights', () => {
  it('serves a tied table in one form for both of its uses', () => {
    const asked: string[] = [];
    const floats = hostile();
    const packed = new PackedWeights({
      weight: (name) => {
        asked.push(name);
        return floats;
      },
    });
    const table = packed.weight('shared.weight:int8');
    expect([table.dims, packed.weight('shared.weight:int8.scale').dims]).toEqual([[COLUMNS, ROWS], [ROWS]]);
    expect(packed.weight('shared.weight')).toBe(floats);
    // Packed once a form, and served again from memory.
    expect(packed.weight('shared.weight:int8')).toBe(table);
    expect(asked).toEqual(['shared.weight', 'shared.weight']);
  });

  it('counts the bytes that it has served, each tensor once', () => {
    const packed = weights();
    packed.weight('w:block4');
    packed.weight('w:block4');
    packed.weight('w:block4.scale');
    expect(packed.servedBytes).toBe((ROWS * COLUMNS) / 2 + (ROWS * COLUMNS * 4) / BLOCK_SIZE);
  });

  it('serves float16 weights and scales, and refuses what float16 cannot hold', () => {
    const values = Float32Array.of(1, -0.5, 65504, 2 ** -24, ...new Float32Array(28));
    const packed = new PackedWeights(source({ dims: [1, 32], data: values }));
    expect([...packed.weight('w:half').data.slice(0, 4)]).toEqual([0x3c00, 0xb800, 0x7bff, 1]);
    // The largest value over −128, as float32 and as float16.
    expect(packed.weight('w:block8.scale').data[0]).toBe(-511.75);
    expect([...packed.weight('w:block8.scale16').data]).toEqual([0xdfff]);
    values[2] = 65520;
    expect(() => new PackedWeights(source({ dims: [1, 32], data: values })).weight('w:half')).toThrow('w: the value 65520 is outside the range of float16');
  });

  it('finds the weight behind a name with colons, and refuses unknown forms', () => {
    expect(weights().weight('a:b:int8').dims).toEqual([COLUMNS, ROWS]);
    expect(() => weights().weight('w:int3')).toThrow('internal: unknown packed form int3 of w');
    expect(() => new PackedWeights(source({ dims: [2, 48], data: new Float32Array(96) })).weight('w:block8')).toThrow('48 columns are no multiple of the block of 32');
  });

  it('is finite for a row of subnormal numbers', () => {
    const packed = new PackedWeights(source({ dims: [1, 32], data: new Float32Array(32).fill(1e-44) }));
    for (const form of ['int8', 'block8', 'block4']) expect(packed.weight(`w:${form}.scale`).data.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['int8', 'int8', ['int8', 'int8.scale']],
    ['block8', 'block8', ['block8', 'block8.scale']],
    ['block4', 'block8', ['block4', 'block4.scale', 'block8', 'block8.scale']],
  ] as const)('holds the tied table of a step graph once where %s products read what %s look-ups read', (linear, embedding, forms) => {
    const g = new Graph('step');
    bartStepGraph(g, TINY_BART, new Layers(g, 'generator.', { linear, embedding }), true);
    const ties = g.params.map((p) => p.name).filter((name) => name.includes('shared'));
    expect(ties.sort()).toEqual(forms.map((form) => `generator.shared.weight:${form}`));
  });
});

describe('int8 activations', () => {
  const K = 64;
  const matrix = (rows: number, value: (i: number) => number): HostTensor => ({ dims: [rows, K], data: Float32Array.from({ length: rows * K }, (_, i) => value(i)) });
  const product = (x: HostTensor, w: HostTensor) => run((g) => quantizedLinear(g, g.input('x', 'float32', ['rows', K]), 'w', w.dims[0], 'int8'), { x }, new PackedWeights(source(w)));

  /** A layer that narrows codes a row about its middle, one that does not about zero. */
  const WIDTHS = [5, 70];

  it.each(WIDTHS)('do not saturate at %i outputs: the largest codes on both sides, in any arrangement of signs, give the exact sum', async (n) => {
    for (const [p, q] of [[1, 1], [1, -1], [-1, -1], [2, 2]]) {
      const [xSign, wSign] = [p, q].map((period) => (i: number) => (period === 2 ? 1 - 2 * (i % 2) : period));
      const { data } = await product(matrix(2, (i) => 3 * xSign(i)), matrix(n, (i) => 0.5 * wSign(i)));
      for (const y of data) expect(Math.abs(y - 1.5 * K * xSign(0) * wSign(0))).toBeLessThan(1e-4);
    }
  });

  it('lose half as much to one-sided rows where the layer narrows', async () => {
    const x = matrix(8, (i) => Math.max(-0.17, 3 * Math.sin(i * 1.3)));
    const w = matrix(70, (i) => Math.sin(i * 7.1));
    const error = async (n: number) => {
      const few: HostTensor = { dims: [n, K], data: (w.data as Float32Array).slice(0, n * K) };
      const y = (await product(x, few)).data;
      const packed = new PackedWeights(source(few));
      const [codes, scale] = [packed.weight('w:int8').data, packed.weight('w:int8.scale').data];
      let squares = 0;
      for (let r = 0; r < 8; r++)
        for (let o = 0; o < 5; o++) {
          let exact = 0;
          for (let k = 0; k < K; k++) exact += x.data[r * K + k] * (codes[k * n + o] - 128) * scale[o];
          squares += (y[r * n + o] - exact) ** 2;
        }
      return Math.sqrt(squares);
    };
    expect((await error(5)) / (await error(70))).toBeLessThan(0.7);
  });

  it.each(WIDTHS)('give a row the same bits beside rows of any size as alone, at %i outputs', async (N) => {
    const w = matrix(N, (i) => Math.sin(i * 7.1));
    const rows = matrix(4, (i) => Math.cos(i * 1.7) * [1, 1e4, 1e-12, 0][Math.floor(i / K)]);
    const together = (await product(rows, w)).data as Float32Array;
    for (let r = 0; r < 4; r++) {
      const alone = (await product({ dims: [1, K], data: (rows.data as Float32Array).slice(r * K, (r + 1) * K) }, w)).data;
      expect(together.slice(r * N, (r + 1) * N)).toEqual(alone);
    }
    expect([...together.slice(3 * N)]).toEqual(Array(N).fill(0));
  });
});
