/** Embeds passages in length-sorted batches, with progress and cancel. */
import { throwIfAborted } from '../errors.ts';
import type { PassageText, RagEngine } from './engine.ts';

export interface EmbedOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly batchSize?: number;
}

/** @returns [passages, dim] in the order of the passages */
export async function embedPassages(engine: RagEngine, passages: readonly PassageText[], { signal, onProgress = () => {}, batchSize = 16 }: EmbedOptions = {}): Promise<Float32Array> {
  const { dim } = engine;
  const matrix = new Float32Array(passages.length * dim);
  const encodings = passages.map((p) => engine.encodePassageIds(p));
  const order = encodings.map((_, i) => i).sort((a, b) => encodings[a].ids.length - encodings[b].ids.length);
  onProgress(0, passages.length);
  for (let start = 0; start < order.length; start += batchSize) {
    throwIfAborted(signal, 'embedding');
    const batch = order.slice(start, start + batchSize);
    const vectors = await engine.contextEncoder.encode(batch.map((i) => encodings[i]));
    batch.forEach((i, row) => matrix.set(vectors.subarray(row * dim, (row + 1) * dim), i * dim));
    onProgress(Math.min(start + batchSize, order.length), passages.length);
  }
  return matrix;
}
