/** Measures ways of retrieving against one of them on the same questions: time to build, memory, latency, agreement. Knows no way. */
import { UserError, throwIfAborted } from '../errors.ts';
import type { BuildOptions } from './int8Index.ts';

/** What a contender gives once it is built. */
export interface BuiltContender {
  /** Bytes held beside the base's vectors; null where they cannot be told. */
  readonly bytes: number | null;
  /** Ids of the k best passages for a question, best first. @param query its number */
  search(query: number): Promise<ArrayLike<number>>;
  dispose?(): void;
}

export interface Contender<Name extends string> {
  readonly name: Name;
  build(options: BuildOptions): Promise<BuiltContender>;
}

export interface ContenderReport<Name extends string> {
  readonly name: Name;
  /** Why it could not be measured here; null where it was. The figures are 0 then. */
  readonly error: string | null;
  readonly buildMs: number;
  readonly bytes: number | null;
  /** Median time of a search for one question. */
  readonly medianMs: number;
  /** Share of the reference's k passages that it finds, over all questions. */
  readonly recall: number;
  /** Share of questions whose first passage is the reference's. */
  readonly sameBest: number;
}

export interface CompareOptions<Name extends string> {
  readonly signal?: AbortSignal;
  /** @param share of this contender's work, 0 … 1 */
  readonly onProgress?: (name: Name, stage: 'build' | 'search', done: number, total: number) => void;
}

/** @param contenders the first is the reference. Each is built, measured and disposed of before the next. */
export async function compareContenders<Name extends string>(contenders: readonly Contender<Name>[], nQueries: number, { signal, onProgress }: CompareOptions<Name> = {}): Promise<ContenderReport<Name>[]> {
  const reports: ContenderReport<Name>[] = [];
  let reference: number[][] | null = null;
  for (const { name, build } of contenders) {
    throwIfAborted(signal, 'The comparison');
    try {
      const start = performance.now();
      const built = await build({ signal, onProgress: (done, total) => onProgress?.(name, 'build', done, total) });
      const buildMs = performance.now() - start;
      try {
        const { found, medianMs } = await measured(built, nQueries, signal, (done) => onProgress?.(name, 'search', done, nQueries));
        reference ??= found;
        reports.push({ name, error: null, buildMs, bytes: built.bytes, medianMs, ...agreement(reference, found) });
      } finally {
        built.dispose?.();
      }
    } catch (error) {
      // What an index refuses (Voy its size) is a finding; a cancel or a fault is not, nor can anything be held against a failed reference.
      if (!(error instanceof UserError) || error.kind === 'cancelled' || reference === null) throw error;
      reports.push({ name, error: error.message, buildMs: 0, bytes: null, medianMs: 0, recall: 0, sameBest: 0 });
    }
  }
  return reports;
}

async function measured({ search }: BuiltContender, nQueries: number, signal: AbortSignal | undefined, onProgress: (done: number) => void): Promise<{ found: number[][]; medianMs: number }> {
  // The first search compiles and fills caches.
  await search(0);
  const found: number[][] = [];
  const times: number[] = [];
  for (let query = 0; query < nQueries; query++) {
    const start = performance.now();
    const ids = await search(query);
    times.push(performance.now() - start);
    found.push(Array.from(ids));
    onProgress(query + 1);
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal, 'The comparison');
  }
  return { found, medianMs: times.sort((a, b) => a - b)[times.length >> 1] };
}

function agreement(reference: readonly (readonly number[])[], found: readonly (readonly number[])[]): { recall: number; sameBest: number } {
  let hits = 0;
  let wanted = 0;
  let sameBest = 0;
  reference.forEach((ids, query) => {
    const set = new Set(found[query]);
    hits += ids.filter((id) => set.has(id)).length;
    wanted += ids.length;
    if (found[query][0] === ids[0]) sameBest++;
  });
  return { recall: hits / wanted, sameBest: sameBest / reference.length };
}
