/** One DPR tower on a runtime: token ids to vectors. */
import { Graph } from '../graph/graph.ts';
import { inArithmetic } from '../models/arithmetic.ts';
import { dprGraph } from '../models/bert.ts';
import type { BertConfig } from '../models/checkpoint/config.ts';
import { bertFeeds } from '../models/feeds.ts';
import type { WeightFormats } from '../models/layers.ts';
import type { Runtime, Session, WeightReader } from '../runtime/types.ts';
import type { Encoding } from '../models/tokenizer/tokenizer.ts';

export class DprEncoder {
  readonly dim: number;
  readonly #config: BertConfig;
  readonly #session: Session;

  private constructor(config: BertConfig, session: Session) {
    this.dim = config.projectionDim || config.hiddenSize;
    this.#config = config;
    this.#session = session;
  }

  static async create(runtime: Runtime, config: BertConfig, prefix: string, weights: WeightReader, formats: WeightFormats): Promise<DprEncoder> {
    return new DprEncoder(config, await runtime.compile(inArithmetic(dprGraph(new Graph(prefix.slice(0, -1)), config, prefix, formats), formats), weights));
  }

  /** @returns [n, dim], finite and not all zero. @throws when the provider gives nonsense (a lost device does) */
  async encode(encodings: readonly Encoding[]): Promise<Float32Array> {
    const feeds = bertFeeds(encodings.map((e) => e.ids), this.#config.padTokenId, '', undefined, encodings.map((e) => e.typeIds));
    const { embeddings } = await this.#session.run(feeds);
    const vectors = embeddings.data as Float32Array;
    for (let row = 0; row < encodings.length; row++) {
      const vector = vectors.subarray(row * this.dim, (row + 1) * this.dim);
      if (!vector.every(Number.isFinite) || vector.every((v) => v === 0))
        throw new Error(`internal: ${this.#session.name} gave a vector that is all zero or not finite (row ${row} of ${encodings.length})`);
    }
    return vectors;
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}
