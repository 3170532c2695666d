/** The library over files in memory, with an encoder that is a function of the text. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Passage } from '../../retrieval/types.ts';
import type { Folder } from '../../storage/journal/files.ts';
import { MemoryFolder } from '../../storage/journal/memory.ts';
import type { VectorType } from '../../storage/journal/vectorCodec.ts';
import type { Progress } from '../protocol.ts';
import { readBundle, writeBundle } from './bundle.ts';
import { passagesCsv } from './exportCsv.ts';
import { Library, type LibraryEngine, type LibraryPlaces, type OpenedBase, type TableContents } from './library.ts';
import type { Space } from './space.ts';

const MODEL = 'a'.repeat(32);

/** Vectors of `dim` numbers by a model of this name; counts what it embeds. */
function engineOf({ dim = 8, model = MODEL, numerics = 'q8 cpu' } = {}): LibraryEngine & { embedded: number } {
  const engine = {
    embedded: 0,
    dim,
    encodePassageIds: ({ title, text }: { title: string; text: string }) => {
      const ids = [...`${title}|${text}`].map((c) => c.codePointAt(0)!);
      return { ids, typeIds: ids } as unknown as ReturnType<LibraryEngine['encodePassageIds']>;
    },
    contextEncoder: {
      encode: async (encodings: readonly { readonly ids: readonly number[] }[]) => {
        engine.embedded += encodings.length;
        return Float32Array.from(encodings.flatMap(({ ids }) => Array.from({ length: dim }, (_, d) => Math.sin(ids.reduce((a, id) => (31 * a + id) % 1e6, d + model.charCodeAt(0))))));
      },
    },
    encoderId: async () => ({ model, numerics, name: 'test' }),
  };
  return engine;
}

/** Of every third passage. */
const FACTS: Pick<Passage, 'key' | 'metadata'> = { key: '<i>\nk-1', metadata: [['__proto__', 'x'], ['source', '=1+1']] };

function table(n: number, from = 0): TableContents {
  const passages = Array.from({ length: n }, (_, id) => ({ id, title: `Title ${from + id}`, text: `Text of number ${(from + id) * 7}`, row: id + 2, ...(id % 3 === 0 ? FACTS : {}) }));
  return { passages, rejected: [{ row: 99, reason: 'blank row' }], files: [{ name: `${from}.csv`, nRows: n + 1, accepted: n, nRejected: 1, nPassages: n, encoding: 'UTF-8', warnings: [] }] };
}

const textsOf = ({ passages }: OpenedBase) => passages.map(({ title, text }) => `${title}: ${text}`);
const vectorOf = (base: OpenedBase, id: number) => base.matrix.slice(id * base.info.dim, (id + 1) * base.info.dim);

let disk: MemoryFolder;
let clock: number;
const placesOf = (change: Partial<LibraryPlaces> = {}): LibraryPlaces => ({ memory: new MemoryFolder(), disk, lock: { held: true }, space: async () => ({ usage: null, quota: null }), now: () => ++clock, ...change });
const libraryOf = (engine = engineOf(), change: Partial<LibraryPlaces> = {}) => new Library(engine, placesOf(change));

beforeEach(() => {
  disk = new MemoryFolder();
  clock = 1_700_000_000_000;
});

/** Stops after so many passages, as a cancel does. */
async function cancelled(work: (options: { signal: AbortSignal; onProgress: (progress: Progress) => void }) => Promise<unknown>, after: number): Promise<void> {
  const controller = new AbortController();
  const onProgress = ({ stage, done }: Progress) => stage === 'Embedding passages' && done >= after && controller.abort();
  await expect(work({ signal: controller.signal, onProgress })).rejects.toMatchObject({ kind: 'cancelled' });
}

describe('a base', () => {
  it('is there after a reload, without being embedded again', async () => {
    const made = await libraryOf().create('Facts', table(20));
    const engine = engineOf();
    const reopened = (await libraryOf(engine).openLast())!;
    expect(engine.embedded).toBe(0);
    expect(reopened.info).toEqual(made.info);
    expect(reopened.info).toMatchObject({ name: 'Facts', nPassages: 20, nRows: 21, accepted: 20, rejected: [{ row: 99, reason: 'blank row' }], encoding: 'UTF-8', dim: 8 });
    expect(reopened.matrix).toEqual(made.matrix);
    expect(reopened.passages).toEqual(made.passages);
  });

  it('that was used last is the one that opens', async () => {
    const library = libraryOf();
    const a = await library.create('A', table(3));
    await library.create('B', table(4, 50));
    await library.open(a.info.id!);
    expect((await libraryOf().openLast())!.info.name).toBe('A');
    expect((await libraryOf().list()).entries.map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it.each<VectorType>(['fp16', 'int8'])('keeps its vectors as %s where that is preferred, and answers with what is kept', async (type) => {
    const library = libraryOf();
    const exact = await library.create('exact', table(20));
    await library.prefer(type);
    const rounded = await library.create('rounded', table(20));
    expect(rounded.matrix).not.toEqual(exact.matrix);
    rounded.matrix.forEach((value, i) => expect(Math.abs(value - exact.matrix[i])).toBeLessThan(0.01));
    const { entries, vectorType } = await libraryOf().list();
    expect(vectorType).toBe(type);
    expect(entries.find(({ name }) => name === 'rounded')!.vectors!.type).toBe(type);
    expect((await libraryOf().open(rounded.info.id!)).matrix).toEqual(rounded.matrix);
  });

  it('can be renamed, duplicated, deleted, restored, and emptied', async () => {
    const library = libraryOf();
    const { info } = await library.create('Old', table(3));
    await library.rename(info.id!, '  New\nname ');
    await library.duplicate(info.id!);
    expect((await library.list()).entries.map(({ name }) => name).toSorted()).toEqual(['New name', 'New name (copy)']);
    await library.remove(info.id!);
    expect((await library.list()).openId).toBeNull();
    expect((await libraryOf().openLast())!.info.name).toBe('New name (copy)');
    await library.restore(info.id!);
    expect((await library.open(info.id!)).passages.length).toBe(3);
    await library.remove(info.id!);
    await library.empty(null);
    expect((await library.list()).entries.map(({ name }) => name)).toEqual(['New name (copy)']);
    await expect(library.open(info.id!)).rejects.toMatchObject({ kind: 'storage' });
  });

  it('that was deleted is kept for a week', async () => {
    const library = libraryOf();
    const { info } = await library.create('Gone', table(3));
    await library.remove(info.id!);
    clock += 6 * 24 * 3600 * 1000;
    expect((await libraryOf().list()).entries.length).toBe(1);
    clock += 2 * 24 * 3600 * 1000;
    await libraryOf().list();
    expect((await libraryOf().list()).entries.length).toBe(0);
  });
});

describe('an embedding that was stopped', () => {
  it('stays in the library as far as it came, and goes on to the same vectors', async () => {
    const whole = await libraryOf().create('whole', table(40));
    disk = new MemoryFolder();
    await cancelled((options) => libraryOf().create('part', table(40), options), 16);
    const engine = engineOf();
    const library = libraryOf(engine);
    const [entry] = (await library.list()).entries;
    expect(entry).toMatchObject({ name: 'part', fitness: 'unfinished', pending: { kind: 'embed', done: 16, total: 40, halted: true } });
    await expect(library.open(entry.id)).rejects.toMatchObject({ message: '"part" has no whole set of vectors yet' });
    expect(await library.openLast()).toBeNull();
    expect((await library.finish(entry.id)).matrix).toEqual(whole.matrix);
    expect(engine.embedded).toBe(24);
  });

  it('begins anew under another precision: vectors of two kinds do not mix', async () => {
    await cancelled((options) => libraryOf().create('part', table(40), options), 16);
    const engine = engineOf({ numerics: 'fp32 webgpu' });
    const library = libraryOf(engine);
    await library.finish((await library.list()).entries[0].id);
    expect(engine.embedded).toBe(40);
    expect((await library.list()).entries[0].vectors!.numerics).toBe('fp32 webgpu');
  });

  it('can be held and goes on', async () => {
    const library = libraryOf();
    const seen: number[] = [];
    const onProgress = ({ stage, done }: Progress) => {
      if (stage !== 'Embedding passages') return;
      seen.push(done);
      if (done === 16) library.pause(true);
    };
    const making = library.create('held', table(40), { onProgress });
    await expect.poll(() => seen.at(-1)).toBe(16);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.at(-1)).toBe(16);
    library.pause(false);
    expect((await making).passages.length).toBe(40);
  });

  it('waits for its turn while another is running', async () => {
    const library = libraryOf();
    const [a, b] = await Promise.all([library.create('A', table(40)), library.create('B', table(20, 100))]);
    expect([a.info.name, b.info.name]).toEqual(['A', 'B']);
    expect(vectorOf(b, 0)).toEqual(vectorOf(await library.open(b.info.id!), 0));
  });
});

describe('appended rows', () => {
  it('come behind the others, which are not embedded again', async () => {
    const engine = engineOf();
    const library = libraryOf(engine);
    const before = await library.create('grows', table(20));
    const after = await library.append(before.info.id!, table(5, 500));
    expect(engine.embedded).toBe(25);
    expect(after.info).toMatchObject({ nPassages: 25, nRows: 27, accepted: 25 });
    expect(after.passages.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(textsOf(after).slice(0, 20)).toEqual(textsOf(before));
    expect(after.matrix.slice(0, before.matrix.length)).toEqual(before.matrix);
  });

  it('that are not embedded yet leave the base as it was until they are', async () => {
    const library = libraryOf();
    const before = await library.create('grows', table(20));
    await cancelled((options) => library.append(before.info.id!, table(40, 500), options), 36);
    const [entry] = (await libraryOf().list()).entries;
    expect(entry).toMatchObject({ fitness: 'usable', pending: { kind: 'append', done: 36, total: 60 } });
    const meanwhile = await libraryOf().open(entry.id);
    expect(meanwhile.matrix).toEqual(before.matrix);
    expect(textsOf(meanwhile)).toEqual(textsOf(before));
    expect((await libraryOf().finish(entry.id)).info.nPassages).toBe(60);
  });
});

describe('another encoder', () => {
  it('finds the base stale, and refreshes it; the old vectors answer until the new are whole', async () => {
    const { info, matrix } = await libraryOf().create('old', table(40));
    const tuned = engineOf({ model: 'b'.repeat(32) });
    const library = libraryOf(tuned);
    expect((await library.list()).entries[0].fitness).toBe('stale');
    await cancelled((options) => library.refresh(info.id!, 'fp32', options), 16);
    expect((await library.list()).entries[0]).toMatchObject({ fitness: 'stale', pending: { kind: 'refresh', done: 16, total: 40 } });
    expect((await library.open(info.id!)).matrix).toEqual(matrix);
    const refreshed = await library.finish(info.id!);
    expect(tuned.embedded).toBe(40);
    expect(refreshed.matrix).not.toEqual(matrix);
    expect((await library.list()).entries[0]).toMatchObject({ fitness: 'usable', pending: null });
    const folder = await disk.folder((await disk.folders())[0]);
    expect((await folder.files()).filter((name) => name.startsWith('vectors')).length, 'the old vectors are gone').toBe(2);
  });

  it('of other dimensions cannot ask it, and can embed it anew', async () => {
    const { info } = await libraryOf().create('small', table(4));
    const library = libraryOf(engineOf({ dim: 12, model: 'c'.repeat(32) }));
    expect((await library.list()).entries[0].fitness).toBe('foreign');
    await expect(library.open(info.id!)).rejects.toMatchObject({ message: expect.stringContaining('vectors of 8 dimensions') });
    expect(await library.openLast()).toBeNull();
    expect((await library.refresh(info.id!, 'fp16')).info.dim).toBe(12);
  });

  it('is not needed to keep full vectors in fewer bits', async () => {
    const engine = engineOf();
    const library = libraryOf(engine);
    const { info, matrix } = await library.create('wide', table(40));
    const narrow = await library.refresh(info.id!, 'int8');
    expect(engine.embedded).toBe(40);
    narrow.matrix.forEach((value, i) => expect(Math.abs(value - matrix[i])).toBeLessThan(0.005));
    expect((await library.refresh(info.id!, 'fp32')).matrix).toEqual(matrix);
    expect(engine.embedded, 'but to get lost bits back').toBe(80);
  });
});

describe('the base that comes with the page', () => {
  it('is kept, and made again only when its table or its encoder changes', async () => {
    const library = libraryOf();
    expect(await library.openKept('hash')).toBeNull();
    await library.create('Sample', table(5), undefined, 'sample', 'hash');
    const engine = engineOf();
    expect((await libraryOf(engine).openKept('hash'))!.info).toMatchObject({ name: 'Sample', origin: 'sample' });
    expect(engine.embedded).toBe(0);
    expect(await libraryOf(engineOf({ model: 'd'.repeat(32) })).openKept('hash')).toBeNull();
    expect((await libraryOf().list()).entries, 'the stale copy is gone').toEqual([]);
  });

  it('goes on where its embedding was cut off', async () => {
    await cancelled((options) => libraryOf().create('Sample', table(40), options, 'sample', 'hash'), 16);
    const engine = engineOf();
    expect((await libraryOf(engine).openKept('hash'))!.info.nPassages).toBe(40);
    expect(engine.embedded).toBe(24);
  });
});

describe('where a base is kept', () => {
  it('is memory in a browser that lets the page store nothing', async () => {
    const library = libraryOf(engineOf(), { disk: null });
    await library.create('here', table(3));
    expect(await library.list()).toMatchObject({ access: 'memory', entries: [{ name: 'here', place: 'memory' }] });
  });

  it('is memory in a second tab, which reads what the first has kept and changes nothing', async () => {
    const { info } = await libraryOf().create('kept', table(3));
    const lock = { held: false };
    const reader = libraryOf(engineOf(), { lock });
    const made = await reader.create('mine', table(4, 50));
    const { access, entries, news } = await reader.list();
    expect(access).toBe('reader');
    expect(entries.map(({ name, place }) => [name, place])).toEqual([['mine', 'memory'], ['kept', 'disk']]);
    expect(news[0]).toContain('"mine" is held in memory only: another tab');
    expect((await reader.open(info.id!)).passages.length).toBe(3);
    for (const change of [reader.rename(info.id!, 'x'), reader.remove(info.id!), reader.append(info.id!, table(1)), reader.refresh(info.id!, 'int8'), reader.keep(made.info.id!)])
      await expect(change).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('only reads the library') });
    lock.held = true;
    await reader.keep(made.info.id!);
    expect((await libraryOf().list()).entries.map(({ name, place }) => [name, place])).toContainEqual(['mine', 'disk']);
  });

  it('is memory where there is no room, and the user is told what would make some', async () => {
    let space: Space = { usage: 0, quota: 1e9 };
    const library = libraryOf(engineOf(), { space: async () => space });
    const first = await library.create('first', table(200));
    const second = await library.create('second', table(20));
    await library.remove(second.info.id!);
    space = { usage: 999e3, quota: 1e6 };
    await library.create('third', table(20));
    const { entries, news } = await library.list();
    expect(entries.find(({ name }) => name === 'third')!.place).toBe('memory');
    expect(news.join()).toMatch(/"third" is held in memory only: "third" needs .* MB, and the browser leaves this page 0.0 MB\. To make room: empty the deleted bases \(.*\); export and delete "first"/);
    await expect(library.append(first.info.id!, table(20))).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('Appending 20 passages to "first" needs') });
  });

  it('holds nothing of an import that was cut off before its table was whole', async () => {
    await (await disk.folder('half')).write('base.data');
    const { entries, news } = await libraryOf().list();
    expect(entries).toEqual([]);
    expect(news[0]).toContain('cut off');
    expect(await disk.folders()).toEqual([]);
  });
});

/** A disk that refuses to grow past a limit, as a browser does whose estimate said nothing. */
function limited(folder: Folder, budget: { left: number }): Folder {
  return {
    folder: async (name) => limited(await folder.folder(name), budget),
    folders: () => folder.folders(),
    files: () => folder.files(),
    read: (name) => folder.read(name),
    remove: (name) => folder.remove(name),
    write: async (name) => {
      const file = await folder.write(name);
      return {
        ...file,
        flush: () => file.flush(),
        truncate: (size) => file.truncate(size),
        close: () => file.close(),
        write: (offset, bytes) => {
          if (bytes.length > budget.left) throw new DOMException('full', 'QuotaExceededError');
          budget.left -= bytes.length;
          file.write(offset, bytes);
        },
      };
    },
  };
}

describe('a disk that is full without notice', () => {
  const budget = { left: Infinity };
  const fullDisk = (engine = engineOf()) => libraryOf(engine, { disk: limited(disk, budget) });

  beforeEach(() => {
    budget.left = Infinity;
  });

  it('halts an embedding, says what can be freed, and goes on afterwards without loss', async () => {
    const whole = await libraryOf(engineOf(), { disk: new MemoryFolder() }).create('big', table(60));
    const library = fullDisk();
    const old = await library.create('old', table(40, 500));
    const engine = engineOf();
    const onProgress = ({ stage, done }: Progress) => stage === 'Embedding passages' && done === 32 && (budget.left = 0);
    await expect(fullDisk(engine).create('big', table(60), { onProgress })).rejects.toMatchObject({
      kind: 'storage',
      message: '"big" is not all embedded yet; what is done is kept: the browser’s storage for this page is full',
      hint: expect.stringMatching(/^To make room: export and delete "old" \(.* MB\); remove downloaded models/),
    });
    expect((await library.open(old.info.id!)).matrix, 'the base before answers').toEqual(old.matrix);
    await library.remove(old.info.id!);
    const { entries } = await library.list();
    expect(entries.map(({ name, deletedAt, pending }) => [name, deletedAt !== null, pending?.done])).toEqual([['big', false, 32], ['old', true, undefined]]);
    await library.empty(null);
    budget.left = 1e6;
    const resumed = await library.finish(entries[0].id);
    expect(resumed.matrix).toEqual(whole.matrix);
    expect(engine.embedded, 'the batch that did not fit is the only one made twice').toBe(48);
  });

  it('can be cleared although nothing can be noted on it: the undo holds until the engine stops', async () => {
    const library = fullDisk();
    const { info } = await library.create('old', table(40));
    budget.left = 0;
    await library.remove(info.id!);
    expect((await library.list()).entries[0].deletedAt).not.toBeNull();
    expect(await library.openLast()).toBeNull();
    await library.restore(info.id!);
    expect((await library.list()).entries[0].deletedAt).toBeNull();
    await library.remove(info.id!);
    expect((await fullDisk().list()).entries[0].deletedAt, 'not written down').toBeNull();
    await library.empty(null);
    expect((await library.list()).entries).toEqual([]);
  });

  it('makes a new base in memory, and says so', async () => {
    const library = fullDisk();
    budget.left = 400;
    const { info } = await library.create('new', table(40));
    expect(info.nPassages).toBe(40);
    const { entries, news } = await library.list();
    expect(entries.map(({ name, place }) => [name, place])).toEqual([['new', 'memory']]);
    expect(news[0]).toMatch(/^"new" is held in memory only: it did not fit: the browser’s storage for this page is full\. To make room: /);
    await expect(library.rename((await library.create('other', table(3, 90))).info.id!, 'x')).resolves.toBeUndefined();
  });

  it('refuses a new name and appended rows in words', async () => {
    const library = fullDisk();
    const { info } = await library.create('old', table(4));
    budget.left = 0;
    await expect(library.rename(info.id!, 'x')).rejects.toMatchObject({ kind: 'storage', message: 'The new name was not kept: the browser’s storage for this page is full' });
    await expect(library.append(info.id!, table(2, 90))).rejects.toMatchObject({ kind: 'storage', message: 'Appending 2 passages to "old": the browser’s storage for this page is full' });
    expect((await library.open(info.id!)).passages.length).toBe(4);
  });
});

describe('exports', () => {
  it('as CSV neutralise what a spreadsheet would run, and count it', async () => {
    const { blob, neutralised } = passagesCsv([
      { id: 0, title: '=1+1', text: 'a "b"\nc', row: 2, key: 'k', metadata: [['__proto__', '@x']] },
      { id: 1, title: 'plain', text: '1 + 1', row: 3 },
    ]);
    expect(neutralised).toBe(2);
    expect(await blob.text()).toBe(`"title","text","row","id","__proto__"\r\n"'=1+1","a ""b""\nc",2,"k","'@x"\r\n"plain","1 + 1",3,"",""\r\n`);
  });

  it.each<VectorType>(['fp32', 'fp16', 'int8'])('as a bundle open in another library, bit for bit (%s)', async (type) => {
    const library = libraryOf();
    await library.prefer(type);
    const made = await library.create('Travels', { ...table(30), passages: table(30).passages.map((passage, i) => ({ ...passage, text: i === 3 ? 'half \ud800 a pair \u{1f989}' : passage.text, metadata: [['source', 's']] as const })) });
    const { standing, passages, rejected } = await library.contents(made.info.id!);
    const { rows } = await standing.vectors!.loadRows();
    const { name, createdAt, embedSeconds } = standing.base.meta;
    const bundle = await writeBundle({ name, createdAt, embedSeconds, files: standing.base.files, passages, rejected, header: standing.vectors!.header, rows });
    const read = await readBundle(bundle, 'travels.zip');
    disk = new MemoryFolder();
    const engine = engineOf();
    const elsewhere = libraryOf(engine);
    const id = await elsewhere.adopt(read, read, read.header, read.rows);
    const opened = await elsewhere.open(id);
    expect(opened.matrix).toEqual(made.matrix);
    expect(opened.passages).toEqual(made.passages);
    expect(opened.info).toMatchObject({ name: 'Travels', origin: 'bundle', rejected: made.info.rejected });
    expect(engine.embedded).toBe(0);
  });
});

describe('what fewer bits do to ranks', () => {
  it('is measured on the base itself', async () => {
    const library = libraryOf();
    const { info } = await library.create('ranked', table(60));
    const effects = await library.rankEffect(info.id!);
    expect(effects.map(({ type, bytes }) => [type, bytes])).toEqual([['fp32', 60 * 32], ['fp16', 60 * 16], ['int8', 60 * 12]]);
    expect(effects[0]).toMatchObject({ overlap: 1, sameBest: 1, maxScoreError: 0, k: 10, nQueries: 60 });
    expect(effects[1].overlap).toBeGreaterThanOrEqual(effects[2].overlap);
    expect(effects[2].overlap).toBeGreaterThan(0.9);
    expect(effects[2].maxScoreError).toBeGreaterThan(effects[1].maxScoreError);
  });
});
