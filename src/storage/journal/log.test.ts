import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import type { Folder } from './files.ts';
import { DamagedSegment, LogReader, LogWriter, storageError } from './log.ts';
import { MemoryFolder } from './memory.ts';
import { FaultyDisk, type Fault } from './testing/faultyFiles.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

async function contents(folder: Folder): Promise<string[]> {
  const log = await LogReader.open(folder, 'x');
  const found: string[] = [];
  for (const segment of log.segments) found.push(`${segment.kind}/${segment.tag}:${[...(await log.read(segment))].join()}`);
  return found;
}

describe('a log', () => {
  it('that was never written is empty', async () => {
    expect(await contents(new MemoryFolder())).toEqual([]);
  });

  it('gives back its segments, also empty and repeated ones, after each opening', async () => {
    const folder = new MemoryFolder();
    for (const round of [1, 2]) {
      const log = await LogWriter.open(folder, 'x');
      log.append(1, bytes(round, 2, 3), 7);
      log.append(2, bytes());
      log.close();
    }
    expect(await contents(folder)).toEqual(['1/7:1,2,3', '2/0:', '1/7:2,2,3', '2/0:']);
  });

  it('has one writer at a time', async () => {
    const folder = new MemoryFolder();
    const log = await LogWriter.open(folder, 'x');
    await expect(LogWriter.open(folder, 'x')).rejects.toThrow('being written already');
    log.close();
    (await LogWriter.open(folder, 'x')).close();
  });

  it('read by another while it is written shows what is committed', async () => {
    const folder = new MemoryFolder();
    const log = await LogWriter.open(folder, 'x');
    log.append(1, bytes(1));
    expect(await contents(folder)).toEqual(['1/0:1']);
    log.append(1, bytes(2));
    expect(await contents(folder)).toEqual(['1/0:1', '1/0:2']);
    log.close();
  });

  it('says which segment the storage damaged, and reads the others', async () => {
    const folder = new MemoryFolder();
    const log = await LogWriter.open(folder, 'x');
    for (const value of [1, 2, 3]) log.append(1, bytes(value, value));
    log.close();
    const data = await folder.write('x.data');
    data.write(3, bytes(99));
    data.close();
    const reader = await LogReader.open(folder, 'x');
    expect(await reader.read(reader.segments[0])).toEqual(bytes(1, 1));
    await expect(reader.read(reader.segments[1])).rejects.toBeInstanceOf(DamagedSegment);
    expect(await reader.read(reader.segments[2])).toEqual(bytes(3, 3));
  });

  it('never takes up records of an earlier, longer log', async () => {
    const folder = new MemoryFolder();
    const log = await LogWriter.open(folder, 'x');
    for (const value of [1, 2, 3]) log.append(1, bytes(value));
    log.close();
    // The second record rots away; the third is whole, and would fit behind a new second one of the same length.
    const commits = await folder.write('x.commits');
    commits.write(40, bytes(0xff));
    commits.close();
    const again = await LogWriter.open(folder, 'x');
    expect(again.segments.length).toBe(1);
    again.append(1, bytes(9));
    again.close();
    expect(await contents(folder)).toEqual(['1/0:1', '1/0:9']);
  });

  it('opens whatever bytes its files hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 80 }), async (commits, data) => {
        const folder = new MemoryFolder();
        for (const [name, content] of [['x.commits', commits], ['x.data', data]] as const) {
          const file = await folder.write(name);
          file.write(0, content);
          file.close();
        }
        const log = await LogWriter.open(folder, 'x');
        log.append(1, bytes(5));
        log.close();
        expect((await contents(folder)).at(-1)).toBe('1/0:5');
      }),
      { numRuns: 50 },
    );
  });
});

describe('a fault at any operation', () => {
  const SEGMENTS = [[1], [2, 2], [], [4, 4, 4, 4], [5]].map((values) => bytes(...values));

  /** Appends all segments, each again when it fails, until the machine is off. @returns how many were acknowledged */
  async function write(disk: FaultyDisk): Promise<number> {
    let acknowledged = 0;
    try {
      const log = await LogWriter.open(disk.root, 'x');
      try {
        for (const segment of SEGMENTS) {
          for (let attempt = 0; ; attempt++) {
            try {
              log.append(1, segment, acknowledged);
              acknowledged++;
              break;
            } catch (error) {
              if (attempt === 1) throw error;
            }
          }
        }
      } finally {
        log.close();
      }
    } catch {
      // The test goes on from what is left.
    }
    return acknowledged;
  }

  const OPERATIONS = 4 * SEGMENTS.length + 4;
  const expected = SEGMENTS.map((segment, i) => `1/${i}:${[...segment].join()}`);

  it.each<Fault>(['throw', 'tear', 'crash'])('(%s) loses nothing acknowledged and invents nothing', async (fault) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: OPERATIONS }), fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), async (at, numbers) => {
        const disk = new FaultyDisk({ at, fault, random: () => numbers.next().value as number });
        const acknowledged = await write(disk);
        if (fault !== 'crash') expect(acknowledged).toBe(SEGMENTS.length);
        disk.reboot();
        const found = await contents(disk.root);
        expect(found).toEqual(expected.slice(0, found.length));
        expect(found.length).toBeGreaterThanOrEqual(acknowledged);
        expect(found.length).toBeLessThanOrEqual(acknowledged + 1);
        const log = await LogWriter.open(disk.root, 'x');
        for (let i = found.length; i < SEGMENTS.length; i++) log.append(1, SEGMENTS[i], i);
        log.close();
        expect(await contents(disk.root)).toEqual(expected);
      }),
      { numRuns: 120 },
    );
  });
});

describe('a crash after an append that failed', () => {
  it('never shows the bytes of one segment under the record of another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 12 }), fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), async (failing, crashing, numbers) => {
        const random = () => numbers.next().value as number;
        const disk = new FaultyDisk({ at: failing, fault: 'throw', random }, { at: crashing, fault: 'crash', random });
        const log = await LogWriter.open(disk.root, 'x');
        expect(() => log.append(1, bytes(1, 1, 1, 1))).toThrow('cannot be written: throw at operation');
        try {
          log.append(2, bytes(2, 2, 2, 2));
          log.append(3, bytes(3));
        } catch {
          // The machine is off.
        }
        disk.reboot();
        const found = await contents(disk.root);
        expect([[], ['1/0:1,1,1,1'], ['2/0:2,2,2,2'], ['2/0:2,2,2,2', '3/0:3']]).toContainEqual(found);
      }),
      { numRuns: 300 },
    );
  });
});

describe('an error of the storage', () => {
  it('that is full is told as such', () => {
    const full = storageError(new DOMException('no', 'QuotaExceededError'), 'base');
    expect(full).toBeInstanceOf(UserError);
    expect(full).toMatchObject({ kind: 'storage', message: "base: the browser's storage for this page is full" });
  });
});
