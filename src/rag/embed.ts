/** Embeds passages in length-sorted batches by a plan that can be kept, with progress, pause and cancel. Knows no storage. */
import { throwIfAborted } from '../errors.ts';
import type { Encoding } from '../models/tokenizer/tokenizer.ts';
import type { PassageText } from './engine.ts';

/** What embedding asks of an engine. */
export interface PassageEncoder {
  readonly dim: number;
  encodePassageIds(passage: PassageText): Encoding;
  readonly contextEncoder: { encode(encodings: readonly Encoding[]): Promise<Float32Array> };
}

export interface EmbedOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly batchSize?: number;
}

/** Passages of one batch: enough to fill the processor's vector units, few enough to be lost with a killed tab. */
export const BATCH_SIZE = 16;

/**
 * The order of embedding: by length in tokens, so that a batch holds little padding; equal lengths in the order of the base.
 * The same passages and tokenizer give the same order.
 * @param lengths tokens of each passage
 */
export function lengthOrder(lengths: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: lengths.length }, (_, i) => i).sort((a, b) => lengths[a] - lengths[b] || a - b);
}

/** Tokens of each passage, tokenized a slice at a time so that a cancel can be heard. */
export async function tokenLengths(encoder: PassageEncoder, passages: readonly PassageText[], { signal, onProgress = () => {} }: EmbedOptions = {}): Promise<Uint16Array> {
  const lengths = new Uint16Array(passages.length);
  for (let i = 0; i < passages.length; i++) {
    lengths[i] = encoder.encodePassageIds(passages[i]).ids.length;
    if (i % 256 !== 255) continue;
    onProgress(i + 1, passages.length);
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal, 'embedding');
  }
  return lengths;
}

/** @returns [passages.length, dim] */
export function embedBatch(encoder: PassageEncoder, passages: readonly PassageText[]): Promise<Float32Array> {
  return encoder.contextEncoder.encode(passages.map((passage) => encoder.encodePassageIds(passage)));
}

/** Lets a task be held between two steps. */
export class PauseGate {
  #released: Promise<void> | null = null;
  #release: () => void = () => {};

  get paused(): boolean {
    return this.#released !== null;
  }

  pause(): void {
    this.#released ??= new Promise((resolve) => (this.#release = resolve));
  }

  resume(): void {
    this.#release();
    this.#released = null;
  }

  /** Resolves when the task may go on; rejects when it is cancelled while it waits. */
  async wait(signal?: AbortSignal): Promise<void> {
    while (this.#released) {
      throwIfAborted(signal, 'embedding');
      const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([this.#released, aborted]);
    }
    throwIfAborted(signal, 'embedding');
  }
}

/** @returns [passages, dim] in the order of the passages */
export async function embedPassages(encoder: PassageEncoder, passages: readonly PassageText[], { signal, onProgress = () => {}, batchSize = BATCH_SIZE }: EmbedOptions = {}): Promise<Float32Array> {
  const { dim } = encoder;
  const matrix = new Float32Array(passages.length * dim);
  const order = lengthOrder(await tokenLengths(encoder, passages, { signal }));
  onProgress(0, passages.length);
  for (let start = 0; start < order.length; start += batchSize) {
    throwIfAborted(signal, 'embedding');
    const batch = order.subarray(start, start + batchSize);
    const vectors = await embedBatch(encoder, Array.from(batch, (i) => passages[i]));
    batch.forEach((i, row) => matrix.set(vectors.subarray(row * dim, (row + 1) * dim), i * dim));
    onProgress(Math.min(start + batchSize, order.length), passages.length);
  }
  return matrix;
}
