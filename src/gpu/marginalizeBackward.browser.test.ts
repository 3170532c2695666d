/** The marginalization gradient kernel against the float64 reference, in a browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFloats } from './compute.ts';
import { marginalCases } from './marginalize.cases.ts';
import { wrongGradients } from './marginalize.check.ts';
import { MarginalizeBackward } from './marginalizeBackward.ts';
import { roomyBuffer, testDevice } from './testing.ts';

describe('the gradient of marginalization on WebGPU', () => {
  let device: GPUDevice;
  let backward: MarginalizeBackward;
  beforeAll(async () => {
    device = await testDevice();
    backward = new MarginalizeBackward(device);
  });
  afterAll(() => device.destroy());

  it.each(marginalCases)('$name', async (c) => {
    const logits = roomyBuffer(device, c.logits, NaN);
    const before = backward.bytesRead;
    const gradients = await backward.run({ ...c, logits });
    expect(backward.bytesRead - before).toBe(4);
    const dLogits = await readFloats(device, gradients.dLogits, gradients.nLogits);
    const dLogPriors = await readFloats(device, gradients.dLogPriors, c.nBeams * c.nDocs);
    expect(wrongGradients(dLogits, dLogPriors, c)).toEqual([]);
    gradients.dispose();
    logits.destroy();
  });

  it('folds rows past the limit of one dimension of a grid', async () => {
    const narrow = new MarginalizeBackward(device, 3);
    for (const c of marginalCases.filter(({ nBeams }) => nBeams > 1)) {
      const gradients = await narrow.run(c);
      const dLogits = await readFloats(device, gradients.dLogits, gradients.nLogits);
      const dLogPriors = await readFloats(device, gradients.dLogPriors, c.nBeams * c.nDocs);
      expect(wrongGradients(dLogits, dLogPriors, c), c.name).toEqual([]);
      gradients.dispose();
    }
  });

  it('names NaN logits as the engine\'s fault', async () => {
    const input = {
      logits: Float32Array.of(1, 2, NaN, 4),
      nBeams: 1,
      nDocs: 2,
      vocab: 2,
      docLogPriors: Float32Array.of(-1, -1),
      targets: Int32Array.of(1),
      upstream: Float32Array.of(-1),
    };
    await expect(backward.run(input)).rejects.toMatchObject({ kind: 'engine' });
  });
});
