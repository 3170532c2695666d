/**
 * The knowledge bases of this browser: makes, opens, changes and removes them. Knows neither worker, page nor file format.
 * Long, because its operations share who may write, what is open and what is being embedded.
 */
import { UserError, throwIfAborted } from '../../errors.ts';
import { PauseGate, type PassageEncoder } from '../../rag/embed.ts';
import type { Passage, RejectedRow } from '../../retrieval/types.ts';
import { BaseWriter, contentBytes, readContents, type BaseMeta, type BaseOrigin, type FilePart, type StoredBase } from '../../storage/journal/baseLog.ts';
import { DamagedSegment, LogReader, LogWriter, storageError } from '../../storage/journal/log.ts';
import { jsonBytes, jsonOf } from '../../storage/journal/json.ts';
import type { Folder } from '../../storage/journal/files.ts';
import { VECTOR_TYPES, decodeVectors, encodeVectors, vectorBytes } from '../../storage/journal/vectorCodec.ts';
import { VectorWriter, type StoredVectors, type EncoderId, type VectorHeader } from '../../storage/journal/vectorLog.ts';
import { REJECTED_LISTED } from '../importing.ts';
import { progressOf } from '../progress.ts';
import type { CallOptions, KnowledgeBaseInfo } from '../protocol.ts';
import { embedInto, sameEncoder } from './embedding.ts';
import { rankEffects } from './rankEffect.ts';
import { Shelf, fitnessOf, usablePassages, type CurrentEncoder, type Standing } from './shelf.ts';
import { estimateSpace, tooLittleRoom, type Space } from './space.ts';
import type { LibraryEntry, LibraryState, RankEffect, VectorType } from './types.ts';

/** Deleted bases are kept for an undo so long. */
const KEPT_DELETED_MS = 7 * 24 * 3600 * 1000;
const LONGEST_NAME = 200;
/** A commit record, and a place in the plan. */
const OVERHEAD_A_PASSAGE = 8;

export interface LibraryEngine extends PassageEncoder {
  encoderId(): Promise<EncoderId>;
}

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

/** A table as reading gave it. */
export interface TableContents {
  readonly passages: readonly Passage[];
  readonly rejected: readonly RejectedRow[];
  readonly files: readonly FilePart[];
}

type Contents = Pick<TableContents, 'passages' | 'rejected'>;

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

export class Library {
  readonly #engine: LibraryEngine;
  readonly #memory: Shelf;
  readonly #disk: Shelf | null;
  readonly #settings: Folder;
  readonly #places: LibraryPlaces;
  readonly #gate = new PauseGate();
  #news: string[] = [];
  #openId: string | null = null;
  #busy: Promise<unknown> = Promise.resolve();
  #swept: Promise<void> | null = null;

  constructor(engine: LibraryEngine, places: LibraryPlaces) {
    this.#engine = engine;
    this.#places = places;
    this.#memory = new Shelf('memory', places.memory);
    this.#disk = places.disk && new Shelf('disk', places.disk);
    this.#settings = places.disk ?? places.memory;
  }

  async list(): Promise<LibraryState> {
    await this.#sweepOnce();
    const entries = await this.#entries();
    const news = this.#news.splice(0);
    return { entries, openId: this.#openId, access: this.#access, ...(await this.#space()), vectorType: await this.#vectorType(), news };
  }

  /** Tells the user with the next list. */
  announce(news: string): void {
    this.#news.push(news);
    this.#places.onChange?.();
  }

  /** A new base; embedded and ready to answer. When it is cancelled, it stays in the library as far as it came. */
  async create(name: string, table: TableContents, options?: CallOptions, origin: BaseOrigin = 'imported', sourceHash = ''): Promise<OpenedBase> {
    const shelf = await this.#shelfFor(name, await this.#bytesOf(table));
    const { id, folder } = await shelf.create();
    const now = this.#now();
    const meta: BaseMeta = { name: cleanName(name), origin, createdAt: now, usedAt: now, deletedAt: null, vectors: null, pending: 'vectors-1', halted: false, sourceHash, embedSeconds: 0 };
    try {
      await this.#write(folder, table, options, meta);
    } catch (error) {
      await shelf.remove(id).catch(() => undefined);
      throw error;
    }
    this.#changed();
    return this.#finish(id, options, undefined, table);
  }

  /** Makes the vectors that are not there, of the whole base where they would be another encoder's, and opens it. */
  finish(id: string, options?: CallOptions, type?: VectorType): Promise<OpenedBase> {
    return this.#finish(id, options, type);
  }

  /** @param known the contents, where they need not be read again */
  async #finish(id: string, options?: CallOptions, type?: VectorType, known?: Contents): Promise<OpenedBase> {
    return this.#alone(async () => {
      const shelf = await this.#shelf(id, true);
      const current = await this.#current();
      const standing = await shelf.standing(id);
      const { name, header } = await this.#target(shelf, id, standing, current, type);
      await shelf.setMeta(id, { halted: false });
      this.#changed();
      const start = performance.now();
      const contents = known ?? (await contentsOf(shelf, id, standing.base));
      const { passages } = contents;
      let matrix: Float32Array;
      try {
        const folder = await shelf.folder(id);
        matrix =
          (await converted(folder, standing.vectors, name, header, passages.length)) ??
          (await embedInto({ folder, name, header, passages, encoder: this.#engine, gate: this.#gate, options }));
      } catch (error) {
        // What the user stopped, or a full disk, waits for the user; what a fault cut off goes on with the next engine.
        const halted = error instanceof UserError && (error.kind === 'cancelled' || error.kind === 'storage');
        if (halted) await shelf.setMeta(id, { halted }).catch(() => undefined);
        throw error;
      } finally {
        this.#gate.resume();
        this.#changed();
      }
      const { meta } = (await shelf.standing(id)).base;
      await shelf.setMeta(id, { vectors: name, pending: null, embedSeconds: meta.embedSeconds + (performance.now() - start) / 1000 });
      await removeLogs(await shelf.folder(id), [meta.vectors, meta.pending], name);
      return this.#opened(shelf, id, (await shelf.standing(id)).base, contents, matrix, header.type);
    });
  }

  /** What is there of the base, without embedding anything. */
  async open(id: string, options?: CallOptions): Promise<OpenedBase> {
    const shelf = await this.#shelf(id, false);
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
    if (this.#mayWrite(shelf)) await shelf.setMeta(id, { usedAt: this.#now() }).catch(() => undefined);
    this.#openId = id;
    this.#changed();
    return { info: infoOf(id, base, rejected, passages.length, this.#engine.dim), passages, matrix, vectorType, rejected };
  }

  /** The base used last that can answer, or null. */
  async openLast(options?: CallOptions): Promise<OpenedBase | null> {
    await this.#sweepOnce();
    const candidates = (await this.#entries()).filter(({ deletedAt, fitness, damage }) => deletedAt === null && damage === '' && (fitness === 'usable' || fitness === 'stale'));
    for (const { id } of candidates) {
      try {
        return await this.open(id, options);
      } catch (error) {
        if (error instanceof UserError && error.kind === 'cancelled') throw error;
        this.announce(`The base used last could not be opened: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return null;
  }

  /** The kept copy of a source that the page brings along, unless it has changed, or another encoder embedded it. */
  async openKept(sourceHash: string, options?: CallOptions): Promise<OpenedBase | null> {
    for (const { id, place, origin, damage, fitness, pending } of await this.#entries()) {
      if (origin !== 'sample' || damage !== '') continue;
      const shelf = place === 'disk' ? this.#disk! : this.#memory;
      const { meta } = (await shelf.standing(id)).base;
      if (meta.sourceHash === sourceHash && meta.deletedAt === null && fitness === 'usable') return this.open(id, options);
      if (!this.#mayWrite(shelf)) continue;
      if (meta.sourceHash === sourceHash && meta.deletedAt === null && pending) return this.finish(id, options);
      await shelf.remove(id);
    }
    return null;
  }

  async append(id: string, table: TableContents, options?: CallOptions): Promise<OpenedBase> {
    const shelf = await this.#shelf(id, true);
    const { base } = await shelf.standing(id);
    await this.#checkRoom(`Appending ${table.passages.length} passages to "${base.meta.name}"`, shelf, await this.#bytesOf(table), 0);
    const folder = await shelf.folder(id);
    await this.#alone(() => this.#write(folder, table, options, null));
    this.#changed();
    return this.finish(id, options);
  }

  /** New vectors for the whole base; the old ones answer until the new are whole. */
  async refresh(id: string, type: VectorType, options?: CallOptions): Promise<OpenedBase> {
    const shelf = await this.#shelf(id, true);
    const { base } = await shelf.standing(id);
    await this.#checkRoom(`Embedding "${base.meta.name}" anew`, shelf, base.nPassages * (vectorBytes(type, this.#engine.dim) + OVERHEAD_A_PASSAGE), 0);
    return this.finish(id, options, type);
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#change(id, { name: cleanName(name) });
  }

  async remove(id: string): Promise<void> {
    await this.#change(id, { deletedAt: this.#now() });
    if (this.#openId === id) this.#openId = null;
  }

  async restore(id: string): Promise<void> {
    await this.#change(id, { deletedAt: null });
  }

  /** For good: one base, or all that are deleted. */
  async empty(id: string | null): Promise<void> {
    for (const entry of await this.#entries()) {
      if (id === null ? entry.deletedAt === null : entry.id !== id) continue;
      await (await this.#shelf(entry.id, true)).remove(entry.id);
    }
    this.#changed();
  }

  async duplicate(id: string, options?: CallOptions): Promise<void> {
    const from = await this.#shelf(id, false);
    const { base, vectors } = await from.standing(id);
    const to = await this.#shelfFor(base.meta.name, base.bytes + (vectors?.bytes ?? 0));
    await this.#copy(from, to, id, `${base.meta.name} (copy)`, options);
  }

  /** From memory into the browser's storage. */
  async keep(id: string, options?: CallOptions): Promise<void> {
    const from = await this.#shelf(id, false);
    const { base, vectors } = await from.standing(id);
    if (!this.#disk || !this.#mayWrite(this.#disk)) throw this.#readOnly();
    await this.#checkRoom(`Keeping "${base.meta.name}"`, this.#disk, base.bytes + (vectors?.bytes ?? 0), 0);
    const copy = await this.#copy(from, this.#disk, id, base.meta.name, options);
    await from.remove(id);
    if (this.#openId === id) this.#openId = copy;
    this.#changed();
  }

  pause(paused: boolean): void {
    if (paused) this.#gate.pause();
    else this.#gate.resume();
  }

  async prefer(vectorType: VectorType): Promise<void> {
    if (!VECTOR_TYPES.includes(vectorType)) throw new Error(`internal: ${String(vectorType)} is no type of vectors`);
    if (this.#disk && !this.#mayWrite(this.#disk)) throw this.#readOnly();
    const log = await LogWriter.open(this.#settings, 'settings');
    try {
      log.append(1, jsonBytes({ vectorType }));
    } finally {
      log.close();
    }
    this.#changed();
  }

  /** Everything of a base, for exports. */
  async contents(id: string): Promise<{ standing: Standing; passages: readonly Passage[]; rejected: readonly RejectedRow[] }> {
    const shelf = await this.#shelf(id, false);
    const standing = await shelf.standing(id);
    return { standing, ...(await contentsOf(shelf, id, standing.base)) };
  }

  /** A base that comes with its vectors, from a bundle. @param rows one record of the header's type a passage. @returns its id */
  async adopt(meta: Pick<BaseMeta, 'name' | 'createdAt' | 'embedSeconds'>, table: TableContents, header: VectorHeader, rows: Uint8Array, options?: CallOptions): Promise<string> {
    const bytes = contentBytes(table.passages, table.rejected) + table.passages.length * (vectorBytes(header.type, header.dim) + OVERHEAD_A_PASSAGE);
    const shelf = await this.#shelfFor(meta.name, bytes);
    const { id, folder } = await shelf.create();
    try {
      await writeRows(folder, 'vectors-1', header, rows);
      await this.#write(folder, table, options, { ...meta, name: cleanName(meta.name), origin: 'bundle', usedAt: this.#now(), deletedAt: null, vectors: 'vectors-1', pending: null, halted: false, sourceHash: '' });
    } catch (error) {
      await shelf.remove(id).catch(() => undefined);
      throw error;
    }
    this.#changed();
    return id;
  }

  async rankEffect(id: string, options?: CallOptions): Promise<RankEffect[]> {
    const { vectors } = await (await this.#shelf(id, false)).standing(id);
    if (!vectors || vectors.nDone === 0) throw new UserError('bad-input', 'this base has no vectors yet', 'Resume its embedding first.');
    const { matrix } = await vectors.load();
    return rankEffects(matrix, vectors.header.dim, options);
  }

  get #access(): LibraryState['access'] {
    return this.#disk === null ? 'memory' : this.#places.lock.held ? 'writer' : 'reader';
  }

  #mayWrite(shelf: Shelf): boolean {
    return shelf.place === 'memory' || this.#places.lock.held;
  }

  #readOnly(): UserError {
    return new UserError('storage', 'this tab only reads the library: another tab of ragscope has it open', 'Do it there, or close that tab; this one may write then.');
  }

  #now(): number {
    return (this.#places.now ?? Date.now)();
  }

  #changed(): void {
    this.#places.onChange?.();
  }

  #space(): Promise<Space> {
    return (this.#places.space ?? estimateSpace)();
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

  async #shelf(id: string, toWrite: boolean): Promise<Shelf> {
    for (const shelf of [this.#memory, this.#disk]) {
      if (!shelf || !(await shelf.has(id))) continue;
      if (toWrite && !this.#mayWrite(shelf)) throw this.#readOnly();
      return shelf;
    }
    throw new UserError('storage', 'this knowledge base is gone', 'It was deleted, perhaps in another tab. Open another one.');
  }

  /** The browser's storage where it may be written and has room; else memory, which is told. */
  async #shelfFor(name: string, bytes: number): Promise<Shelf> {
    // What is being made must not look left behind.
    await this.#sweepOnce();
    if (!this.#disk) return this.#memory;
    if (!this.#places.lock.held) {
      this.#news.push(`"${name}" is held in memory only: another tab has the library open. Close that tab, then keep this base.`);
      return this.#memory;
    }
    const refusal = await this.#refusal(`"${name}"`, bytes);
    if (!refusal) return this.#disk;
    this.#news.push(`"${name}" is held in memory only: ${refusal.message}. ${refusal.hint}`);
    return this.#memory;
  }

  async #refusal(what: string, bytes: number, byInt8 = 0): Promise<UserError | null> {
    const stored = (await this.#entries()).filter(({ place }) => place === 'disk');
    const deleted = stored.filter(({ deletedAt }) => deletedAt !== null).reduce((sum, entry) => sum + entry.bytes, 0);
    const bases = stored.filter(({ deletedAt, origin }) => deletedAt === null && origin !== 'sample').sort((a, b) => b.bytes - a.bytes);
    return tooLittleRoom(what, bytes, await this.#space(), { deleted, bases, byInt8 });
  }

  async #checkRoom(what: string, shelf: Shelf, bytes: number, byInt8: number): Promise<void> {
    const refusal = shelf.place === 'disk' ? await this.#refusal(what, bytes, byInt8) : null;
    if (refusal) throw refusal;
  }

  async #bytesOf({ passages, rejected }: TableContents): Promise<number> {
    return contentBytes(passages, rejected) + passages.length * (vectorBytes(await this.#vectorType(), this.#engine.dim) + OVERHEAD_A_PASSAGE);
  }

  async #vectorType(): Promise<VectorType> {
    const log = await LogReader.open(this.#settings, 'settings');
    const last = log.segments.at(-1);
    const { vectorType = 'fp32' } = last ? jsonOf<{ vectorType?: VectorType }>(await log.read(last)) : {};
    return vectorType;
  }

  async #entries(): Promise<LibraryEntry[]> {
    const current = await this.#current();
    const entries: LibraryEntry[] = [];
    for (const shelf of [this.#disk, this.#memory]) {
      if (!shelf) continue;
      for (const id of await shelf.ids()) {
        const entry = await shelf.describe(id, current);
        if (entry) entries.push(entry);
      }
    }
    return entries.sort((a, b) => b.usedAt - a.usedAt || b.createdAt - a.createdAt);
  }

  /** Once, and by the writer only: another tab may be making what looks unfinished. */
  #sweepOnce(): Promise<void> {
    if (!this.#disk || !this.#places.lock.held) return Promise.resolve();
    const disk = this.#disk;
    this.#swept ??= (async () => {
      const cutOff = await disk.sweep();
      if (cutOff > 0) this.#news.push(`${cutOff === 1 ? 'An import' : `${cutOff} imports`} that was cut off before its table was read left nothing to go on with.`);
      for (const { id, deletedAt } of await this.#entries()) if (deletedAt !== null && this.#now() - deletedAt > KEPT_DELETED_MS) await disk.remove(id);
    })().catch(() => undefined);
    return this.#swept;
  }

  async #change(id: string, change: Partial<BaseMeta>): Promise<void> {
    await (await this.#shelf(id, true)).setMeta(id, change);
    this.#changed();
  }

  async #copy(from: Shelf, to: Shelf, id: string, name: string, options?: CallOptions): Promise<string> {
    const copy = await to.copyFrom(from, id, progressOf('Copying the base', options));
    await to.setMeta(copy, { name: cleanName(name), createdAt: this.#now(), deletedAt: null });
    this.#changed();
    return copy;
  }

  async #write(folder: Folder, { files, passages, rejected }: TableContents, options: CallOptions | undefined, meta: BaseMeta | null): Promise<void> {
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

  /** The vector log to go on with, or a new one where the old was begun by another encoder, or another type is wanted. */
  async #target(shelf: Shelf, id: string, { base, vectors, pendingVectors }: Standing, current: CurrentEncoder, type?: VectorType): Promise<{ name: string; header: VectorHeader }> {
    const begun = base.meta.pending === null ? vectors : pendingVectors;
    const goesOn = begun !== null && sameEncoder(begun.header.encoder, current.id) && (type === undefined || (begun.header.type === type && !begun.complete));
    if (goesOn) return { name: begun.name, header: begun.header };
    const header: VectorHeader = { encoder: current.id, type: type ?? begun?.header.type ?? (await this.#vectorType()), dim: current.dim };
    const folder = await shelf.folder(id);
    if (base.meta.pending !== null) await removeLogs(folder, [base.meta.pending], base.meta.vectors);
    const used = [base.meta.vectors, base.meta.pending].map((log) => Number(/\d+$/.exec(log ?? '')?.[0] ?? 0));
    const name = `vectors-${Math.max(...used) + 1}`;
    await shelf.setMeta(id, { pending: name });
    return { name, header };
  }
}

/** Vectors of full precision by the same encoder become others without it. @returns the matrix as the new type holds it, or null where there are no such vectors */
async function converted(folder: Folder, from: StoredVectors | null, name: string, header: VectorHeader, nPassages: number): Promise<Float32Array | null> {
  if (!from || from.name === name || from.header.type !== 'fp32' || !sameEncoder(from.header.encoder, header.encoder) || from.nPlanned !== nPassages) return null;
  const { matrix, missing } = await from.load();
  if (missing.length > 0) return null;
  await removeLogs(folder, [name], null);
  const rows = encodeVectors(header.type, matrix, header.dim);
  await writeRows(folder, name, header, rows);
  return decodeVectors(header.type, rows, header.dim);
}

/** Vectors that are there already, as a log of one plan in the order of the base. */
async function writeRows(folder: Folder, name: string, header: VectorHeader, rows: Uint8Array): Promise<void> {
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

async function removeLogs(folder: Folder, names: readonly (string | null)[], except: string | null): Promise<void> {
  for (const name of names) if (name !== null && name !== except) for (const file of [`${name}.commits`, `${name}.data`]) await folder.remove(file);
}

async function contentsOf(shelf: Shelf, id: string, { meta }: StoredBase): Promise<{ passages: readonly Passage[]; rejected: readonly RejectedRow[] }> {
  try {
    return await readContents(await shelf.folder(id));
  } catch (error) {
    if (!(error instanceof DamagedSegment)) throw error;
    throw new UserError('storage', `"${meta.name}": the browser's storage has lost some of its passages`, 'Import its table again, or open a bundle of it.');
  }
}

function infoOf(id: string, { meta, files }: StoredBase, rejected: readonly RejectedRow[], nPassages: number, dim: number): KnowledgeBaseInfo {
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
function cleanName(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim().slice(0, LONGEST_NAME) || 'Base';
}
