/** Embedding under faults: whatever the storage does, a run that goes on gives the vectors of one that was never interrupted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PauseGate, type PassageEncoder } from '../../rag/embed.ts';
import { BaseWriter, readBase, readContents, type BaseMeta } from '../../storage/journal/baseLog.ts';
import type { Folder } from '../../storage/journal/files.ts';
import { MemoryFolder } from '../../storage/journal/memory.ts';
import { FaultyDisk, type Fault } from '../../storage/journal/testing/faultyFiles.ts';
import type { VectorType } from '../../storage/journal/vectorCodec.ts';
import { StoredVectors, type VectorHeader } from '../../storage/journal/vectorLog.ts';
import type { Progress } from '../protocol.ts';
import { embedInto } from './embedding.ts';

const DIM = 3;
const PASSAGES = Array.from({ length: 50 }, (_, id) => ({ title: `T${id}`, text: 'word '.repeat(1 + ((id * 7) % 11)).trim(), row: id + 2 }));
const FILES = [{ name: 'a.csv', nRows: 51, accepted: 50, nRejected: 1, nPassages: 50, encoding: 'UTF-8', warnings: [] }];
const REJECTED = [{ row: 9, reason: 'blank row' }];
const META: BaseMeta = { name: 'a', origin: 'imported', createdAt: 1, usedAt: 1, deletedAt: null, vectors: null, pending: 'vectors-1', halted: false, sourceHash: '', embedSeconds: 0 };

/** A vector depends on its passage alone; `calls` counts the passages encoded. */
function encoderOf(seed = 1): PassageEncoder & { calls: number } {
  const encoder = {
    calls: 0,
    dim: DIM,
    encodePassageIds: ({ title, text }: { title: string; text: string }) => {
      const ids = [...title].map((c) => c.charCodeAt(0)).concat(text.split(' ').map((word) => word.length));
      return { ids, typeIds: ids.map(() => 0), truncated: 0 } as unknown as ReturnType<PassageEncoder['encodePassageIds']>;
    },
    contextEncoder: {
      encode: async (encodings: readonly { readonly ids: readonly number[] }[]) => {
        encoder.calls += encodings.length;
        return Float32Array.from(encodings.flatMap(({ ids }) => [Math.sin(seed + ids.reduce((a, b) => 31 * a + b, 7)), ids.length, -seed]));
      },
    },
  };
  return encoder;
}

const headerOf = (type: VectorType): VectorHeader => ({ encoder: { model: 'm', numerics: 'q8 cpu', name: 'M' }, type, dim: DIM });
const run = (folder: Folder, type: VectorType = 'fp32', encoder = encoderOf(), extra: Partial<Parameters<typeof embedInto>[0]> = {}) =>
  embedInto({ folder, name: 'vectors-1', header: headerOf(type), passages: PASSAGES, encoder, ...extra });

describe('embedding into a log', () => {
  it.each<VectorType>(['fp32', 'fp16', 'int8'])('as %s gives what is read back', async (type) => {
    const folder = new MemoryFolder();
    const matrix = await run(folder, type);
    const stored = (await StoredVectors.open(folder, 'vectors-1'))!;
    expect(stored.complete).toBe(true);
    expect(await stored.load()).toEqual({ matrix, missing: [] });
    const again = encoderOf();
    expect(await run(folder, type, again)).toEqual(matrix);
    expect(again.calls, 'nothing is embedded twice').toBe(0);
  });

  it('keeps what was made before a cancel, and only makes the rest', async () => {
    const folder = new MemoryFolder();
    const controller = new AbortController();
    const onProgress = ({ stage, done }: Progress) => stage === 'Embedding passages' && done >= 32 && controller.abort();
    await expect(run(folder, 'fp32', encoderOf(), { options: { signal: controller.signal, onProgress } })).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await StoredVectors.open(folder, 'vectors-1'))!.nDone).toBe(32);
    const rest = encoderOf();
    expect(await run(folder, 'fp32', rest)).toEqual(await run(new MemoryFolder()));
    expect(rest.calls).toBe(18);
  });

  it('waits at a pause, and a cancel ends the wait', async () => {
    const gate = new PauseGate();
    const controller = new AbortController();
    const seen: number[] = [];
    const options = {
      signal: controller.signal,
      onProgress: ({ stage, done }: Progress) => {
        if (stage !== 'Embedding passages') return;
        seen.push(done);
        if (done === 16) gate.pause();
      },
    };
    const embedding = run(new MemoryFolder(), 'fp32', encoderOf(), { gate, options });
    await expect.poll(() => gate.paused).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.at(-1)).toBe(16);
    gate.resume();
    await expect.poll(() => seen.includes(32)).toBe(true);
    await embedding;
    gate.pause();
    const waiting = run(new MemoryFolder(), 'fp32', encoderOf(), { gate, options: { signal: controller.signal } });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('plans appended passages behind the ones that are there', async () => {
    const folder = new MemoryFolder();
    await run(folder, 'fp32', encoderOf(), { passages: PASSAGES.slice(0, 20) });
    const appended = encoderOf();
    expect(await run(folder, 'fp32', appended)).toEqual(await run(new MemoryFolder()));
    expect(appended.calls).toBe(30);
    expect((await StoredVectors.open(folder, 'vectors-1'))!.plans.map(({ first, order }) => [first, order.length])).toEqual([[0, 20], [20, 30]]);
  });

  it('makes batches anew whose bytes the storage damaged', async () => {
    const folder = new MemoryFolder();
    const matrix = await run(folder);
    const data = await folder.write('vectors-1.data');
    const { length } = PASSAGES;
    // Well inside the vectors, which end the file.
    data.write(length * 4 + 400, Uint8Array.of(1, 2, 3));
    data.close();
    const again = encoderOf();
    expect(await run(folder, 'fp32', again)).toEqual(matrix);
    expect(again.calls).toBe(16);
  });
});

describe('a base written under a fault at any operation', () => {
  /** Everything that an import does with the storage, again from where it stands until the machine is off. */
  async function importBase(folder: Folder, onAcknowledged: (what: 'base' | number) => void): Promise<void> {
    if (!(await readBase(folder))) {
      await BaseWriter.with(folder, async (writer) => {
        writer.setMeta(META);
        await writer.addTable(FILES, PASSAGES, REJECTED);
      });
    }
    onAcknowledged('base');
    const onProgress = ({ stage, done }: Progress) => stage === 'Embedding passages' && onAcknowledged(done);
    await run(folder, 'fp16', encoderOf(), { options: { onProgress } });
    await BaseWriter.with(folder, (writer) => writer.setMeta({ ...META, vectors: 'vectors-1', pending: null }));
  }

  const counted = new FaultyDisk();
  const expected = (async () => {
    await importBase(counted.root, () => {});
    return { matrix: await run(counted.root, 'fp16'), contents: await readContents(counted.root), operations: counted.operations };
  })();

  it.each<Fault>(['throw', 'tear', 'crash'])('(%s) always opens, loses nothing acknowledged, and ends with the same vectors', async (fault) => {
    const { matrix, contents, operations } = await expected;
    const check = async (at: number, numbers: () => number) => {
      const disk = new FaultyDisk({ at, fault, random: numbers });
      let hadBase = false;
      let embedded = 0;
      await importBase(disk.root, (what) => (what === 'base' ? (hadBase = true) : (embedded = what))).catch(() => {});
      disk.reboot();
      const base = await readBase(disk.root);
      if (hadBase) expect(base).toMatchObject({ files: FILES, nPassages: 50 });
      if (base) expect(await readContents(disk.root)).toEqual(contents);
      const stored = await StoredVectors.open(disk.root, 'vectors-1');
      expect(stored?.nDone ?? 0).toBeGreaterThanOrEqual(embedded);
      const { matrix: partial = new Float32Array(0), missing = [] } = (await stored?.load()) ?? {};
      const absent = new Set(missing.flatMap(({ ids }) => [...ids]));
      const wrong = Array.from(partial).findIndex((value, i) => !absent.has(Math.floor(i / DIM)) && value !== matrix[i]);
      expect(wrong, 'a vector that is there is right').toBe(-1);
      await importBase(disk.root, () => {});
      expect(await run(disk.root, 'fp16')).toEqual(matrix);
      expect(await readContents(disk.root)).toEqual(contents);
    };
    for (let at = 1; at <= operations; at++) await check(at, () => 0.4);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: operations }), fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (at, numbers) => check(at, () => numbers.next().value as number)),
      { numRuns: 30 },
    );
  });
});
