/** The messages between the page and the worker that keeps models. Knows neither side. */
import type { DownloadPlan, DownloadProgress, WantedRepo } from '../../models/checkpoint/download/index.ts';
import type { SentError } from '../messages.ts';
import type { PickedFolder } from './types.ts';

/** `port` leads to the airlock. */
export type Order =
  | { readonly verb: 'shelf' }
  | { readonly verb: 'plan'; readonly hub: string; readonly wanted: readonly WantedRepo[]; readonly port: MessagePort }
  | { readonly verb: 'download'; readonly plan: DownloadPlan; readonly port: MessagePort }
  | { readonly verb: 'discard'; readonly id: string }
  | { readonly verb: 'inspect' | 'keep'; readonly folder: PickedFolder };

export type ToKeeper = { readonly id: number; readonly order: Order } | { readonly id: number; readonly cancel: true };

export type FromKeeper =
  | { readonly id: number; readonly kind: 'progress'; readonly value: DownloadProgress }
  | { readonly id: number; readonly kind: 'result'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: SentError };
