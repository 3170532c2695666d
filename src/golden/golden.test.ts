/** Holds the engine against Hugging Face transformers: every golden case of the repository, and of the reference data where it is. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFolder } from '../models/checkpoint/nodeFiles.ts';
import { referencePath } from '../models/checkpoint/referenceData.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { wasmNodeRuntime } from '../runtime/wasmNode.ts';
import type { Runtime } from '../runtime/types.ts';
import type { CaseActual } from './actual.ts';
import { readCase, type GoldenCase } from './cases.ts';
import { compareCase, type Comparison } from './compare.ts';
import { runCase } from './run.ts';

const OWN = join(import.meta.dirname, '../../golden');
const REFERENCE = referencePath('golden');

interface Outcome {
  readonly golden: GoldenCase;
  readonly actual: CaseActual;
  readonly comparison: Comparison;
}

function casesOf(folder: string | null): string[] {
  if (folder === null) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'inputs.json')));
}

async function outcomeOf(runtime: Runtime, folder: string): Promise<Outcome> {
  const golden = await readCase(nodeFolder(folder));
  const actual = await runCase(runtime, golden);
  return { golden, actual, comparison: await compareCase(golden.source, golden.kind, actual) };
}

/** Errors by quantity; absent quantities fail like wrong ones. */
function errorOf({ comparison }: Outcome, name: string): number {
  const found = comparison.checks.find((check) => check.name === name);
  expect(found, `${name} compared`).toBeDefined();
  expect(found?.missing, `${name} present`).toEqual([]);
  expect(found?.compared, `${name} counted`).toBeGreaterThan(0);
  return found?.error ?? Infinity;
}

function checkOutcome(outcome: Outcome): void {
  const { golden, actual, comparison } = outcome;
  expect(actual.unsupported).toEqual([]);
  expect(errorOf(outcome, 'activations')).toBeLessThan(2e-4);
  if (golden.kind === 'bert') return;
  expect(errorOf(outcome, 'loss')).toBeLessThan(1e-5);
  expect(errorOf(outcome, 'gradients')).toBeLessThan(1e-3);
  expect(errorOf(outcome, 'gradients, 0 in theory')).toBeLessThan(1e-5);
  if (golden.kind !== 'bart') expect(errorOf(outcome, 'loss variants')).toBeLessThan(1e-5);
  for (const optimizer of golden.settings.training.keys()) {
    expect(actual.training?.get(optimizer)?.losses).toHaveLength(4);
    expect(errorOf(outcome, `${optimizer} losses`)).toBeLessThan(1e-5);
  }
  expect(comparison.generation.length).toBeGreaterThan(0);
  expect(actual.generation?.filter((entry) => entry?.topKSufficed !== true)).toEqual([]);
  const mustBeExact = comparison.generation.filter(({ strict, settings }) => strict || settings['num_beams'] === 1);
  expect(mustBeExact.filter(({ exact }) => exact !== true)).toEqual([]);
  expect(errorOf(outcome, 'generation scores')).toBeLessThan(1e-4);
  // Final parameters and answers that differ among transformers releases.
  expect(comparison.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(comparison.generation.filter(({ exact }) => exact !== true)).toEqual([]);
}

describe('golden cases of the repository', () => {
  it.each(casesOf(OWN))('%s', async (name) => {
    checkOutcome(await outcomeOf(nodeRuntime({ threads: 1 }), join(OWN, name)));
  });

  it('tok_b1_n2 on WebAssembly', async () => {
    const outcome = await outcomeOf(wasmNodeRuntime(), join(OWN, 'tok_b1_n2'));
    checkOutcome(outcome);
    expect(outcome.golden.settings.training.size).toBe(2);
  });

  it('are one of each RAG model', () => {
    expect(casesOf(OWN).sort()).toEqual(['seq_b1_n5', 'tok_b1_n2']);
  });
});

describe('golden cases of the reference data', () => {
  const others = casesOf(REFERENCE).filter((name) => !casesOf(OWN).includes(name));

  it.skipIf(REFERENCE === null).each(REFERENCE === null ? ['all: RAGSCOPE_SHARED names no folder with golden/'] : others)('%s', async (name) => {
    checkOutcome(await outcomeOf(nodeRuntime({ threads: 1 }), join(REFERENCE ?? '', name)));
  });
});
