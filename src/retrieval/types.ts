/** The nouns of retrieval: passages, the tables they come from, and the index over their vectors. Knows no model and no view. */

/** One retrievable unit: at most `maxWords` words of one row, the row's title repeated (as the reference splitter does). */
export interface Passage {
  /** Position in the knowledge base, 0-based; also the id that every VectorIndex returns. */
  readonly id: number;
  readonly title: string;
  readonly text: string;
  /** 1-based row of the source table that it came from. */
  readonly row: number;
}

/** Which columns of a table become title and text. Column positions are 0-based; title may be absent. */
export interface ColumnMapping {
  readonly title: number | null;
  readonly text: number;
  /** True when the first record holds column names. */
  readonly hasHeader: boolean;
}

export interface RejectedRow {
  readonly row: number;
  readonly reason: string;
}

/** Inner-product search over a passage matrix. Scores are raw inner products, best first. */
export interface VectorIndex {
  readonly name: 'exact-webgpu' | 'exact-cpu' | 'voy';
  readonly size: number;
  readonly dim: number;
  /**
   * @param queries [nQueries, dim], row-major
   * @returns scores and ids [nQueries, min(k, size)]; ties are broken by the lower id
   */
  search(queries: Float32Array, nQueries: number, k: number): Promise<SearchResult>;
  dispose(): void;
}

export interface SearchResult {
  readonly k: number;
  readonly scores: Float32Array;
  readonly ids: Int32Array;
}
