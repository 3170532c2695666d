/** What the page and the worker of the evaluation in a browser say to each other. */
import type { EvalSet } from '../../src/app/evaluation.ts';
import type { EvalFigures } from '../../src/eval/figures.ts';
import type { AskSettings, Provider } from '../../src/app/protocol.ts';

export interface ToReportWorker {
  readonly provider: Provider;
  readonly settings: AskSettings;
  /** The base of each set as text. */
  readonly sets: readonly (Omit<EvalSet, 'base'> & { readonly table: string })[];
}

export type FromReportWorker =
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'result'; readonly engine: string; readonly figures: Readonly<Record<string, EvalFigures>> }
  | { readonly kind: 'error'; readonly message: string };
