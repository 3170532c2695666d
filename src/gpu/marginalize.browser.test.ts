/** The marginalization kernel against the float64 reference, in a browser, with its read-back counted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFloats } from './compute.ts';
import { marginalCases } from './marginalize.cases.ts';
import { wrongGivenTokens, wrongTopTokens } from './marginalize.check.ts';
import { Marginalize } from './marginalize.ts';
import { roomyBuffer, testDevice } from './testing.ts';

describe('marginalization on WebGPU', () => {
  let device: GPUDevice;
  let marginalize: Marginalize;
  beforeAll(async () => {
    device = await testDevice();
    marginalize = new Marginalize(device);
  });
  afterAll(() => device.destroy());

  it.each(marginalCases)('$name', async (c) => {
    expect(await wrongTopTokens(marginalize, c)).toEqual([]);
    expect(await wrongGivenTokens(marginalize, c)).toEqual([]);
  });

  it('folds rows past the limit of one dimension of a grid', async () => {
    const narrow = new Marginalize(device, 3);
    for (const c of marginalCases.filter(({ nBeams }) => nBeams > 1)) {
      expect(await wrongTopTokens(narrow, c), c.name).toEqual([]);
      expect(await wrongGivenTokens(narrow, c), c.name).toEqual([]);
    }
  });

  it('reads a GPU buffer longer than the tensor, and brings back tokens only', async () => {
    const [nBeams, nDocs, vocab, k] = [2, 3, 5000, 4];
    const values = Float32Array.from({ length: nBeams * nDocs * vocab }, (_, i) => ((i * 7919) % 1009) / 100);
    const shape = { nBeams, nDocs, vocab, docLogPriors: new Float32Array(nBeams * nDocs).fill(Math.log(1 / nDocs)) };
    // What lies past the tensor would win every token if it were read.
    const logits = roomyBuffer(device, values, 1e6);
    const before = marginalize.bytesRead;
    const fromBuffer = await marginalize.topK({ ...shape, logits }, k);
    expect(marginalize.bytesRead - before).toBe(nBeams * k * (nDocs + 1) * 4);
    const fromArray = await marginalize.topK({ ...shape, logits: values }, k);
    expect(fromBuffer).toEqual(fromArray);
    expect((await readFloats(device, logits, values.length)).every((x, i) => x === values[i])).toBe(true);
    logits.destroy();
  });

  it('names NaN and infinite logits as the engine\'s fault, unless masked', async () => {
    const shape = { nBeams: 1, nDocs: 2, vocab: 2, docLogPriors: Float32Array.of(-1, -1) };
    for (const bad of [NaN, Infinity]) {
      const input = { ...shape, logits: Float32Array.of(1, 2, bad, 4) };
      await expect(marginalize.topK(input, 1)).rejects.toMatchObject({ kind: 'engine' });
      await expect(marginalize.atTokens(input, Int32Array.of(0))).rejects.toMatchObject({ kind: 'engine' });
      const masked = await marginalize.topK({ ...input, docMask: Uint8Array.of(1, 0) }, 1);
      expect(Array.from(masked.tokenIds)).toEqual([1]);
    }
    const nothing = { ...shape, logits: new Float32Array(4).fill(-Infinity) };
    await expect(marginalize.topK(nothing, 1)).rejects.toMatchObject({ kind: 'engine' });
  });

  it('refuses a buffer shorter than the tensor', async () => {
    const logits = roomyBuffer(device, new Float32Array(4), 0);
    const input = { logits, nBeams: 1, nDocs: 2, vocab: 5000, docLogPriors: Float32Array.of(-1, -1) };
    await expect(marginalize.topK(input, 1)).rejects.toThrow('internal: marginalize: logits of');
    logits.destroy();
  });
});
