/** Separate folders become one RAG model; what does not fit is refused by name; what is written is read back. */
import { describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../../gpu/marginalizeCpu.ts';
import { RagEngine } from '../../rag/engine.ts';
import { consolidateRagModel, loadRagModel } from '../../rag/model.ts';
import { PASSAGES, QUESTION, tinyFiles, tinyModel } from '../../rag/testing/tinyModel.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { openSafetensors, writeSafetensors } from '../checkpoint/safetensors.ts';
import { memoryFiles, memorySource, type FileSource } from '../checkpoint/source.ts';
import type { FloatTensor } from '../checkpoint/tensor.ts';
import { CONTEXT_ENCODER, GENERATOR, QUESTION_ENCODER } from '../ragGraph.ts';
import { consolidate } from './consolidate.ts';
import { openEncoder } from './encoder.ts';
import { writeConsolidated, type FolderSink } from './write.ts';

type Files = Map<string, Uint8Array | string>;

const whole = tinyFiles();
const ragConfig = JSON.parse(text(whole, 'config.json')) as { question_encoder: Record<string, unknown>; generator: Record<string, unknown> };

function text(files: Files, path: string): string {
  const contents = files.get(path)!;
  return typeof contents === 'string' ? contents : new TextDecoder().decode(contents);
}

/** The tensors of the tiny RAG folder whose names begin so, under another prefix. */
async function tensors(file: string, prefix: string, renamed: string): Promise<Uint8Array> {
  const opened = await openSafetensors(memorySource(whole.get(file) as Uint8Array));
  const found: [string, FloatTensor][] = [];
  for (const name of opened.names.filter((n) => n.startsWith(prefix))) {
    const { dims, data } = await opened.read(name);
    found.push([renamed + name.slice(prefix.length), { dims, data: data as Float32Array }]);
  }
  return writeSafetensors(found);
}

const tokenizer = (from: string): [string, Uint8Array | string][] => [...whole].filter(([path]) => path.startsWith(`${from}/`)).map(([path, contents]) => [path.slice(from.length + 1), contents]);

interface Changes {
  readonly config?: Record<string, unknown>;
  readonly files?: readonly (readonly [string, string])[];
  readonly omit?: readonly string[];
}

function folder(name: string, files: Files, { files: more = [], omit = [] }: Changes): FileSource {
  for (const [path, contents] of more) files.set(path, contents);
  for (const path of omit) files.delete(path);
  return memoryFiles(name, files);
}

async function questionEncoder(changes: Changes = {}): Promise<FileSource> {
  const files: Files = new Map<string, Uint8Array | string>([
    ['config.json', JSON.stringify({ architectures: ['DPRQuestionEncoder'], ...ragConfig.question_encoder, ...changes.config })],
    ['model.safetensors', await tensors('model.safetensors', 'rag.question_encoder.', '')],
    ['README.md', '---\nlicense: cc-by-nc-4.0\n---\n# Questions\n'],
    ...tokenizer('question_encoder_tokenizer'),
  ]);
  return folder('questions', files, changes);
}

/** The same tower as plain BERT, as sentence-transformers stores it. */
async function bertEncoder(changes: Changes = {}): Promise<FileSource> {
  const files: Files = new Map<string, Uint8Array | string>([
    ['config.json', JSON.stringify({ ...ragConfig.question_encoder, model_type: 'bert', ...changes.config })],
    ['model.safetensors', await tensors('model.safetensors', 'rag.question_encoder.question_encoder.bert_model.', '')],
    ...tokenizer('question_encoder_tokenizer'),
  ]);
  return folder('bert', files, changes);
}

async function contextEncoder(changes: Changes = {}): Promise<FileSource> {
  const files: Files = new Map<string, Uint8Array | string>([
    ['config.json', JSON.stringify({ architectures: ['DPRContextEncoder'], ...ragConfig.question_encoder, ...changes.config })],
    ['model.safetensors', await tensors('ctx_encoder/model.safetensors', 'ctx_encoder.', 'ctx_encoder.')],
    ['README.md', '---\nlicense: cc-by-nc-4.0\n---\n# Passages\n'],
  ]);
  return folder('passages', files, changes);
}

async function generator(changes: Changes = {}): Promise<FileSource> {
  const files: Files = new Map<string, Uint8Array | string>([
    ['config.json', JSON.stringify({ architectures: ['BartForConditionalGeneration'], ...ragConfig.generator, ...changes.config })],
    ['model.safetensors', await tensors('model.safetensors', 'rag.generator.', '')],
    ['README.md', '---\nlicense: apache-2.0\n---\n# Words\n'],
    ...tokenizer('generator_tokenizer'),
  ]);
  return folder('words', files, changes);
}

const sentenceTransformer = (pooling: Record<string, unknown>, ...more: string[]): Changes['files'] => [
  ['modules.json', JSON.stringify(['', '1_Pooling', ...more.map((m, i) => `${i + 2}_${m}`)].map((path, idx) => ({ idx, name: String(idx), path, type: `sentence_transformers.models.${['Transformer', 'Pooling', ...more][idx]}` })))],
  ['1_Pooling/config.json', JSON.stringify({ word_embedding_dimension: 32, ...pooling })],
];

describe('consolidation of a DPR pair and a BART', () => {
  it('is the RAG model that the whole folder is', async () => {
    const parts = await consolidateRagModel({ questionEncoder: await questionEncoder(), contextEncoder: await contextEncoder(), generator: await generator() });
    const reference = await tinyModel();
    expect([...parts.weights.names].sort()).toEqual([...reference.weights.names].sort());
    for (const name of parts.weights.names) expect([name, (await parts.weights.weight(name)).data]).toEqual([name, (await reference.weights.weight(name)).data]);
    expect(parts.config).toMatchObject({ nDocs: 5, titleSep: ' / ', docSep: ' // ', maxCombinedLength: 300, retrievalVectorSize: 32, generator: reference.config.generator });
    expect([parts.sharesTowers, parts.questionInPrompt, parts.preferredIndex]).toEqual([false, 'decoded', null]);
    expect(parts.questionTokenizer.encode(QUESTION).ids).toEqual(reference.questionTokenizer.encode(QUESTION).ids);
    expect(parts.generatorTokenizer.encode(QUESTION).ids).toEqual(reference.generatorTokenizer.encode(QUESTION).ids);
    expect(parts.licence).toBe('question encoder: cc-by-nc-4.0; context encoder: cc-by-nc-4.0; generator: apache-2.0');
    expect(parts.card).toContain('## Generator: words\n\nLicence: apache-2.0\n\n# Words');
  });

  it('answers, with one encoder for both towers where only one is given', async () => {
    const model = await consolidateRagModel({ contextEncoder: await questionEncoder(), generator: await generator() });
    expect(model.sharesTowers).toBe(true);
    expect(model.weights.names.some((name) => name.startsWith(CONTEXT_ENCODER))).toBe(false);
    const engine = await RagEngine.create(model, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'q8');
    expect(engine.contextEncoder).toBe(engine.questionEncoder);
    const vectors = await engine.contextEncoder.encode(PASSAGES.slice(0, 2).map((p) => engine.encodePassageIds(p)));
    expect(vectors.length).toBe(64);
    const documents = await engine.generator.encodeDocuments(PASSAGES.slice(0, 2).map((p) => engine.generatorInput(p, QUESTION).ids));
    const stepping = engine.generator.stepModel(documents, Float32Array.of(-0.7, -0.7));
    expect((await stepping.step(Int32Array.of(0), null, 3)).tokenIds.length).toBe(3);
    stepping.dispose();
    documents.dispose();
    await engine.dispose();
  });

  it('takes a whole RAG folder with a context encoder beside it', async () => {
    const rag = memoryFiles('rag', new Map([...whole].filter(([path]) => !path.startsWith('ctx_encoder/'))));
    await expect(loadRagModel(rag)).rejects.toMatchObject({ message: expect.stringContaining('holds no context encoder') as string, hint: expect.stringContaining('name its folder') as string });
    const model = await loadRagModel(rag, { contextEncoder: await contextEncoder() });
    const reference = await tinyModel();
    expect([model.questionInPrompt, model.config.maxCombinedLength]).toEqual([reference.questionInPrompt, reference.config.maxCombinedLength]);
    const name = `${CONTEXT_ENCODER}encoder.layer.0.intermediate.dense.weight`;
    expect((await model.weights.weight(name)).data).toEqual((await reference.weights.weight(name)).data);
  });

  it('takes the encoder in ctx_encoder/ of a RAG folder', async () => {
    const encoder = await openEncoder(memoryFiles('rag', whole), 'ctx_encoder');
    const reference = await tinyModel();
    expect((await encoder.weights.tensor('embeddings.LayerNorm.weight')).data).toEqual((await reference.weights.weight(`${CONTEXT_ENCODER}embeddings.LayerNorm.weight`)).data);
  });
});

describe('pooling', () => {
  it.each([
    ['a DPR encoder', {}, undefined, undefined],
    ['CLS pooling', { files: sentenceTransformer({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }) }, undefined, undefined],
    ['mean pooling', { files: sentenceTransformer({ pooling_mode_cls_token: false, pooling_mode_mean_tokens: true }) }, 'mean', undefined],
    ['mean pooling, written by its name', { files: sentenceTransformer({ pooling_mode: 'mean' }) }, 'mean', undefined],
    ['mean pooling and unit length', { files: sentenceTransformer({ pooling_mode_mean_tokens: true }, 'Normalize') }, 'mean', true],
  ] as const)('of %s is read from its modules', async (_, changes, pooling, unitLength) => {
    const { config } = await openEncoder(await bertEncoder(changes), 'question_encoder');
    expect([config.pooling, config.unitLength]).toEqual([pooling, unitLength]);
  });

  it('may be chosen for a plain BERT', async () => {
    expect((await openEncoder(await bertEncoder(), 'question_encoder', 'mean')).config.pooling).toBe('mean');
  });

  it('gives the mean of the last states', async () => {
    const source = await bertEncoder({ files: sentenceTransformer({ pooling_mode_mean_tokens: true }, 'Normalize') });
    const model = await consolidateRagModel({ questionEncoder: source, generator: await generator() });
    const engine = await RagEngine.create(model, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'fp32');
    const q = await engine.embedQuestion(QUESTION);
    expect(q.reduce((sum, v) => sum + v * v, 0)).toBeCloseTo(1, 5);
    const cls = await consolidateRagModel({ questionEncoder: await questionEncoder(), generator: await generator() });
    const other = await RagEngine.create(cls, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'fp32');
    expect(await other.embedQuestion(QUESTION)).not.toEqual(q);
    await engine.dispose();
    await other.dispose();
  });
});

describe('what does not fit is refused by name', () => {
  it.each([
    ['a projection that is not there', async () => ({ contextEncoder: await contextEncoder({ config: { projection_dim: 8 } }) }), /encode_proj\.weight is missing/],
    ['an encoder of another architecture', async () => ({ contextEncoder: await contextEncoder({ config: { model_type: 'deberta-v2' } }) }), /model_type is "deberta-v2", bert, dpr, .* or mpnet was expected/],
    ['a generator of another architecture', async () => ({ generator: await generator({ config: { model_type: 't5' } }) }), 'model_type is "t5", bart was expected'],
    ['a reader', async () => ({ questionEncoder: await questionEncoder({ config: { architectures: ['DPRReader'] } }) }), 'DPRReader picks answers'],
    ['max pooling', async () => ({ questionEncoder: await bertEncoder({ files: sentenceTransformer({ pooling_mode_max_tokens: true }) }) }), 'pooling by pooling_mode_max_tokens is not supported'],
    ['two poolings', async () => ({ questionEncoder: await bertEncoder({ files: sentenceTransformer({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: true }) }) }), /pooling by .* and .* is not supported/],
    ['a module of its own', async () => ({ questionEncoder: await bertEncoder({ files: sentenceTransformer({ pooling_mode_mean_tokens: true }, 'Dense') }) }), 'the module "Dense" is not supported'],
    ['an encoder without tokenizer', async () => ({ questionEncoder: await questionEncoder({ omit: ['tokenizer.json', 'vocab.txt'] }) }), 'no tokenizer found'],
    ['a tokenizer of another kind', async () => ({ generator: await generator({ files: tokenizer('question_encoder_tokenizer').map(([p, c]) => [p, c as string] as const), omit: ['vocab.json', 'merges.txt'] }) }), /wordpiece tokenizer where byte-level-bpe/],
  ])('%s', async (_, changed, message) => {
    const parts = { questionEncoder: await questionEncoder(), contextEncoder: await contextEncoder(), generator: await generator(), ...(await changed()) };
    await expect(consolidate(parts)).rejects.toThrow(message);
  });

  it('two towers of different dimensions', async () => {
    const files: Files = new Map([['config.json', JSON.stringify({ ...ragConfig.question_encoder, projection_dim: 8 })]]);
    const projected = await openSafetensors(memorySource(await tensors('ctx_encoder/model.safetensors', 'ctx_encoder.', 'ctx_encoder.')));
    const all: [string, FloatTensor][] = [];
    for (const name of projected.names) all.push([name, (await projected.read(name)) as FloatTensor]);
    files.set('model.safetensors', writeSafetensors([...all, ['ctx_encoder.encode_proj.weight', { dims: [8, 32], data: new Float32Array(256) }], ['ctx_encoder.encode_proj.bias', { dims: [8], data: new Float32Array(8) }]]));
    await expect(consolidate({ questionEncoder: await questionEncoder(), contextEncoder: memoryFiles('narrow', files), generator: await generator() })).rejects.toMatchObject({
      message: 'the question encoder questions gives vectors of 32 dimensions, the context encoder narrow of 8',
      hint: 'Use the two encoders of one DPR pair.',
    });
  });

  it('no encoder at all', async () => {
    await expect(consolidate({ generator: await generator() })).rejects.toMatchObject({ kind: 'bad-input', message: 'no encoder is named' });
  });
});

describe('the written folder', () => {
  function memorySink(): FolderSink & { readonly files: Files } {
    const files: Files = new Map();
    return {
      files,
      create: async (path) => {
        const pieces: number[] = [];
        return { write: async (bytes) => void bytes.forEach((b) => pieces.push(b)), close: async () => void files.set(path, Uint8Array.from(pieces)) };
      },
    };
  }

  it('is a whole RAG folder again', async () => {
    const model = await consolidate({ questionEncoder: await questionEncoder(), contextEncoder: await contextEncoder(), generator: await generator() });
    const sink = memorySink();
    const seen: number[] = [];
    const bytes = await writeConsolidated(model, sink, { dtype: 'F32', onProgress: (done, total) => seen.push(done / total) });
    const written = await loadRagModel(memoryFiles('written', sink.files));
    const reference = await tinyModel();
    expect(bytes).toBe(4 * reference.weights.parameterCount);
    expect(seen.at(-1)).toBe(1);
    for (const name of reference.weights.names) expect([name, (await written.weights.weight(name)).data]).toEqual([name, (await reference.weights.weight(name)).data]);
    expect(written.config).toEqual(model.config);
    expect(written.questionTokenizer.encode(QUESTION).ids).toEqual(reference.questionTokenizer.encode(QUESTION).ids);
    // The names and the order of the file are those of save_pretrained.
    const names = async (files: Files) => (await openSafetensors(memorySource(files.get('model.safetensors') as Uint8Array))).names;
    expect(await names(sink.files)).toEqual(await names(whole));
  });

  it('keeps mean pooling, and one encoder for both towers', async () => {
    const source = await bertEncoder({ files: sentenceTransformer({ pooling_mode_mean_tokens: true }, 'Normalize') });
    const sink = memorySink();
    await writeConsolidated(await consolidate({ questionEncoder: source, generator: await generator() }), sink, { dtype: 'F16' });
    const written = await loadRagModel(memoryFiles('written', sink.files));
    expect([written.config.questionEncoder.pooling, written.contextEncoder.unitLength]).toEqual(['mean', true]);
    const name = 'encoder.layer.0.attention.self.query.weight';
    expect((await written.weights.weight(CONTEXT_ENCODER + name)).data).toEqual((await written.weights.weight(QUESTION_ENCODER + name)).data);
    expect(written.weights.names).toContain(`${GENERATOR}shared.weight`);
  });
});
