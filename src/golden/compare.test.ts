import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../models/checkpoint/safetensors.ts';
import { memoryFiles } from '../models/checkpoint/source.ts';
import type { CaseActual } from './actual.ts';
import type { NamedTensors } from './cases.ts';
import { compareCase, tensorErrors, zeroGradients } from './compare.ts';

const tensors = (values: Record<string, number[]>): NamedTensors => new Map(Object.entries(values).map(([name, data]) => [name, { dims: [data.length], data: Float32Array.from(data) }]));

describe('tensorErrors', () => {
  const expected = tensors({ a: [1, -4, 2], b: [100, 0] });

  it('divides the largest error by the largest value of its tensor and names the worst', () => {
    expect(tensorErrors(tensors({ a: [1, -4.5, 2], b: [101, 0] }), expected)).toEqual({ error: 0.125, worst: 'a', compared: 2, missing: [] });
  });

  it('is infinite where a value is no number', () => {
    expect(tensorErrors(tensors({ a: [1, NaN, 2], b: [100, 0] }), expected)).toMatchObject({ error: Infinity, worst: 'a' });
  });

  it('lists what is absent or of another shape, and leaves out what it is told', () => {
    expect(tensorErrors(tensors({ a: [1] }), expected)).toMatchObject({ missing: ['a: [1], [3] expected', 'b'] });
    expect(tensorErrors(tensors({ b: [100, 0] }), expected, new Set(['a']))).toMatchObject({ error: 0, compared: 1, missing: [] });
  });
});

describe('compareCase', () => {
  const expectedJson = {
    type: 'rag_token',
    loss: [2, 4],
    loss_variants: [
      { label_smoothing: 0, loss: 6 },
      { label_smoothing: 0.1, loss: 7 },
    ],
    generation: [
      { settings: { num_beams: 2 }, sequences: [[2, 5, 2]], sequences_scores: [-1.5], strict: true },
      { settings: { num_beams: 1 }, sequences: [[2, 6, 2, 1]], step_scores: [[-1, -2, -99]], strict: false },
    ],
    training: { sgd: { lr: 1, losses_before_each_step_and_after_last: [4, 3] } },
  };
  const source = memoryFiles(
    'case',
    new Map<string, Uint8Array | string>([
      ['expected.json', JSON.stringify(expectedJson)],
      ['expected.safetensors', writeSafetensors(tensors({ logits: [1, 2] }))],
      ['grads.safetensors', writeSafetensors(tensors({ weight: [10, 5], 'k_proj.bias': [1e-14, 0] }))],
      ['train_sgd_final.safetensors', writeSafetensors(tensors({ weight: [3, 3] }))],
    ]),
  );
  const right: CaseActual = {
    tensors: tensors({ logits: [1, 2] }),
    grads: tensors({ weight: [10, 5], 'k_proj.bias': [1e-6, 0] }),
    loss: [2, 4],
    lossVariants: [
      { settings: { label_smoothing: 0 }, loss: 6 },
      { settings: { label_smoothing: 0.1 }, loss: 7 },
    ],
    generation: [
      { settings: { num_beams: 2 }, sequences: [[2, 5, 2]], sequencesScores: [-1.5], topKSufficed: true },
      { settings: { num_beams: 1 }, sequences: [[2, 6, 2, 1]], stepScores: [[-1, -2, null]], topKSufficed: true },
    ],
    training: new Map([['sgd', { losses: [4, 3], final: tensors({ weight: [3, 3] }) }]]),
    unsupported: [],
  };
  const failing = async (change: Partial<CaseActual>): Promise<string[]> => {
    const { checks, ok } = await compareCase(source, 'rag_token', { ...right, ...change });
    const failed = checks.filter((check) => !check.ok).map(({ name }) => name);
    if (failed.length > 0) expect(ok).toBe(false);
    return failed;
  };

  it('accepts the expected results', async () => {
    const { checks, generation, ok } = await compareCase(source, 'rag_token', right);
    expect(ok).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual(['activations', 'gradients', 'gradients, 0 in theory', 'loss', 'loss variants', 'sgd losses', 'sgd parameters', 'generation scores']);
    expect(generation.map(({ strict, exact }) => [strict, exact])).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('finds each kind of deviation', async () => {
    expect(await failing({ tensors: tensors({ logits: [1, 2.1] }) })).toEqual(['activations']);
    expect(await failing({ tensors: tensors({}) })).toEqual(['activations']);
    expect(await failing({ grads: tensors({ weight: [10, 5.1], 'k_proj.bias': [0, 0] }) })).toEqual(['gradients']);
    expect(await failing({ grads: tensors({ weight: [10, 5], 'k_proj.bias': [0.01, 0] }) })).toEqual(['gradients, 0 in theory']);
    expect(await failing({ loss: [2, 4.1] })).toEqual(['loss']);
    expect(await failing({ loss: 6 })).toEqual(['loss']);
    expect(await failing({ lossVariants: right.lossVariants?.slice(0, 1) })).toEqual(['loss variants']);
    expect(await failing({ training: new Map([['sgd', { losses: [4, 3.1], final: tensors({ weight: [3, 4] }) }]]) })).toEqual(['sgd losses', 'sgd parameters']);
    expect(await failing({ training: undefined })).toEqual(['sgd losses', 'sgd parameters']);
    expect(await failing({ generation: right.generation?.map((entry) => entry && { ...entry, sequencesScores: [-1.6] }) })).toEqual(['generation scores']);
  });

  it('fails on a wrong strict answer, a wrong greedy one and a missing one', async () => {
    const [beam, greedy] = right.generation ?? [];
    const wrong = { settings: {}, sequences: [[2, 9, 2]], topKSufficed: true };
    for (const generation of [[wrong, greedy], [beam, wrong], [null, greedy], []]) {
      expect((await compareCase(source, 'rag_token', { ...right, generation })).ok).toBe(false);
    }
  });

  it('tells gradients that are 0 in theory by their rounding noise', () => {
    expect([...zeroGradients(tensors({ a: [5, 1], b: [3e-12], c: [1e-6] }))]).toEqual(['b']);
  });
});
