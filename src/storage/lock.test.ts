import { afterEach, describe, expect, it, vi } from 'vitest';
import { whenFree } from './lock.ts';

afterEach(() => vi.unstubAllGlobals());

/** Web Locks as far as they are used: one holder a name, a queue, a signal for those who wait. */
function stubLocks(): void {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, { signal }: { signal?: AbortSignal }, action: () => Promise<unknown>): Promise<unknown> => {
    const turn = last.then(() => 'mine');
    const aborted = new Promise((resolve) => signal?.addEventListener('abort', () => resolve('aborted')));
    const done = Promise.race([turn, aborted]).then((outcome) => {
      if (outcome === 'aborted') throw new DOMException('the request was aborted', 'AbortError');
      return action();
    });
    last = done.catch(() => undefined);
    return done;
  };
  vi.stubGlobal('navigator', { locks: { request } });
}

describe('whenFree', () => {
  it('waits for the holder', async () => {
    stubLocks();
    const order: string[] = [];
    let release = (): void => undefined;
    const first = whenFree('model a', 'the start', async () => {
      await new Promise<void>((resolve) => (release = resolve));
      order.push('first');
    });
    const second = whenFree('model a', 'the start', async () => void order.push('second'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(order).toEqual([]);
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  it('is cancelled while it waits', async () => {
    stubLocks();
    const controller = new AbortController();
    void whenFree('model a', 'the start', () => new Promise(() => {}));
    const waiting = whenFree('model a', 'the start', async () => 1, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled', message: 'the start was cancelled' });
  });

  it('runs unguarded where there are no locks', async () => {
    vi.stubGlobal('navigator', undefined);
    expect(await whenFree('model a', 'the start', async () => 1)).toBe(1);
  });
});
