/** Every index of the open base on the base's own questions: what the comparison panel shows. Knows neither page nor worker. */
import { throwIfAborted } from '../errors.ts';
import type { RagEngine } from '../rag/engine.ts';
import { compareContenders, type Contender } from '../retrieval/compare.ts';
import type { Passage } from '../retrieval/types.ts';
import { vectorBytes } from '../retrieval/vectorCodes.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { progressOf } from './progress.ts';
import type { CallOptions, IndexComparison, IndexName } from './protocol.ts';

const QUESTIONS = 24;
/** At least this many of them are titles: what was asked last is often one thing over and over. */
const TITLES = 12;
const DEPTH = 10;
/** Characters of a passage that stand in for a title that it lacks. */
const OPENING = 80;

/** The exact one first: the others are held against it. */
const ORDER: readonly IndexName[] = ['exact', 'int8', 'ivf', 'voy', 'hybrid', 'bm25'];

export interface ComparisonInput {
  readonly engine: RagEngine;
  readonly base: KnowledgeBase;
  /** Questions asked of this base, latest last. */
  readonly asked: readonly string[];
  readonly keywordWeight: number | null;
}

export async function compareIndexes({ engine, base, asked, keywordWeight }: ComparisonInput, options?: CallOptions): Promise<IndexComparison> {
  const recent = [...new Set(asked.toReversed())].slice(0, QUESTIONS - TITLES);
  const questions = [...recent, ...titlesOf(base.passages, QUESTIONS - recent.length)];
  const embedding = progressOf('Embedding the questions', options);
  const vectors: Float32Array[] = [];
  for (const question of questions) {
    throwIfAborted(options?.signal, 'The comparison');
    vectors.push(await engine.embedQuestion(question));
    embedding(vectors.length, questions.length);
  }
  const k = Math.min(DEPTH, base.passages.length);
  const contender = (name: IndexName): Contender<IndexName> => ({
    name,
    async build(building) {
      const built = await base.ranker(name, building);
      return {
        bytes: built.bytes,
        search: async (query) => (await built.rank(questions[query], vectors[query], k, keywordWeight)).map(({ id }) => id),
        dispose: () => built.dispose(),
      };
    },
  });
  const reports = new Map<string, (done: number, total: number) => void>();
  const rows = await compareContenders(ORDER.map(contender), questions.length, {
    signal: options?.signal,
    onProgress(name, stage, done, total) {
      const label = `${ORDER.indexOf(name) + 1} of ${ORDER.length}: ${stage === 'build' ? 'building' : 'searching'} ${INDEX_LABELS[name]}`;
      const report = reports.get(label) ?? progressOf(label, options);
      reports.set(label, report);
      report(done, total);
    },
  });
  return {
    k,
    nPassages: base.passages.length,
    dim: base.store.dim,
    vectorType: base.store.type,
    vectorBytes: base.passages.length * vectorBytes(base.store.type, base.store.dim),
    storeBytes: base.store.bytes,
    kernel: base.store.kernelKind,
    nAsked: recent.length,
    nTitles: questions.length - recent.length,
    rows,
    race: base.race,
  };
}

export const INDEX_LABELS: Readonly<Record<IndexName, string>> = {
  exact: 'exact scan',
  hybrid: 'hybrid',
  bm25: 'BM25',
  int8: 'int8 scan',
  ivf: 'inverted file',
  voy: 'Voy',
};

/** Titles of passages drawn evenly, each once; a passage without one lends its first words. */
function titlesOf(passages: readonly Passage[], count: number): string[] {
  const titles = new Set<string>();
  const stride = Math.max(1, passages.length / count);
  for (let at = 0; at < passages.length && titles.size < count; at += stride) {
    const { title, text } = passages[Math.floor(at)];
    const asked = (title.trim() || text.trim().slice(0, OPENING)).trim();
    if (asked !== '') titles.add(asked);
  }
  return [...titles];
}
