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
    return out.map((_, i) => data[i] * scale[Math.floor(i / COLUMNS)]);
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
        // int8: activations in 255 steps over the whole input. Blocks: ONNX Runtime may round activations to 127 steps of each block.
        const step = format === 'int8' ? (largest(x.data) * 2) / 255 : largest(x.data) / 127;
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
  it('serves a tied table in the form of each of its uses, from one weight', () => {
    const asked: string[] = [];
    const floats = hostile();
    const packed = new PackedWeights({
      weight: (name) => {
        asked.push(name);
        return floats;
      },
    });
    const rows = packed.weight('shared.weight:int8');
    const matrix = packed.weight('shared.weight:int8t');
    expect([rows.dims, matrix.dims]).toEqual([[ROWS, COLUMNS], [COLUMNS, ROWS]]);
    for (let r = 0; r < ROWS; r++) for (let c = 0; c < COLUMNS; c++) expect(matrix.data[c * ROWS + r]).toBe(rows.data[r * COLUMNS + c]);
    expect(packed.weight('shared.weight:int8t.scale').data).toEqual(packed.weight('shared.weight:int8.scale').data);
    expect(packed.weight('shared.weight')).toBe(floats);
    // Packed once a form, and served again from memory.
    expect(packed.weight('shared.weight:int8')).toBe(rows);
    expect(asked).toEqual(['shared.weight', 'shared.weight', 'shared.weight']);
  });

  it('counts the bytes that it has served, each tensor once', () => {
    const packed = weights();
    packed.weight('w:block4');
    packed.weight('w:block4');
    packed.weight('w:block4.scale');
    expect(packed.servedBytes).toBe((ROWS * COLUMNS) / 2 + (ROWS * COLUMNS * 4) / BLOCK_SIZE);
  });

  it('finds the weight behind a name with colons, and refuses unknown forms', () => {
    expect(weights().weight('a:b:int8').dims).toEqual([ROWS, COLUMNS]);
    expect(() => weights().weight('w:int3')).toThrow('internal: unknown packed form int3 of w');
    expect(() => new PackedWeights(source({ dims: [2, 48], data: new Float32Array(96) })).weight('w:block8')).toThrow('48 columns are no multiple of the block of 32');
  });

  it('is finite for a row of subnormal numbers', () => {
    const packed = new PackedWeights(source({ dims: [1, 32], data: new Float32Array(32).fill(1e-44) }));
    for (const form of ['int8', 'block8', 'block4']) expect(packed.weight(`w:${form}.scale`).data.every(Number.isFinite)).toBe(true);
  });

  it('holds every weight that a quantized step graph asks for, the tied table twice', () => {
    const g = new Graph('step');
    bartStepGraph(g, TINY_BART, new Layers(g, 'generator.', { linear: 'block4', embedding: 'block8' }), true);
    const ties = g.params.map((p) => p.name).filter((name) => name.includes('shared'));
    expect(ties.sort()).toEqual(['block4', 'block4.scale', 'block8rows', 'block8rows.scale'].map((form) => `generator.shared.weight:${form}`));
  });
});
