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
import { FLOAT_WEIGHTS, type WeightFormats } from '../models/layers.ts';
import { QUESTION_ENCODER } from '../models/ragGraph.ts';
import { PackedWeights } from '../models/quantize.ts';
import { webGpuRuntimes } from '../runtime/browser.ts';
import type { DeviceTensor, Runtime } from '../runtime/types.ts';
import { DprEncoder } from './encoder.ts';
import { Generator } from './generator.ts';
import { weightFormats, type Precision } from './settings.ts';
import { TINY_BART, TINY_BERT, tinyWeights } from './testing.ts';
import type { MarginalTopK } from './types.ts';

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

async function decode(generator: Generator, k: number, afterStep: (result: MarginalTopK) => void = () => {}): Promise<MarginalTopK[]> {
  const documents = await generator.encodeDocuments(DOCUMENTS);
  const model = generator.stepModel(documents, LOG_PRIORS);
  const results: MarginalTopK[] = [];
  for (const { tokens, order } of STEPS) {
    const result = await model.step(Int32Array.from(tokens), order && Int32Array.from(order), k);
    results.push(result);
    afterStep(result);
  }
  model.dispose();
  documents.dispose();
  return results;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);

/** Root mean square of the difference over that of the reference about its mean. */
function relativeRmse(actual: Float32Array, reference: Float32Array): number {
  const mean = reference.reduce((sum, x) => sum + x, 0) / reference.length;
  const error = reference.reduce((sum, x, i) => sum + (actual[i] - x) ** 2, 0);
  return Math.sqrt(error / reference.reduce((sum, x) => sum + (x - mean) ** 2, 0));
}

describe('a decoding step on WebGPU', () => {
  it('gives the marginals of WASM while the logits stay on the GPU', async () => {
    const k = 8;
    const onGpu = new Watched(new Marginalize(device));
    const generator = await Generator.create(webgpu, TINY_BART, packed, FLOAT_WEIGHTS, onGpu);
    const reference = await Generator.create(wasm, TINY_BART, packed, FLOAT_WEIGHTS, new CpuMarginalize());
    const read: number[] = [];
    const mapped = countMappedBytes();
    const results = await decode(generator, k, () => read.push(onGpu.bytesRead, mapped.bytes));
    mapped.stop();
    console.log('READ', JSON.stringify(read), JSON.stringify(onGpu.seen.map((l) => 'size' in l ? l.size : 0)));
    const expected = await decode(reference, k);
    results.forEach((result, i) => {
      expect(result.tokenIds).toEqual(expected[i].tokenIds);
      console.log(distance(result.logProbs, expected[i].logProbs), distance(result.docLogProbs, expected[i].docLogProbs));
    });
    await generator.dispose();
    await reference.dispose();
  });
});

/** Bytes of every buffer that anyone maps for reading, ONNX Runtime included. */
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

describe('kernels on ONNX Runtime\'s buffers', () => {
  it('marginalize and differentiate logits that lie in a longer buffer, and hand the gradient back', async () => {
    const [nBeams, dim] = [3, 32];
    const rows = nBeams * N_DOCS;
    const g = new Graph('logits');
    const hidden = g.input('hidden', 'float32', ['rows', dim]);
    g.output('logits', matmul(g, hidden, g.param('table', [vocabSize, dim]), { transB: true }));
    const session = await webgpu.compile(g, { weight: () => ({ dims: [vocabSize, dim], data: noise(1, vocabSize * dim, 0.5) }) });
    const feeds = { hidden: { dims: [rows, dim], data: noise(2, rows * dim) } };
    const { logits: host } = await session.run(feeds);
    const { logits } = (await session.runKeeping(feeds, ['logits'])) as Record<string, DeviceTensor>;
    const buffer = webgpu.gpu!.bufferOf(logits);
    console.log('SIZE', buffer.size, rows * vocabSize * 4);
    const input = { nBeams, nDocs: N_DOCS, vocab: vocabSize, docLogPriors: Float32Array.from({ length: rows }, (_, i) => LOG_PRIORS[i % N_DOCS]) };
    const [gpu, cpu] = [await new Marginalize(device).topK({ ...input, logits: buffer }, 10), await new CpuMarginalize().topK({ ...input, logits: host.data as Float32Array }, 10)];
    expect(gpu.tokenIds).toEqual(cpu.tokenIds);
    console.log(distance(gpu.logProbs, cpu.logProbs), distance(gpu.responsibilities, cpu.responsibilities));

    const wanted = { ...input, targets: Int32Array.of(0, 4098, 77), upstream: Float32Array.of(-1, -1, 0) };
    const gradients = await new MarginalizeBackward(device).run({ ...wanted, logits: buffer });
    const expected = marginalizeBackwardCpu({ ...wanted, logits: host.data as Float32Array });
    const dLogits = await readFloats(device, gradients.dLogits, gradients.nLogits);
    console.log(distance(dLogits, expected.dLogits), distance(await readFloats(device, gradients.dLogPriors, rows), expected.dLogPriors));

    const back = new Graph('hidden-gradient');
    const dy = back.input('d_logits', 'float32', ['rows', vocabSize]);
    back.output('d_hidden', matmul(back, dy, back.param('table', [vocabSize, dim])));
    const backward = await webgpu.compile(back, { weight: () => ({ dims: [vocabSize, dim], data: noise(1, vocabSize * dim, 0.5) }) });
    const { d_hidden: dHidden } = await backward.run({ d_logits: webgpu.gpu!.tensorFrom(gradients.dLogits, [rows, vocabSize]) });
    const table = noise(1, vocabSize * dim, 0.5);
    const want = Float32Array.from({ length: rows * dim }, (_, i) => {
      let sum = 0;
      for (let v = 0; v < vocabSize; v++) sum += expected.dLogits[Math.floor(i / dim) * vocabSize + v] * table[v * dim + (i % dim)];
      return sum;
    });
    console.log('BACK', distance(dHidden.data as Float32Array, want));
    logits.dispose();
    gradients.dispose();
    await session.dispose();
    await backward.dispose();
  });
});

describe('quantized weights against float32', () => {
  const ANSWERS = [[2, 0, 55, 3001, 17, 2], [2, 0, 4, 4, 4, 2]];
  const QUESTIONS = [[2, 400, 13, 13, 7, 3], [2, 9, 3]];

  interface Observed {
    readonly embeddings: Float32Array;
    readonly logProbs: Float32Array;
    readonly best: MarginalTopK[];
  }

  async function observe(runtime: Runtime, formats: WeightFormats): Promise<Observed> {
    const encoder = await DprEncoder.create(runtime, TINY_BERT, QUESTION_ENCODER, packed, formats);
    const generator = await Generator.create(runtime, TINY_BART, packed, formats, runtime.gpu ? new Marginalize(device) : new CpuMarginalize());
    const embeddings = await encoder.encode(QUESTIONS.map((ids) => ({ ids, typeIds: ids.map(() => 0), offsets: ids.map(() => null) }) as never));
    const logProbs = await generator.scoreAnswers(DOCUMENTS, ANSWERS);
    const best = await decode(generator, 5);
    await encoder.dispose();
    await generator.dispose();
    return { embeddings, logProbs, best };
  }

  it('x', async () => {
    const ref = await observe(wasm, FLOAT_WEIGHTS);
    for (const [runtime, precision] of [[webgpu, 'fp32'], [webgpu, 'q8'], [webgpu, 'q4'], [wasm, 'q8'], [wasm, 'q4']] as [Runtime, Precision][]) {
      const t = performance.now();
      const o = await observe(runtime, weightFormats(runtime.provider, precision));
      console.log('Q', runtime.provider, precision, relativeRmse(o.embeddings, ref.embeddings), relativeRmse(o.logProbs, ref.logProbs), JSON.stringify(o.best.map((b, i) => Array.from({length: b.nBeams}, (_, n) => b.tokenIds[n*b.k] === ref.best[i].tokenIds[n*b.k]))), performance.now() - t);
    }
  });
});
