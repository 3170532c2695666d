/** Medians of tasks taken in turns, so that a machine busy with other work slows all of them alike. Knows no task. */

/** One run of a task; resolves to milliseconds where it measures itself, as a peer in another process does. */
export type Task = () => Promise<number | void>;

/** @returns the median milliseconds of each task */
export async function medians<K extends string>(tasks: Readonly<Record<K, Task>>, { runs, warmUp }: { readonly runs: number; readonly warmUp: number }): Promise<Record<K, number>> {
  const names = Object.keys(tasks) as K[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (let turn = -warmUp; turn < Math.max(1, runs); turn++) {
    for (const name of names) {
      const start = performance.now();
      const own = await tasks[name]();
      const elapsed = performance.now() - start;
      if (turn >= 0) times[name].push(own ?? elapsed);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<K, number>;
}

/**
 * For work that falls into slices: each slice's least time over the runs, added up. On a machine that is busy with other
 * work a whole pass is always interrupted, a slice of a millisecond is not.
 */
export async function undisturbed<K extends string>(tasks: Readonly<Record<K, (slice: number) => void>>, nSlices: number, runs: number): Promise<Record<K, number>> {
  const names = Object.keys(tasks) as K[];
  const least = Object.fromEntries(names.map((name) => [name, new Float64Array(nSlices).fill(Infinity)])) as Record<K, Float64Array>;
  for (let run = 0; run < Math.max(2, runs); run++) {
    for (const name of names) {
      for (let slice = 0; slice < nSlices; slice++) {
        const start = performance.now();
        tasks[name](slice);
        least[name][slice] = Math.min(least[name][slice], performance.now() - start);
      }
    }
  }
  return Object.fromEntries(names.map((name) => [name, least[name].reduce((a, b) => a + b, 0)])) as Record<K, number>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
