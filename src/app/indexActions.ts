/** What the page does with the comparison of indexes: its state and the actions on it. Knows neither React nor worker. */
import type { CallOptions, EngineApi, IndexComparison, KnowledgeBaseInfo, Progress } from './protocol.ts';

export interface IndexSlice {
  readonly status: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  readonly progress: Progress | null;
  readonly result: IndexComparison | null;
  /** The base that was measured: the result is shown with it only. */
  readonly base: KnowledgeBaseInfo | null;
}

export const NO_COMPARISON: IndexSlice = { status: 'idle', progress: null, result: null, base: null };

export interface IndexActions {
  /** Builds every index on the open base and measures it; told in `alerts.base` when it fails. */
  compare(): Promise<void>;
  stop(): void;
}

/** What the store lends. */
export interface IndexStore {
  readonly engine: Pick<EngineApi, 'compareIndexes'>;
  readonly set: (slice: IndexSlice) => void;
  readonly base: () => KnowledgeBaseInfo | null;
  readonly report: (error: unknown) => 'stopped' | 'failed';
  readonly notify: (message: string) => void;
}

export function indexActions({ engine, set, base, report, notify }: IndexStore): IndexActions {
  let controller: AbortController | null = null;
  return {
    async compare() {
      controller?.abort();
      const mine = new AbortController();
      controller = mine;
      const measured = base();
      if (measured === null) return;
      set({ status: 'running', progress: null, result: null, base: measured });
      const options: CallOptions = {
        signal: mine.signal,
        onProgress: (progress) => {
          if (controller === mine) set({ status: 'running', progress, result: null, base: measured });
        },
      };
      try {
        const result = await engine.compareIndexes(options);
        if (controller !== mine) return;
        set({ status: 'done', progress: null, result, base: measured });
        notify(`Indexes compared on ${result.nPassages} passages.`);
      } catch (error) {
        if (controller === mine) set({ status: report(error), progress: null, result: null, base: measured });
      }
    },
    stop: () => controller?.abort(),
  };
}
