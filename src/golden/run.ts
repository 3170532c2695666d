/** Runs a golden case of any kind. */
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import type { Marginalizer } from '../gpu/types.ts';
import type { Runtime } from '../runtime/types.ts';
import type { CaseActual } from './actual.ts';
import { runBartCase } from './bartCase.ts';
import { runBertCase } from './bertCase.ts';
import type { GoldenCase } from './cases.ts';
import { runRagCase } from './ragCase.ts';

/** @param marginalizer sums out the documents while decoding; one on the runtime's device reads its logits in place */
export function runCase(runtime: Runtime, golden: GoldenCase, marginalizer: Marginalizer = new CpuMarginalize()): Promise<CaseActual> {
  switch (golden.kind) {
    case 'rag_token':
    case 'rag_sequence':
      return runRagCase(runtime, golden, marginalizer);
    case 'bart':
      return runBartCase(runtime, golden, marginalizer);
    case 'bert':
      return runBertCase(runtime, golden);
  }
}
