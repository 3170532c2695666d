/** Embeds the passages of a base into its vector log, from where the log stands. Knows neither library nor page. */
import { throwIfAborted } from '../../errors.ts';
import { BATCH_SIZE, embedBatch, lengthOrder, tokenLengths, type PassageEncoder, type PauseGate } from '../../rag/embed.ts';
import type { PassageText } from '../../rag/engine.ts';
import type { Folder } from '../../storage/journal/files.ts';
import { rounded } from '../../storage/journal/vectorCodec.ts';
import { StoredVectors, VectorWriter, place, type EncoderId, type VectorHeader } from '../../storage/journal/vectorLog.ts';
import type { CallOptions } from '../protocol.ts';
import { progressOf } from '../progress.ts';

export interface EmbedTask {
  readonly folder: Folder;
  /** Name of the vector log. */
  readonly name: string;
  readonly header: VectorHeader;
  readonly passages: readonly PassageText[];
  readonly encoder: PassageEncoder;
  readonly gate?: PauseGate;
  readonly options?: CallOptions;
}

export function sameEncoder(a: EncoderId, b: EncoderId): boolean {
  return a.model === b.model && a.numerics === b.numerics;
}

/**
 * Each batch is durable before the next begins. Batches that are there already are kept, and the rest is made by the plan
 * that was recorded first: the vectors are those of a run that was never interrupted.
 * @returns [passages.length, dim], rounded as the log's type holds them
 */
export async function embedInto(task: EmbedTask): Promise<Float32Array> {
  const { passages, header, encoder, options } = task;
  const { signal } = options ?? {};
  await plan(task);
  const stored = (await StoredVectors.open(task.folder, task.name))!;
  const { matrix, missing } = await stored.load();
  let done = passages.length - missing.reduce((sum, { ids }) => sum + ids.length, 0);
  const report = progressOf('Embedding passages', options, undefined, done);
  report(done, passages.length);
  if (missing.length === 0) return matrix;
  const writer = await VectorWriter.open(task.folder, task.name, header);
  try {
    for (const batch of missing) {
      throwIfAborted(signal, 'embedding');
      await task.gate?.wait(signal);
      const vectors = await embedBatch(encoder, Array.from(batch.ids, (id) => passages[id]));
      writer.addBatch(batch, vectors);
      place(matrix, header.dim, batch, rounded(header.type, vectors, header.dim));
      done += batch.ids.length;
      report(done, passages.length);
    }
  } finally {
    writer.close();
  }
  return matrix;
}

/** Plans the batches of passages that no plan covers yet. */
async function plan({ folder, name, header, passages, encoder, options }: EmbedTask): Promise<void> {
  const stored = await StoredVectors.open(folder, name);
  const first = stored?.nPlanned ?? 0;
  if (stored && first === passages.length) return;
  const reading = progressOf('Counting tokens', options);
  const lengths = await tokenLengths(encoder, passages.slice(first), { signal: options?.signal, onProgress: reading });
  const writer = await VectorWriter.open(folder, name, header);
  try {
    writer.addPlan({ first, batchSize: BATCH_SIZE, order: lengthOrder(lengths) });
  } finally {
    writer.close();
  }
}
