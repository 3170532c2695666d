/** The bases of one place, each a folder: finds, describes, copies and removes them. Knows no engine but its encoder's name. */
import { UserError } from '../../errors.ts';
import { BaseWriter, readBase, type BaseMeta, type StoredBase } from '../../storage/journal/baseLog.ts';
import type { Folder } from '../../storage/journal/files.ts';
import { storageError } from '../../storage/journal/log.ts';
import { StoredVectors, type EncoderId } from '../../storage/journal/vectorLog.ts';
import type { Fitness, LibraryEntry, PendingWork, Place } from './types.ts';

/** The encoder that questions are asked with. */
export interface CurrentEncoder {
  readonly id: EncoderId;
  readonly dim: number;
}

const COPY_BYTES = 4 << 20;

/** What stands of one base. */
export interface Standing {
  readonly base: StoredBase;
  readonly vectors: StoredVectors | null;
  readonly pendingVectors: StoredVectors | null;
}

export class Shelf {
  readonly place: Place;
  readonly #root: Folder;

  constructor(place: Place, root: Folder) {
    this.place = place;
    this.#root = root;
  }

  idOf(name: string): string {
    return `${this.place}-${name}`;
  }

  /** @returns the folder name of an id of this shelf, or null */
  #nameOf(id: string): string | null {
    return id.startsWith(`${this.place}-`) ? id.slice(this.place.length + 1) : null;
  }

  async ids(): Promise<string[]> {
    return (await this.#root.folders()).map((name) => this.idOf(name));
  }

  async has(id: string): Promise<boolean> {
    return (await this.ids()).includes(id);
  }

  async folder(id: string): Promise<Folder> {
    return this.#root.folder(this.#nameOf(id)!);
  }

  async create(): Promise<{ id: string; folder: Folder }> {
    const name = crypto.randomUUID();
    return { id: this.idOf(name), folder: await this.#root.folder(name) };
  }

  async remove(id: string): Promise<void> {
    const name = this.#nameOf(id);
    if (name !== null) await this.#root.remove(name);
  }

  /** @throws UserError when there is no such base, or it cannot be read */
  async standing(id: string): Promise<Standing> {
    const folder = await this.folder(id);
    const base = await readBase(folder);
    if (!base) throw new UserError('storage', 'this knowledge base is gone', 'It was deleted, perhaps in another tab. Open another one.');
    const open = (name: string | null) => (name === null ? null : StoredVectors.open(folder, name));
    return { base, vectors: await open(base.meta.vectors), pendingVectors: await open(base.meta.pending) };
  }

  async setMeta(id: string, change: Partial<BaseMeta>): Promise<BaseMeta> {
    const folder = await this.folder(id);
    const { meta } = (await readBase(folder)) ?? {};
    if (!meta) throw new UserError('storage', 'this knowledge base is gone', 'It was deleted, perhaps in another tab.');
    const changed = { ...meta, ...change };
    await BaseWriter.with(folder, (writer) => writer.setMeta(changed));
    return changed;
  }

  /** null for a folder in which no base was ever completed. */
  async describe(id: string, current: CurrentEncoder): Promise<LibraryEntry | null> {
    try {
      const folder = await this.folder(id);
      if (!(await readBase(folder))) return null;
      return entryOf(id, this.place, await this.standing(id), current);
    } catch (error) {
      return damagedEntry(id, this.place, error);
    }
  }

  /** Removes what a crash left behind: folders without a base, vector logs that no base names. @returns how many imports were cut off */
  async sweep(): Promise<number> {
    let cutOff = 0;
    for (const id of await this.ids()) {
      try {
        const folder = await this.folder(id);
        const base = await readBase(folder);
        if (!base) {
          await this.remove(id);
          cutOff++;
          continue;
        }
        const wanted = [base.meta.vectors, base.meta.pending];
        for (const file of await folder.files()) {
          const log = /^(vectors-\d+)\./.exec(file)?.[1];
          if (log !== undefined && !wanted.includes(log)) await folder.remove(file);
        }
      } catch {
        // A damaged base is shown as such; it is not for a sweep to judge.
      }
    }
    return cutOff;
  }

  /** Copies the files of a base from any shelf. Records are read before the bytes that they name. */
  async copyFrom(other: Shelf, id: string, onProgress: (done: number, total: number) => void): Promise<string> {
    const source = await other.folder(id);
    const { meta } = (await other.standing(id)).base;
    const wanted = [...new Set(['base', meta.vectors, meta.pending])].filter((log) => log !== null);
    const target = await this.create();
    try {
      for (const [at, log] of wanted.entries()) {
        for (const file of [`${log}.commits`, `${log}.data`]) await copyFile(source, target.folder, file);
        onProgress(at + 1, wanted.length);
      }
    } catch (error) {
      await this.remove(target.id).catch(() => undefined);
      throw storageError(error, `a copy of "${meta.name}"`);
    }
    return target.id;
  }
}

async function copyFile(source: Folder, target: Folder, name: string): Promise<void> {
  const from = await source.read(name);
  if (!from) return;
  const to = await target.write(name);
  try {
    for (let at = 0; at < from.size; at += COPY_BYTES) to.write(at, await from.read(at, Math.min(COPY_BYTES, from.size - at)));
    to.flush();
  } finally {
    to.close();
  }
}

/** Passages from the first on whose vectors are all there: a base answers with these while rows are being appended. */
export function usablePassages(vectors: StoredVectors | null): number {
  if (!vectors) return 0;
  let batch = 0;
  let usable = 0;
  for (const { order, batchSize } of vectors.plans) {
    const end = batch + Math.ceil(order.length / batchSize);
    if (!vectors.batches.slice(batch, end).every(({ number }) => vectors.has(number))) break;
    usable += order.length;
    batch = end;
  }
  return usable;
}

export function fitnessOf({ vectors }: Standing, current: CurrentEncoder): Fitness {
  if (!vectors || usablePassages(vectors) === 0) return 'unfinished';
  const { encoder, dim } = vectors.header;
  if (dim !== current.dim) return 'foreign';
  return encoder.model === current.id.model ? 'usable' : 'stale';
}

function pendingOf({ base, vectors, pendingVectors }: Standing): PendingWork | null {
  const { meta, nPassages: total } = base;
  const { halted } = meta;
  if (meta.pending !== null) return { kind: meta.vectors === null ? 'embed' : 'refresh', done: pendingVectors?.nDone ?? 0, total, halted };
  const done = vectors?.nDone ?? 0;
  return done < total ? { kind: vectors ? 'append' : 'embed', done, total, halted } : null;
}

function entryOf(id: string, place: Place, standing: Standing, current: CurrentEncoder): LibraryEntry {
  const { base, vectors, pendingVectors } = standing;
  const { name, origin, createdAt, usedAt, deletedAt } = base.meta;
  const sum = (field: 'nRows' | 'accepted') => base.files.reduce((total, file) => total + file[field], 0);
  return {
    id,
    name,
    origin,
    place,
    createdAt,
    usedAt,
    deletedAt,
    nPassages: base.nPassages,
    nRows: sum('nRows'),
    accepted: sum('accepted'),
    bytes: base.bytes + (vectors?.bytes ?? 0) + (pendingVectors?.bytes ?? 0),
    vectors: vectors && { encoder: vectors.header.encoder.name, numerics: vectors.header.encoder.numerics, type: vectors.header.type, dim: vectors.header.dim, bytes: vectors.bytes },
    pending: pendingOf(standing),
    fitness: fitnessOf(standing, current),
    damage: '',
  };
}

function damagedEntry(id: string, place: Place, error: unknown): LibraryEntry {
  const damage = error instanceof Error ? error.message : String(error);
  return { id, name: 'Unreadable base', origin: 'imported', place, createdAt: 0, usedAt: 0, deletedAt: null, nPassages: 0, nRows: 0, accepted: 0, bytes: 0, vectors: null, pending: null, fitness: 'unfinished', damage };
}
