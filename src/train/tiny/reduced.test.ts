/** The recipe, reduced, from nothing to copying names that training never uses: tokenizers, mixture, graph, loop and evaluation in one run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testRuntime } from '../../graph/testing/finiteDifferences.ts';
import { REDUCED } from './recipe.ts';
import { trainTinyTokenizers } from './tokenizers.ts';
import { trainGenerator } from './trainGenerator.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragscope-reduced-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('learns: the loss falls and unseen names are copied', { timeout: 600_000 }, async () => {
  const none = { train: [], heldOut: [] };
  const context = { recipe: REDUCED, folder, seed: 1, steps: null, deadline: Infinity, threads: 0, tokenizers: trainTinyTokenizers(REDUCED, 1, []), squad: none, written: none, log: () => {} };
  const state = await trainGenerator(testRuntime(), context);
  expect(state.step).toBe(REDUCED.generatorSchedule.steps);
  const logged = readFileSync(join(folder, 'generator.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, number>);
  const losses = logged.filter((figures) => 'loss' in figures).map((figures) => figures['loss']);
  expect(losses[0]).toBeGreaterThan(4);
  expect(losses[losses.length - 1]).toBeLessThan(1.6);
  expect(logged[logged.length - 1]['emCopied']).toBeGreaterThan(55);
});
