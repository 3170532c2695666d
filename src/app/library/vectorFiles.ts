/** The vector logs of a base: which one to go on with, and vectors that come from elsewhere. Knows no library. */
import type { Folder } from '../../storage/journal/files.ts';
import { decodeVectors, encodeVectors, vectorBytes } from '../../storage/journal/vectorCodec.ts';
import { VectorWriter, type StoredVectors, type VectorHeader } from '../../storage/journal/vectorLog.ts';
import { sameEncoder } from './embedding.ts';
import type { CurrentEncoder, Shelf, Standing } from './shelf.ts';
import type { VectorType } from './types.ts';

export interface VectorTarget {
  /** Name of the log. */
  readonly name: string;
  readonly header: VectorHeader;
}

/**
 * The vector log to go on with, or a new one where the old was begun by another encoder, or another type is wanted.
 * @param preferred of new vectors where nothing else says it
 */
export async function vectorTarget(shelf: Shelf, id: string, { base, vectors, pendingVectors }: Standing, current: CurrentEncoder, type: VectorType | undefined, preferred: () => Promise<VectorType>): Promise<VectorTarget> {
  const begun = base.meta.pending === null ? vectors : pendingVectors;
  const goesOn = begun !== null && sameEncoder(begun.header.encoder, current.id) && (type === undefined || (begun.header.type === type && !begun.complete));
  if (goesOn) return { name: begun.name, header: begun.header };
  const header: VectorHeader = { encoder: current.id, type: type ?? begun?.header.type ?? (await preferred()), dim: current.dim };
  const folder = await shelf.folder(id);
  if (base.meta.pending !== null) await removeLogs(folder, [base.meta.pending], base.meta.vectors);
  const used = [base.meta.vectors, base.meta.pending].map((log) => Number(/\d+$/.exec(log ?? '')?.[0] ?? 0));
  const name = `vectors-${Math.max(...used) + 1}`;
  await shelf.setMeta(id, { pending: name });
  return { name, header };
}

/** Vectors of full precision by the same encoder become others without it. @returns the matrix as the new type holds it, or null where there are no such vectors */
export async function converted(folder: Folder, from: StoredVectors | null, { name, header }: VectorTarget, nPassages: number): Promise<Float32Array | null> {
  if (!from || from.name === name || from.header.type !== 'fp32' || !sameEncoder(from.header.encoder, header.encoder) || from.nPlanned !== nPassages) return null;
  const { matrix, missing } = await from.load();
  if (missing.length > 0) return null;
  await removeLogs(folder, [name], null);
  const rows = encodeVectors(header.type, matrix, header.dim);
  await writeRows(folder, { name, header }, rows);
  return decodeVectors(header.type, rows, header.dim);
}

/** Vectors that are there already, as a log of one plan in the order of the base. */
export async function writeRows(folder: Folder, { name, header }: VectorTarget, rows: Uint8Array): Promise<void> {
  const rowBytes = vectorBytes(header.type, header.dim);
  const n = rows.length / rowBytes;
  const batchSize = 1024;
  const writer = await VectorWriter.open(folder, name, header);
  try {
    writer.addPlan({ first: 0, batchSize, order: Uint32Array.from({ length: n }, (_, i) => i) });
    for (let start = 0, number = 0; start < n; start += batchSize, number++) writer.addRows(number, rows.subarray(start * rowBytes, Math.min(n, start + batchSize) * rowBytes));
  } finally {
    writer.close();
  }
}

export async function removeLogs(folder: Folder, names: readonly (string | null)[], except: string | null): Promise<void> {
  for (const name of names) if (name !== null && name !== except) for (const file of [`${name}.commits`, `${name}.data`]) await folder.remove(file);
}
