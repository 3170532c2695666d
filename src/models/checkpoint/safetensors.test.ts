import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { referencePath } from './referenceData.ts';
import { openSafetensors, writeSafetensors, type TensorToWrite } from './safetensors.ts';
import { memorySource } from './source.ts';
import { narrowBF16, narrowF16, widenBF16, widenF16 } from './tensor.ts';

const open = (bytes: Uint8Array) => openSafetensors(memorySource(bytes), 'test');

function file(header: string, data: Uint8Array | number[] = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const malformed = referencePath('torture', 'safetensors-malformed');

describe.skipIf(!malformed)('reference verdicts on malformed safetensors', () => {
  const folder = malformed ?? '';
  interface Row {
    file: string;
    reference_result: string;
  }
  const rows = malformed ? (JSON.parse(readFileSync(join(folder, 'MANIFEST.json'), 'utf8')) as Row[]) : [];

  it.each(rows.map((row) => [row.file, row.reference_result] as const))('%s', async (name, verdict) => {
    const attempt = open(new Uint8Array(readFileSync(join(folder, name))));
    if (verdict.startsWith('REJECT')) {
      await expect(attempt).rejects.toBeInstanceOf(UserError);
      return;
    }
    const opened = await attempt;
    const shapes = opened.names.map((tensor) => {
      const dims = opened.info(tensor)!.dims;
      return `'${tensor}': (${dims.join(', ')}${dims.length === 1 ? ',' : ''})`;
    });
    expect(`ACCEPT {${shapes.join(', ')}}`).toBe(verdict);
    for (const tensor of opened.names) await opened.read(tensor);
  });

  it('names what is no safetensors file', async () => {
    const message = (name: string) => open(new Uint8Array(readFileSync(join(folder, name))));
    await expect(message('trap_lfs_pointer.safetensors')).rejects.toThrow('Git LFS pointer');
    await expect(message('trap_html_404_page.safetensors')).rejects.toThrow('web page');
  });

  it('reads unaligned data and the special values of float16', async () => {
    const unaligned = await open(new Uint8Array(readFileSync(join(folder, 'trap_unaligned_data.safetensors'))));
    expect((await unaligned.read('a')).data).toHaveLength(2);
    const halves = await open(new Uint8Array(readFileSync(join(folder, 'trap_f16_nan.safetensors'))));
    expect([...(await halves.read('w')).data]).toEqual([NaN, Infinity, -Infinity, 1]);
  });
});

describe('openSafetensors', () => {
  it.each([
    ['duplicate names of empty tensors', '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}', 'occurs twice'],
    ['a negative dimension', '{"a":{"dtype":"U8","shape":[-1,-4],"data_offsets":[0,4]}}', 'non-negative'],
    ['an unknown dtype', '{"a":{"dtype":"toString","shape":[4],"data_offsets":[0,4]}}', 'unknown dtype'],
    ['too small a shape', '{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,4]}}', 'takes 3 bytes'],
    ['bytes that no tensor owns', '{}', 'has 14'],
  ])('refuses %s', async (_, header, message) => {
    await expect(open(file(header, [1, 2, 3, 4]))).rejects.toThrow(message);
  });

  it('keeps tensors called __proto__ and constructor apart', async () => {
    const header = '{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"constructor":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}';
    const opened = await open(file(header, [7, 9]));
    expect([...(await opened.read('__proto__')).data, ...(await opened.read('constructor')).data]).toEqual([7, 9]);
    expect(opened.info('toString')).toBeUndefined();
  });

  it('gives data of their own, so that training in place leaves the file alone', async () => {
    const bytes = writeSafetensors([['w', { dims: [2], data: Float32Array.of(1, 2) }]]);
    const first = await (await open(bytes)).read('w');
    (first.data as Float32Array).fill(0);
    expect([...(await (await open(bytes)).read('w')).data]).toEqual([1, 2]);
  });

  it('throws nothing but UserError on damaged files', async () => {
    const good = writeSafetensors(
      [
        ['a', { dims: [2, 3], data: new Float32Array(6) }],
        ['b', { dims: [], data: Float32Array.of(1), dtype: 'BF16' }],
      ],
      { format: 'pt' },
    );
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(good.length), fc.boolean(), async (changes, length, cut) => {
        const bytes = good.slice(0, cut ? length : good.length);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        await onlyUserErrors(bytes);
      }),
      { numRuns: 1500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), onlyUserErrors),
      { numRuns: 500 },
    );
  });
});

async function onlyUserErrors(bytes: Uint8Array): Promise<void> {
  try {
    const opened = await open(bytes);
    for (const name of opened.names) await opened.read(name);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
  }
}

describe('writeSafetensors', () => {
  const tensors: [string, TensorToWrite][] = [
    ['z', { dims: [2, 2], data: Float32Array.of(1, -2.5, 3e-40, 4) }],
    ['a', { dims: [1], data: Float64Array.of(Math.PI) }],
    ['i', { dims: [2], data: BigInt64Array.of(-5n, 2n ** 60n) }],
    ['j', { dims: [3], data: Int32Array.of(-1, 0, 1) }],
    ['s', { dims: [1], data: Int16Array.of(-7) }],
    ['c', { dims: [2], data: Int8Array.of(-128, 127) }],
    ['u', { dims: [1], data: Uint8Array.of(255) }],
    ['flag', { dims: [2], data: Uint8Array.of(0, 1), dtype: 'BOOL' }],
    ['empty', { dims: [0, 5], data: new Float32Array(0) }],
    ['__proto__', { dims: [], data: Float32Array.of(8) }],
  ];

  it('round-trips every dtype and the metadata', async () => {
    const opened = await open(writeSafetensors(tensors, { format: 'pt', note: 'ünï' }));
    expect(opened.metadata).toEqual(new Map([['format', 'pt'], ['note', 'ünï']]));
    for (const [name, { dims, data }] of tensors) {
      const read = await opened.read(name);
      expect([name, read.dims, read.data]).toEqual([name, dims, data]);
    }
    expect(opened.names).toHaveLength(tensors.length);
  });

  it('gives the same bytes in whatever order the tensors come, with aligned data', () => {
    const bytes = writeSafetensors(tensors);
    expect(writeSafetensors([...tensors].reverse())).toEqual(bytes);
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  });

  it('rounds to float16 and bfloat16 and refuses what overflows', async () => {
    const data = Float32Array.of(1 / 3, 65504, -1e-7);
    const opened = await open(
      writeSafetensors([
        ['h', { dims: [3], data, dtype: 'F16' }],
        ['b', { dims: [3], data, dtype: 'BF16' }],
      ]),
    );
    expect([...(await opened.read('h')).data]).toEqual([0.333251953125, 65504, -(2 ** -24) * 2]);
    expect([...(await opened.read('b')).data]).toEqual([0.333984375, 65536, -1.0011717677116394e-7]);
    expect(() => writeSafetensors([['w', { dims: [1], data: Float32Array.of(7e4), dtype: 'F16' }]])).toThrow('too large for F16');
  });
});

describe('float16 and bfloat16', () => {
  it('survive widening and narrowing for every bit pattern', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const isNaN16 = (word: number): boolean => (word & 0x7c00) === 0x7c00 && (word & 0x3ff) !== 0;
    const halves = narrowF16(widenF16(all));
    expect(all.filter((word, i) => !isNaN16(word) && halves[i] !== word)).toHaveLength(0);
    const brains = narrowBF16(widenBF16(all));
    const isNaNB = (word: number): boolean => (word & 0x7fff) > 0x7f80;
    expect(all.filter((word, i) => !isNaNB(word) && brains[i] !== word)).toHaveLength(0);
    expect(widenF16(all).filter((value, i) => Number.isNaN(value) !== isNaN16(i))).toHaveLength(0);
  });

  it('narrow to the nearest, ties to even', () => {
    const table = widenF16(Uint16Array.from({ length: 0x7c00 }, (_, i) => i));
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: 0, max: 65503 }), (value) => {
        const source = Float32Array.of(value);
        const [word] = narrowF16(source);
        const error = (i: number): number => Math.abs((table[i] ?? Infinity) - source[0]);
        expect(error(word)).toBeLessThanOrEqual(Math.min(error(word - 1), error(word + 1)));
        if (error(word) === error(word + 1) || error(word) === error(word - 1)) expect(word % 2).toBe(0);
      }),
    );
  });
});
