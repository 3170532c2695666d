/** The places where bases are kept: which may be written, what lies there, and whether there is room. Knows no embedding. */
import { UserError } from '../../errors.ts';
import type { Folder } from '../../storage/journal/files.ts';
import { jsonBytes, jsonOf } from '../../storage/journal/json.ts';
import { LogReader, LogWriter, StorageFull } from '../../storage/journal/log.ts';
import { VECTOR_TYPES } from '../../storage/journal/vectorCodec.ts';
import { Shelf, type CurrentEncoder } from './shelf.ts';
import { estimateSpace, roomHint, tooLittleRoom, type Freeable, type Space } from './space.ts';
import type { LibraryEntry, LibraryState, VectorType } from './types.ts';

/** Deleted bases are kept for an undo so long. */
const KEPT_DELETED_MS = 7 * 24 * 3600 * 1000;

export interface LibraryPlaces {
  readonly memory: Folder;
  /** null where the browser lets the page store nothing. */
  readonly disk: Folder | null;
  /** False while another tab has the library. */
  readonly lock: { readonly held: boolean };
  readonly space?: () => Promise<Space>;
  /** Told when the list of bases is no longer what it was. */
  readonly onChange?: () => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Bytes that something will take in storage, and how many of them int8 vectors would save. */
export interface Need {
  readonly bytes: number;
  readonly byInt8: number;
}

export class Shelves {
  readonly memory: Shelf;
  readonly disk: Shelf | null;
  readonly #places: LibraryPlaces;
  readonly #current: () => Promise<CurrentEncoder>;
  readonly #settings: Folder;
  #news: string[] = [];
  #swept: Promise<void> | null = null;
  /** Bases that were deleted when there was no room to write that down, and when. */
  readonly #deletedUnwritten = new Map<string, number>();

  /** @param current the encoder that bases are held against */
  constructor(places: LibraryPlaces, current: () => Promise<CurrentEncoder>) {
    this.#places = places;
    this.#current = current;
    this.memory = new Shelf('memory', places.memory);
    this.disk = places.disk && new Shelf('disk', places.disk);
    this.#settings = places.disk ?? places.memory;
  }

  get access(): LibraryState['access'] {
    return this.disk === null ? 'memory' : this.#places.lock.held ? 'writer' : 'reader';
  }

  now(): number {
    return (this.#places.now ?? Date.now)();
  }

  changed(): void {
    this.#places.onChange?.();
  }

  space(): Promise<Space> {
    return (this.#places.space ?? estimateSpace)();
  }

  /** Tells the user with the next list. */
  announce(news: string): void {
    this.#news.push(news);
    this.changed();
  }

  takeNews(): string[] {
    return this.#news.splice(0);
  }

  mayWrite(shelf: Shelf): boolean {
    return shelf.place === 'memory' || this.#places.lock.held;
  }

  readOnly(): UserError {
    return new UserError('storage', 'this tab only reads the library: another tab of ragscope has it open', 'Do it there, or close that tab; this one may write then.');
  }

  /** The shelf that holds a base. @throws UserError when there is none, or it may not be written */
  async holding(id: string, toWrite: boolean): Promise<Shelf> {
    for (const shelf of [this.memory, this.disk]) {
      if (!shelf || !(await shelf.has(id))) continue;
      if (toWrite && !this.mayWrite(shelf)) throw this.readOnly();
      return shelf;
    }
    throw new UserError('storage', 'this knowledge base is gone', 'It was deleted, perhaps in another tab. Open another one.');
  }

  /** The browser's storage where it may be written and has room; else memory, which is told. */
  async forNew(name: string, need: Need): Promise<Shelf> {
    // What is being made must not look left behind.
    await this.sweepOnce();
    if (!this.disk) return this.memory;
    if (!this.mayWrite(this.disk)) {
      this.announce(`"${name}" is held in memory only: another tab has the library open. Close that tab, then keep this base.`);
      return this.memory;
    }
    const refusal = await this.#refusal(`"${name}"`, need);
    return refusal ? this.memoryInstead(name, refusal) : this.disk;
  }

  /** Memory, because of this error; which is told. */
  memoryInstead(name: string, { message, hint }: UserError): Shelf {
    this.announce(`"${name}" is held in memory only: ${message}. ${hint}`);
    return this.memory;
  }

  /** @throws UserError when `what` does not fit on the shelf */
  async checkRoom(what: string, shelf: Shelf, need: Need): Promise<void> {
    const refusal = shelf.place === 'disk' ? await this.#refusal(what, need) : null;
    if (refusal) throw refusal;
  }

  async #refusal(what: string, { bytes, byInt8 }: Need): Promise<UserError | null> {
    return tooLittleRoom(what, bytes, await this.space(), await this.#freeable(byInt8));
  }

  async #freeable(byInt8: number, except?: string): Promise<Freeable> {
    const stored = (await this.entries()).filter(({ place, id }) => place === 'disk' && id !== except);
    const deleted = stored.filter(({ deletedAt }) => deletedAt !== null).reduce((sum, entry) => sum + entry.bytes, 0);
    const bases = stored.filter(({ deletedAt, origin }) => deletedAt === null && origin !== 'sample').sort((a, b) => b.bytes - a.bytes);
    return { deleted, bases, byInt8 };
  }

  /** What the browser said when it had no room left, as what came of it and what can be freed; any other error as it is. */
  async explained(error: unknown, what: string, except?: string): Promise<unknown> {
    if (!(error instanceof StorageFull)) return error;
    return new UserError('storage', `${what}: the browser’s storage for this page is full`, roomHint(await this.#freeable(0, except)));
  }

  async vectorType(): Promise<VectorType> {
    const log = await LogReader.open(this.#settings, 'settings');
    const last = log.segments.at(-1);
    const { vectorType = 'fp32' } = last ? jsonOf<{ vectorType?: VectorType }>(await log.read(last)) : {};
    return vectorType;
  }

  async prefer(vectorType: VectorType): Promise<void> {
    if (!VECTOR_TYPES.includes(vectorType)) throw new Error(`internal: ${String(vectorType)} is no type of vectors`);
    if (this.disk && !this.mayWrite(this.disk)) throw this.readOnly();
    const log = await LogWriter.open(this.#settings, 'settings');
    try {
      log.append(1, jsonBytes({ vectorType }));
    } finally {
      log.close();
    }
    this.changed();
  }

  /** Last used first. */
  async entries(): Promise<LibraryEntry[]> {
    const current = await this.#current();
    const entries: LibraryEntry[] = [];
    for (const shelf of [this.disk, this.memory]) {
      if (!shelf) continue;
      for (const id of await shelf.ids()) {
        const entry = await shelf.describe(id, current);
        if (entry) entries.push({ ...entry, deletedAt: entry.deletedAt ?? this.#deletedUnwritten.get(id) ?? null });
      }
    }
    return entries.sort((a, b) => b.usedAt - a.usedAt || b.createdAt - a.createdAt);
  }

  /** Can be undone. On a full disk it holds until the engine stops: deleting must be possible where there is no room for a note of it. */
  async markDeleted(id: string): Promise<void> {
    const shelf = await this.holding(id, true);
    try {
      await shelf.setMeta(id, { deletedAt: this.now() });
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      this.#deletedUnwritten.set(id, this.now());
    }
    this.changed();
  }

  async restore(id: string): Promise<void> {
    if (!this.#deletedUnwritten.delete(id)) await (await this.holding(id, true)).setMeta(id, { deletedAt: null });
    this.changed();
  }

  /** For good: one base, or all that are deleted. */
  async empty(id: string | null): Promise<void> {
    for (const entry of await this.entries()) {
      if (id === null ? entry.deletedAt === null : entry.id !== id) continue;
      await (await this.holding(entry.id, true)).remove(entry.id);
      this.#deletedUnwritten.delete(entry.id);
    }
    this.changed();
  }

  /** Once, and by the writer only: another tab may be making what looks unfinished. */
  sweepOnce(): Promise<void> {
    if (!this.disk || !this.mayWrite(this.disk)) return Promise.resolve();
    this.#swept ??= this.#sweep(this.disk).catch(() => undefined);
    return this.#swept;
  }

  async #sweep(disk: Shelf): Promise<void> {
    const cutOff = await disk.sweep();
    if (cutOff > 0) this.#news.push(`${cutOff === 1 ? 'An import' : `${cutOff} imports`} that was cut off before its table was read left nothing to go on with.`);
    for (const { id, deletedAt } of await this.entries()) if (deletedAt !== null && this.now() - deletedAt > KEPT_DELETED_MS) await disk.remove(id);
  }
}
