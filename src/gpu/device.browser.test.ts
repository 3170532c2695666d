/** The adapter report of a real browser. */
import { expect, it } from 'vitest';
import { requestAdapterInfo } from './device.ts';

it('describes the adapter of this browser', async () => {
  const report = await requestAdapterInfo();
  expect(report?.description).toMatch(/\S/);
  expect(typeof report?.isFallbackAdapter).toBe('boolean');
  expect(report?.limits.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(2 ** 27);
  expect(report?.limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256);
});
