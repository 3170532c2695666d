/** Passages and rejected rows of a base, written, read back and summed up. Knows no vectors and no library. */
import { UserError, throwIfAborted } from '../../errors.ts';
import type { Passage, RejectedRow } from '../../retrieval/types.ts';
import { BaseWriter, readContents, type BaseMeta, type FilePart, type StoredBase } from '../../storage/journal/baseLog.ts';
import type { Folder } from '../../storage/journal/files.ts';
import { DamagedSegment, storageError } from '../../storage/journal/log.ts';
import { REJECTED_LISTED } from '../importing.ts';
import { progressOf } from '../progress.ts';
import type { CallOptions, KnowledgeBaseInfo } from '../protocol.ts';
import type { Shelf } from './shelf.ts';
import type { VectorType } from './types.ts';

const LONGEST_NAME = 200;

/** A table as reading gave it. */
export interface TableContents {
  readonly passages: readonly Passage[];
  readonly rejected: readonly RejectedRow[];
  readonly files: readonly FilePart[];
}

export type Contents = Pick<TableContents, 'passages' | 'rejected'>;

/** A base that can answer. */
export interface OpenedBase {
  readonly info: KnowledgeBaseInfo;
  readonly passages: readonly Passage[];
  /** [passages.length, dim] */
  readonly matrix: Float32Array;
  /** How the vectors are kept; the matrix holds no more than that. */
  readonly vectorType?: VectorType;
  readonly rejected: readonly RejectedRow[];
}

/** Durable as a whole, or not there. @param meta of a new base; null appends to one that is there */
export async function writeTable(folder: Folder, { files, passages, rejected }: TableContents, options: CallOptions | undefined, meta: BaseMeta | null): Promise<void> {
  const report = progressOf('Keeping the passages', options);
  try {
    await BaseWriter.with(folder, async (writer) => {
      if (meta) writer.setMeta(meta);
      await writer.addTable(files, passages, rejected, (done, total) => {
        throwIfAborted(options?.signal, 'the import');
        report(done, total);
      });
    });
  } catch (error) {
    throw storageError(error, meta?.name ?? 'the base');
  }
}

/** @throws UserError when the storage lost some of them */
export async function contentsOf(shelf: Shelf, id: string, { meta }: StoredBase): Promise<Contents> {
  try {
    return await readContents(await shelf.folder(id));
  } catch (error) {
    if (!(error instanceof DamagedSegment)) throw error;
    throw new UserError('storage', `"${meta.name}": the browser's storage has lost some of its passages`, 'Import its table again, or open a bundle of it.');
  }
}

export function infoOf(id: string, { meta, files }: StoredBase, rejected: readonly RejectedRow[], nPassages: number, dim: number): KnowledgeBaseInfo {
  const sum = (field: 'nRows' | 'accepted') => files.reduce((total, file) => total + file[field], 0);
  return {
    id,
    origin: meta.origin,
    name: meta.name,
    nPassages,
    nRows: sum('nRows'),
    accepted: sum('accepted'),
    rejected: rejected.slice(0, REJECTED_LISTED),
    files,
    dim,
    encoding: [...new Set(files.map(({ encoding }) => encoding))].join(', '),
    embedSeconds: meta.embedSeconds,
  };
}

/** One line, not empty. */
export function cleanName(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim().slice(0, LONGEST_NAME) || 'Base';
}
