/** The messages between the page and the worker that keeps models; it answers as every worker does. Knows neither side. */
import type { DownloadPlan, WantedRepo } from '../../models/checkpoint/download/index.ts';
import type { Cancel } from '../messages.ts';
import type { PickedFolder } from './types.ts';

/** `port` leads to the airlock. */
export type Order =
  | { readonly verb: 'shelf' }
  | { readonly verb: 'plan'; readonly hub: string; readonly wanted: readonly WantedRepo[]; readonly port: MessagePort }
  | { readonly verb: 'download'; readonly plan: DownloadPlan; readonly port: MessagePort }
  | { readonly verb: 'discard'; readonly id: string }
  | { readonly verb: 'inspect' | 'keep'; readonly folder: PickedFolder };

export type ToKeeper = { readonly id: number; readonly order: Order } | Cancel;
