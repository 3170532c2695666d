/** Encoders besides BERT against what transformers computes (golden/encoders): tokens, vectors, what is written and read back. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { grad } from '../graph/grad.ts';
import { mul } from '../graph/ops/elementwise.ts';
import { reduceSum } from '../graph/ops/reduce.ts';
import { testRuntime } from '../graph/testing/finiteDifferences.ts';
import { DprEncoder } from '../rag/encoder.ts';
import { loadRagModel } from '../rag/model.ts';
import { tinyFiles } from '../rag/testing/tinyModel.ts';
import { bertEncoder, bertInputs, dprEmbedding } from './bert.ts';
import { nodeFolder } from './checkpoint/nodeFiles.ts';
import { memoryFiles } from './checkpoint/source.ts';
import { consolidate } from './consolidate/consolidate.ts';
import { openEncoder, type Encoder } from './consolidate/encoder.ts';
import { writeConsolidated } from './consolidate/write.ts';
import { bertFeeds } from './feeds.ts';
import { FLOAT_WEIGHTS, Layers, type WeightFormats } from './layers.ts';
import { gradName, QUESTION_ENCODER } from './ragGraph.ts';
import { relativeBucket } from './relativeBias.ts';
import { CheckpointFloats } from './streaming/floatReader.ts';
import { PackedReader } from './streaming/packedReader.ts';
import { loadTokenizer } from './tokenizer/load.ts';
import type { Encoding } from './tokenizer/tokenizer.ts';

const FOLDER = resolve(import.meta.dirname, '../../golden/encoders');
const FAMILIES = ['distilbert', 'roberta', 'xlm-roberta', 'electra', 'mpnet'] as const;

interface Expected {
  readonly texts: readonly (readonly [string, string?])[];
  readonly ids: number[][];
  readonly vectors: number[][];
  readonly buckets?: { readonly from: number; readonly ids: number[] };
}

const expectedOf = (family: string) => JSON.parse(readFileSync(join(FOLDER, family, 'expected.json'), 'utf8')) as Expected;
const sourceOf = (family: string) => nodeFolder(join(FOLDER, family));

/** All texts of a family in one batch, so that all but the longest are padded. */
async function embed({ config, weights }: Encoder, encodings: readonly Encoding[], formats: WeightFormats = FLOAT_WEIGHTS): Promise<number[][]> {
  const encoder = await DprEncoder.create(testRuntime(), config, 'e.', new PackedReader(new CheckpointFloats(new Map([['e.', weights]]))), formats);
  const vectors = await encoder.encode(encodings);
  await encoder.dispose();
  return encodings.map((_, i) => Array.from(vectors.subarray(i * encoder.dim, (i + 1) * encoder.dim)));
}

async function encodingsOf(family: string): Promise<Encoding[]> {
  const tokenizer = await loadTokenizer(sourceOf(family));
  return expectedOf(family).texts.map(([text, pair]) => tokenizer.encode(text, pair ?? null));
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);

describe.each(FAMILIES)('%s', (family) => {
  const { ids, vectors } = expectedOf(family);

  it('splits texts and pairs of texts as the reference does', async () => {
    expect((await encodingsOf(family)).map((e) => e.ids)).toEqual(ids);
  });

  it('gives the vectors of the reference', async () => {
    const got = await embed(await openEncoder(sourceOf(family), 'question_encoder'), await encodingsOf(family));
    for (const [row, vector] of vectors.entries()) {
      const largest = Math.max(...vector.map(Math.abs));
      expect(Math.max(...vector.map((v, i) => Math.abs(v - got[row][i]))) / largest).toBeLessThan(2e-5);
    }
  });

  it('runs in 8 bits', async () => {
    const got = await embed(await openEncoder(sourceOf(family), 'question_encoder'), await encodingsOf(family), { linear: 'int8', embedding: 'int8' });
    for (const [row, vector] of vectors.entries()) expect(dot(vector, got[row]) / Math.sqrt(dot(vector, vector) * dot(got[row], got[row]))).toBeGreaterThan(0.98);
  });

  it('has a gradient for every weight that the vector depends on', async () => {
    const { config, weights } = await openEncoder(sourceOf(family), 'question_encoder');
    const g = new Graph(family);
    const inputs = bertInputs(g);
    const vector = dprEmbedding(new Layers(g, ''), config, bertEncoder(new Layers(g, ''), config, inputs), inputs.attentionMask);
    const trained = g.params.filter(({ name }) => !name.endsWith('self.key.bias'));
    const up = g.constant(Array.from({ length: 32 }, (_, i) => Math.sin(i)), [32]);
    grad(g, reduceSum(g, mul(g, vector, up), [0, 1]), trained).forEach((gradient, i) => g.output(gradName(trained[i].name), reduceSum(g, mul(g, gradient, gradient), gradient.shape.map((_, axis) => axis))));
    const session = await testRuntime().compile(g, { weight: (name) => weights.tensor(name) });
    const norms = await session.run(bertFeeds(ids, config.padTokenId));
    expect(weights.names.filter((name) => !/pooler|self\.key\.bias/.test(name)).map(gradName).sort()).toEqual(Object.keys(norms).sort());
    for (const [name, { data }] of Object.entries(norms)) expect([name, data[0] > 0]).toEqual([name, true]);
    await session.dispose();
  });

  it('is written within a RAG model and read back: names, configuration, tokenizer, weights', async () => {
    const encoder = await openEncoder(sourceOf(family), 'question_encoder');
    const files = new Map<string, Uint8Array>();
    const sink = { create: async (path: string) => ({ write: async (bytes: Uint8Array) => void files.set(path, Buffer.concat([files.get(path) ?? new Uint8Array(), bytes])), close: async () => {} }) };
    await writeConsolidated(await consolidate({ questionEncoder: sourceOf(family), generator: memoryFiles('g', tinyFiles()) }), sink, { dtype: 'F32' });
    const model = await loadRagModel(memoryFiles('written', files));
    expect([model.config.questionEncoder, model.contextEncoder]).toEqual([encoder.config, encoder.config]);
    expect(expectedOf(family).texts.map(([text, pair]) => model.questionTokenizer.encode(text, pair ?? null).ids)).toEqual(ids);
    for (const name of encoder.weights.names) expect([name, (await model.weights.weight(QUESTION_ENCODER + name)).data]).toEqual([name, (await encoder.weights.tensor(name)).data]);
  });
});

describe('relative positions of MPNet', () => {
  it('fall into the buckets of the reference', () => {
    const { from, ids } = expectedOf('mpnet').buckets!;
    expect(ids.map((_, i) => relativeBucket(from + i))).toEqual(ids);
  });
});
