/** What the page and the command line do with an engine: open bases, ask, score. Knows neither worker nor file system. */
import { UserError, throwIfAborted } from '../errors.ts';
import { describeDocuments, generate, type Retrieved } from '../rag/ask.ts';
import { embedPassages } from '../rag/embed.ts';
import type { RagEngine } from '../rag/engine.ts';
import { closedFormScoreGradient } from '../rag/posterior.ts';
import { StepRecorder } from '../rag/steps.ts';
import { previewTable, readTable } from '../retrieval/table.ts';
import type { ColumnMapping } from '../retrieval/types.ts';
import { largestDifference, largestMagnitude } from './difference.ts';
import { KnowledgeBase, type IndexBackends } from './knowledgeBase.ts';
import { progressOf } from './progress.ts';
import type { AskEvent, AskResult, AskSettings, CallOptions, FileBytes, KnowledgeBaseInfo, RetrievedDocument, ScoreResult, TablePreview } from './protocol.ts';

export class Session {
  readonly engine: RagEngine;
  readonly #backends: IndexBackends;
  #base: KnowledgeBase | null = null;

  constructor(engine: RagEngine, backends: IndexBackends) {
    this.engine = engine;
    this.#backends = backends;
  }

  get base(): KnowledgeBase {
    if (!this.#base) throw new UserError('bad-input', 'no knowledge base is open', 'Open the sample base, or a CSV file of your own.');
    return this.#base;
  }

  previewTable({ name, bytes }: FileBytes): TablePreview {
    return previewTable({ name, bytes });
  }

  /** Reads, splits and embeds a table; the former base stays in use until this one is whole. */
  async importTable({ name, bytes }: FileBytes, mapping: ColumnMapping, options?: CallOptions): Promise<KnowledgeBaseInfo> {
    const reading = progressOf('Reading the table', options);
    const table = await readTable(new Uint8Array(bytes), mapping, name, { signal: options?.signal, onProgress: (done, total) => reading(done, total) });
    if (table.passages.length === 0)
      throw new UserError(
        'bad-file',
        `${name}: none of its ${table.nRows} rows gives a passage (${table.rejected[0]?.reason ?? 'no rows'})`,
        'Choose the column that holds the text, or check the header switch.',
      );
    const start = performance.now();
    const matrix = await embedPassages(this.engine, table.passages, { signal: options?.signal, onProgress: progressOf('Embedding passages', options) });
    throwIfAborted(options?.signal, 'embedding');
    const info: KnowledgeBaseInfo = {
      name: name.replace(/\.(csv|tsv|txt)$/i, ''),
      nPassages: table.passages.length,
      nRows: table.nRows,
      accepted: table.accepted,
      rejected: table.rejected,
      dim: this.engine.dim,
      encoding: table.encoding,
      embedSeconds: (performance.now() - start) / 1000,
    };
    const former = this.#base;
    this.#base = new KnowledgeBase(info, table.passages, matrix, this.#backends);
    await former?.dispose();
    return info;
  }

  async retrieve(question: string, { nDocs, index }: Pick<AskSettings, 'nDocs' | 'index'>): Promise<{ documents: Retrieved[]; q: Float32Array }> {
    const q = await this.engine.embedQuestion(question);
    const found = await (await this.base.index(index)).search(q, 1, Math.min(nDocs, this.base.passages.length));
    const passages = Array.from(found.ids, (id, i) => ({ ...this.base.passages[id], score: found.scores[i] }));
    return { documents: describeDocuments(this.engine, question, passages), q };
  }

  async ask(question: string, settings: AskSettings, onEvent: (event: AskEvent) => void, options?: CallOptions): Promise<AskResult> {
    const start = performance.now();
    const { documents } = await this.retrieve(question, settings);
    const retrieveMs = performance.now() - start;
    onEvent({ kind: 'retrieved', documents: documents.map(shown), retrieveMs });
    const { steps, encodeMs, generateMs, ...answer } = await generate(this.engine, documents, {
      mode: settings.mode,
      maxLength: settings.maxLength,
      signal: options?.signal,
      onStep: (step) => onEvent({ kind: 'token', step }),
    });
    return { question, mode: settings.mode, ...answer, documents: documents.map(shown), tokens: steps, timings: { retrieveMs, encodeMs, generateMs } };
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
    const docVectors = this.base.vectors(documents.map((d) => d.id));
    const got = await scorer.score({ questionIds: this.engine.encodeQuestionIds(question).ids, docVectors, generatorInputs: documents.map((d) => d.generatorIds), labels });
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
      documents: documents.map((d, z) => ({ ...shown(d), score: got.docScores[z], prior: prior[z] })),
      prior,
      posterior: closed.posterior,
      scoreGrad: got.scoreGrad,
      scoreGradClosedForm: closed.gradient,
      queryGrad: got.queryGrad,
      queryGradNorm: norm(got.queryGrad),
      descentCosine: Float32Array.from(documents, (_, z) => -cosine(got.queryGrad, row(docVectors, z, documents.length))),
      closedFormError: Math.max(
        largestDifference(got.scoreGrad, closed.gradient) / terms,
        largestDifference(got.queryGrad, closedQueryGrad) / (terms * largestMagnitude(docVectors)),
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

function shown({ id, title, text, score, prior, generatorInput, truncated }: Retrieved): RetrievedDocument {
  return { id, title, text, score, prior, generatorInput, truncated };
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
