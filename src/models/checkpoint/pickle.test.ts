import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipSync } from 'fflate';
import { UserError } from '../../errors.ts';
import { PickleTooShort, readPickle } from './pickle.ts';
import { referencePath } from './referenceData.ts';
import { openSafetensors } from './safetensors.ts';
import { memorySource } from './source.ts';
import { openTorchBin } from './torchBin.ts';

const encode = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const short = (text: string): string => `X${String.fromCharCode(text.length)}\0\0\0${text}`;
const read = (body: string) => readPickle(encode(`\x80\x02${body}.`), 0, 'test').value;

/** ('storage', torch.<type>, key, 'cpu', elements) -> _rebuild_tensor_v2(…, offset, dims, strides, False, OrderedDict()) */
function tensor(type: string, elements: number, offset: number, dims: number[], strides: number[]): string {
  const int = (value: number): string => `K${String.fromCharCode(value)}`;
  const tuple = (values: number[]): string => `(${values.map(int).join('')}t`;
  const storage = `(${short('storage')}ctorch\n${type}\n${short('0')}${short('cpu')}${int(elements)}tQ`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${int(offset)}${tuple(dims)}${tuple(strides)}\x89ccollections\nOrderedDict\n)RtR`;
}

function zipOf(pickle: string, data: Uint8Array): Uint8Array {
  return zipSync({ 'm/data.pkl': encode(pickle), 'm/byteorder': encode('little'), 'm/data/0': data }, { level: 0 });
}

describe('readPickle', () => {
  it('reads containers, numbers and memo entries', () => {
    expect(read(`}q\0(${short('a')}K\x07${short('b')}h\0u`)).toBeInstanceOf(Map);
    expect(read(']q\x01(K\x01J\xff\xff\xff\xff\x88Ne')).toEqual([1, -1, true, null]);
    expect(read('\x8a\x09\0\0\0\0\0\0\0\0\x01')).toBe(2n ** 64n);
    expect(read('\x8a\x01\xff')).toBe(-1);
    expect(read('G\x3f\xf8\0\0\0\0\0\0')).toBe(1.5);
  });

  it.each([
    ['os.system', `cos\nsystem\n${short('true')}\x85R`],
    ['builtins.eval', `cbuiltins\neval\n${short('1')}\x85R`],
    ['torch.load', `ctorch\nload\n)R`],
    ['numpy.core.multiarray._reconstruct', `cnumpy.core.multiarray\n_reconstruct\n)R`],
    ['posix.system', `${short('posix')}${short('system')}\x93)R`],
  ])('refuses %s by name', (name, body) => {
    expect(() => read(body)).toThrow(name);
  });

  it('refuses a forbidden name even where nothing calls it', () => {
    for (const body of ['cos\nsystem\n', 'ctorch\n_utils._rebuild_tensor\n', 'c__builtin__\ngetattr\n', `${short('torch')}${short('Storage')}\x93`]) {
      expect(() => read(body)).toThrow('nothing was run');
    }
  });

  it.each([
    ['INST', '(iposix\nsystem\n'],
    ['OBJ', '(cos\nsystem\no'],
    ['NEWOBJ', 'ccollections\nOrderedDict\n)\x81'],
    ['EXT1', '\x82\x01'],
    ['a call of a storage', 'ctorch\nFloatStorage\n)R'],
    ['attributes on a list', ']}b'],
    ['a huge integer', `\x8a\xff${'\x01'.repeat(255)}`],
  ])('refuses %s', (_, body) => {
    expect(() => read(body)).toThrow(UserError);
  });

  it('ignores the _metadata of a state dict', () => {
    expect(read(`ccollections\nOrderedDict\n)R}${short('_metadata')}}sb`)).toEqual(new Map());
  });

  it('throws nothing but UserError and ends on any bytes', () => {
    const opcodes = '\x80\x95(0N\x88KMJ\x8aGX\x8cU])t\x85\x86\x87ae}suqrhjcQRb.\x93\x94';
    const byte = fc.oneof(fc.constantFrom(...opcodes), fc.nat(255).map((code) => String.fromCharCode(code)));
    const fragment = fc.oneof(byte, fc.constantFrom(short('a'), 'ccollections\nOrderedDict\n', 'ctorch\nFloatStorage\n', tensor('FloatStorage', 4, 0, [2, 2], [2, 1])));
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 60 }), (parts) => {
        try {
          readPickle(encode(`\x80\x02${parts.join('')}.`), 0, 'test');
        } catch (error) {
          expect(error instanceof UserError || error instanceof PickleTooShort).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('openTorchBin', () => {
  const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
  const stateDict = (value: string): string => `\x80\x02}${short('w')}${value}s.`;

  it('gathers transposed and offset tensors in row-major order', async () => {
    const bin = zipOf(stateDict(tensor('FloatStorage', 7, 1, [2, 3], [1, 2])), floats(9, 0, 1, 2, 3, 4, 5));
    const opened = await openTorchBin(memorySource(bin));
    expect(await opened.read('w')).toEqual({ dims: [2, 3], dtype: 'F32', data: Float32Array.of(0, 2, 4, 1, 3, 5) });
  });

  it.each([
    ['beyond its storage', tensor('FloatStorage', 4, 1, [2, 2], [2, 1]), floats(1, 2, 3, 4)],
    ['blown up by zero strides', tensor('FloatStorage', 1, 0, [255, 255, 255, 255], [0, 0, 0, 0]), floats(1)],
    ['of a storage shorter than it says', tensor('FloatStorage', 4, 0, [4], [1]), floats(1, 2)],
  ])('refuses a tensor %s', async (_, description, data) => {
    await expect(openTorchBin(memorySource(zipOf(stateDict(description), data)))).rejects.toBeInstanceOf(UserError);
  });

  it('refuses compressed archives and archives without a pickle', async () => {
    const packed = zipSync({ 'm/data.pkl': new Uint8Array(1000) }, { level: 9 });
    await expect(openTorchBin(memorySource(packed))).rejects.toThrow('compressed');
    await expect(openTorchBin(memorySource(zipSync({ 'a.txt': encode('a') }, { level: 0 })))).rejects.toThrow('no data.pkl');
  });

  it('throws nothing but UserError on damaged archives', async () => {
    const good = zipOf(stateDict(tensor('FloatStorage', 4, 0, [2, 2], [2, 1])), floats(1, 2, 3, 4));
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(good.length), fc.boolean(), async (changes, length, cut) => {
        const bytes = good.slice(0, cut ? length : good.length);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          const opened = await openTorchBin(memorySource(bytes));
          for (const name of opened.names) await opened.read(name);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

const golden = referencePath('golden', 'tok_b1_n2');

describe.skipIf(!golden)('reference pytorch_model.bin files', () => {
  const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(`${golden}/${name}`));

  it.each(['pytorch_model.bin', 'formats/pytorch_model.torch2.13.bin', 'formats/pytorch_model.legacy_nonzip.bin'])(
    '%s holds what model.safetensors holds',
    async (name) => {
      const expected = await openSafetensors(memorySource(bytes('model.safetensors')));
      const opened = await openTorchBin(memorySource(bytes(name)), name);
      for (const tensorName of expected.names) {
        expect([tensorName, await opened.read(tensorName)]).toEqual([tensorName, await expected.read(tensorName)]);
      }
      const extra = opened.names.filter((tensorName) => !expected.info(tensorName));
      expect(extra.some((tensorName) => tensorName.endsWith('embed_tokens.weight'))).toBe(true);
      for (const tensorName of extra) await opened.read(tensorName);
    },
  );

  it('survives damage to the legacy form', async () => {
    const good = bytes('formats/pytorch_model.legacy_nonzip.bin');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(20000), fc.nat(255)), { minLength: 1, maxLength: 5 }), async (changes) => {
        const damaged = good.slice();
        for (const [at, value] of changes) damaged[at] = value;
        try {
          await openTorchBin(memorySource(damaged));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
