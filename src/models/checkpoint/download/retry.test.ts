import { describe, expect, it } from 'vitest';
import { UserError } from '../../../errors.ts';
import { PassingFailure, retryAfterMs } from './httpFailure.ts';
import { Meter } from './meter.ts';
import { backoffMs, DEFAULT_RETRY, retrying, sleep } from './retry.ts';
import { impatient } from './testing/files.ts';

describe('backoffMs', () => {
  it('doubles up to a ceiling, between half and the whole', () => {
    const least = { ...DEFAULT_RETRY, firstMs: 100, longestMs: 1000, random: () => 0 };
    const most = { ...least, random: () => 1 };
    expect([1, 2, 3, 4, 5].map((n) => backoffMs(n, least))).toEqual([50, 100, 200, 400, 500]);
    expect([1, 2, 3, 4, 5].map((n) => backoffMs(n, most))).toEqual([100, 200, 400, 800, 1000]);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('%j', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
});

describe('retrying', () => {
  const passing = new PassingFailure(new UserError('network', 'the line broke'));
  const run = (outcomes: readonly (Error | number)[], waits: number[] = []): Promise<number> => {
    let progress = 0;
    const left = [...outcomes];
    const attempt = async (): Promise<number> => {
      const outcome = left.shift()!;
      if (typeof outcome !== 'number') throw outcome;
      if (outcome < 0) {
        progress++;
        throw passing;
      }
      return outcome;
    };
    return retrying(attempt, { policy: impatient(waits), signal: undefined, progress: () => progress });
  };

  it('gives up after four failures in a row, with the reason', async () => {
    const waits: number[] = [];
    await expect(run([passing, passing, passing, passing, 1], waits)).rejects.toBe(passing.reason);
    expect(waits).toEqual([375, 750, 1500]);
  });

  it('does not count failures that got somewhere', async () => {
    const waits: number[] = [];
    expect(await run([passing, passing, -1, passing, passing, -1, 7], waits)).toBe(7);
    expect(waits).toEqual([375, 750, 375, 750, 1500, 375]);
  });

  it('lets other errors through at once', async () => {
    await expect(run([new Error('internal: bug'), 1])).rejects.toThrow('internal: bug');
  });
});

describe('sleep', () => {
  it('ends, and ends early when aborted', async () => {
    await sleep(1, undefined);
    const controller = new AbortController();
    const long = sleep(1e6, controller.signal);
    controller.abort();
    await expect(long).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(sleep(1e6, controller.signal)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('Meter', () => {
  it('measures the last five seconds', () => {
    let now = 0;
    const meter = new Meter(() => now);
    expect(meter.pace(0, 1000)).toEqual({ bytesPerSecond: null, etaSeconds: null });
    const paces = Array.from({ length: 10 }, (_, second) => {
      now += 1000;
      // 10 bytes/s for five seconds, then 50.
      return meter.pace(second < 5 ? 10 * (second + 1) : 50 + 50 * (second - 4), 1000).bytesPerSecond;
    });
    expect(paces[0]).toBe(10);
    expect(paces[4]).toBe(10);
    expect(paces[9]).toBe(50);
  });

  it('starts anew when a file starts over', () => {
    let now = 0;
    const meter = new Meter(() => now);
    meter.pace(500, 1000);
    now = 1000;
    meter.pace(900, 1000);
    now = 2000;
    expect(meter.pace(100, 1000).bytesPerSecond).toBe(null);
  });
});
