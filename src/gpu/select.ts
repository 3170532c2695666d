/** Records the merging of candidate lists around shaders/select.wgsl. Knows not what the scores mean. */
import type { Job } from './compute.ts';

/** Candidates that one workgroup sorts: tileScores of select.wgsl. */
const TILE = 1024;

export function powerOfTwoAtLeast(n: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(n)));
}

/**
 * Merges [nLists, nIn] candidates of (f32 score, u32 id) until k of each list are left.
 * @returns a buffer that begins with [nLists, k], best first; `candidates` itself when nIn is k already sorted
 */
export function mergeToOneTile(
  job: Job,
  mergeTiles: GPUComputePipeline,
  candidates: GPUBuffer,
  nLists: number,
  nIn: number,
  k: number,
): GPUBuffer {
  let current = candidates;
  let length = nIn;
  while (length > k) {
    const tile = Math.min(TILE, length);
    const nTiles = Math.ceil(length / tile);
    const next = job.scratch(nLists * nTiles * k * 8);
    const params = job.uniform([length, tile, k, powerOfTwoAtLeast(tile)]);
    job.dispatch(mergeTiles, { 0: params, 1: current, 2: next }, [nLists, nTiles]);
    current = next;
    length = nTiles * k;
  }
  return current;
}
