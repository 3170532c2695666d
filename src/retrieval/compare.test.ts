/** The comparison of stand-ins whose answers are known. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { compareContenders, type Contender } from './compare.ts';

async function refuse(error: Error): Promise<never> {
  throw error;
}

const giving = (name: string, ids: readonly (readonly number[])[], bytes: number | null = 7): Contender<string> & { disposed: number } => {
  const contender = {
    name,
    disposed: 0,
    build: async ({ onProgress }: { onProgress?: (done: number, total: number) => void }) => {
      onProgress?.(1, 2);
      return { bytes, search: async (query: number) => ids[query], dispose: () => void contender.disposed++ };
    },
  };
  return contender;
};

describe('compareContenders', () => {
  it('holds everyone against the first, and disposes of all', async () => {
    const exact = giving('exact', [[1, 2], [3, 4]], 0);
    const other = giving('other', [[2, 9], [3, 4]]);
    const stages: string[] = [];
    const reports = await compareContenders([exact, other], 2, { onProgress: (name, stage, done, total) => stages.push(`${name} ${stage} ${done}/${total}`) });
    expect(reports.map(({ name, error, bytes, recall, sameBest }) => ({ name, error, bytes, recall, sameBest }))).toEqual([
      { name: 'exact', error: null, bytes: 0, recall: 1, sameBest: 1 },
      { name: 'other', error: null, bytes: 7, recall: 0.75, sameBest: 0.5 },
    ]);
    for (const { buildMs, medianMs } of reports) expect([buildMs >= 0, medianMs >= 0]).toEqual([true, true]);
    expect([exact.disposed, other.disposed]).toEqual([1, 1]);
    expect(stages).toEqual(['exact build 1/2', 'exact search 1/2', 'exact search 2/2', 'other build 1/2', 'other search 1/2', 'other search 2/2']);
  });

  it('reports what an index refuses, and goes on', async () => {
    const small: Contender<string> = { name: 'small', build: () => refuse(new UserError('unsupported', 'holds up to 3 passages')) };
    const reports = await compareContenders([giving('exact', [[1]]), small, giving('last', [[2]])], 1);
    expect(reports.map(({ name, error, recall }) => [name, error, recall])).toEqual([['exact', null, 1], ['small', 'holds up to 3 passages', 0], ['last', null, 0]]);
  });

  it('passes on faults, a failed reference and a cancel', async () => {
    const failing = (error: Error): Contender<string> => ({ name: 'failing', build: () => refuse(error) });
    await expect(compareContenders([giving('exact', [[1]]), failing(new Error('internal: x'))], 1)).rejects.toThrow('internal: x');
    await expect(compareContenders([failing(new UserError('engine', 'no'))], 1)).rejects.toThrow('no');
    const control = new AbortController();
    const exact = giving('exact', [[1], [1]]);
    await expect(compareContenders([exact], 2, { signal: control.signal, onProgress: (_name, stage) => stage === 'search' && control.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
    expect(exact.disposed).toBe(1);
  });
});
