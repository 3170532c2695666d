/** The nouns of the library: its bases as the page shows them, and what can be asked of it. Knows neither worker nor file. */
import type { BaseOrigin } from '../../storage/journal/baseLog.ts';
import type { VectorType } from '../../storage/journal/vectorCodec.ts';
import type { FileBytes, ImportSource, KnowledgeBaseInfo } from '../protocol.ts';

export type { BaseOrigin, VectorType };

/** Tells all tabs, the worker's own page included, that the list of bases has changed. */
export const LIBRARY_CHANNEL = 'ragscope:library';

/** Where a base lives: in the browser's storage, or in memory until the engine stops. */
export type Place = 'disk' | 'memory';

/** Vectors that are in use. */
export interface VectorFacts {
  /** The model whose context encoder made them. */
  readonly encoder: string;
  /** How, e.g. 'q8 wasm'. */
  readonly numerics: string;
  readonly type: VectorType;
  readonly dim: number;
  readonly bytes: number;
}

/** Vectors that are not all there yet. */
export interface PendingWork {
  readonly kind: 'embed' | 'append' | 'refresh';
  readonly done: number;
  readonly total: number;
  /** False when it was cut off, and so goes on by itself when the page is opened again. */
  readonly halted: boolean;
}

/** 'usable': can be asked. 'stale': can be asked, by vectors of another encoder. 'foreign': another encoder's, of other dimensions. 'unfinished': no whole set of vectors. */
export type Fitness = 'usable' | 'stale' | 'foreign' | 'unfinished';

export interface LibraryEntry {
  readonly id: string;
  readonly name: string;
  readonly origin: BaseOrigin;
  readonly place: Place;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly usedAt: number;
  readonly deletedAt: number | null;
  readonly nPassages: number;
  readonly nRows: number;
  readonly accepted: number;
  /** All that it takes in storage. */
  readonly bytes: number;
  readonly vectors: VectorFacts | null;
  readonly pending: PendingWork | null;
  readonly fitness: Fitness;
  /** Why it cannot be read, else ''. */
  readonly damage: string;
}

export interface LibraryState {
  /** Last used first. */
  readonly entries: readonly LibraryEntry[];
  /** The base that answers now, or null. */
  readonly openId: string | null;
  /** 'memory': the browser lets this page store nothing. 'reader': another tab has the library open. */
  readonly access: 'writer' | 'reader' | 'memory';
  /** Bytes of this page's storage, models included; null where the browser does not say. */
  readonly usage: number | null;
  readonly quota: number | null;
  /** How new vectors are kept. */
  readonly vectorType: VectorType;
  /** What happened to the library by itself since the last look, one sentence each. */
  readonly news: readonly string[];
}

/** What a set of vectors of less precision does to the ranks of the base's own passages. */
export interface RankEffect {
  readonly type: VectorType;
  /** Bytes of all vectors. */
  readonly bytes: number;
  /** Passages that were asked for, and the depth of the ranks. */
  readonly nQueries: number;
  readonly k: number;
  /** Share of the exact best k that is found, in [0, 1]. */
  readonly overlap: number;
  /** Share of queries whose best passage stays the best, in [0, 1]. */
  readonly sameBest: number;
  /** Largest |score − exact score| over the largest |exact score|. */
  readonly maxScoreError: number;
}

/** A file for the user. */
export interface ExportedFile {
  readonly name: string;
  readonly blob: Blob;
  /** What the user should know about it, or ''. */
  readonly note: string;
}

/** What can be asked of the library, and what it answers. */
export interface LibraryCommands {
  list: { readonly args: readonly []; readonly result: LibraryState };
  /** The base that was used last, or null when there is none that can be asked. */
  openLast: { readonly args: readonly []; readonly result: KnowledgeBaseInfo | null };
  open: { readonly args: readonly [id: string]; readonly result: KnowledgeBaseInfo };
  /** Goes on with vectors that are not all there, then opens the base. */
  resume: { readonly args: readonly [id: string]; readonly result: KnowledgeBaseInfo };
  /** Embeds all passages anew, or converts the vectors where that gives the same, then opens the base. */
  refresh: { readonly args: readonly [id: string, type: VectorType]; readonly result: KnowledgeBaseInfo };
  append: { readonly args: readonly [id: string, sources: readonly ImportSource[]]; readonly result: KnowledgeBaseInfo };
  rename: { readonly args: readonly [id: string, name: string]; readonly result: null };
  duplicate: { readonly args: readonly [id: string]; readonly result: null };
  /** From memory into the browser's storage. */
  keep: { readonly args: readonly [id: string]; readonly result: null };
  remove: { readonly args: readonly [id: string]; readonly result: null };
  restore: { readonly args: readonly [id: string]; readonly result: null };
  /** Removes for good what was deleted: one base, or all. */
  empty: { readonly args: readonly [id: string | null]; readonly result: null };
  pause: { readonly args: readonly [paused: boolean]; readonly result: null };
  prefer: { readonly args: readonly [type: VectorType]; readonly result: null };
  exportCsv: { readonly args: readonly [id: string]; readonly result: ExportedFile };
  exportBundle: { readonly args: readonly [id: string]; readonly result: ExportedFile };
  openBundle: { readonly args: readonly [file: FileBytes]; readonly result: KnowledgeBaseInfo };
  rankEffect: { readonly args: readonly [id: string]; readonly result: readonly RankEffect[] };
}

export type LibraryVerb = keyof LibraryCommands;
export type LibraryArgs<V extends LibraryVerb> = LibraryCommands[V]['args'];
export type LibraryResult<V extends LibraryVerb> = LibraryCommands[V]['result'];
