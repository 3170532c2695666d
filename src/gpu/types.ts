/** What retrieval and decoding ask of the kernels, whichever processor runs them. Knows neither implementation. */
import type { MarginalTopK } from '../rag/types.ts';
import type { SearchResult } from '../retrieval/types.ts';

export type { SearchResult };

/** Most results of one search and most tokens of one marginal. */
export const MAX_K = 100;

/** log 0 as the kernels write it: finite, so that no arithmetic meets an infinity; rounded to f32, so that it compares equal. */
export const LOG_ZERO = Math.fround(-1e30);

/** A passage matrix as one implementation holds it; only the ExactSearch that made it can search it. */
export interface PassageMatrix {
  readonly nRows: number;
  readonly dim: number;
  dispose(): void;
}

/** Exact inner-product search. */
export interface ExactSearch {
  /** @param matrix [nRows, dim] row-major, finite, at least one row; leave it unchanged while the result is in use (a CPU keeps it, a GPU copies it) */
  upload(matrix: Float32Array, dim: number): Promise<PassageMatrix>;
  /**
   * @param queries [nQueries, dim] row-major, finite
   * @param k 1 to MAX_K
   * @returns raw inner products and ids [nQueries, min(k, nRows)], best first; ties by the lower id
   */
  search(matrix: PassageMatrix, queries: Float32Array, nQueries: number, k: number): Promise<SearchResult>;
  dispose(): void;
}

/** Logits [rows, vocab], f32: on the GPU (a buffer at least that long, STORAGE usage, on the marginalizer's device) or not. */
export type Logits = GPUBuffer | Float32Array;

/**
 * Where the logits row of (beam, doc) is: offset + beam*beamStride + doc*docStride, in rows.
 * Default: beam*nDocs + doc, a decoding step. Teacher-forced seqLogits [nDocs, tgtLen, vocab] are read with
 * positions as beams: {offset: 0, beamStride: 1, docStride: tgtLen}.
 */
export interface RowLayout {
  readonly offset: number;
  readonly beamStride: number;
  readonly docStride: number;
}

export interface MarginalInput {
  /** Must stay unchanged until the promise resolves. */
  readonly logits: Logits;
  readonly nBeams: number;
  readonly nDocs: number;
  readonly vocab: number;
  readonly layout?: RowLayout;
  /** [nBeams, nDocs] log p(z|x), nats; -Infinity counts as masked. RAG-Token adds the prior at every step. */
  readonly docLogPriors: Float32Array;
  /** [nBeams, nDocs], 1 = use; absent: use all. The logits of a masked row are never read. */
  readonly docMask?: Uint8Array | null;
}

/**
 * MarginalTopK with, at each token, the documents' responsibilities.
 * A masked document has docLogProb LOG_ZERO and responsibility 0; a beam without documents has logProbs LOG_ZERO.
 */
export interface MarginalTokens extends MarginalTopK {
  /** [nBeams, k, nDocs] softmax over documents of log-prior + docLogProb; sums to 1, or to 0 where all are masked. */
  readonly responsibilities: Float32Array;
}

export interface MarginalGradientInput extends MarginalInput {
  /** [nBeams] target token of each beam. */
  readonly targets: Int32Array;
  /** [nBeams] dLoss / d marginal log-prob at the target (-1 for a summed negative log-likelihood, 0 for padding). */
  readonly upstream: Float32Array;
}

/** RAG-Token marginalization over documents. */
export interface Marginalizer {
  /** Bytes copied from the GPU to the host so far: O(nBeams * k * nDocs) a call, never the logits. 0 on a CPU. */
  readonly bytesRead: number;
  /** The min(k, vocab) best tokens of each beam's marginal, best first; ties by the lower id. */
  topK(input: MarginalInput, k: number): Promise<MarginalTokens>;
  /** The same for given tokens. @param tokenIds [nBeams, k], returned in that order */
  atTokens(input: MarginalInput, tokenIds: Int32Array): Promise<MarginalTokens>;
  dispose(): void;
}
