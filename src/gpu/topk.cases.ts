/** Hostile cases of exact inner-product search, for every implementation. Knows no device. */
import { noise, seeded } from './testing.ts';

export interface TopKCase {
  readonly name: string;
  readonly dim: number;
  readonly nQueries: number;
  readonly k: number;
  /** [nRows, dim] */
  readonly matrix: Float32Array;
  /** [nQueries, dim] */
  readonly queries: Float32Array;
  /** True where all products and sums are exact in f32, so that ids and scores must match bit for bit. */
  readonly exact: boolean;
  /** Lowers the shard size of the GPU implementation. */
  readonly maxShardBytes?: number;
}

function random(name: string, nRows: number, dim: number, nQueries: number, k: number, maxShardBytes?: number): TopKCase {
  const matrix = noise(nRows + dim, nRows * dim);
  return { name, dim, nQueries, k, matrix, queries: noise(nRows + k, nQueries * dim), exact: false, maxShardBytes };
}

/** Small integers: sums are exact and ties are many. */
function integers(name: string, nRows: number, dim: number, nQueries: number, k: number, range: number, maxShardBytes?: number): TopKCase {
  const next = seeded(nRows * 31 + dim);
  const draw = (): number => Math.floor(next() * (2 * range + 1)) - range;
  return {
    name,
    dim,
    nQueries,
    k,
    matrix: Float32Array.from({ length: nRows * dim }, draw),
    queries: Float32Array.from({ length: nQueries * dim }, draw),
    exact: true,
    maxShardBytes,
  };
}

function filled(name: string, nRows: number, dim: number, k: number, value: number, query: number): TopKCase {
  return {
    name,
    dim,
    nQueries: 1,
    k,
    matrix: new Float32Array(nRows * dim).fill(value),
    queries: new Float32Array(dim).fill(query),
    exact: true,
  };
}

/** 12 tiles of 100 candidates: 1200 pass what one workgroup sorts. The second query's scores are the larger ones, so a leak between lists shows. */
function twoMerges(): TopKCase {
  const c = random('k = 100 over tiles that merge twice', 6000, 4, 2, 100);
  return { ...c, queries: c.queries.map((x, i) => (i < c.dim ? x : 50 * x)) };
}

export const topkCases: readonly TopKCase[] = [
  random('one row of one value', 1, 1, 1, 1),
  random('k above the number of rows', 3, 5, 2, 10),
  random('rows one short of a tile', 127, 8, 1, 5),
  random('rows one past a tile', 129, 33, 2, 7),
  random('dim of a BERT', 150, 768, 1, 20),
  twoMerges(),
  random('a batch of queries', 300, 12, 9, 4),
  random('vectors in three shards', 250, 16, 2, 12, 100 * 16 * 4),
  integers('ties everywhere', 1500, 3, 2, 50, 1),
  integers('ties across shards', 400, 4, 2, 100, 1, 130 * 16),
  integers('odd dim, exact', 260, 7, 3, 100, 5),
  filled('identical rows', 700, 6, 100, 0.5, 2),
  filled('all-zero rows', 200, 4, 10, 0, 3),
  filled('all scores very negative', 140, 4, 10, -(2 ** 60), 2 ** 60),
  filled('all scores tiny', 140, 4, 10, 2 ** -60, 2 ** -60),
];
