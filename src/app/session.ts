/** What the page and the command line do with an engine: open bases, ask, score. Knows neither worker nor file system. */
import { UserError, throwIfAborted } from '../errors.ts';
import { describeDocuments, generate, type Retrieved } from '../rag/ask.ts';
import { judgeAnswer } from '../rag/answerable.ts';
import type { RagEngine } from '../rag/engine.ts';
import { closedFormScoreGradient } from '../rag/posterior.ts';
import { StepRecorder } from '../rag/steps.ts';
import type { Encoding } from '../models/tokenizer/tokenizer.ts';
import type { ImportPlan, Passage, RejectedRow } from '../retrieval/types.ts';
import { MemoryFolder } from '../storage/journal/memory.ts';
import { largestDifference, largestMagnitude } from './difference.ts';
import { baseName } from './importTask.ts';
import { bytesOf, previewFile, readSources, rejectedCsv, type PassageTokens } from './importing.ts';
import { compareIndexes } from './indexComparison.ts';
import { KnowledgeBase, type IndexBackends } from './knowledgeBase.ts';
import { encoderId, sha256 } from './library/fingerprint.ts';
import { Library, type LibraryPlaces, type OpenedBase } from './library/library.ts';
import { progressOf } from './progress.ts';
import type { AskEvent, AskResult, AskSettings, CallOptions, FileBytes, ImportChoices, ImportSource, IndexChoice, IndexComparison, IndexName, KnowledgeBaseInfo, RetrievedDocument, ScoreResult, TablePreview } from './protocol.ts';

/** Questions that are remembered for comparing indexes. */
const ASKED_KEPT = 50;

/** A retrieved passage with what its table says of it. */
type Found = Retrieved & Pick<Passage, 'key' | 'metadata'>;

type RetrievalSettings = Pick<AskSettings, 'nDocs' | 'index' | 'keywordWeight'>;

export class Session {
  readonly engine: RagEngine;
  readonly #backends: IndexBackends;
  #base: KnowledgeBase | null = null;
  /** Questions of the open base, latest last. */
  #asked: string[] = [];
  /** Every rejected row of the open base. */
  #rejected: readonly RejectedRow[] = [];

  /** The knowledge bases that can be opened. */
  readonly library: Library;

  /** @param places where bases are kept; in memory unless told */
  constructor(engine: RagEngine, backends: IndexBackends, places: LibraryPlaces = { memory: new MemoryFolder(), disk: null, lock: { held: true } }) {
    this.engine = engine;
    this.#backends = backends;
    const contextEncoder = { encode: (encodings: readonly Encoding[]) => engine.contextEncoder.encode(encodings) };
    this.library = new Library({ dim: engine.dim, encodePassageIds: (passage) => engine.encodePassageIds(passage), contextEncoder, encoderId: () => encoderId(engine) }, places);
  }

  get base(): KnowledgeBase {
    if (!this.#base) throw new UserError('bad-input', 'no knowledge base is open', 'Open the sample base, or a CSV file of your own.');
    return this.#base;
  }

  /** The context encoder's tokens, for previews and for splitting. */
  get passageTokens(): PassageTokens {
    const { questionTokenizer, contextEncoder, split } = this.engine.model;
    return {
      split,
      limit: contextEncoder.maxPositions,
      encode: (title, text, cut) => questionTokenizer.encode(title, text, { maxLength: cut ? contextEncoder.maxPositions : undefined }),
      count: (text) => questionTokenizer.encode(text, null, { addSpecialTokens: false }).ids.length,
    };
  }

  previewTable(file: FileBytes, choices: ImportChoices = {}, options?: CallOptions): Promise<TablePreview> {
    return previewFile(file, choices, this.passageTokens, options);
  }

  /** One file; what its plan leaves out is found. */
  importTable(file: FileBytes, plan: ImportPlan, options?: CallOptions): Promise<KnowledgeBaseInfo> {
    return this.importTables([{ file, plan }], baseName(file.name), options);
  }

  /** Reads, splits and embeds files as one base; the former base stays in use until this one is whole. */
  async importTables(sources: readonly ImportSource[], name: string, options?: CallOptions): Promise<KnowledgeBaseInfo> {
    const table = await readSources(sources, this.passageTokens, options);
    return this.use(await this.library.create(name, table, options));
  }

  /** The base that comes with the page: its kept copy where there is one by this encoder, else embedded and kept. */
  async openSample(file: FileBytes, options?: CallOptions): Promise<KnowledgeBaseInfo> {
    const hash = await sha256(await bytesOf(file));
    const kept = await this.library.openKept(hash, options);
    if (kept) return this.use(kept);
    const { mapping } = await this.previewTable(file);
    if (!mapping) throw new Error('internal: the sample base has no recognisable columns');
    const table = await readSources([{ file, plan: { mapping } }], this.passageTokens, options);
    return this.use(await this.library.create(baseName(file.name), table, options, 'sample', hash));
  }

  /** Makes a base the one that answers. */
  async use({ info, passages, matrix, vectorType, rejected }: OpenedBase): Promise<KnowledgeBaseInfo> {
    this.#rejected = rejected;
    const former = this.#base;
    this.#asked = [];
    this.#base = new KnowledgeBase(info, passages, matrix, this.#backends, vectorType);
    await former?.dispose();
    return info;
  }

  rejectedCsv(): Blob {
    return rejectedCsv(this.#rejected);
  }

  /** The index that is meant: the model may ask for one where the user did not. */
  indexOf(choice: IndexChoice): IndexName {
    return choice === 'auto' ? (this.engine.model.preferredIndex ?? 'exact') : choice;
  }

  async retrieve(question: string, { nDocs, index: choice, keywordWeight }: RetrievalSettings, options?: CallOptions): Promise<{ documents: Found[]; q: Float32Array }> {
    const index = this.indexOf(choice);
    const q = await this.engine.embedQuestion(question);
    const found = await this.base.rank(index, question, q, nDocs, keywordWeight ?? this.engine.model.keywordWeight, {
      signal: options?.signal,
      onProgress: progressOf('Building the index', options),
    });
    const byWords = index === 'hybrid' || index === 'bm25';
    const passages = found.map(({ id, score, innerProduct, keyword }) => ({ ...this.base.passages[id], score, ...(byWords ? { parts: { innerProduct, keyword } } : {}) }));
    return { documents: describeDocuments(this.engine, question, passages), q };
  }

  /** The vectors whose inner product with q is part of the documents' scores: none where words alone decide. [nDocs, dim] */
  #scoredVectors(documents: readonly Retrieved[], index: IndexName): Float32Array {
    return index === 'bm25' ? new Float32Array(documents.length * this.engine.dim) : this.base.vectors(documents.map((d) => d.id));
  }

  async ask(question: string, settings: AskSettings, onEvent: (event: AskEvent) => void, options?: CallOptions): Promise<AskResult> {
    const start = performance.now();
    const { documents } = await this.retrieve(question, settings, options);
    this.#asked = [...this.#asked.slice(1 - ASKED_KEPT), question];
    const retrieveMs = performance.now() - start;
    onEvent({ kind: 'retrieved', documents: documents.map(shown), retrieveMs });
    const { steps, encodeMs, generateMs, ...answer } = await generate(this.engine, documents, {
      question,
      mode: settings.mode,
      maxLength: settings.maxLength,
      decoding: settings.decoding,
      signal: options?.signal,
      onStep: (step) => onEvent({ kind: 'token', step }),
      onRejected: (rejected) => onEvent({ kind: 'rejected', ...rejected }),
      onDraft: ({ from, steps: written }, doc) => onEvent({ kind: 'draft', from, steps: written, doc }),
      onCompiling: (done, total) => onEvent({ kind: 'compiling', done, total }),
      onScoring: (done, total) => onEvent({ kind: 'scoring', done, total }),
    });
    const answerable = judgeAnswer(this.engine.model.answerable, documents.map((d) => d.prior), steps.map((s) => s.logProb));
    return { question, mode: settings.mode, ...answer, documents: documents.map(shown), tokens: steps, answerable, timings: { retrieveMs, encodeMs, generateMs } };
  }

  /** Every index of the open base on the questions asked of it. */
  compareIndexes(options?: CallOptions): Promise<IndexComparison> {
    return compareIndexes({ engine: this.engine, base: this.base, asked: this.#asked, keywordWeight: this.engine.model.keywordWeight }, options);
  }

  /** Loss and gradients of a reference answer, from the backward graph and in closed form. */
  async score(question: string, answer: string, settings: AskSettings, options?: CallOptions): Promise<ScoreResult> {
    const start = performance.now();
    const report = progressOf('Computing the gradient', options);
    report(0, 2);
    const labels = this.engine.labels(answer);
    const { documents } = await this.retrieve(question, settings);
    const scorer = await this.engine.scorer(settings.mode);
    report(1, 2);
    throwIfAborted(options?.signal, 'scoring');
    const docVectors = this.#scoredVectors(documents, this.indexOf(settings.index));
    const scoreOffsets = Float32Array.from(documents, (d) => d.parts?.keyword ?? 0);
    const got = await scorer.score({ questionIds: this.engine.encodeQuestionIds(question).ids, docVectors, scoreOffsets, generatorInputs: documents.map((d) => d.generatorIds), labels });
    const closed = closedFormScoreGradient(settings.mode, got.docLogPriors, got.targetLogProbs);
    const closedQueryGrad = combine(closed.gradient, docVectors);
    const prior = got.docLogPriors.map(Math.exp);
    // p − r is a difference: where the two nearly cancel, rounding is measured by the size of the terms, not of what is left.
    const terms = (settings.mode === 'token' ? labels.length - 1 : 1) * Math.max(...prior, ...closed.posterior);
    const recorder = new StepRecorder(this.engine.model.generatorTokenizer, got.docLogPriors);
    recorder.given(settings.mode, labels, got.targetLogProbs);
    return {
      answer,
      mode: settings.mode,
      loss: got.loss,
      nTokens: labels.length - 1,
      // The gradient is taken at full precision, so its scores and priors are the ones shown.
      documents: documents.map((d, z) => ({
        ...shown(d),
        score: got.docScores[z],
        ...(d.parts ? { parts: { ...d.parts, innerProduct: got.docScores[z] - scoreOffsets[z] } } : {}),
        prior: prior[z],
      })),
      prior,
      posterior: closed.posterior,
      scoreGrad: got.scoreGrad,
      scoreGradClosedForm: closed.gradient,
      queryGrad: got.queryGrad,
      queryGradNorm: norm(got.queryGrad),
      descentCosine: Float32Array.from(documents, (_, z) => -cosine(got.queryGrad, row(docVectors, z, documents.length))),
      closedFormError: Math.max(
        largestDifference(got.scoreGrad, closed.gradient) / terms,
        // Where words alone decide, both gradients at q are zero, and so is their scale.
        largestDifference(got.queryGrad, closedQueryGrad) / (terms * largestMagnitude(docVectors) || 1),
      ),
      parameterGradNorms: got.groupNorms,
      tokens: recorder.finish().steps,
      seconds: (performance.now() - start) / 1000,
    };
  }

  async dispose(): Promise<void> {
    await this.#base?.dispose();
    await this.engine.dispose();
  }
}

function shown({ id, title, text, key, metadata, score, parts, prior, generatorInput, truncated }: Found): RetrievedDocument {
  return { id, title, text, ...(key === undefined ? {} : { key }), ...(metadata === undefined ? {} : { metadata }), score, ...(parts ? { parts } : {}), prior, generatorInput, truncated };
}

const row = (matrix: Float32Array, r: number, rows: number) => matrix.subarray((r * matrix.length) / rows, ((r + 1) * matrix.length) / rows);

/** Σ_z weights_z · row_z. */
function combine(weights: Float32Array, matrix: Float32Array): Float32Array {
  const dim = matrix.length / weights.length;
  return Float32Array.from({ length: dim }, (_, i) => weights.reduce((sum, w, z) => sum + w * matrix[z * dim + i], 0));
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const norm = (a: Float32Array) => Math.sqrt(dot(a, a));
const cosine = (a: Float32Array, b: Float32Array) => dot(a, b) / (norm(a) * norm(b) || 1);
