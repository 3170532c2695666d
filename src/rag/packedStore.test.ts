/** A model is packed into the store once; what is not whole, or of another model, is packed again. */
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { MemoryStore } from '../storage/memoryStore.ts';
import { RagEngine } from './engine.ts';
import type { RagModel } from './model.ts';
import { storedWeights } from './packedStore.ts';
import { QUESTION, tinyModel } from './testing/tinyModel.ts';

const PATH = 'models/a/cpu-q8-q8-q8.safetensors';
let store: MemoryStore;
let reads: number;
let model: RagModel;

beforeEach(async () => {
  store = new MemoryStore();
  reads = 0;
  const { weights, ...rest } = await tinyModel();
  model = { ...rest, weights: { names: weights.names, parameterCount: weights.parameterCount, dims: (name) => weights.dims(name), weight: (name) => (reads++, weights.weight(name)) } };
});

const open = (identity = 'sha-1', options = {}) => storedWeights(store, 'models/a', model, 'cpu', 'q8', { identity, ...options });

describe('storedWeights', () => {
  it('packs at first, and then starts the engine without a float', async () => {
    await open();
    expect(reads).toBeGreaterThan(0);
    reads = 0;
    const engine = await RagEngine.create(model, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'q8', await open());
    expect(reads).toBe(0);
    const direct = await RagEngine.create(await tinyModel(), nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'q8');
    expect(await engine.embedQuestion(QUESTION)).toEqual(await direct.embedQuestion(QUESTION));
    await engine.dispose();
    await direct.dispose();
  });

  it.each([
    ['a checkpoint of other files', async () => 'sha-2'],
    ['a file that was cut', async () => (await (await store.append(PATH, 100)).close(), 'sha-1')],
    ['a file without its record', async () => (await store.remove(`${PATH}.json`), 'sha-1')],
  ])('packs again for %s', async (_, change) => {
    await open();
    reads = 0;
    const packed = await open(await change());
    expect(reads).toBeGreaterThan(0);
    await packed.weight('generator.final_logits_bias');
  });

  it('keeps one file for each provider and precision', async () => {
    await open();
    await storedWeights(store, 'models/a', model, 'webgpu', { questionEncoder: 'fp32', contextEncoder: 'q8', generator: 'q4' }, { identity: 'sha-1' });
    expect((await store.list('models/a')).map((f) => f.path).filter((p) => p.endsWith('.safetensors'))).toEqual(['cpu-q8-q8-q8.safetensors', 'webgpu-fp32-q8-q4.safetensors']);
  });

  it('leaves nothing behind when it is cancelled, or the disk is full', async () => {
    const controller = new AbortController();
    await expect(open('sha-1', { signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await store.list('models/a')).toEqual([]);
    store.capacity = 20_000;
    await expect(open()).rejects.toMatchObject({ kind: 'storage' });
    expect(await store.list('models/a')).toEqual([]);
    store.writeText = () => Promise.reject(new UserError('storage', 'no room for the record'));
    store.capacity = Infinity;
    await expect(open()).rejects.toMatchObject({ kind: 'storage' });
    expect(await store.list('models/a')).toEqual([]);
    Reflect.deleteProperty(store, 'writeText');
    await (await open()).weight('generator.final_logits_bias');
  });
});
