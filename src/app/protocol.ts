/** The typed contract between the page and the worker that owns the engine. Knows neither React nor ONNX Runtime. */
import type { AnswerCandidate } from '../rag/ask.ts';
import type { Step } from '../rag/steps.ts';
import type { ColumnMapping, RejectedRow } from '../retrieval/types.ts';

export type RagMode = 'token' | 'sequence';
export type Provider = 'webgpu' | 'wasm';
export type IndexName = 'exact' | 'voy';

export interface AskSettings {
  readonly mode: RagMode;
  readonly nDocs: number;
  /** Longest answer in tokens, without the start token. */
  readonly maxLength: number;
  readonly index: IndexName;
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
}

/** First-run comparison of WebGPU with WASM on a golden question. */
export interface ParityProbe {
  readonly status: 'agrees' | 'disagrees' | 'no-webgpu' | 'forced';
  /** Largest |difference| of doc scores and log-probs over the largest value; null when not run. */
  readonly maxRelativeError: number | null;
  readonly message: string;
}

export interface KnowledgeBaseInfo {
  readonly name: string;
  readonly nPassages: number;
  readonly nRows: number;
  readonly accepted: number;
  readonly rejected: readonly RejectedRow[];
  readonly dim: number;
  readonly encoding: string;
  readonly embedSeconds: number;
}

export interface TablePreview {
  readonly fileName: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** First records, verbatim, header excluded. */
  readonly rows: readonly (readonly string[])[];
  /** The proposed mapping, or null when the page must ask. */
  readonly mapping: ColumnMapping | null;
}

export interface RetrievedDocument {
  readonly id: number;
  readonly title: string;
  readonly text: string;
  /** Raw inner product q·d. */
  readonly score: number;
  /** p(z|x): softmax of the scores over the retrieved documents. */
  readonly prior: number;
  /** The generator input for this document after truncation, decoded. */
  readonly generatorInput: string;
  readonly truncated: boolean;
}

/** One token of an answer with each document's share in it. */
export type TokenStep = Step;

/** RAG-Sequence only: one candidate answer and its exact score under all documents. */
export type Candidate = AnswerCandidate;

export type AskEvent =
  | { readonly kind: 'retrieved'; readonly documents: readonly RetrievedDocument[]; readonly retrieveMs: number }
  | { readonly kind: 'token'; readonly step: TokenStep };

export interface AskResult {
  readonly question: string;
  readonly mode: RagMode;
  readonly answer: string;
  readonly documents: readonly RetrievedDocument[];
  readonly tokens: readonly TokenStep[];
  /** p(z|x, y) after the whole answer, [nDocs]. */
  readonly posterior: Float32Array;
  readonly candidates: readonly Candidate[];
  readonly logProb: number;
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

/** A file as the page hands it to the worker (bytes are transferred). */
export interface FileBytes {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** Options of one long call. Aborting rejects with a UserError of kind 'cancelled'; the engine stays usable. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What the engine offers to the page; src/app/client.ts implements it over a worker. */
export interface EngineApi {
  start(wanted: Provider | 'auto', options?: CallOptions): Promise<EngineInfo>;
  /** Opens the knowledge base bundled with the page. */
  openSample(options?: CallOptions): Promise<KnowledgeBaseInfo>;
  previewTable(file: FileBytes): Promise<TablePreview>;
  /** Embeds and opens a table; until it resolves, the former knowledge base stays in use. */
  importTable(file: FileBytes, mapping: ColumnMapping, options?: CallOptions): Promise<KnowledgeBaseInfo>;
  ask(
    question: string,
    settings: AskSettings,
    onEvent: (event: AskEvent) => void,
    options?: CallOptions,
  ): Promise<AskResult>;
  score(question: string, answer: string, settings: AskSettings, options?: CallOptions): Promise<ScoreResult>;
  dispose(): void;
}
