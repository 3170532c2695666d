/** Where the quantized weights of a start come from: kept beside a stored model, else made in memory. Knows no page and no kind of store. */
import { UserError } from '../../errors.ts';
import { packedFolder } from '../../models/checkpoint/download/index.ts';
import { PackedReader } from '../../models/streaming/packedReader.ts';
import type { InferenceWeights } from '../../rag/engine.ts';
import type { RagModel } from '../../rag/model.ts';
import { storedWeights } from '../../rag/packedStore.ts';
import { perModule, runnablePrecisions, type Precision } from '../../rag/settings.ts';
import type { Runtime } from '../../runtime/types.ts';
import { whenFree } from '../../storage/lock.ts';
import type { FileStore } from '../../storage/types.ts';
import { progressOf } from '../progress.ts';
import type { CallOptions } from '../protocol.ts';

/** A stored model's place for what is made of it; deleted with the model. */
export interface WeightsPlace {
  readonly store: FileStore;
  /** Of the stored model. */
  readonly id: string;
  /** Changes with the model's files. */
  readonly identity: string;
}

export class QuantizedWeights {
  readonly #model: RagModel;
  readonly #place: WeightsPlace | null;
  readonly #options: CallOptions;
  #unkept: UserError | null = null;

  /** @param place null for a model that is not stored here */
  constructor(model: RagModel, place: WeightsPlace | null, options: CallOptions = {}) {
    this.#model = model;
    this.#place = place;
    this.#options = options;
  }

  /** Why the weights could not be kept, so that the next start quantizes again; null where they are, or need not be. */
  get unkept(): UserError | null {
    return this.#unkept;
  }

  /**
   * @param stage what the user reads while this takes place
   * @throws UserError of kind 'cancelled', or what is wrong with the model; a store that refuses is no error
   */
  async on(runtime: Pick<Runtime, 'provider' | 'float16'>, precision: Precision, stage = 'Quantizing for this device, once'): Promise<InferenceWeights> {
    // A store without room for one provider's weights has none for another's.
    if (this.#place === null || this.#unkept !== null) return new PackedReader(this.#model.weights);
    const { store, id, identity } = this.#place;
    const { signal } = this.#options;
    const { precisions } = runnablePrecisions(runtime, perModule(precision));
    try {
      // Two tabs share one file: the second waits, and finds it whole.
      return await whenFree(`model ${id}`, 'the start', () => storedWeights(store, packedFolder(id), this.#model, runtime.provider, precisions, { identity, signal, onProgress: progressOf(stage, this.#options) }), signal);
    } catch (error) {
      if (!(error instanceof UserError) || error.kind !== 'storage') throw error;
      this.#unkept = error;
      return new PackedReader(this.#model.weights);
    }
  }
}
