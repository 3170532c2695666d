import { describe, expect, it } from 'vitest';
import { acquireWriterLock } from './writerLock.ts';
import { estimateSpace, freeBytes, roomHint, tooLittleRoom } from './space.ts';

const NOTHING = { deleted: 0, bases: [], byInt8: 0 };

describe('the room that is left', () => {
  it('is asked of the browser, which may not say', async () => {
    expect(await estimateSpace({ estimate: async () => ({ usage: 5, quota: 10 }) })).toEqual({ usage: 5, quota: 10 });
    expect(await estimateSpace({ estimate: async () => ({}) })).toEqual({ usage: null, quota: null });
    expect(await estimateSpace({ estimate: () => Promise.reject(new Error('private')) })).toEqual({ usage: null, quota: null });
  });

  it('keeps a margin, and is never negative', () => {
    expect(freeBytes({ usage: 100, quota: 1000 })).toBe(880);
    expect(freeBytes({ usage: 2000, quota: 1000 })).toBe(0);
    expect(freeBytes({ usage: null, quota: 1000 })).toBeNull();
  });

  it('refuses what does not fit, and only that', () => {
    expect(tooLittleRoom('"x"', 800, { usage: 100, quota: 1000 }, NOTHING)).toBeNull();
    expect(tooLittleRoom('"x"', 1e12, { usage: null, quota: null }, NOTHING)).toBeNull();
    expect(tooLittleRoom('"x"', 312e6, { usage: 880e6, quota: 1000e6 }, NOTHING)).toMatchObject({ kind: 'storage', message: '"x" needs 312 MB, and the browser leaves this page 100 MB' });
  });

  it('comes with what would make more', () => {
    expect(roomHint({ deleted: 3e6, bases: [{ name: 'big', bytes: 40e6 }, { name: 'small', bytes: 1 }], byInt8: 9e6 })).toBe(
      'To make room: empty the deleted bases (3.0 MB); keep the vectors as int8 (saves 9.0 MB); export and delete "big" (40 MB); remove downloaded models that you no longer use.',
    );
  });
});

describe('the lock of the writer', () => {
  /** Web Locks with one name: grants in order, each as long as its callback's promise is pending. */
  function locksOf() {
    let last: Promise<unknown> = Promise.resolve();
    const request = (_name: string, hold: () => Promise<unknown>) => (last = last.then(hold));
    return { request } as unknown as LockManager;
  }

  it('is held by the first, and comes to the next when the first has gone', async () => {
    const locks = locksOf();
    let leave: () => void = () => {};
    void locks.request('x', () => new Promise<void>((resolve) => (leave = resolve)));
    let acquired = 0;
    const second = await acquireWriterLock('x', () => acquired++, locks);
    expect(second.held).toBe(false);
    leave();
    await expect.poll(() => second.held).toBe(true);
    expect(acquired).toBe(1);
  });

  it('is held at once where nobody else is, and where there are no locks', async () => {
    expect((await acquireWriterLock('x', () => {}, locksOf())).held).toBe(true);
    expect((await acquireWriterLock('x', () => {}, { request: () => Promise.reject(new Error('refused')) } as unknown as LockManager)).held).toBe(true);
  });
});
