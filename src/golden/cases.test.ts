import { describe, expect, it } from 'vitest';
import { memoryFiles, type FileSource } from '../models/checkpoint/source.ts';
import { caseFolders, readCase } from './cases.ts';
import { unpadded } from './generation.ts';
import { readGenerationSettings } from './generationSettings.ts';
import { parsePythonJson } from './json.ts';

const files = (contents: Record<string, unknown>): FileSource =>
  memoryFiles('/data/some_case', new Map(Object.entries(contents).map(([path, json]) => [path, typeof json === 'string' ? json : JSON.stringify(json)])));

describe('a golden case', () => {
  it('is found by its inputs, itself or below a folder', async () => {
    expect(await caseFolders(files({ 'inputs.json': {} }))).toEqual(['']);
    expect(await caseFolders(files({ 'b/inputs.json': {}, 'a/inputs.json': {}, 'a/formats/config.json': {} }))).toEqual(['a', 'b']);
    await expect(caseFolders(files({ 'README.md': '' }))).rejects.toThrow('no case there');
  });

  it('yields its settings and none of its results', async () => {
    const expected = {
      type: 'rag_sequence',
      label_smoothing: 0.1,
      exclude_bos_score: true,
      reduce_loss: true,
      loss: 123,
      loss_variants: [{ label_smoothing: 0, exclude_bos_score: false, reduce_loss: false, loss: [123] }],
      generation: [{ settings: { num_beams: 2 }, sequences: [[123]], sequences_scores: [123] }],
      training: { adamw: { lr: 0.01, betas: [0.9, 0.999], losses_before_each_step_and_after_last: [123] } },
    };
    const { settings, name, kind } = await readCase(files({ 'inputs.json': {}, 'expected.json': expected }));
    expect([name, kind]).toEqual(['some_case', 'rag_sequence']);
    expect(settings).toEqual({
      labelSmoothing: 0.1,
      excludeBosScore: true,
      reduceLoss: true,
      lossVariants: [{ label_smoothing: 0, exclude_bos_score: false, reduce_loss: false }],
      generation: [{ num_beams: 2 }],
      training: new Map([['adamw', { lr: 0.01, betas: [0.9, 0.999] }]]),
    });
  });

  it.each([
    [{ architectures: ['RagTokenForGeneration'] }, 'rag_token'],
    [{ architectures: ['RagSequenceForGeneration'] }, 'rag_sequence'],
    [{ model_type: 'bart' }, 'bart'],
  ])('needs no expected results to know its kind: %j', async (config, kind) => {
    expect((await readCase(files({ 'inputs.json': {}, 'config.json': config }))).kind).toBe(kind);
  });

  it('may hold what Python writes for infinity', () => {
    expect(parsePythonJson('{"a": [-Infinity, NaN, 1.5], "NaN and \\"Infinity\\"": "Infinity"}', 'x')).toEqual({ a: [null, null, 1.5], 'NaN and "Infinity"': 'Infinity' });
    expect(() => parsePythonJson('{"a": ', 'x')).toThrow('x: not JSON');
  });
});

describe('generation settings of a case', () => {
  const checkpoint = { config: { architectures: ['BartForConditionalGeneration'], decoder_start_token_id: 2, eos_token_id: 2, pad_token_id: 1, forced_eos_token_id: 2 }, generationConfig: null };
  const read = (kwargs: Record<string, unknown>) => readGenerationSettings(checkpoint as unknown as Parameters<typeof readGenerationSettings>[0], kwargs);

  it('override those of the checkpoint, null included', () => {
    const { settings, deduplicate, unknown } = read({ num_beams: 4, max_new_tokens: 9, early_stopping: 'never', forced_eos_token_id: null, do_deduplication: false, do_sample: false });
    expect(settings).toMatchObject({ numBeams: 4, maxLength: 10, earlyStopping: 'never', forcedEosTokenId: null, eosTokenId: 2, lengthPenalty: 1 });
    expect([deduplicate, unknown]).toEqual([false, []]);
  });

  it('that the decoder lacks are named', () => {
    expect(read({ num_beams: 1, repetition_penalty: 1.2, do_sample: true }).unknown).toEqual(['repetition_penalty', 'do_sample']);
  });
});

describe('unpadded rows', () => {
  it('lose their right padding and nothing else', () => {
    expect(unpadded([[5, 6, 1], [7, 8, 9]], [[1, 1, 0], [1, 1, 1]])).toEqual([[5, 6], [7, 8, 9]]);
  });

  it('are refused where the mask has holes', () => {
    expect(() => unpadded([[5, 6, 7]], [[1, 0, 1]])).toThrow('right padding');
  });
});
