/** Averaging two checkpoints: the weights move the given share of the way, step and moments stay, and what is missing is named. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adamW } from '../optimizers.ts';
import { loadState, saveState, type TrainState } from './loop.ts';
import { REDUCED } from './recipe.ts';
import { averageGenerator } from './trainGenerator.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ragscope-average-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const stateOf = (values: number[], step: number): TrainState => {
  const optimizer = adamW({ beta1: 0.9, beta2: 0.98, eps: 1e-8, weightDecay: 0.01 });
  const parameters = new Map([['w', { dims: [values.length], data: Float32Array.from(values) }]]);
  optimizer.step(parameters, new Map([['w', new Float32Array(values.length).fill(step)]]), 0);
  return { step, parameters, optimizer };
};
const fileOf = (folder: string) => join(root, folder, 'generator.safetensors');
const context = () => {
  const none = { train: [], heldOut: [] };
  return { recipe: REDUCED, folder: join(root, 'own'), seed: 1, steps: null, deadline: Infinity, threads: 1, tokenizers: { generator: {}, encoder: {} } as never, squad: none, written: none, log: () => {} };
};

it('moves the weights the given share of the way and leaves the rest', async () => {
  saveState(fileOf('own'), stateOf([0, 4, -8], 7));
  saveState(fileOf('other'), stateOf([1, 0, -8], 3));
  await averageGenerator(context(), join(root, 'other'), 0.25);
  const moved = stateOf([], 0);
  expect(await loadState(fileOf('own'), moved)).toBe(true);
  expect(moved.step).toBe(7);
  expect(Array.from(moved.parameters.get('w')!.data)).toEqual([0.25, 3, -8]);
  expect(moved.optimizer.state().arrays.get('m:w')![0]).toBeCloseTo(0.7, 6);
});

it('names the folder that holds nothing', async () => {
  saveState(fileOf('own'), stateOf([1], 7));
  await expect(averageGenerator(context(), join(root, 'nowhere'), 0.5)).rejects.toThrow(/--from .*nowhere/);
});
