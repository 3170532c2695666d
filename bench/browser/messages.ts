/** What the page and the worker of the browser benchmark say to each other. */
import type { Answered, Packed, Work } from '../realWork.ts';

export interface ToRealWorker {
  readonly stage: 'pack' | 'answer';
  readonly work: Work;
  readonly encoder: readonly File[];
  readonly generator: readonly File[];
}

/** An answer to `cpu`: milliseconds of processor time of the page's process. */
export interface CpuAnswer {
  readonly cpuMs: number;
}

export type FromRealWorker =
  | { readonly kind: 'cpu' }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'result'; readonly value: (Packed | Answered) & { readonly threads: number } }
  | { readonly kind: 'error'; readonly message: string };
