/** Folders that ragscope writes, loaded by transformers itself: keys, losses, generation, vectors, tokens. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../../gpu/marginalizeCpu.ts';
import { RagEngine } from '../../rag/engine.ts';
import { consolidateRagModel } from '../../rag/model.ts';
import { QUESTION, tinyFiles } from '../../rag/testing/tinyModel.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { consolidate } from '../consolidate/consolidate.ts';
import { writeConsolidated, type FolderSink } from '../consolidate/write.ts';
import { openCheckpoint } from './checkpoint.ts';
import { parseRagConfig } from './config.ts';
import { nodeFolder } from './nodeFiles.ts';
import { memoryFiles } from './source.ts';
import { fromPretrained, hasTransformers, type PretrainedAnswer, type PretrainedJob } from './testing/pretrained.ts';
import { resolveBart, resolveBert } from './weights.ts';
import { writeRagFolder } from './writeRag.ts';

const GOLDEN = resolve(import.meta.dirname, '../../../golden');
const CASES = ['tok_b1_n2', 'seq_b1_n5'] as const;
const NO_KEYS = { missing_keys: [], unexpected_keys: [], mismatched_keys: [] };
const IDS = [2, 5, 9, 17, 3];

const temporary = mkdtempSync(join(tmpdir(), 'ragscope-python-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function store(folder: string, path: string, bytes: Uint8Array): void {
  mkdirSync(join(temporary, folder, dirname(path)), { recursive: true });
  writeFileSync(join(temporary, folder, path), bytes);
}

async function rewriteGolden(name: (typeof CASES)[number]): Promise<PretrainedJob> {
  const checkpoint = await openCheckpoint(nodeFolder(join(GOLDEN, name)));
  const config = parseRagConfig(checkpoint.config);
  const questionWeights = await resolveBert(checkpoint).all();
  const files = writeRagFolder({
    config,
    contextEncoder: config.questionEncoder,
    questionWeights,
    contextWeights: questionWeights,
    generatorWeights: await resolveBart(checkpoint).all(),
    dtype: 'F32',
  });
  for (const [path, bytes] of files) store(name, path, bytes);
  return { folder: join(temporary, name), kind: name === 'tok_b1_n2' ? 'RagTokenForGeneration' : 'RagSequenceForGeneration', golden: join(GOLDEN, name) };
}

const diskSink = (folder: string): FolderSink => ({
  create: async (path) => {
    const pieces: Uint8Array[] = [];
    return { write: async (bytes) => void pieces.push(bytes.slice()), close: async () => store(folder, path, Buffer.concat(pieces)) };
  },
});

/** Of a whole random RAG folder's parts. */
const parts = () => ({ questionEncoder: memoryFiles('q', tinyFiles()), contextEncoder: memoryFiles('c', tinyFiles()), generator: memoryFiles('g', tinyFiles()) });

async function writeParts(folder: string, dtype: 'F32' | 'F16'): Promise<PretrainedJob> {
  await writeConsolidated(await consolidate(parts()), diskSink(folder), { dtype });
  return { folder: join(temporary, folder), kind: 'RagTokenForGeneration', ids: IDS, text: QUESTION };
}

const FAMILIES = ['distilbert', 'roberta', 'xlm-roberta', 'electra', 'mpnet'] as const;

/** Another encoder than BERT embeds questions and passages; by its first token, as from_pretrained.py does. */
const familyParts = (family: string) => ({ questionEncoder: nodeFolder(join(GOLDEN, 'encoders', family)), generator: memoryFiles('g', tinyFiles()), pooling: 'cls' as const });

async function writeFamily(family: string): Promise<PretrainedJob> {
  await writeConsolidated(await consolidate(familyParts(family)), diskSink(family), { dtype: 'F32' });
  return { folder: join(temporary, family), kind: 'RagTokenForGeneration', ids: IDS, text: QUESTION };
}

const unit = (v: readonly number[]) => v.map((x) => x / Math.hypot(...v));

interface Expected {
  readonly loss_variants: readonly { readonly loss: number | readonly number[] }[];
  readonly generation: readonly { readonly sequences: readonly (readonly number[])[] }[];
}

describe.skipIf(!hasTransformers())('from_pretrained (a Python with transformers: PYTHON)', () => {
  let answers: PretrainedAnswer[] = [];
  beforeAll(async () => {
    answers = fromPretrained([...(await Promise.all(CASES.map(rewriteGolden))), await writeParts('f32', 'F32'), await writeParts('f16', 'F16'), ...(await Promise.all(FAMILIES.map(writeFamily)))]);
  }, 300_000);

  it.each(CASES)('loads %s as we write it, key for key', (name) => {
    const { keys, dtype } = answers[CASES.indexOf(name)];
    expect([keys, dtype]).toEqual([NO_KEYS, 'float32']);
  });

  it.each(CASES)('gives the losses and sequences of %s', async (name) => {
    const { losses = [], sequences = [] } = answers[CASES.indexOf(name)];
    const expected = JSON.parse(await readFile(join(GOLDEN, name, 'expected.json'), 'utf8')) as Expected;
    expect(losses.length).toBe(expected.loss_variants.length);
    expected.loss_variants.forEach(({ loss }, i) => expect(Math.abs(losses[i] / [loss].flat()[0] - 1)).toBeLessThan(1e-5));
    expect(sequences).toEqual(expected.generation.map((entry) => entry.sequences));
  });

  it.each([
    ['float32', 2, 1e-5],
    ['float16', 3, 1e-2],
  ] as const)('loads a consolidated folder in %s: keys, vectors, tokens', async (dtype, at, tolerance) => {
    const answer = answers[at];
    expect([answer.keys, answer.context_keys, answer.dtype]).toEqual([NO_KEYS, NO_KEYS, dtype]);
    const engine = await RagEngine.create(await consolidateRagModel(parts()), nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'fp32');
    const encoding = [{ ids: IDS, typeIds: IDS.map(() => 0), truncated: false }];
    for (const [ours, theirs] of [
      [await engine.questionEncoder.encode(encoding), answer.question],
      [await engine.contextEncoder.encode(encoding), answer.context],
    ] as const)
      expect(Math.max(...Array.from(ours, (v, i) => Math.abs(v - theirs![i])))).toBeLessThan(tolerance);
    expect(answer.question_encoder_tokens).toEqual(engine.model.questionTokenizer.encode(QUESTION).ids);
    expect(answer.generator_tokens).toEqual(engine.model.generatorTokenizer.encode(QUESTION).ids);
    await engine.dispose();
  });

  it.each(FAMILIES)('loads a consolidated folder with an encoder of type %s', async (family) => {
    const answer = answers[4 + FAMILIES.indexOf(family)];
    expect([answer.keys, answer.context_keys]).toEqual([NO_KEYS, NO_KEYS]);
    const model = await consolidateRagModel(familyParts(family));
    const engine = await RagEngine.create(model, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'fp32');
    const ours = await engine.questionEncoder.encode([{ ids: IDS, typeIds: IDS.map(() => 0), truncated: false }]);
    for (const theirs of [answer.question!, answer.context!]) {
      const expected = model.config.questionEncoder.unitLength ? unit(theirs) : theirs;
      expect(Math.max(...Array.from(ours, (v, i) => Math.abs(v - expected[i])))).toBeLessThan(1e-4);
    }
    expect(answer.question_encoder_tokens).toEqual(model.questionTokenizer.encode(QUESTION).ids);
    await engine.dispose();
  });
});
