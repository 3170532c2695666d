/** Float weights of a whole model by graph name, read from its checkpoints when asked; keeps none. Knows no file format and no graph. */
import { UserError } from '../../errors.ts';
import type { HostTensor, WeightReader } from '../../runtime/types.ts';
import { elements } from '../checkpoint/streamSafetensors.ts';
import type { ModelWeights } from '../checkpoint/weights.ts';

export interface FloatReader extends WeightReader {
  /** Graph names: a part's prefix and the canonical name, in the order of the parts. */
  readonly names: readonly string[];
  readonly parameterCount: number;
  dims(name: string): readonly number[];
  /** A fresh float32 array at each call, so that an optimiser may change it in place. */
  weight(name: string): Promise<HostTensor>;
}

/** @param parts graph prefix (`generator.`) → that model's weights */
export class CheckpointFloats implements FloatReader {
  readonly names: readonly string[];
  readonly parameterCount: number;
  readonly #owner = new Map<string, { readonly part: ModelWeights; readonly name: string }>();

  constructor(parts: ReadonlyMap<string, ModelWeights>) {
    for (const [prefix, part] of parts) for (const name of part.names) this.#owner.set(prefix + name, { part, name });
    this.names = [...this.#owner.keys()];
    this.parameterCount = this.names.reduce((sum, name) => sum + elements({ dims: this.dims(name) }), 0);
  }

  dims(name: string): readonly number[] {
    const { part, name: own } = this.#find(name);
    return part.dims(own);
  }

  /** @throws UserError that names every tensor of the part with NaN or infinite values, should this one have any */
  async weight(name: string): Promise<HostTensor> {
    const { part, name: own } = this.#find(name);
    try {
      return await part.tensor(own);
    } catch (error) {
      if (error instanceof UserError) await part.check();
      throw error;
    }
  }

  #find(name: string): { readonly part: ModelWeights; readonly name: string } {
    const found = this.#owner.get(name);
    if (!found) throw new Error(`internal: no weight ${name}`);
    return found;
  }
}
