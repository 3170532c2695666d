/** The adapter report where WebGPU is absent, silent or broken. */
import { describe, expect, it } from 'vitest';
import { requestAdapterInfo } from './device.ts';

function adapter(info: Partial<GPUAdapterInfo>): GPUAdapter {
  return {
    info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info },
    features: new Set(['shader-f16', 'bgra8unorm-storage']),
    limits: { maxBufferSize: 7, maxStorageBufferBindingSize: 5 },
  } as unknown as GPUAdapter;
}

describe('requestAdapterInfo', () => {
  it('is null without WebGPU, without an adapter, and where the request fails', async () => {
    expect(await requestAdapterInfo(undefined)).toBeNull();
    expect(await requestAdapterInfo({ requestAdapter: async () => null })).toBeNull();
    expect(await requestAdapterInfo({ requestAdapter: () => Promise.reject(new Error('lost')) })).toBeNull();
  });

  it('is null where the driver never answers', async () => {
    expect(await requestAdapterInfo({ requestAdapter: () => new Promise(() => {}) }, 20)).toBeNull();
  });

  it('prefers the description, and falls back on vendor and architecture', async () => {
    const named = await requestAdapterInfo({ requestAdapter: async () => adapter({ vendor: 'v', description: 'Big GPU' }) });
    expect(named).toMatchObject({ description: 'Big GPU', isFallbackAdapter: false, limits: { maxBufferSize: 7 } });
    expect(named?.features).toEqual(['bgra8unorm-storage', 'shader-f16']);
    const bare = await requestAdapterInfo({ requestAdapter: async () => adapter({ vendor: 'google', architecture: 'swiftshader' }) });
    expect(bare).toMatchObject({ description: 'google swiftshader', isFallbackAdapter: true });
  });
});
