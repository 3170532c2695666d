/** What the page knows at any moment: the store's state, and errors in the form in which they are shown. Knows no action. */
import type { UserErrorKind } from '../errors.ts';
import type { Rejected } from '../rag/extractive.ts';
import type { ImportTask } from './importTask.ts';
import { NO_COMPARISON, type IndexSlice } from './indexActions.ts';
import { NO_LIBRARY, type LibrarySlice } from './library/actions.ts';
import type { AskResult, AskSettings, EngineInfo, KnowledgeBaseInfo, Progress, RetrievedDocument, ScoreResult, Sequence, TokenStep } from './protocol.ts';
import { normalizeSettings, type Settings } from './url.ts';

/** The part of the page where an error is shown. */
export type Place = 'engine' | 'base' | 'ask' | 'score';

export interface AlertInfo {
  readonly kind: UserErrorKind | 'bug';
  readonly what: string;
  readonly where: string;
  readonly hint: string;
}

export interface EngineState {
  readonly status: 'idle' | 'starting' | 'ready' | 'failed';
  readonly info: EngineInfo | null;
  readonly progress: Progress | null;
}

export interface BaseState {
  readonly info: KnowledgeBaseInfo | null;
  readonly origin: 'sample' | 'imported';
  /** Progress while a base is being opened in place of `info`; null otherwise. */
  readonly opening: Progress | null;
}

export interface Run {
  readonly question: string;
  readonly settings: AskSettings;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  readonly documents: readonly RetrievedDocument[];
  readonly tokens: readonly TokenStep[];
  readonly retrieveMs: number | null;
  /** What is going on beside tokens that stand; null while they are written, and in the end. */
  readonly activity: Activity | null;
  readonly result: AskResult | null;
  /** Index of the returned sequence on show, whose tokens are `tokens`. */
  readonly chosen: number;
}

/** What is rejected gives way to another answer; a draft may change, and is written by one document where `doc` is not null; compiling counts weights, scoring candidates. */
export type Activity =
  | ({ readonly kind: 'rejected' } & Rejected)
  | { readonly kind: 'draft'; readonly doc: number | null }
  | { readonly kind: 'compiling'; readonly done: number; readonly total: number }
  | { readonly kind: 'scoring'; readonly done: number; readonly total: number };

/** The returned sequence on show; null while there is none. */
export function chosenSequence({ result, chosen }: Run): Sequence | null {
  return result?.sequences[chosen] ?? null;
}

export interface Scoring {
  readonly question: string;
  readonly answer: string;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  readonly result: ScoreResult | null;
}

export interface AppState {
  readonly settings: Settings;
  readonly engine: EngineState;
  readonly base: BaseState;
  readonly importTask: ImportTask | null;
  readonly library: LibrarySlice;
  readonly indexes: IndexSlice;
  readonly run: Run | null;
  readonly scoring: Scoring | null;
  readonly alerts: Readonly<Partial<Record<Place, AlertInfo>>>;
  /** The last thing worth telling without alarm, e.g. to a screen reader. */
  readonly notice: string;
}

/** Before anything has started. */
export function firstState(settings: Settings): AppState {
  return {
    settings: normalizeSettings(settings),
    engine: { status: 'idle', info: null, progress: null },
    base: { info: null, origin: 'sample', opening: null },
    importTask: null,
    library: NO_LIBRARY,
    indexes: NO_COMPARISON,
    run: null,
    scoring: null,
    alerts: {},
    notice: '',
  };
}

/** A UserError may have crossed a worker boundary, so its shape counts, not its class. */
export function alertOf(error: unknown, where: string): AlertInfo {
  const shape = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const what = typeof shape['message'] === 'string' && shape['message'] !== '' ? shape['message'] : String(error);
  if (typeof shape['kind'] === 'string' && typeof shape['hint'] === 'string') {
    return { kind: shape['kind'] as UserErrorKind, what, where, hint: shape['hint'] };
  }
  return { kind: 'bug', what, where, hint: 'This is a fault in ragscope, not in your data. Try again, or reload the page.' };
}
