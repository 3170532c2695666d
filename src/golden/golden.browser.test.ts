/** Holds the engine in a real browser against Hugging Face transformers: WebGPU with the WGSL marginalization, and WASM with threads. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { Marginalize } from '../gpu/marginalize.ts';
import type { Marginalizer } from '../gpu/types.ts';
import { wasmRuntime, webGpuRuntimes } from '../runtime/browser.ts';
import type { Runtime } from '../runtime/types.ts';
import { readCase } from './cases.ts';
import { compareCase } from './compare.ts';
import type { Json } from './json.ts';
import { runCase } from './run.ts';
import { servedCase } from './testing.ts';

const OWN = ['tok_b1_n2', 'seq_b1_n5'];
/** Gradients through a context encoder with a projection, with label smoothing. */
const CONTEXT_TRAINING = 'seq_b1_n2_ctx_proj';
const REFERENCE = ['tok_b3_n5', CONTEXT_TRAINING];
const referenceFolder = `/@fs${String(import.meta.env['RAGSCOPE_SHARED'])}/golden`;
const hasReference = (await servedCase(`${referenceFolder}/${REFERENCE[0]}`, () => false)) !== null;

/** The gradient graph alone needs 83 shaders, at 0.15 s of CPU each on the software adapter; on a busy machine that takes minutes. */
const COMPILING_MS = 300_000;

type Wanted = (settings: Json) => boolean;

/** Greedy, and two beams, which reorder the cache. RAG-Sequence: greedy for each document, then rescored. */
const greedyAndBeams: Wanted = (settings) => settings['num_beams'] === 1 || (settings['num_beams'] === 2 && settings['max_length'] === 14);
const greedyOnly: Wanted = (settings) => settings['num_beams'] === 1 && !('min_length' in settings);

async function checkCase(url: string, wanted: Wanted, runtime: Runtime, marginalizer: Marginalizer): Promise<void> {
  const source = await servedCase(url, wanted);
  if (!source) throw new Error(`${url}: no case there`);
  const golden = await readCase(source);
  const actual = await runCase(runtime, golden, marginalizer);
  const { checks, generation } = await compareCase(source, golden.kind, actual);
  const marginals = golden.kind === 'rag_token' ? ['marginalized_log_probs'] : ['doc_sequence_log_probs', 'token_log_probs'];
  expect([...actual.tensors.keys()]).toEqual(expect.arrayContaining(['question_embedding', 'doc_scores', 'doc_log_probs', 'logits', ...marginals]));
  expect(actual.grads.size).toBeGreaterThan(100);
  expect(actual.unsupported).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual(['activations', 'gradients', 'gradients, 0 in theory', 'loss', 'generation scores']);
  // The tolerances are those of WASM: the software adapter stays within a twentieth of them.
  expect(checks.filter(({ ok, compared }) => !ok || compared === 0)).toEqual([]);
  expect(generation.length).toBeGreaterThan(0);
  expect(generation.filter(({ exact }) => exact !== true)).toEqual([]);
}

describe('golden cases on WebAssembly', () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await wasmRuntime();
  });

  it('has threads, since the page is cross-origin isolated', () => {
    expect(globalThis.crossOriginIsolated).toBe(true);
    expect(runtime.threads).toBe(Math.min(8, navigator.hardwareConcurrency));
  });

  it.each(OWN)('%s', (name) => checkCase(`/golden/${name}`, greedyAndBeams, runtime, new CpuMarginalize()));

  it.skipIf(!hasReference).each(REFERENCE)('%s (reference data)', (name) => checkCase(`${referenceFolder}/${name}`, greedyAndBeams, runtime, new CpuMarginalize()));
});

describe('golden cases on WebGPU', () => {
  let runtime: Runtime;
  let marginalizer: Marginalizer;
  beforeAll(async () => {
    ({ webgpu: runtime } = await webGpuRuntimes());
    marginalizer = new Marginalize(runtime.gpu!.device);
  });
  afterAll(() => runtime.dispose());

  /** Checks a case. @returns bytes that the marginalization kernel brought back: 0 would mean that it chose no token */
  const readByKernel = async (url: string, wanted: Wanted): Promise<number> => {
    const before = marginalizer.bytesRead;
    await checkCase(url, wanted, runtime, marginalizer);
    return marginalizer.bytesRead - before;
  };

  it.each(OWN)(
    '%s',
    async (name) => {
      expect(await readByKernel(`/golden/${name}`, greedyAndBeams)).toBeGreaterThan(0);
    },
    COMPILING_MS,
  );

  it.skipIf(!hasReference)(
    `${CONTEXT_TRAINING} (reference data)`,
    async () => {
      expect(await readByKernel(`${referenceFolder}/${CONTEXT_TRAINING}`, greedyOnly)).toBeGreaterThan(0);
    },
    COMPILING_MS,
  );
});
