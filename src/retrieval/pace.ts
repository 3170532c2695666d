/** Long work in slices: other work runs between them, and a cancel is heard. Knows no file. */
import { throwIfAborted } from '../errors.ts';

/** Work that says null wherever other work may run, a few milliseconds apart, and ends with its result. */
export type Steps<T> = Generator<null, T, void>;

/** Characters or bytes that are looked at between two nulls. */
export const SLICE_UNITS = 1 << 18;

/** How long a slice lasts: short beside the 100 ms that a person notices, long beside a turn of the event loop. */
const SLICE_MS = 30;

/** All of it, at once. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Lets other work run once a slice has lasted. Steps throw a UserError when `signal` is aborted in between. */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  readonly #task: string;
  #since = performance.now();

  /** @param task what was cancelled, for the message */
  constructor(signal: AbortSignal | undefined, task: string) {
    this.#signal = signal;
    this.#task = task;
  }

  get due(): boolean {
    return performance.now() - this.#since >= SLICE_MS;
  }

  async rest(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#since = performance.now();
    throwIfAborted(this.#signal, this.#task);
  }

  async through<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (this.due) await this.rest();
    }
  }
}
