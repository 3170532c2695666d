/** The messages between the page and its worker. Knows neither side. */
import type { UserErrorKind } from '../errors.ts';
import type { EngineApi } from './protocol.ts';

export type Method = Exclude<keyof EngineApi, 'dispose'>;

export type ToWorker = { readonly id: number; readonly method: Method; readonly args: readonly unknown[] } | { readonly id: number; readonly cancel: true };

export type FromWorker =
  | { readonly id: number; readonly kind: 'progress' | 'event' | 'result'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: SentError };

/** Classes do not survive the journey between threads. */
export interface SentError {
  readonly message: string;
  readonly userKind: UserErrorKind | null;
  readonly hint: string;
}
