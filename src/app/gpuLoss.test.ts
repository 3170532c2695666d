/** A GPU that goes away, and errors that come of it. */
import { describe, expect, it } from 'vitest';
import { lossOf, lostBy } from './gpuLoss.ts';

const device = (reason: GPUDeviceLostReason, message = '') => ({ lost: Promise.resolve({ reason, message } as GPUDeviceLostInfo) });
const never = { lost: new Promise<GPUDeviceLostInfo>(() => {}) };

describe('the loss of a device', () => {
  it('is told in words, with what the browser says of it', async () => {
    expect(await lossOf(device('unknown', 'the process crashed '))).toMatchObject({ kind: 'engine', message: 'the GPU stopped working for this page (the process crashed)' });
    expect((await lossOf(device('unknown'))).message).toBe('the GPU stopped working for this page');
  });

  it('explains an error that it came with, and no other', async () => {
    expect(await lostBy(lossOf(device('unknown')), 1)).toMatchObject({ kind: 'engine' });
    expect(await lostBy(lossOf(never), 1)).toBeNull();
    expect(await lostBy(null)).toBeNull();
  });

  it('is none where the engine closed the device itself', async () => {
    expect(await lostBy(lossOf(device('destroyed')), 1)).toBeNull();
  });
});
