/** Turns examples into the feeds of the training graphs. */
import type { HostTensor } from '../../runtime/types.ts';
import { bartEncoderFeeds, bertFeeds, decoderFeeds, float32, int32, padRows } from '../../models/feeds.ts';
import { joinGeneratorInput } from '../../models/tokenizer/generatorInput.ts';
import type { Tokenizer } from '../../models/tokenizer/tokenizer.ts';
import type { EncoderExample, GeneratorExample } from './mixture.ts';
import { MAX_CONTEXT, MAX_QUESTION, MAX_SOURCE, MAX_TARGET } from './recipe.ts';
import { cachedEncoder } from './tokenizers.ts';

export type Feeds = Record<string, HostTensor>;

export const SEPARATORS = { titleSep: ' / ', docSep: ' // ' };

export class GeneratorBatcher {
  readonly #encode: (text: string) => number[];
  readonly #tokenizer: Tokenizer;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    this.#encode = cachedEncoder(tokenizer);
  }

  source(example: GeneratorExample): number[] {
    const { bosId, eosId } = this.#tokenizer;
    return [bosId, ...this.#body(example).slice(0, MAX_SOURCE - 2), eosId];
  }

  /** `<s> answer </s>`: decoder input, and shifted left the target, as the RAG loss reads labels. */
  labels(example: GeneratorExample): number[] {
    const { bosId, eosId } = this.#tokenizer;
    return [bosId, ...this.#encode(example.answer).slice(0, MAX_TARGET - 2), eosId];
  }

  feeds(examples: readonly GeneratorExample[]): Feeds {
    const { padId } = this.#tokenizer;
    const labels = examples.map((e) => this.labels(e));
    const inputs = padRows(labels.map((row) => row.slice(0, -1)), padId);
    const targets = labels.map((row) => row.slice(1));
    const positions = targets.flatMap((row, r) => row.map((_, t) => r * inputs[0].length + t));
    return {
      ...bartEncoderFeeds(examples.map((e) => this.source(e)), padId, 'context_'),
      ...decoderFeeds(inputs),
      target_positions: int32([positions.length], positions),
      targets: int32([positions.length, 1], targets.flat()),
    };
  }

  #body(example: GeneratorExample): number[] {
    if (!example.denoise) return this.#encode(joinGeneratorInput(example.title, example.text, example.question, SEPARATORS));
    const maskId = this.#tokenizer.maskId!;
    return example.text.split('<mask>').flatMap((part, i) => {
      const ids = part.trim() ? this.#encode(part.trim()) : [];
      return i === 0 ? ids : [maskId, ...ids];
    });
  }
}

export class EncoderBatcher {
  readonly #encode: (text: string) => number[];
  readonly #tokenizer: Tokenizer;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    this.#encode = cachedEncoder(tokenizer);
  }

  /** [CLS] question [SEP]. */
  question(text: string): number[] {
    const { bosId, eosId } = this.#tokenizer;
    return [bosId, ...this.#encode(text).slice(0, MAX_QUESTION - 2), eosId];
  }

  /** [CLS] title [SEP] text [SEP] with segment ids 0 and 1, as DPR encodes contexts. */
  context({ title, text }: { title: string; text: string }): { ids: number[]; typeIds: number[] } {
    const { bosId, eosId } = this.#tokenizer;
    const first = [bosId, ...this.#encode(title).slice(0, 40), eosId];
    const second = [...this.#encode(text).slice(0, MAX_CONTEXT - first.length - 1), eosId];
    return { ids: [...first, ...second], typeIds: [...first.map(() => 0), ...second.map(() => 1)] };
  }

  feeds(examples: readonly EncoderExample[]): Feeds {
    const contexts = [...examples.map((e) => ({ ...e.positive, key: e.key })), ...examples.flatMap((e) => e.negatives.map((n) => ({ ...n, key: n.text })))];
    const encoded = contexts.map((c) => this.context(c));
    const same = examples.flatMap((e, i) => contexts.map((c, j) => (j !== i && c.key === e.key ? -1e9 : 0)));
    return {
      ...bertFeeds(examples.map((e) => this.question(e.question)), this.#tokenizer.padId),
      ...bertFeeds(encoded.map((c) => c.ids), this.#tokenizer.padId, 'doc_', undefined, encoded.map((c) => c.typeIds)),
      positive: int32([examples.length, 1], examples.map((_, i) => i)),
      same: float32([examples.length, contexts.length], same),
      row_weight: float32([examples.length, 1], examples.map(() => 1 / examples.length)),
    };
  }
}

