/** The estimate of what is left, with a clock held by hand. */
import { describe, expect, it } from 'vitest';
import { progressOf } from './progress.ts';
import type { Progress } from './protocol.ts';

describe('progressOf', () => {
  it('estimates from the pace so far, once there is one', () => {
    let ms = 1000;
    const seen: Progress[] = [];
    const report = progressOf('Embedding', { onProgress: (p) => seen.push(p) }, () => ms);
    report(0, 8);
    ms += 100;
    report(1, 8);
    ms += 1900;
    report(2, 8);
    ms += 2000;
    report(8, 8);
    expect(seen.map((p) => p.etaSeconds)).toEqual([null, null, 6, 0]);
    expect(seen[2]).toEqual({ stage: 'Embedding', done: 2, total: 8, etaSeconds: 6 });
  });

  it('is silent when nobody listens', () => {
    expect(() => progressOf('x', undefined)(1, 2)).not.toThrow();
    expect(() => progressOf('x', {})(1, 2)).not.toThrow();
  });
});
