import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointOf } from './checkpoint.ts';
import { fillNormal, randomWeight, uniform } from './randomWeights.ts';
import { openSafetensors, writeSafetensors } from './safetensors.ts';
import { modelShape, ragShape, type CheckpointShape, type TensorShape } from './shapes.ts';
import { memorySource } from './source.ts';
import { safetensorsPieces } from './streamSafetensors.ts';
import { parseBartConfig, parseRagConfig } from './config.ts';
import { resolveBart, resolveBert } from './weights.ts';

const count = ({ tensors }: CheckpointShape): number => tensors.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);

/** BERT-base without pooler, and BART with final_logits_bias, as transformers counts them. */
const DPR = 108_891_648;
const BART_BASE = 139_420_416 + 50_265;
const BART_LARGE = 406_291_456 + 50_265;

describe('modelShape', () => {
  it.each([
    ['rag-token-nq', [DPR + BART_LARGE, DPR]],
    ['dpr-base', [DPR]],
    ['bart-base', [BART_BASE]],
    ['bart-large', [BART_LARGE]],
  ])('%s has the published number of parameters', (name, counts) => {
    expect(modelShape(name).checkpoints.map(count)).toEqual(counts);
  });

  it('names the shapes there are', () => {
    expect(() => modelShape('toString')).toThrow('there is no shape "toString"');
  });

  it('has the names and dims that save_pretrained wrote for a small model', async () => {
    const folder = join(import.meta.dirname, '../../../golden/tok_b1_n2');
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, Record<string, unknown>>;
    const stored = await openSafetensors(memorySource(readFileSync(join(folder, 'model.safetensors'))), 'model.safetensors');
    const { tensors } = ragShape({}, config['question_encoder'], config['generator']).checkpoints[0];
    const described = tensors.map(({ name, dims }) => `${name} [${dims.join()}]`).sort();
    expect(described).toEqual([...stored.names].map((name) => `${name} [${stored.info(name)?.dims.join()}]`).sort());
  });

  it('writes configurations that the program parses', () => {
    const { config } = modelShape('rag-token-nq').checkpoints[0];
    const { questionEncoder, generator, ...rag } = parseRagConfig(config);
    expect(rag).toEqual({ nDocs: 5, titleSep: ' / ', docSep: ' // ', maxCombinedLength: 300, retrievalVectorSize: 768, labelSmoothing: 0, reduceLoss: false, excludeBosScore: false, doDeduplication: true });
    expect([questionEncoder.hiddenSize, questionEncoder.numLayers, questionEncoder.vocabSize]).toEqual([768, 12, 30522]);
    expect([generator.dModel, generator.encoderLayers, generator.decoderLayers, generator.decoderHeads, generator.forcedBosTokenId]).toEqual([1024, 12, 12, 16, null]);
    expect(parseBartConfig(modelShape('bart-base').checkpoints[0].config).decoderFfn).toBe(3072);
  });

  it('gives every tensor that the readers look for', () => {
    const { config, tensors } = modelShape('rag-token-nq').checkpoints[0];
    const dims = new Map(tensors.map((t) => [t.name, t.dims]));
    const checkpoint = checkpointOf('shape', config, null, 'model.safetensors', {
      names: [...dims.keys()],
      info: (name) => (dims.has(name) ? { dims: dims.get(name)!, dtype: 'F32' } : undefined),
      read: () => Promise.reject(new Error('not read')),
    });
    expect(resolveBert(checkpoint).names.length + resolveBart(checkpoint).names.length).toBe(tensors.length);
  });
});

describe('randomWeight', () => {
  it('depends on seed and name alone, and has the scale of an initial model', () => {
    const matrix = randomWeight('fc1.weight', [100, 21], 7);
    expect(randomWeight('fc1.weight', [100, 21], 7)).toEqual(matrix);
    expect(randomWeight('fc1.weight', [100, 21], 8)[0]).not.toBe(matrix[0]);
    expect(randomWeight('fc2.weight', [100, 21], 7)[0]).not.toBe(matrix[0]);
    const mean = matrix.reduce((a, b) => a + b, 0) / matrix.length;
    expect(Math.abs(mean)).toBeLessThan(2e-3);
    expect(Math.sqrt(matrix.reduce((a, b) => a + b * b, 0) / matrix.length)).toBeCloseTo(0.02, 2);
  });

  it.each(['a.LayerNorm.weight', 'layernorm_embedding.weight', 'self_attn_layer_norm.weight'])('makes %s ones', (name) => {
    expect([...randomWeight(name, [3], 1)]).toEqual([1, 1, 1]);
  });

  it.each(['fc1.bias', 'LayerNorm.bias', 'final_logits_bias'])('makes %s zeros', (name) => {
    expect([...randomWeight(name, [3], 1)]).toEqual([0, 0, 0]);
  });

  it('draws a normal of the asked width', () => {
    const values = new Float32Array(50_001);
    fillNormal(values, uniform(3, 'x'), 2);
    const within = values.filter((v) => Math.abs(v) < 2).length / values.length;
    expect(within).toBeCloseTo(0.6827, 1);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

describe('safetensorsPieces', () => {
  const tensors: TensorShape[] = [
    { name: 'b.weight', dims: [3, 5] },
    { name: 'a.bias', dims: [5] },
    { name: 'B.weight', dims: [2, 2] },
  ];

  it.each(['F32', 'F16'] as const)('gives in %s the bytes of the whole writer', (dtype) => {
    const values = ({ name, dims }: TensorShape) => randomWeight(name, dims, 1);
    const whole = writeSafetensors(tensors.map((t) => [t.name, { dims: t.dims, data: values(t), dtype }] as const), { format: 'pt' });
    expect(Buffer.concat([...safetensorsPieces(tensors, dtype, values)])).toEqual(Buffer.from(whole));
  });

  it('refuses values of another size', () => {
    expect(() => [...safetensorsPieces(tensors, 'F32', () => new Float32Array(1))]).toThrow('internal: B.weight [2, 2] has 1 elements');
  });
});
