/** Packs float weights one at a time as graphs ask for them: beside what is packed, one float tensor is in memory. Knows no file. */
import type { HostTensor, WeightReader, WeightSource } from '../../runtime/types.ts';
import { PackedWeights } from '../quantize.ts';

export class PackedReader implements WeightReader {
  readonly #floats: WeightReader;
  readonly #packed = new Map<string, HostTensor>();
  readonly #bytes = new Map<string, number>();
  /** The float tensor that was packed last: its codes and its scales are asked for one after the other. */
  #last: { readonly base: string; readonly forms: WeightSource; readonly bytes: number } | null = null;
  #heldBytes = 0;
  #peakBytes = 0;

  constructor(floats: WeightReader) {
    this.#floats = floats;
  }

  /** Bytes of all distinct weights given so far. */
  get servedBytes(): number {
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Largest number of bytes alive here at once: packed tensors kept for the next graph, and one float tensor. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  async weight(name: string): Promise<HostTensor> {
    const tensor = this.#packed.get(name) ?? (await this.#make(name));
    this.#bytes.set(name, tensor.data.byteLength);
    return tensor;
  }

  /** Forgets what was packed; what is asked for later is read and packed again. */
  release(): void {
    this.#packed.clear();
    this.#last = null;
    this.#heldBytes = 0;
  }

  async #make(name: string): Promise<HostTensor> {
    const colon = name.lastIndexOf(':');
    if (colon < 0) {
      // Floats are given as they are and not kept.
      const tensor = await this.#floats.weight(name);
      this.#last = null;
      this.#note(tensor.data.byteLength);
      return tensor;
    }
    const base = name.slice(0, colon);
    if (this.#last?.base !== base) {
      this.#last = null;
      const float = await this.#floats.weight(base);
      this.#last = { base, forms: new PackedWeights({ weight: () => float }), bytes: float.data.byteLength };
    }
    const tensor = this.#last!.forms.weight(name);
    this.#packed.set(name, tensor);
    this.#heldBytes += tensor.data.byteLength;
    this.#note(this.#last!.bytes);
    return tensor;
  }

  #note(floatBytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, this.#heldBytes + floatBytes);
  }
}
