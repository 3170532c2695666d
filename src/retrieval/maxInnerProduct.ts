/** Turns inner-product search into nearest-neighbour search in squared Euclidean distance. Knows no index. */

/**
 * For passages x and query q, with M ≥ every ‖x‖:  x' = [x, √(M² − ‖x‖²)],  q' = [q, 0]  gives
 * ‖q' − x'‖² = ‖q‖² + M² − 2 q·x, so the nearest x' has the greatest inner product (Bachrach et al. 2014, "Speeding up
 * the Xbox recommender system using a Euclidean transformation for inner-product spaces", section 3).
 */
export interface Augmentation {
  /** Dimensions of the augmented space. */
  readonly dim: number;
  /** Index of the coordinate that holds √(M² − ‖x‖²). */
  readonly slot: number;
  /** M, the greatest norm. */
  readonly maxNorm: number;
}

export function squaredNorm(matrix: Float32Array, dim: number, row: number): number {
  let sum = 0;
  for (let i = row * dim; i < (row + 1) * dim; i++) sum += matrix[i] * matrix[i];
  return sum;
}

/**
 * Plans the augmentation of `rows` of a matrix [n, dim] in at most `maxDim` dimensions. Where dim is maxDim already,
 * the coordinate of least energy gives up its place; the few candidates it misorders are set right by exact scores.
 */
export function planAugmentation(matrix: Float32Array, dim: number, rows: readonly number[], maxDim: number): Augmentation {
  const energy = new Float64Array(dim);
  let maxSquared = 0;
  for (const row of rows) {
    let sum = 0;
    for (let i = 0; i < dim; i++) {
      const squared = matrix[row * dim + i] ** 2;
      energy[i] += squared;
      sum += squared;
    }
    maxSquared = Math.max(maxSquared, sum);
  }
  const maxNorm = Math.sqrt(maxSquared);
  return dim < maxDim ? { dim: dim + 1, slot: dim, maxNorm } : { dim, slot: energy.indexOf(Math.min(...energy)), maxNorm };
}

/** x' of one row, divided by M so that every augmented passage has length 1. [augmentation.dim] */
export function augmentPassage(matrix: Float32Array, dim: number, row: number, { dim: outDim, slot, maxNorm }: Augmentation): Float64Array {
  const scale = maxNorm > 0 ? 1 / maxNorm : 1;
  const out = new Float64Array(outDim);
  let squared = 0;
  for (let i = 0; i < dim; i++) {
    if (i === slot) continue;
    out[i] = matrix[row * dim + i] * scale;
    squared += out[i] * out[i];
  }
  out[slot] = Math.sqrt(Math.max(0, 1 - squared));
  return out;
}

/** q' of one query, scaled to length 1: no scale changes the order, and this one keeps most digits of the distance. */
export function augmentQuery(queries: Float32Array, dim: number, query: number, { dim: outDim, slot }: Augmentation): Float64Array {
  const out = new Float64Array(outDim);
  let squared = 0;
  for (let i = 0; i < dim; i++) {
    if (i === slot) continue;
    out[i] = queries[query * dim + i];
    squared += out[i] * out[i];
  }
  const scale = squared > 0 ? 1 / Math.sqrt(squared) : 1;
  return out.map((value) => value * scale);
}
