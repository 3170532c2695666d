/** Models in float16 arithmetic beside float32, on ONNX Runtime's CPU provider, and who may run them. */
import { describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { FLOAT_WEIGHTS, type WeightFormats } from '../models/layers.ts';
import { PackedWeights } from '../models/quantize.ts';
import { QUESTION_ENCODER } from '../models/ragGraph.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { DprEncoder } from './encoder.ts';
import { Generator } from './generator.ts';
import { perModule, runnablePrecisions, weightFormats } from './settings.ts';
import { TINY_BART, TINY_BERT, tinyWeights } from './testing.ts';
import { tinyEngine } from './testing/tinyModel.ts';

const runtime = nodeRuntime({ threads: 1 });
const packed = new PackedWeights(tinyWeights());
const DOCUMENTS = [[0, 9, 77, 901, 2], [0, 4000, 31, 2], [0, 5, 5, 5, 5, 5, 2]];
const LOG_PRIORS = Float32Array.of(0.5, 0.3, 0.2).map(Math.log);

interface Observed {
  readonly embeddings: Float32Array;
  readonly scores: Float32Array;
  readonly logProbs: Float32Array[];
  readonly best: number[];
}

async function observe(formats: WeightFormats): Promise<Observed> {
  const encoder = await DprEncoder.create(runtime, TINY_BERT, QUESTION_ENCODER, packed, formats);
  const embeddings = await encoder.encode([[2, 400, 13, 13, 7, 3], [2, 9, 3]].map((ids) => ({ ids, typeIds: ids.map(() => 0), truncated: false })));
  await encoder.dispose();
  const generator = await Generator.create(runtime, TINY_BART, packed, formats, new CpuMarginalize());
  const scores = await generator.scoreAnswers(DOCUMENTS, [[2, 0, 55, 3001, 17, 2], [2, 0, 4, 4, 4, 2]]);
  const documents = await generator.encodeDocuments(DOCUMENTS);
  const model = generator.stepModel(documents, LOG_PRIORS);
  const steps = [await model.step(Int32Array.of(2), null, 5), await model.step(Int32Array.of(70, 800), Int32Array.of(0, 0), 5), await model.step(Int32Array.of(5, 5), Int32Array.of(1, 0), 5)];
  model.dispose();
  documents.dispose();
  await generator.dispose();
  return { embeddings, scores, logProbs: steps.map((s) => s.logProbs), best: steps.map((s) => s.tokenIds[0]) };
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
const largest = (a: ArrayLike<number>): number => farthest(a, new Float32Array(a.length));

describe('float16 arithmetic', () => {
  const exact = observe(FLOAT_WEIGHTS);
  const blocks = observe({ linear: 'block8', embedding: 'block8' });

  /** Bounds are two to three times what was measured on these random weights. */
  it.each([
    ['fp16', exact, 0.002, 0.03],
    ['q8f16', blocks, 0.03, 0.3],
  ] as const)('at %s stays near the same weights in float32', async (precision, reference, relative, nats) => {
    const [got, expected] = [await observe(weightFormats('webgpu', precision)), await reference];
    const errors = {
      embeddings: farthest(got.embeddings, expected.embeddings) / largest(expected.embeddings),
      scores: farthest(got.scores, expected.scores),
      logProbs: Math.max(...got.logProbs.map((l, i) => farthest(l, expected.logProbs[i]))),
    };
    expect(errors.embeddings).toBeLessThan(relative);
    expect(errors.scores).toBeLessThan(nats);
    expect(errors.logProbs).toBeLessThan(nats);
    expect(got.best).toEqual(expected.best);
  });
});

describe('runnablePrecisions', () => {
  const wanted = { ...perModule('q4'), generator: 'fp16', questionEncoder: 'q8f16' } as const;

  it('gives what is asked where the device computes float16', () => {
    expect(runnablePrecisions({ provider: 'webgpu', float16: true }, wanted)).toEqual({ precisions: wanted, reason: null });
  });

  it.each([
    ['webgpu', 'this GPU computes no float16 (its adapter has no shader-f16)'],
    ['wasm', 'float16 arithmetic needs WebGPU, and WebAssembly runs'],
    ['cpu', 'float16 arithmetic needs WebGPU, and the CPU runs'],
  ] as const)('falls back to q8 on %s and says why', (provider, because) => {
    expect(runnablePrecisions({ provider, float16: false }, wanted)).toEqual({
      precisions: { questionEncoder: 'q8', contextEncoder: 'q4', generator: 'q8' },
      reason: `q8f16 and fp16 were asked for, but ${because}; q8 is used`,
    });
    expect(runnablePrecisions({ provider, float16: false }, perModule('q4'))).toEqual({ precisions: perModule('q4'), reason: null });
  });

  it('is what an engine runs and says', async () => {
    const engine = await tinyEngine({ precision: 'fp16' });
    expect([engine.precision, engine.precisionReason]).toEqual(['q8', 'fp16 was asked for, but float16 arithmetic needs WebGPU, and the CPU runs; q8 is used']);
    await engine.dispose();
  });
});
