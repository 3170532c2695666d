/** The nouns of retrieval: passages, the tables they come from, and the index over their vectors. Knows no model and no view. */
import type { EncodingName } from './encoding.ts';
import type { Delimiter } from './records.ts';

/** One retrievable unit: at most `maxWords` words of one row, the row's title repeated (as the reference splitter does). */
export interface Passage {
  /** Position in the knowledge base, 0-based; also the id that every VectorIndex returns. */
  readonly id: number;
  readonly title: string;
  readonly text: string;
  /** 1-based row of the source table that it came from. */
  readonly row: number;
  /** What the table's id column says of the row; absent where none is mapped or the cell is empty. */
  readonly key?: string;
  /** Cells of the metadata columns that are not empty, as [column name, cell]: names are foreign and may be `__proto__`. */
  readonly metadata?: readonly (readonly [name: string, value: string])[];
}

/** Which columns of a table become title and text. Column positions are 0-based; title may be absent. */
export interface ColumnMapping {
  readonly title: number | null;
  readonly text: number;
  /** Columns whose cells are joined to the text, in this order, each on a line of its own. */
  readonly moreText?: readonly number[];
  /** Column that identifies a row. */
  readonly id?: number | null;
  /** Columns that are kept beside the passage and not searched. */
  readonly metadata?: readonly number[];
  /** True when the first record holds column names. */
  readonly hasHeader: boolean;
}

/** How long texts become passages: at most `size` words or tokens each, the last `overlap` of them repeated. */
export interface SplitSettings {
  /** 'words' is the reference's; 'sentences' keeps sentences whole up to `size` words; 'tokens' are the encoder's. */
  readonly unit: 'words' | 'sentences' | 'tokens';
  readonly size: number;
  /** Tokens that a passage repeats from the one before; tokens only. */
  readonly overlap: number;
}

/** How a file is read. What is left out is found in the file; without `split`, passages have the reference's 100 words. */
export interface ImportPlan {
  readonly mapping: ColumnMapping;
  readonly encoding?: EncodingName;
  readonly delimiter?: Delimiter;
  readonly split?: SplitSettings;
}

export interface RejectedRow {
  readonly row: number;
  readonly reason: string;
  /** The row's beginning, verbatim; cells are parted by ` | `. */
  readonly excerpt?: string;
  /** The file, where a base was read from several. */
  readonly file?: string;
}

/** How an index finds its candidates. */
export type VectorIndexName = 'exact-webgpu' | 'exact-cpu' | 'int8' | 'ivf' | 'voy';

/** Proposes the passages that may have the greatest inner products; the store that owns the vectors scores them. */
export interface CandidateSource {
  /** Bytes held beside the store's vectors. */
  readonly bytes: number;
  /**
   * @param queries [nQueries, dim], row-major
   * @returns for each query ids without repetition: at least min(k, n) where the source is able to
   */
  propose(queries: Float32Array, nQueries: number, k: number): readonly ArrayLike<number>[] | Promise<readonly ArrayLike<number>[]>;
  dispose?(): void;
}

/** Inner-product search over the vectors of a store. Scores are raw inner products, best first. */
export interface VectorIndex {
  readonly name: VectorIndexName;
  readonly size: number;
  readonly dim: number;
  /** Bytes held beside the store's vectors. */
  readonly bytes: number;
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
