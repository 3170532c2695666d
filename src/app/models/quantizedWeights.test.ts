/** A stored model is quantized at its first start only; without room, at each start and visibly. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../../gpu/marginalizeCpu.ts';
import { discardModel, identityOf, keepFolder, openStored, readShelf, type StoredModel } from '../../models/checkpoint/download/index.ts';
import { memoryFiles } from '../../models/checkpoint/source.ts';
import { RagEngine } from '../../rag/engine.ts';
import { loadRagModel, type RagModel } from '../../rag/model.ts';
import { QUESTION, tinyFiles, type TinyOptions } from '../../rag/testing/tinyModel.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { MemoryStore } from '../../storage/memoryStore.ts';
import type { CallOptions, Progress } from '../protocol.ts';
import { QuantizedWeights } from './quantizedWeights.ts';

const RUNTIME = nodeRuntime({ threads: 1 });
let store: MemoryStore;
let stored: StoredModel;

const keep = (options?: TinyOptions): Promise<StoredModel> => keepFolder(memoryFiles('tiny', tinyFiles(options)), store);

beforeEach(async () => {
  store = new MemoryStore();
  stored = await keep();
});

/** What the engine's worker does with a stored model, and how many float tensors it read for that. */
async function start(options?: CallOptions, identity = identityOf(stored)): Promise<{ vector: Float32Array; reads: number; weights: QuantizedWeights }> {
  const loaded = await loadRagModel(await openStored(store, stored.id));
  let reads = 0;
  const { names, parameterCount } = loaded.weights;
  const model: RagModel = { ...loaded, weights: { names, parameterCount, dims: (name) => loaded.weights.dims(name), weight: (name) => (reads++, loaded.weights.weight(name)) } };
  const weights = new QuantizedWeights(model, { store, id: stored.id, identity }, options);
  const engine = await RagEngine.create(model, RUNTIME, new CpuMarginalize(), 'q8', await weights.on(RUNTIME, 'q8'));
  const vector = await engine.embedQuestion(QUESTION);
  await engine.dispose();
  return { vector, reads, weights };
}

describe('a stored model', () => {
  it('is quantized at the first start, with progress, and read at the second without a float tensor', async () => {
    const seen: Progress[] = [];
    const first = await start({ onProgress: (progress) => seen.push(progress) });
    expect(first.reads).toBeGreaterThan(0);
    expect(seen.at(-1)).toMatchObject({ stage: 'Quantizing for this device, once' });
    expect(seen.at(-1)!.done).toBe(seen.at(-1)!.total);
    seen.length = 0;
    const second = await start({ onProgress: (progress) => seen.push(progress) });
    expect([second.reads, seen, second.weights.unkept]).toEqual([0, [], null]);
    expect(second.vector).toEqual(first.vector);
  });

  it('is quantized anew when its files are others', async () => {
    await start();
    const other = await keep({ seed: 2 });
    expect(identityOf(other)).not.toBe(identityOf(stored));
    expect(identityOf({ files: stored.files.toReversed() })).toBe(identityOf(stored));
    expect((await start({}, identityOf(other))).reads).toBeGreaterThan(0);
  });

  it('is listed with its quantized bytes, and deleted with them', async () => {
    expect((await readShelf(store)).models[0].packedBytes).toBe(0);
    const before = store.used;
    await start();
    expect((await readShelf(store)).models).toEqual([{ ...stored, packedBytes: store.used - before }]);
    await discardModel(stored.id, store);
    expect(store.used).toBe(0);
  });

  it('runs from memory when there is no room, says so, and leaves nothing behind', async () => {
    const before = store.used;
    store.capacity = before + 20_000;
    const { vector, weights } = await start();
    expect(weights.unkept).toMatchObject({ kind: 'storage', message: expect.stringContaining('no room') });
    expect(store.used).toBe(before);
    store.capacity = Infinity;
    expect((await start()).vector).toEqual(vector);
  });

  it('is given up by a cancel, and quantized from the start at the next one', async () => {
    const controller = new AbortController();
    const before = store.used;
    await expect(start({ signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
    expect(store.used).toBe(before);
    expect((await start()).weights.unkept).toBe(null);
  });
});

it('keeps nothing of a model that is not stored', async () => {
  const model = await loadRagModel(memoryFiles('tiny', tinyFiles()));
  const weights = await new QuantizedWeights(model, null).on(RUNTIME, 'q8');
  expect((await weights.weight('generator.final_logits_bias')).data.length).toBeGreaterThan(0);
});
