/** The messages between the page and its workers. Knows neither side. */
import type { UserErrorKind } from '../errors.ts';
import type { EngineApi } from './protocol.ts';

export type Method = Exclude<keyof EngineApi, 'dispose'>;

/** Gives up the call with this id. */
export interface Cancel {
  readonly id: number;
  readonly cancel: true;
}

/** What every worker answers to a call: progress and events as often as it likes, then one result or error. */
export type Answer =
  | { readonly id: number; readonly kind: 'progress' | 'event' | 'result'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: SentError };

export type ToWorker = { readonly id: number; readonly method: Method; readonly args: readonly unknown[] } | Cancel;

/** 'gpu-lost': the GPU left the engine behind; nothing that this worker says of it counts any more. */
export type FromWorker = Answer | { readonly kind: 'gpu-lost'; readonly error: SentError };

/** Classes do not survive the journey between threads. */
export interface SentError {
  readonly message: string;
  readonly userKind: UserErrorKind | null;
  readonly hint: string;
}
