/** The generator on WebGPU beside WASM, in a browser: marginals from ONNX Runtime's own buffers, what is read back, and what quantized weights cost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFloats } from '../gpu/compute.ts';
import { Marginalize } from '../gpu/marginalize.ts';
import { MarginalizeBackward } from '../gpu/marginalizeBackward.ts';
import { CpuMarginalize, marginalizeBackwardCpu } from '../gpu/marginalizeCpu.ts';
import { noise } from '../gpu/testing.ts';
import type { Logits, MarginalInput, Marginalizer, MarginalTokens } from '../gpu/types.ts';
import { Graph } from '../graph/graph.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { BLOCK_SIZE, packedName, quantizedGather, quantizedLinear } from '../graph/ops/quantized.ts';
import { FLOAT_WEIGHTS, type WeightFormats } from '../models/layers.ts';
import { QUESTION_ENCODER } from '../models/ragGraph.ts';
import { PackedWeights } from '../models/quantize.ts';
import { webGpuRuntimes } from '../runtime/browser.ts';
import type { DeviceTensor, Runtime, WeightSource } from '../runtime/types.ts';
import { DprEncoder } from './encoder.ts';
import { Generator } from './generator.ts';
import { weightFormats, type Precision } from './settings.ts';
import { TINY_BART, TINY_BERT, tinyWeights } from './testing.ts';
import type { MarginalTopK } from './types.ts';

/** The first run compiles dozens of shaders; on a busy machine the software adapter takes minutes. */
const COMPILING_MS = 300_000;

const { vocabSize } = TINY_BART;
const N_DOCS = 4;
const DOCUMENTS = [[0, 9, 77, 901, 2], [0, 4000, 31, 2], [0, 5, 5, 5, 5, 5, 2], [0, 123, 2]];
const LOG_PRIORS = Float32Array.of(0.4, 0.3, 0.2, 0.1).map(Math.log);
const floats = tinyWeights();
const packed = new PackedWeights(floats);

let webgpu: Runtime;
let wasm: Runtime;
let device: GPUDevice;
beforeAll(async () => {
  ({ webgpu, wasm } = await webGpuRuntimes());
  device = webgpu.gpu!.device;
});
afterAll(() => webgpu.dispose());

/** Remembers where the logits were that it was given. */
class Watched implements Marginalizer {
  readonly seen: Logits[] = [];
  readonly #inner: Marginalizer;

  constructor(inner: Marginalizer) {
    this.#inner = inner;
  }

  get bytesRead(): number {
    return this.#inner.bytesRead;
  }

  topK(input: MarginalInput, k: number): Promise<MarginalTokens> {
    this.seen.push(input.logits);
    return this.#inner.topK(input, k);
  }

  atTokens(input: MarginalInput, tokenIds: Int32Array): Promise<MarginalTokens> {
    return this.#inner.atTokens(input, tokenIds);
  }

  dispose(): void {
    this.#inner.dispose();
  }
}

/** One token, then three beams of which one is dropped and one doubled, then three again. */
const STEPS: readonly { tokens: number[]; order: number[] | null }[] = [
  { tokens: [2], order: null },
  { tokens: [70, 800, 4098], order: [0, 0, 0] },
  { tokens: [5, 5, 90], order: [2, 2, 1] },
];

async function decode(generator: Generator, k: number, afterStep: (nBeams: number) => void = () => {}): Promise<MarginalTopK[]> {
  const documents = await generator.encodeDocuments(DOCUMENTS);
  const model = generator.stepModel(documents, LOG_PRIORS);
  const results: MarginalTopK[] = [];
  for (const { tokens, order } of STEPS) {
    results.push(await model.step(Int32Array.from(tokens), order && Int32Array.from(order), k));
    afterStep(tokens.length);
  }
  model.dispose();
  documents.dispose();
  return results;
}

/** Largest difference. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);

/** Root mean square of the difference over that of the reference about its mean. */
function relativeRmse(actual: Float32Array, reference: Float32Array): number {
  const mean = reference.reduce((sum, x) => sum + x, 0) / reference.length;
  const error = reference.reduce((sum, x, i) => sum + (actual[i] - x) ** 2, 0);
  return Math.sqrt(error / reference.reduce((sum, x) => sum + (x - mean) ** 2, 0));
}

/** Bytes of every buffer that anyone maps for reading from now on, ONNX Runtime included. */
function countMappedBytes(): { readonly bytes: number; stop(): void } {
  const original = GPUBuffer.prototype.mapAsync;
  let bytes = 0;
  GPUBuffer.prototype.mapAsync = function (mode, ...rest) {
    if (mode & GPUMapMode.READ) bytes += this.size;
    return original.call(this, mode, ...rest);
  };
  return {
    get bytes() {
      return bytes;
    },
    stop: () => {
      GPUBuffer.prototype.mapAsync = original;
    },
  };
}

describe('decoding on WebGPU', () => {
  it('gives the marginals of WASM, and brings back nothing but the chosen tokens', async () => {
    const k = 8;
    const marginalizer = new Watched(new Marginalize(device));
    const generator = await Generator.create(webgpu, TINY_BART, floats, FLOAT_WEIGHTS, marginalizer);
    const reference = await Generator.create(wasm, TINY_BART, floats, FLOAT_WEIGHTS, new CpuMarginalize());
    const mapped = countMappedBytes();
    let chosen = 0;
    const results = await decode(generator, k, (nBeams) => {
      chosen += nBeams * k * (1 + N_DOCS) * 4;
      expect(marginalizer.bytesRead).toBe(chosen);
      // No cache, no logits and no operator that fell off the GPU came back either.
      expect(mapped.bytes).toBe(chosen);
    });
    mapped.stop();
    expect(chosen).toBeLessThan((7 * N_DOCS * vocabSize * 4) / 100);
    STEPS.forEach(({ tokens }, i) => {
      const logits = marginalizer.seen[i];
      expect(logits).toBeInstanceOf(GPUBuffer);
      expect((logits as GPUBuffer).size).toBeGreaterThan(tokens.length * N_DOCS * vocabSize * 4);
    });
    const expected = await decode(reference, k);
    results.forEach((result, i) => {
      expect(result.tokenIds).toEqual(expected[i].tokenIds);
      expect(distance(result.logProbs, expected[i].logProbs)).toBeLessThan(1e-4);
      expect(distance(result.docLogProbs, expected[i].docLogProbs)).toBeLessThan(1e-4);
    });
    await generator.dispose();
    await reference.dispose();
  }, COMPILING_MS);
});

describe("kernels on ONNX Runtime's device", () => {
  it('read logits in a longer buffer, and hand it a gradient that it reads', async () => {
    const [nBeams, dim] = [3, 32];
    const rows = nBeams * N_DOCS;
    const table = noise(1, vocabSize * dim, 0.5);
    const weights: WeightSource = { weight: () => ({ dims: [vocabSize, dim], data: table }) };
    const g = new Graph('logits');
    g.output('logits', matmul(g, g.input('hidden', 'float32', ['rows', dim]), g.param('table', [vocabSize, dim]), { transB: true }));
    const forward = await webgpu.compile(g, weights);
    const feeds = { hidden: { dims: [rows, dim], data: noise(2, rows * dim) } };
    const host = (await forward.run(feeds)).logits.data as Float32Array;
    const { logits } = (await forward.runKeeping(feeds, ['logits'])) as Record<string, DeviceTensor>;
    const buffer = webgpu.gpu!.bufferOf(logits);
    expect(buffer.size).toBeGreaterThan(host.byteLength);

    const input = { nBeams, nDocs: N_DOCS, vocab: vocabSize, docLogPriors: Float32Array.from({ length: rows }, (_, i) => LOG_PRIORS[i % N_DOCS]) };
    const onGpu = await new Marginalize(device).topK({ ...input, logits: buffer }, 10);
    const onCpu = await new CpuMarginalize().topK({ ...input, logits: host }, 10);
    expect(onGpu.tokenIds).toEqual(onCpu.tokenIds);
    expect(distance(onGpu.logProbs, onCpu.logProbs)).toBeLessThan(1e-5);
    expect(distance(onGpu.responsibilities, onCpu.responsibilities)).toBeLessThan(1e-5);

    const target = { ...input, targets: Int32Array.of(0, 4098, 77), upstream: Float32Array.of(-1, -1, 0) };
    const gradients = await new MarginalizeBackward(device).run({ ...target, logits: buffer });
    const expected = marginalizeBackwardCpu({ ...target, logits: host });
    expect(distance(await readFloats(device, gradients.dLogits, gradients.nLogits), expected.dLogits)).toBeLessThan(1e-5);
    expect(distance(await readFloats(device, gradients.dLogPriors, rows), expected.dLogPriors)).toBeLessThan(1e-5);

    const back = new Graph('hidden-gradient');
    back.output('d_hidden', matmul(back, back.input('d_logits', 'float32', ['rows', vocabSize]), back.param('table', [vocabSize, dim])));
    const backward = await webgpu.compile(back, weights);
    const { d_hidden: dHidden } = await backward.run({ d_logits: webgpu.gpu!.tensorFrom(gradients.dLogits, [rows, vocabSize]) });
    const wanted = Float32Array.from({ length: rows * dim }, (_, i) => {
      const row = expected.dLogits.subarray(Math.floor(i / dim) * vocabSize, (Math.floor(i / dim) + 1) * vocabSize);
      return row.reduce((sum, x, v) => sum + x * table[v * dim + (i % dim)], 0);
    });
    expect(distance(dHidden.data as Float32Array, wanted)).toBeLessThan(1e-4);
    logits.dispose();
    gradients.dispose();
    await forward.dispose();
    await backward.dispose();
  });
});

describe('packed blocks on WebGPU', () => {
  /** What the codes stand for, [rows * columns]. */
  function unpacked(weights: WeightSource, form: 'block8' | 'block4', size: number): Float32Array {
    const codes = weights.weight(packedName('w', form, 'data')).data;
    const scales = weights.weight(packedName('w', form, 'scale')).data;
    const code = (i: number): number => (form === 'block8' ? codes[i] - 128 : ((codes[i >> 1] >> (4 * (i % 2))) & 15) - 8);
    return Float32Array.from({ length: size }, (_, i) => code(i) * scales[Math.floor(i / BLOCK_SIZE)]);
  }

  /** Where a row is whole 128s and there are whole 16s of rows, ONNX Runtime rounds the activations to 8 bits too (accuracy_level 4). */
  it.each([
    ['block8', 64, 48, 1e-5],
    ['block4', 64, 48, 1e-5],
    ['block8', 128, 48, 0.012],
    ['block4', 128, 48, 0.012],
  ] as const)('%s multiply as what they stand for: %i columns, %i rows', async (form, inDim, outDim, bound) => {
    const nRows = 5;
    const x = noise(8, nRows * inDim);
    const weights = new PackedWeights({ weight: () => ({ dims: [outDim, inDim], data: noise(9, outDim * inDim) }) });
    const g = new Graph('product');
    g.output('y', quantizedLinear(g, g.input('x', 'float32', ['rows', inDim]), 'w', outDim, form));
    const session = await webgpu.compile(g, weights);
    const { y } = await session.run({ x: { dims: [nRows, inDim], data: x } });
    await session.dispose();
    const w = unpacked(weights, form, outDim * inDim);
    const expected = Float32Array.from({ length: nRows * outDim }, (_, i) => {
      const [row, column] = [Math.floor(i / outDim), i % outDim];
      return w.subarray(column * inDim, (column + 1) * inDim).reduce((sum, weight, d) => sum + weight * x[row * inDim + d], 0);
    });
    expect(relativeRmse(y.data as Float32Array, expected)).toBeLessThan(bound);
  });

  it('give the rows of a table', async () => {
    const [rows, dim] = [50, 64];
    const weights = new PackedWeights({ weight: () => ({ dims: [rows, dim], data: noise(9, rows * dim) }) });
    const g = new Graph('look-up');
    g.output('y', quantizedGather(g, g.input('ids', 'int32', ['n']), 'w', rows, dim, 'block8'));
    const session = await webgpu.compile(g, weights);
    const ids = Int32Array.of(4, 49, 4);
    const { y } = await session.run({ ids: { dims: [ids.length], data: ids } });
    await session.dispose();
    const table = unpacked(weights, 'block8', rows * dim);
    expect(distance(y.data as Float32Array, [...ids].flatMap((id) => [...table.subarray(id * dim, (id + 1) * dim)]))).toBeLessThan(1e-5);
  });
});

describe('models of quantized weights', () => {
  interface Observed {
    readonly embeddings: Float32Array;
    readonly logProbs: Float32Array;
    readonly best: MarginalTopK[];
  }

  async function observe(runtime: Runtime, formats: WeightFormats): Promise<Observed> {
    const encoder = await DprEncoder.create(runtime, TINY_BERT, QUESTION_ENCODER, packed, formats);
    const generator = await Generator.create(runtime, TINY_BART, packed, formats, runtime.gpu ? new Marginalize(device) : new CpuMarginalize());
    const questions = [[2, 400, 13, 13, 7, 3], [2, 9, 3]];
    const embeddings = await encoder.encode(questions.map((ids) => ({ ids, typeIds: ids.map(() => 0), truncated: false })));
    const logProbs = await generator.scoreAnswers(DOCUMENTS, [[2, 0, 55, 3001, 17, 2], [2, 0, 4, 4, 4, 2]]);
    const best = await decode(generator, 5);
    await encoder.dispose();
    await generator.dispose();
    return { embeddings, logProbs, best };
  }

  let exact: Observed;
  beforeAll(async () => {
    exact = await observe(wasm, FLOAT_WEIGHTS);
  });

  function expectNear(found: Observed, relative: number, nats: number): void {
    expect(relativeRmse(found.embeddings, exact.embeddings)).toBeLessThan(relative);
    expect(relativeRmse(found.logProbs, exact.logProbs)).toBeLessThan(relative);
    found.best.forEach(({ logProbs }, i) => expect(distance(logProbs, exact.best[i].logProbs)).toBeLessThan(nats));
  }

  /** Bounds are about twice what was measured on these random weights. */
  it.each<[Runtime['provider'], Precision, number, number]>([
    ['webgpu', 'fp32', 1e-5, 1e-4],
    ['webgpu', 'q8', 0.03, 0.2],
    ['webgpu', 'q4', 0.3, 1.5],
    ['wasm', 'q8', 0.03, 0.2],
    ['wasm', 'q4', 0.3, 1.5],
  ])('on %s at %s stay near float32', async (provider, precision, relative, nats) => {
    const found = await observe(provider === 'webgpu' ? webgpu : wasm, weightFormats(provider, precision));
    expectNear(found, relative, nats);
  });

  /** Twice what float16 costs on ONNX Runtime's CPU provider, which adds up in float32. */
  it.for<[Precision, number, number]>([
    ['fp16', 0.005, 0.06],
    ['q8f16', 0.05, 0.4],
  ])('on webgpu in float16 arithmetic at %s stay near float32', async ([precision, relative, nats], { skip }) => {
    expect(webgpu.float16).toBe(device.features.has('shader-f16'));
    skip(!webgpu.float16, 'the adapter has no shader-f16');
    expectNear(await observe(webgpu, weightFormats('webgpu', precision)), relative, nats);
  });
});
