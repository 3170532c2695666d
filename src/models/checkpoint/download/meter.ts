/** Bytes per second over the last seconds, and the time that is left at that pace. Knows no download. */

const WINDOW_MS = 5_000;
const LEAST_MS = 400;

export interface Pace {
  readonly bytesPerSecond: number | null;
  readonly etaSeconds: number | null;
}

export class Meter {
  readonly #now: () => number;
  #samples: { at: number; done: number }[] = [];

  /** @param now clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** After a wait, what was before it says nothing about the pace. */
  restart(): void {
    this.#samples = [];
  }

  pace(done: number, total: number): Pace {
    const at = this.#now();
    const last = this.#samples.at(-1);
    // A file that starts over goes back.
    if (last && done < last.done) this.restart();
    this.#samples.push({ at, done });
    while (this.#samples.length > 2 && at - this.#samples[1].at >= WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    const seconds = (at - first.at) / 1000;
    if (seconds * 1000 < LEAST_MS || done <= first.done) return { bytesPerSecond: null, etaSeconds: null };
    const bytesPerSecond = (done - first.done) / seconds;
    return { bytesPerSecond, etaSeconds: (total - done) / bytesPerSecond };
  }
}
