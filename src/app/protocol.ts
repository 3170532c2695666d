/** The typed contract between the page and the worker that owns the engine. Knows neither React nor ONNX Runtime. */
import type { AnswerCandidate, AnswerSequence, Decoded } from '../rag/answer.ts';
import type { ScoreParts } from '../rag/ask.ts';
import type { SearchTree } from '../rag/decode/index.ts';
import type { DecodingSettings, RagMode } from '../rag/decoding.ts';
import type { Rejected } from '../rag/extractive.ts';
import type { ModelChoice } from './models/types.ts';
import type { Answerable } from '../rag/answerable.ts';
import type { Precision } from '../rag/settings.ts';
import type { Step } from '../rag/steps.ts';
import type { EncodingName } from '../retrieval/encoding.ts';
import type { Delimiter } from '../retrieval/records.ts';
import type { LibraryArgs, LibraryResult, LibraryVerb } from './library/types.ts';
import type { ContenderReport } from '../retrieval/compare.ts';
import type { VectorType } from '../retrieval/vectorCodes.ts';
import type { RaceLap } from './exactRace.ts';
import type { ColumnMapping, ImportPlan, RejectedRow, SplitSettings } from '../retrieval/types.ts';
import type { FilePart } from '../storage/journal/baseLog.ts';

export type { DecodingSettings, RagMode, SearchTree };
export type Provider = 'webgpu' | 'wasm';
/** 'bm25' ranks by words alone, 'hybrid' by vectors and words; the others are ways to find the greatest inner products. */
export type IndexName = 'exact' | 'hybrid' | 'bm25' | 'int8' | 'ivf' | 'voy';
/** 'auto': what the model asks for, or else the exact index. */
export type IndexChoice = IndexName | 'auto';

export interface AskSettings {
  readonly mode: RagMode;
  readonly nDocs: number;
  /** Longest answer in tokens, without the start token. */
  readonly maxLength: number;
  readonly index: IndexChoice;
  /** Hybrid retrieval: points of q·d that the best keyword match is worth; the model's own where left out. */
  readonly keywordWeight?: number;
  /** Greedy where left out. */
  readonly decoding?: DecodingSettings;
}

/** What runs, for the badge. */
export interface EngineInfo {
  readonly provider: Provider;
  /** GPU adapter description on WebGPU; '' on WASM. */
  readonly adapter: string;
  /** True for a software adapter. */
  readonly fallbackAdapter: boolean;
  readonly threads: number;
  readonly model: ModelInfo;
  readonly probe: ParityProbe;
  /** Whether it computes in float16, which a GPU may. */
  readonly float16: boolean;
  /** Why another precision runs than was asked for; null where it does not. */
  readonly precisionReason: string | null;
  /** The engine runs, but not as it should: what, and what to do. */
  readonly warning?: { readonly what: string; readonly hint: string };
}

export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  /** 'q8', 'fp32', … as the weights are held by the provider. */
  readonly dtype: string;
  readonly parameters: number;
  /** Bytes of weights as loaded. */
  readonly bytes: number;
  readonly dim: number;
  readonly card: string;
  /** Where it came from, in words; absent for the embedded model. */
  readonly origin?: string;
  /** What the index 'auto' stands for with this model. */
  readonly preferredIndex?: IndexName;
  /** Whether it asks for extractive answers. */
  readonly extractive?: boolean;
}

/** Comparison of WebGPU with WASM on a golden question, at each start on WebGPU. */
export interface ParityProbe {
  readonly status: 'agrees' | 'disagrees' | 'failed' | 'no-webgpu' | 'forced';
  /** What compareEngines gives; null when not run. */
  readonly difference: number | null;
  readonly message: string;
}

export interface KnowledgeBaseInfo {
  /** In the library; absent where there is none. */
  readonly id?: string;
  readonly origin?: 'sample' | 'imported' | 'bundle';
  readonly name: string;
  readonly nPassages: number;
  readonly nRows: number;
  readonly accepted: number;
  /** The first of them, at most 5,000; all in all they are nRows − accepted, and `rejectedCsv` has every one. */
  readonly rejected: readonly RejectedRow[];
  /** What became of each file; absent where the base was not read from files. */
  readonly files?: readonly FileVerdict[];
  readonly dim: number;
  readonly encoding: string;
  readonly embedSeconds: number;
}

/** What became of one file's rows: accepted + nRejected = nRows. */
export type FileVerdict = FilePart;

export interface TablePreview {
  readonly fileName: string;
  /** 'table' is delimited text, 'jsonl' one JSON value a line, 'json' a document of rows, 'squad' SQuAD's paragraphs. */
  readonly format: 'table' | 'jsonl' | 'json' | 'squad';
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** First records, verbatim, header excluded. */
  readonly rows: readonly (readonly string[])[];
  /** The proposed mapping, or null when the page must ask. */
  readonly mapping: ColumnMapping | null;
  /** How the file would be read now: what was chosen, and for the rest what was found. */
  readonly plan: Required<ImportPlan>;
  readonly check: ImportCheck;
  /** Questions with answers that the file brings along (SQuAD). */
  readonly nQuestions: number;
}

/** What the plan makes of the file, or of its beginning when it is large. */
export interface ImportCheck extends FileVerdict {
  /** False when only the beginning was read; `nRowsEstimate` then says how many rows there may be. */
  readonly complete: boolean;
  readonly nRowsEstimate: number;
  readonly rejected: readonly RejectedRow[];
  readonly passages: readonly PassagePreview[];
  readonly tokens: TokenLengths;
}

export interface PassagePreview {
  readonly row: number;
  readonly title: string;
  readonly text: string;
  readonly key?: string;
  readonly metadata?: readonly (readonly [name: string, value: string])[];
  /** Tokens of title and text, special ones included, before the encoder cuts. */
  readonly nTokens: number;
  /** Length of the part of `text` that the encoder reads; text.length when nothing is cut. */
  readonly readChars: number;
}

/** Lengths in tokens of passages drawn evenly from those that were read. */
export interface TokenLengths {
  /** Passages that were measured. */
  readonly n: number;
  readonly limit: number;
  readonly longest: number;
  readonly median: number;
  /** Passages longer than `limit`, and the tokens of theirs beyond it. */
  readonly nCut: number;
  readonly tokensCut: number;
  /** Bar i counts lengths in [i·width, (i+1)·width). */
  readonly width: number;
  readonly bars: readonly number[];
}

/** What the user decided about a file; the rest is found. */
export interface ImportChoices {
  readonly encoding?: EncodingName;
  readonly delimiter?: Delimiter;
  readonly mapping?: ColumnMapping;
  readonly split?: SplitSettings;
}

/** One file and how to read it. */
export interface ImportSource {
  readonly file: FileBytes;
  readonly plan: ImportPlan;
}

export interface RetrievedDocument {
  readonly id: number;
  readonly title: string;
  readonly text: string;
  /** What the table's id column says of its row. */
  readonly key?: string;
  /** Cells of the metadata columns that are not empty. */
  readonly metadata?: readonly (readonly [name: string, value: string])[];
  /** What p(z|x) is the softmax of: the raw inner product q·d, plus the keyword part in hybrid retrieval. */
  readonly score: number;
  /** The two parts of the score; absent where it is the inner product alone. */
  readonly parts?: ScoreParts;
  /** p(z|x): softmax of the scores over the retrieved documents. */
  readonly prior: number;
  /** The generator input for this document after truncation, decoded. */
  readonly generatorInput: string;
  readonly truncated: boolean;
}

/** One token of an answer with each document's share in it. */
export type TokenStep = Step;

/** RAG-Sequence only: one candidate answer and its score under all documents. */
export type Candidate = AnswerCandidate;

/** One returned answer with all that the views show of it. */
export type Sequence = AnswerSequence;

export type AskEvent =
  | { readonly kind: 'retrieved'; readonly documents: readonly RetrievedDocument[]; readonly retrieveMs: number }
  /** A token that stands. */
  | { readonly kind: 'token'; readonly step: TokenStep }
  /** The best hypothesis so far, in place of all tokens from `from` on; `doc` alone writes it where that is not null. */
  | { readonly kind: 'draft'; readonly from: number; readonly steps: readonly TokenStep[]; readonly doc: number | null }
  /** The tokens so far do not stand after all. */
  | ({ readonly kind: 'rejected' } & Rejected)
  /** RAG-Sequence, once an engine: weights that the scoring graph has taken up so far. */
  | { readonly kind: 'compiling'; readonly done: number; readonly total: number }
  /** RAG-Sequence: candidates scored under all documents so far. */
  | { readonly kind: 'scoring'; readonly done: number; readonly total: number };

export interface AskResult extends Omit<Decoded, 'steps'> {
  readonly question: string;
  readonly mode: RagMode;
  readonly documents: readonly RetrievedDocument[];
  readonly tokens: readonly TokenStep[];
  /** Whether the passages seem to hold the answer. */
  readonly answerable: Answerable;
  readonly timings: { readonly retrieveMs: number; readonly encodeMs: number; readonly generateMs: number };
}

/** Loss of a reference answer and its gradient at the documents and the question embedding. */
export interface ScoreResult {
  readonly answer: string;
  readonly mode: RagMode;
  /** −log p(y|x), nats. */
  readonly loss: number;
  readonly nTokens: number;
  readonly documents: readonly RetrievedDocument[];
  readonly prior: Float32Array;
  /** RAG-Sequence: p(z|x,y). RAG-Token: responsibilities averaged over the answer's tokens. [nDocs] */
  readonly posterior: Float32Array;
  /** ∂L/∂score_z from the compiled backward graph, [nDocs]. */
  readonly scoreGrad: Float32Array;
  /** The closed form: p − r (RAG-Token: summed over tokens), [nDocs]. */
  readonly scoreGradClosedForm: Float32Array;
  /** ∂L/∂q from the compiled backward graph, [dim]. */
  readonly queryGrad: Float32Array;
  readonly queryGradNorm: number;
  /** Cosine between −∂L/∂q (the direction of descent) and each document vector, [nDocs]. */
  readonly descentCosine: Float32Array;
  /** Largest |graph − closed form| over the size of the terms that are subtracted (the greatest p or r; for queryGrad times the greatest vector entry). */
  readonly closedFormError: number;
  /** Norm of the gradient at each group of question-encoder parameters, largest first. */
  readonly parameterGradNorms: readonly { readonly name: string; readonly norm: number }[];
  readonly tokens: readonly TokenStep[];
  readonly seconds: number;
}

export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** Estimated seconds left, or null while unknown. */
  readonly etaSeconds: number | null;
}

/** A file as the page hands it to the worker: a buffer is transferred, a Blob is read there. */
export interface FileBytes {
  readonly name: string;
  readonly bytes: ArrayBuffer | Blob;
}

/** Every index of the open base, measured on questions asked of it and on titles of its passages. */
export interface IndexComparison {
  /** Depth of the ranks that are compared. */
  readonly k: number;
  readonly nPassages: number;
  readonly dim: number;
  readonly vectorType: VectorType;
  /** Bytes of the vectors, and of the store that holds them. */
  readonly vectorBytes: number;
  readonly storeBytes: number;
  /** 'js' where this machine's WebAssembly has no SIMD. */
  readonly kernel: 'simd' | 'js';
  readonly nAsked: number;
  readonly nTitles: number;
  /** The exact scan first. */
  readonly rows: readonly ContenderReport<IndexName>[];
  /** How the exact scan was chosen; empty where there was no choice. */
  readonly race: readonly RaceLap[];
}

/** Options of one long call. Aborting rejects with a UserError of kind 'cancelled'; the engine stays usable. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface StartOptions extends CallOptions {
  /** Default: the embedded model. */
  readonly model?: ModelChoice;
  /** Default: q8. What cannot run here is replaced, and the engine's information says so. */
  readonly precision?: Precision;
}

/** What the engine offers to the page; src/app/client.ts implements it over a worker. */
export interface EngineApi {
  start(wanted: Provider | 'auto', options?: StartOptions): Promise<EngineInfo>;
  /** Opens the knowledge base bundled with the page. */
  openSample(options?: CallOptions): Promise<KnowledgeBaseInfo>;
  /** Reads a file, or the beginning of a large one, and says what an import would make of it. */
  previewTable(file: FileBytes, choices?: ImportChoices, options?: CallOptions): Promise<TablePreview>;
  /** Embeds and opens one base of all the files, in their order; until it resolves, the former base stays in use. */
  importTables(sources: readonly ImportSource[], name: string, options?: CallOptions): Promise<KnowledgeBaseInfo>;
  /** Every rejected row of the open base: file, row, reason, beginning; cells that a spreadsheet would run are neutralised. */
  rejectedCsv(): Promise<Blob>;
  /** The questions of a SQuAD file, one a line: question, a tab, a JSON list of answers. */
  tableQuestions(file: FileBytes): Promise<string>;
  ask(
    question: string,
    settings: AskSettings,
    onEvent: (event: AskEvent) => void,
    options?: CallOptions,
  ): Promise<AskResult>;
  score(question: string, answer: string, settings: AskSettings, options?: CallOptions): Promise<ScoreResult>;
  /** The knowledge bases of this browser. Verbs that open one make it the base that answers. */
  library<V extends LibraryVerb>(verb: V, args: LibraryArgs<V>, options?: CallOptions): Promise<LibraryResult<V>>;
  /** Builds and measures every index on the open base; takes seconds to minutes. */
  compareIndexes(options?: CallOptions): Promise<IndexComparison>;
  dispose(): void;
}
