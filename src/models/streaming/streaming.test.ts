/** Weights pass through memory one at a time, are packed as they would be all at once, and come back from the file they were written to. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { TINY_BART, randomBart } from '../../rag/testing/tinyModel.ts';
import { createRng } from '../../train/tiny/worlds/index.ts';
import { bartStepGraph } from '../bart.ts';
import { openCheckpoint } from '../checkpoint/checkpoint.ts';
import { writeSafetensors } from '../checkpoint/safetensors.ts';
import { memoryFiles, memorySource, type FileSource } from '../checkpoint/source.ts';
import type { FloatTensor } from '../checkpoint/tensor.ts';
import { resolveBart } from '../checkpoint/weights.ts';
import { Layers } from '../layers.ts';
import { PackedWeights } from '../quantize.ts';
import { CheckpointFloats } from './floatReader.ts';
import { PackedFile, writePacked, type ByteSink } from './packedFile.ts';
import { PackedReader } from './packedReader.ts';
import { SharedFloats } from './sharedFloats.ts';

const weights: ReadonlyMap<string, FloatTensor> = randomBart(TINY_BART, createRng(3));
const largest = Math.max(...[...weights.values()].map(({ data }) => data.byteLength));
const floats = new PackedWeights({ weight: (name) => weights.get(name)! });

/** Every read of the weights file after its header, in bytes. */
let reads: number[] = [];
beforeEach(() => {
  reads = [];
});

function counted(source: FileSource): FileSource {
  return {
    ...source,
    open: async (path) => {
      const file = await source.open(path);
      return {
        size: file.size,
        read: (offset, length) => {
          reads.push(length);
          return file.read(offset, length);
        },
      };
    },
  };
}

async function reader(stored: ReadonlyMap<string, FloatTensor> = weights): Promise<CheckpointFloats> {
  const { encoderLayers, decoderLayers, encoderHeads, decoderHeads, encoderFfn, decoderFfn, dModel, vocabSize, maxPositions } = TINY_BART;
  const config = {
    model_type: 'bart', d_model: dModel, encoder_layers: encoderLayers, decoder_layers: decoderLayers, encoder_attention_heads: encoderHeads,
    decoder_attention_heads: decoderHeads, encoder_ffn_dim: encoderFfn, decoder_ffn_dim: decoderFfn, vocab_size: vocabSize, max_position_embeddings: maxPositions,
  };
  const file = writeSafetensors([...stored].map(([name, { dims, data }]) => [name === 'final_logits_bias' ? name : `model.${name}`, { dims, data }]));
  const checkpoint = await openCheckpoint(counted(memoryFiles('tiny-bart', new Map<string, Uint8Array | string>([['config.json', JSON.stringify(config)], ['model.safetensors', file]]))));
  const parts = new Map([['', resolveBart(checkpoint)]]);
  reads = [];
  return new CheckpointFloats(parts);
}

function stepGraph(linear: 'int8' | 'block8' | 'block4' | 'f32'): Graph {
  const g = new Graph('step');
  return bartStepGraph(g, TINY_BART, new Layers(g, '', { linear, embedding: linear === 'f32' ? 'f32' : 'int8' }), true);
}

/** A file in memory. */
function sink(): ByteSink & { bytes(): Uint8Array } {
  const pieces: Uint8Array[] = [];
  return { write: async (bytes) => void pieces.push(bytes.slice()), bytes: () => new Uint8Array(pieces.flatMap((p) => [...p])) };
}

describe('CheckpointFloats', () => {
  it('reads a weight when it is asked for, afresh each time', async () => {
    const source = await reader();
    expect(source.parameterCount).toBe([...weights.values()].reduce((n, { data }) => n + data.length, 0));
    expect(reads).toEqual([]);
    const first = await source.weight('shared.weight');
    expect(first.data).toEqual(weights.get('shared.weight')!.data);
    first.data.fill(0);
    expect((await source.weight('shared.weight')).data).toEqual(weights.get('shared.weight')!.data);
    expect(reads).toEqual([largest, largest]);
  });

  it('names all broken tensors at the first one that is met', async () => {
    const broken = new Map(weights);
    for (const name of ['decoder.layers.0.fc1.weight', 'decoder.layers.1.fc2.bias']) {
      const { dims, data } = broken.get(name)!;
      broken.set(name, { dims, data: data.map((v, i) => (i === 1 ? NaN : v)) });
    }
    await expect((await reader(broken)).weight('decoder.layers.0.fc1.weight')).rejects.toThrow(/decoder\.layers\.0\.fc1\.weight.*decoder\.layers\.1\.fc2\.bias/);
  });

  it('has no weight of another name', async () => {
    await expect((await reader()).weight('lm_head.weight')).rejects.toThrow('internal: no weight lm_head.weight');
  });
});

describe('PackedReader', () => {
  it.each(['int8', 'block8', 'block4', 'f32'] as const)('packs %s as all at once, with one float tensor in memory', async (format) => {
    const packed = new PackedReader(await reader());
    const { params } = stepGraph(format);
    for (const { name } of params) expect([name, await packed.weight(name)]).toEqual([name, floats.weight(name)]);
    const bytes = params.reduce((sum, { name }) => sum + floats.weight(name).data.byteLength, 0);
    expect(packed.servedBytes).toBe(bytes);
    expect(packed.peakBytes).toBeLessThanOrEqual((format === 'f32' ? 0 : bytes) + largest);
    // A second graph with the same weights costs no reading of what was packed.
    const before = reads.length;
    for (const { name } of params) if (name.includes(':')) await packed.weight(name);
    expect(reads.length).toBe(before);
    packed.release();
    await packed.weight(params.find((p) => p.dtype !== 'float32')?.name ?? params[0].name);
    expect(reads.length).toBe(before + 1);
  });
});

describe('a packed file', () => {
  it('is written with one weight in memory, each tensor read once', async () => {
    const { params } = stepGraph('int8');
    const file = sink();
    const seen: number[] = [];
    const report = await writePacked(await reader(), params, file, { metadata: { model: 'tiny' }, onProgress: (done, total) => seen.push(done / total) });
    expect(report.bytes).toBe(file.bytes().length);
    expect(reads.length).toBe(new Set(params.map((p) => p.name.split(':')[0])).size);
    expect(Math.max(...reads)).toBe(largest);
    // The table is packed twice, by rows and transposed: half of its floats, and the scales.
    expect(report.peakBytes).toBeLessThan(1.6 * largest);
    expect([seen.at(-1), seen.every((v, i) => i === 0 || v > seen[i - 1])]).toEqual([1, true]);
  });

  it('gives back what was packed', async () => {
    const { params } = stepGraph('block4');
    const file = sink();
    await writePacked(await reader(), [...params, ...params], file, { metadata: { model: 'tiny', generator: 'q4' } });
    const opened = await PackedFile.open(memorySource(file.bytes()), 'packed');
    expect(Object.fromEntries(opened.metadata)).toEqual({ model: 'tiny', generator: 'q4' });
    for (const { name } of params) expect([name, await opened.weight(name)]).toEqual([name, floats.weight(name)]);
    expect(opened.servedBytes).toBe(params.reduce((sum, { name }) => sum + floats.weight(name).data.byteLength, 0));
  });

  it('of other forms says so', async () => {
    const file = sink();
    await writePacked(await reader(), stepGraph('int8').params, file, { metadata: {} });
    const opened = await PackedFile.open(memorySource(file.bytes()), 'packed');
    await expect(opened.weight('decoder.layers.0.fc1.weight:block8')).rejects.toMatchObject({ kind: 'bad-file', hint: expect.stringContaining('pack the checkpoint again') as string });
  });

  it('stops at a cancel', async () => {
    const controller = new AbortController();
    const file = sink();
    const writing = writePacked(await reader(), stepGraph('int8').params, file, { metadata: {}, signal: controller.signal, onProgress: () => controller.abort() });
    await expect(writing).rejects.toMatchObject({ kind: 'cancelled' });
    expect(reads.length).toBe(1);
  });
});

describe('SharedFloats', () => {
  it('holds one copy for several graphs, and lets it go with the last', async () => {
    const shared = new SharedFloats(await reader());
    const names = ['shared.weight', 'decoder.layers.0.fc1.weight'];
    const first = await shared.hold(names);
    const second = await shared.hold(names.slice(0, 1));
    expect(second['shared.weight']).toBe(first['shared.weight']);
    expect(reads.length).toBe(2);
    shared.release(names);
    expect(shared.names).toEqual(['shared.weight']);
    shared.release(names.slice(0, 1));
    expect(shared.names).toEqual([]);
  });

  it('keeps nothing when one cannot be read', async () => {
    const shared = new SharedFloats(await reader());
    await expect(shared.hold(['shared.weight', 'nothing'])).rejects.toThrow('no weight nothing');
    expect(shared.names).toEqual([]);
  });
});
