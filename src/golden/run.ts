/** Runs a golden case of any kind. */
import type { Runtime } from '../runtime/types.ts';
import type { CaseActual } from './actual.ts';
import { runBartCase } from './bartCase.ts';
import { runBertCase } from './bertCase.ts';
import type { GoldenCase } from './cases.ts';
import { runRagCase } from './ragCase.ts';

export function runCase(runtime: Runtime, golden: GoldenCase): Promise<CaseActual> {
  switch (golden.kind) {
    case 'rag_token':
    case 'rag_sequence':
      return runRagCase(runtime, golden);
    case 'bart':
      return runBartCase(runtime, golden);
    case 'bert':
      return runBertCase(runtime, golden);
  }
}
