/** One float copy of each weight for all graphs that are fed weights at every run (training, gradients). Knows no graph. */
import type { HostTensor, WeightReader } from '../../runtime/types.ts';

export class SharedFloats {
  /** What it reads from; a provider that keeps weights itself asks here. */
  readonly reader: WeightReader;
  readonly #held = new Map<string, { readonly tensor: Promise<HostTensor>; holders: number }>();

  constructor(floats: WeightReader) {
    this.reader = floats;
  }

  /** Names of the weights in memory. */
  get names(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** Reads what no other graph holds. The arrays are shared: nobody writes into them. */
  async hold(names: readonly string[]): Promise<Record<string, HostTensor>> {
    const found: Record<string, HostTensor> = {};
    const taken: string[] = [];
    try {
      // One after the other, so that a file is read in order.
      for (const name of names) {
        taken.push(name);
        found[name] = await this.#take(name);
      }
    } catch (error) {
      this.release(taken);
      throw error;
    }
    return found;
  }

  /** Lets go of what `hold` gave; a weight that nobody holds leaves memory. */
  release(names: readonly string[]): void {
    for (const name of names) {
      const entry = this.#held.get(name);
      if (entry && --entry.holders === 0) this.#held.delete(name);
    }
  }

  #take(name: string): Promise<HostTensor> {
    const entry = this.#held.get(name) ?? { tensor: Promise.resolve(this.reader.weight(name)), holders: 0 };
    entry.holders++;
    this.#held.set(name, entry);
    return entry.tensor;
  }
}
