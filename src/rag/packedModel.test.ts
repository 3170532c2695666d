/** An engine that starts from a packed file computes what one from the floats computes, and never reads the floats. */
import { describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { memorySource } from '../models/checkpoint/source.ts';
import { PackedFile } from '../models/streaming/packedFile.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { RagEngine } from './engine.ts';
import type { RagModel } from './model.ts';
import { packedFor, packModel } from './packedModel.ts';
import type { ModulePrecisions, Precision } from './settings.ts';
import { PASSAGES, QUESTION, tinyModel } from './testing/tinyModel.ts';

const MIXED: ModulePrecisions = { questionEncoder: 'fp32', contextEncoder: 'q8', generator: 'q4' };

async function packedFile(model: RagModel, precision: Precision | ModulePrecisions): Promise<PackedFile> {
  const pieces: Uint8Array[] = [];
  await packModel(model, 'cpu', precision, { write: async (bytes) => void pieces.push(bytes.slice()) });
  return PackedFile.open(memorySource(new Uint8Array(Buffer.concat(pieces))), 'packed');
}

function withoutWeights(model: RagModel): RagModel {
  const weight = () => Promise.reject(new Error('the floats were read'));
  return { ...model, weights: { names: [], parameterCount: 0, dims: () => [], weight } };
}

async function observe(engine: RagEngine): Promise<Float32Array[]> {
  const q = await engine.embedQuestion(QUESTION);
  const contexts = await engine.contextEncoder.encode(PASSAGES.slice(0, 2).map((p) => engine.encodePassageIds(p)));
  const rows = PASSAGES.slice(0, 2).map((p) => engine.generatorInput(p, QUESTION).ids);
  const scores = await engine.generator.scoreAnswers(rows, [[0, 40, 77, 2]]);
  const documents = await engine.generator.encodeDocuments(rows);
  const model = engine.generator.stepModel(documents, Float32Array.of(-0.7, -0.7));
  const first = await model.step(Int32Array.of(0), null, 4);
  const second = await model.step(Int32Array.of(first.tokenIds[0]), Int32Array.of(0), 4);
  model.dispose();
  documents.dispose();
  return [q, contexts, scores, first.logProbs, second.logProbs];
}

describe('an engine from a packed file', () => {
  it.each([['q8', 'q8' as const], ['q4', 'q4' as const], ['a precision for each module', MIXED]])('at %s is the engine from the checkpoint', async (_, precision) => {
    const model = await tinyModel();
    const runtime = nodeRuntime({ threads: 1 });
    const fromFloats = await RagEngine.create(model, runtime, new CpuMarginalize(), precision);
    const file = await packedFile(model, precision);
    const fromFile = await RagEngine.create(withoutWeights(model), runtime, new CpuMarginalize(), precision, file);
    expect(await observe(fromFile)).toEqual(await observe(fromFloats));
    expect(fromFile.weightBytes).toBe(fromFloats.weightBytes);
    expect(Object.fromEntries(file.metadata)).toEqual(packedFor(model, 'cpu', precision));
    await fromFile.dispose();
    await fromFloats.dispose();
  });

  it('refuses forms that it was not packed in', async () => {
    const model = await tinyModel();
    const file = await packedFile(model, 'q8');
    await expect(RagEngine.create(withoutWeights(model), nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'q4', file)).rejects.toThrow('is not there in a form that can be used');
  });
});

describe('the gradient graphs of both modes', () => {
  it('share one float copy, read at first use', async () => {
    const model = await tinyModel();
    const read: string[] = [];
    const spied: RagModel = { ...model, weights: { ...model.weights, names: model.weights.names, parameterCount: 1, dims: (n) => model.weights.dims(n), weight: (name) => (read.push(name), model.weights.weight(name)) } };
    const engine = await RagEngine.create(spied, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'q8');
    read.length = 0;
    await engine.scorer('token');
    const once = read.length;
    expect(new Set(read).size).toBe(once);
    await engine.scorer('sequence');
    expect(read.length).toBe(once);
    await engine.dispose();
  });
});
