/** The knowledge bases of this browser: makes, opens, changes and removes them. Knows neither worker, page nor file format. */
import { UserError, throwIfAborted } from '../../errors.ts';
import { PauseGate, type PassageEncoder } from '../../rag/embed.ts';
import type { Passage, RejectedRow } from '../../retrieval/types.ts';
import { contentBytes, type BaseMeta, type BaseOrigin, type StoredBase } from '../../storage/journal/baseLog.ts';
import { StorageFull } from '../../storage/journal/log.ts';
import { vectorBytes } from '../../storage/journal/vectorCodec.ts';
import type { EncoderId, VectorHeader } from '../../storage/journal/vectorLog.ts';
import { progressOf } from '../progress.ts';
import type { CallOptions } from '../protocol.ts';
import { cleanName, contentsOf, infoOf, writeTable, type Contents, type OpenedBase, type TableContents } from './contents.ts';
import { embedInto } from './embedding.ts';
import { rankEffects } from './rankEffect.ts';
import { fitnessOf, usablePassages, type CurrentEncoder, type Shelf, type Standing } from './shelf.ts';
import { Shelves, type LibraryPlaces, type Need } from './shelves.ts';
import type { LibraryState, RankEffect, VectorType } from './types.ts';
import { converted, removeLogs, vectorTarget, writeRows } from './vectorFiles.ts';

export type { LibraryPlaces, OpenedBase, TableContents };

/** A commit record, and a place in the plan. */
const OVERHEAD_A_PASSAGE = 8;

export interface LibraryEngine extends PassageEncoder {
  encoderId(): Promise<EncoderId>;
}

export class Library {
  readonly #engine: LibraryEngine;
  readonly #shelves: Shelves;
  readonly #gate = new PauseGate();
  #openId: string | null = null;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(engine: LibraryEngine, places: LibraryPlaces) {
    this.#engine = engine;
    this.#shelves = new Shelves(places, () => this.#current());
  }

  async list(): Promise<LibraryState> {
    const shelves = this.#shelves;
    await shelves.sweepOnce();
    const entries = await shelves.entries();
    const news = shelves.takeNews();
    return { entries, openId: this.#openId, access: shelves.access, ...(await shelves.space()), vectorType: await shelves.vectorType(), news };
  }

  /** A new base; embedded and ready to answer. When it is cancelled, it stays in the library as far as it came. */
  async create(name: string, table: TableContents, options?: CallOptions, origin: BaseOrigin = 'imported', sourceHash = ''): Promise<OpenedBase> {
    const now = this.#shelves.now();
    const meta: BaseMeta = { name: cleanName(name), origin, createdAt: now, usedAt: now, deletedAt: null, vectors: null, pending: 'vectors-1', halted: false, sourceHash, embedSeconds: 0 };
    const shelf = await this.#shelves.forNew(name, await this.#needOf(table));
    const id = await this.#make(shelf, meta, (folder) => writeTable(folder, table, options, meta));
    return this.#finish(id, options, undefined, table);
  }

  /** A new folder with what `write` puts there; in memory where the disk turns out to be full. @returns the id of the base */
  async #make(shelf: Shelf, meta: Pick<BaseMeta, 'name'>, write: (folder: Awaited<ReturnType<Shelf['folder']>>) => Promise<void>): Promise<string> {
    const { id, folder } = await shelf.create();
    try {
      await write(folder);
    } catch (error) {
      await shelf.remove(id).catch(() => undefined);
      if (!(error instanceof StorageFull) || shelf.place === 'memory') throw error;
      return this.#make(this.#shelves.memoryInstead(meta.name, (await this.#shelves.explained(error, 'it did not fit')) as UserError), meta, write);
    }
    this.#shelves.changed();
    return id;
  }

  /** Makes the vectors that are not there, of the whole base where they would be another encoder's, and opens it. */
  finish(id: string, options?: CallOptions, type?: VectorType): Promise<OpenedBase> {
    return this.#finish(id, options, type);
  }

  /** @param known the contents, where they need not be read again */
  async #finish(id: string, options?: CallOptions, type?: VectorType, known?: Contents): Promise<OpenedBase> {
    return this.#alone(async () => {
      const shelf = await this.#shelves.holding(id, true);
      const { base } = await shelf.standing(id);
      const contents = known ?? (await contentsOf(shelf, id, base));
      try {
        return await this.#embed(shelf, id, contents, options, type);
      } catch (error) {
        // What the user stopped, or a full disk, waits for the user; what a fault cut off goes on with the next engine.
        const halted = error instanceof UserError && (error.kind === 'cancelled' || error.kind === 'storage');
        if (halted) await shelf.setMeta(id, { halted }).catch(() => undefined);
        throw await this.#shelves.explained(error, `"${base.meta.name}" is not all embedded yet; what is done is kept`, id);
      } finally {
        this.#gate.resume();
        this.#shelves.changed();
      }
    });
  }

  async #embed(shelf: Shelf, id: string, contents: Contents, options?: CallOptions, type?: VectorType): Promise<OpenedBase> {
    const { passages } = contents;
    const standing = await shelf.standing(id);
    const target = await vectorTarget(shelf, id, standing, await this.#current(), type, () => this.#shelves.vectorType());
    await shelf.setMeta(id, { halted: false });
    this.#shelves.changed();
    const start = performance.now();
    const folder = await shelf.folder(id);
    const matrix =
      (await converted(folder, standing.vectors, target, passages.length)) ??
      (await embedInto({ folder, ...target, passages, encoder: this.#engine, gate: this.#gate, options }));
    const { meta } = (await shelf.standing(id)).base;
    await shelf.setMeta(id, { vectors: target.name, pending: null, embedSeconds: meta.embedSeconds + (performance.now() - start) / 1000 });
    await removeLogs(folder, [meta.vectors, meta.pending], target.name);
    return this.#opened(shelf, id, (await shelf.standing(id)).base, contents, matrix, target.header.type);
  }

  /** What is there of the base, without embedding anything. */
  async open(id: string, options?: CallOptions): Promise<OpenedBase> {
    const shelf = await this.#shelves.holding(id, false);
    const standing = await shelf.standing(id);
    const current = await this.#current();
    const fitness = fitnessOf(standing, current);
    const { base, vectors } = standing;
    const { name } = base.meta;
    if (fitness === 'unfinished') throw new UserError('bad-input', `"${name}" has no whole set of vectors yet`, 'Resume its embedding first.');
    if (fitness === 'foreign')
      throw new UserError('bad-input', `"${name}" has vectors of ${vectors!.header.dim} dimensions, by ${vectors!.header.encoder.name}; this model's have ${current.dim}`, 'Embed it anew with this model, or load the other model.');
    const contents = await contentsOf(shelf, id, base);
    const { matrix, missing } = await vectors!.load(progressOf('Opening the base', options));
    throwIfAborted(options?.signal, 'opening the base');
    const usable = usablePassages(vectors);
    if (missing.some(({ ids }) => ids.some((passage) => passage < usable)))
      throw new UserError('storage', `"${name}": the browser's storage has lost some of its vectors`, 'Embed it anew; its passages are whole.');
    const whole = usable === contents.passages.length;
    return this.#opened(shelf, id, base, whole ? contents : { ...contents, passages: contents.passages.slice(0, usable) }, whole ? matrix : matrix.slice(0, usable * current.dim), vectors!.header.type);
  }

  /** @param matrix [contents.passages.length, dim] */
  async #opened(shelf: Shelf, id: string, base: StoredBase, { passages, rejected }: Contents, matrix: Float32Array, vectorType: VectorType): Promise<OpenedBase> {
    // Which base was used last is worth a write, and no failure.
    if (this.#shelves.mayWrite(shelf)) await shelf.setMeta(id, { usedAt: this.#shelves.now() }).catch(() => undefined);
    this.#openId = id;
    this.#shelves.changed();
    return { info: infoOf(id, base, rejected, passages.length, this.#engine.dim), passages, matrix, vectorType, rejected };
  }

  /** The base used last that can answer, or null. */
  async openLast(options?: CallOptions): Promise<OpenedBase | null> {
    await this.#shelves.sweepOnce();
    const candidates = (await this.#shelves.entries()).filter(({ deletedAt, fitness, damage }) => deletedAt === null && damage === '' && (fitness === 'usable' || fitness === 'stale'));
    for (const { id } of candidates) {
      try {
        return await this.open(id, options);
      } catch (error) {
        if (error instanceof UserError && error.kind === 'cancelled') throw error;
        this.#shelves.announce(`The base used last could not be opened: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return null;
  }

  /** The kept copy of a source that the page brings along, unless it has changed, or another encoder embedded it. */
  async openKept(sourceHash: string, options?: CallOptions): Promise<OpenedBase | null> {
    for (const { id, place, origin, damage, fitness, pending, deletedAt } of await this.#shelves.entries()) {
      if (origin !== 'sample' || damage !== '') continue;
      const shelf = place === 'disk' ? this.#shelves.disk! : this.#shelves.memory;
      const wanted = deletedAt === null && (await shelf.standing(id)).base.meta.sourceHash === sourceHash;
      if (wanted && fitness === 'usable') return this.open(id, options);
      if (!this.#shelves.mayWrite(shelf)) continue;
      if (wanted && pending) return this.finish(id, options);
      await shelf.remove(id);
    }
    return null;
  }

  async append(id: string, table: TableContents, options?: CallOptions): Promise<OpenedBase> {
    const shelf = await this.#shelves.holding(id, true);
    const { name } = (await shelf.standing(id)).base.meta;
    const what = `Appending ${table.passages.length} passages to "${name}"`;
    await this.#shelves.checkRoom(what, shelf, await this.#needOf(table));
    const folder = await shelf.folder(id);
    await this.#explaining(what, () => this.#alone(() => writeTable(folder, table, options, null)));
    this.#shelves.changed();
    return this.finish(id, options);
  }

  /** New vectors for the whole base; the old ones answer until the new are whole. */
  async refresh(id: string, type: VectorType, options?: CallOptions): Promise<OpenedBase> {
    const shelf = await this.#shelves.holding(id, true);
    const { base } = await shelf.standing(id);
    await this.#shelves.checkRoom(`Embedding "${base.meta.name}" anew`, shelf, this.#vectorNeed(base.nPassages, type));
    return this.finish(id, options, type);
  }

  async rename(id: string, name: string): Promise<void> {
    const shelf = await this.#shelves.holding(id, true);
    await this.#explaining('The new name was not kept', () => shelf.setMeta(id, { name: cleanName(name) }));
    this.#shelves.changed();
  }

  async remove(id: string): Promise<void> {
    await this.#shelves.markDeleted(id);
    if (this.#openId === id) this.#openId = null;
  }

  restore(id: string): Promise<void> {
    return this.#shelves.restore(id);
  }

  /** For good: one base, or all that are deleted. */
  empty(id: string | null): Promise<void> {
    return this.#shelves.empty(id);
  }

  async duplicate(id: string, options?: CallOptions): Promise<void> {
    const from = await this.#shelves.holding(id, false);
    const { base, vectors } = await from.standing(id);
    const to = await this.#shelves.forNew(base.meta.name, { bytes: base.bytes + (vectors?.bytes ?? 0), byInt8: 0 });
    await this.#copy(from, to, id, `${base.meta.name} (copy)`, options);
  }

  /** From memory into the browser's storage. */
  async keep(id: string, options?: CallOptions): Promise<void> {
    const from = await this.#shelves.holding(id, false);
    const { base, vectors } = await from.standing(id);
    const { disk } = this.#shelves;
    if (!disk || !this.#shelves.mayWrite(disk)) throw this.#shelves.readOnly();
    await this.#shelves.checkRoom(`Keeping "${base.meta.name}"`, disk, { bytes: base.bytes + (vectors?.bytes ?? 0), byInt8: 0 });
    const copy = await this.#copy(from, disk, id, base.meta.name, options);
    await from.remove(id);
    if (this.#openId === id) this.#openId = copy;
    this.#shelves.changed();
  }

  pause(paused: boolean): void {
    if (paused) this.#gate.pause();
    else this.#gate.resume();
  }

  prefer(vectorType: VectorType): Promise<void> {
    return this.#shelves.prefer(vectorType);
  }

  /** Everything of a base, for exports. */
  async contents(id: string): Promise<{ standing: Standing; passages: readonly Passage[]; rejected: readonly RejectedRow[] }> {
    const shelf = await this.#shelves.holding(id, false);
    const standing = await shelf.standing(id);
    return { standing, ...(await contentsOf(shelf, id, standing.base)) };
  }

  /** A base that comes with its vectors, from a bundle. @param rows one record of the header's type a passage. @returns its id */
  async adopt(described: Pick<BaseMeta, 'name' | 'createdAt' | 'embedSeconds'>, table: TableContents, header: VectorHeader, rows: Uint8Array, options?: CallOptions): Promise<string> {
    const { name, createdAt, embedSeconds } = described;
    const meta: BaseMeta = { name: cleanName(name), createdAt, embedSeconds, origin: 'bundle', usedAt: this.#shelves.now(), deletedAt: null, vectors: 'vectors-1', pending: null, halted: false, sourceHash: '' };
    const bytes = contentBytes(table.passages, table.rejected) + table.passages.length * (vectorBytes(header.type, header.dim) + OVERHEAD_A_PASSAGE);
    return this.#make(await this.#shelves.forNew(name, { bytes, byInt8: 0 }), meta, async (folder) => {
      await writeRows(folder, { name: 'vectors-1', header }, rows);
      await writeTable(folder, table, options, meta);
    });
  }

  async rankEffect(id: string, options?: CallOptions): Promise<RankEffect[]> {
    const { vectors } = await (await this.#shelves.holding(id, false)).standing(id);
    if (!vectors || vectors.nDone === 0) throw new UserError('bad-input', 'this base has no vectors yet', 'Resume its embedding first.');
    const { matrix } = await vectors.load();
    return rankEffects(matrix, vectors.header.dim, options);
  }

  async #current(): Promise<CurrentEncoder> {
    return { id: await this.#engine.encoderId(), dim: this.#engine.dim };
  }

  /** One embedding at a time; the next waits until the one before has come to its end. */
  async #alone<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(task);
    this.#busy = turn.catch(() => undefined);
    return turn;
  }

  async #explaining<T>(what: string, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      throw await this.#shelves.explained(error, what);
    }
  }

  async #needOf({ passages, rejected }: TableContents): Promise<Need> {
    const { bytes, byInt8 } = this.#vectorNeed(passages.length, await this.#shelves.vectorType());
    return { bytes: bytes + contentBytes(passages, rejected), byInt8 };
  }

  #vectorNeed(nPassages: number, type: VectorType): Need {
    const { dim } = this.#engine;
    return { bytes: nPassages * (vectorBytes(type, dim) + OVERHEAD_A_PASSAGE), byInt8: nPassages * Math.max(0, vectorBytes(type, dim) - vectorBytes('int8', dim)) };
  }

  async #copy(from: Shelf, to: Shelf, id: string, name: string, options?: CallOptions): Promise<string> {
    return this.#explaining(`${name} was not copied`, async () => {
      const copy = await to.copyFrom(from, id, progressOf('Copying the base', options));
      await to.setMeta(copy, { name: cleanName(name), createdAt: this.#shelves.now(), deletedAt: null });
      this.#shelves.changed();
      return copy;
    });
  }
}
