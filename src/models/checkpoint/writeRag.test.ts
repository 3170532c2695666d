/** Written folders read back, and named as transformers' save_pretrained names them. */
import { describe, expect, it } from 'vitest';
import { loadRagModel } from '../../rag/model.ts';
import { TINY_BERT, tinyFiles, tinyRag } from '../../rag/testing/tinyModel.ts';
import { createRng } from '../../train/tiny/worlds/index.ts';
import { CONTEXT_ENCODER, GENERATOR, QUESTION_ENCODER } from '../ragGraph.ts';
import { openSafetensors } from './safetensors.ts';
import { memoryFiles, memorySource } from './source.ts';
import { writeRagFolder } from './writeRag.ts';

const bytesOf = (files: ReadonlyMap<string, Uint8Array | string>, path: string) => files.get(path) as Uint8Array;
const jsonOf = (files: ReadonlyMap<string, Uint8Array | string>, path: string) => JSON.parse(new TextDecoder().decode(bytesOf(files, path))) as Record<string, unknown>;

describe('writeRagFolder', () => {
  it('writes what loadRagModel reads: the same weights and the same configuration', async () => {
    const written = tinyRag();
    const model = await loadRagModel(memoryFiles('tiny', tinyFiles()));
    const parts = [
      [QUESTION_ENCODER, written.questionWeights],
      [CONTEXT_ENCODER, written.contextWeights],
      [GENERATOR, written.generatorWeights],
    ] as const;
    for (const [prefix, weights] of parts)
      for (const [name, { dims, data }] of weights) {
        const read = await model.weights.weight(prefix + name);
        expect([name, read.dims]).toEqual([name, dims]);
        expect(read.data).toEqual(data);
      }
    expect(model.weights.parameterCount).toBe(parts.flatMap(([, weights]) => [...weights.values()]).reduce((n, { data }) => n + data.length, 0));
    expect([model.config, model.contextEncoder]).toEqual([written.config, written.contextEncoder]);
    expect([model.questionInPrompt, model.licence]).toEqual(['original', 'cc0-1.0']);
  });

  it('keeps every field of the configuration through a round trip', async () => {
    const config = { nDocs: 3, titleSep: ' | ', docSep: ' ? ', maxCombinedLength: 77, labelSmoothing: 0.25, reduceLoss: true, excludeBosScore: true, doDeduplication: false };
    const model = await loadRagModel(memoryFiles('tiny', tinyFiles({ config })));
    expect(model.config).toEqual({ ...tinyRag().config, ...config });
  });

  it('rounds to half precision on request', async () => {
    const model = await loadRagModel(memoryFiles('half', tinyFiles({ dtype: 'F16' })));
    const full = tinyRag().generatorWeights.get('shared.weight')!.data;
    (await model.weights.weight(`${GENERATOR}shared.weight`)).data.forEach((v, i) => expect(Math.abs(v - full[i])).toBeLessThanOrEqual(Math.abs(full[i]) * 2 ** -11 + 2 ** -25));
    const file = await openSafetensors(memorySource(bytesOf(tinyFiles({ dtype: 'F16' }), 'model.safetensors')));
    expect(new Set(file.names.map((name) => file.info(name)?.dtype))).toEqual(new Set(['F16']));
  });

  it('uses the names of save_pretrained, without the tied copies', async () => {
    const files = writeRagFolder(tinyRag());
    const { names } = await openSafetensors(memorySource(bytesOf(files, 'model.safetensors')));
    for (const name of [
      'rag.question_encoder.question_encoder.bert_model.embeddings.word_embeddings.weight',
      'rag.question_encoder.question_encoder.bert_model.encoder.layer.0.attention.self.query.weight',
      'rag.generator.final_logits_bias',
      'rag.generator.model.shared.weight',
      'rag.generator.model.encoder.embed_positions.weight',
      'rag.generator.model.decoder.layers.1.encoder_attn.k_proj.bias',
    ])
      expect(names).toContain(name);
    expect(names.filter((name) => /lm_head|embed_tokens/.test(name))).toEqual([]);
    expect(names.every((name) => name.startsWith('rag.question_encoder.question_encoder.') || name.startsWith('rag.generator.'))).toBe(true);
    const context = await openSafetensors(memorySource(bytesOf(files, 'ctx_encoder/model.safetensors')));
    expect(context.names.every((name) => name.startsWith('ctx_encoder.bert_model.'))).toBe(true);
    expect(context.metadata.get('format')).toBe('pt');
  });

  it('puts a projection outside bert_model, and reads it back', async () => {
    const projected = { ...TINY_BERT, projectionDim: 8 };
    const rng = createRng(9);
    const projection = () =>
      new Map([
        ['encode_proj.weight', { dims: [8, 32], data: Float32Array.from({ length: 256 }, () => rng.next()) }],
        ['encode_proj.bias', { dims: [8], data: Float32Array.from({ length: 8 }, () => rng.next()) }],
      ]);
    const plain = tinyRag();
    const questionWeights = new Map([...plain.questionWeights, ...projection()]);
    const written = { ...plain, config: { ...plain.config, questionEncoder: projected }, contextEncoder: projected, questionWeights, contextWeights: new Map([...plain.contextWeights, ...projection()]) };
    const folder = writeRagFolder(written);
    const files = new Map([...tinyFiles(), ...folder]);
    expect((await openSafetensors(memorySource(bytesOf(folder, 'model.safetensors')))).names).toContain('rag.question_encoder.question_encoder.encode_proj.weight');
    const model = await loadRagModel(memoryFiles('projected', files));
    expect((await model.weights.weight(`${QUESTION_ENCODER}encode_proj.weight`)).data).toEqual(questionWeights.get('encode_proj.weight')!.data);
  });

  it('writes a config.json that names its architecture, and only the asked-for extra', () => {
    const files = writeRagFolder(tinyRag({ dtype: 'F16' }));
    expect(jsonOf(files, 'config.json')).toMatchObject({
      architectures: ['RagTokenForGeneration'],
      model_type: 'rag',
      torch_dtype: 'float16',
      question_in_prompt: 'original',
      question_encoder: { model_type: 'dpr', projection_dim: 0 },
      generator: { model_type: 'bart', vocab_size: 300, tie_word_embeddings: true },
    });
    expect(jsonOf(files, 'ctx_encoder/config.json')).toMatchObject({ architectures: ['DPRContextEncoder'], model_type: 'dpr' });
    expect(jsonOf(writeRagFolder({ ...tinyRag(), extras: undefined }), 'config.json')).not.toHaveProperty('question_in_prompt');
  });

  it('refuses two encoders that do not fit each other', async () => {
    const files = new Map([...tinyFiles(), ...writeRagFolder({ ...tinyRag(), contextEncoder: { ...TINY_BERT, projectionDim: 8 } })]);
    await expect(loadRagModel(memoryFiles('mixed', files))).rejects.toThrow('the question encoder gives vectors of 32 dimensions, the context encoder of 8');
  });
});
