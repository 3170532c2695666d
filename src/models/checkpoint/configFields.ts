/** Reads and checks the fields of a config.json, naming file and field in each error. Knows no model. */
import { UserError } from '../../errors.ts';

export const ACTIVATIONS = ['gelu', 'relu', 'tanh'] as const;
/** `gelu` is the exact erf form. */
export type Activation = (typeof ACTIVATIONS)[number];

/** Reads fields of one JSON object, naming each in its error. A field that is null counts as absent. */
export class Fields {
  private readonly object: ReadonlyMap<string, unknown>;
  private readonly where: string;

  constructor(json: unknown, where: string) {
    this.where = where;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new UserError('bad-file', `${where}: a JSON object was expected`);
    }
    this.object = new Map(Object.entries(json));
  }

  required(key: string): unknown {
    const value = this.object.get(key) ?? null;
    if (value === null) throw this.error(key, 'is missing');
    return value;
  }

  /** @returns null where the file names none */
  modelType<Type extends string>(supported: readonly Type[]): Type | null {
    const type = this.object.get('model_type') ?? null;
    if (type === null) return null;
    const found = supported.find((name) => name === type);
    if (found) return found;
    throw new UserError(
      'unsupported',
      `${this.where}: model_type is ${JSON.stringify(type)}, ${oneOf(supported)} was expected`,
      'ragscope runs BERT, DPR, DistilBERT, RoBERTa, ELECTRA or MPNet encoders with BART generators.',
    );
  }

  unsupportedUnless(key: string, expected: string | boolean | number): void {
    const value = this.object.get(key) ?? null;
    if (value === null || value === expected) return;
    throw new UserError('unsupported', `${this.where}: ${key} is ${JSON.stringify(value)}; only ${String(expected)} is supported`);
  }

  /** A positive whole number. */
  size(key: string, fallback?: number): number {
    const value = this.whole(key, fallback);
    if (value === 0) throw this.error(key, 'is 0');
    return value;
  }

  /** A size of which `taken` are spoken for; @returns the rest, at least 1. */
  sizeAbove(key: string, fallback: number, taken: number): number {
    const value = this.size(key, Math.max(fallback, taken + 1));
    if (value <= taken) throw this.error(key, `is ${value}; ${taken} of them hold no token`);
    return value - taken;
  }

  whole(key: string, fallback?: number): number {
    const value = this.object.get(key) ?? fallback ?? this.required(key);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw this.error(key, `is ${JSON.stringify(value)}, not a whole number`);
    }
    return value;
  }

  tokenId(key: string, fallback: number): number {
    const id = this.whole(key, fallback);
    const vocabSize = this.whole('vocab_size');
    if (id >= vocabSize) throw this.error(key, `is ${id}, beyond the vocabulary of ${vocabSize}`);
    return id;
  }

  /** Unlike elsewhere an explicit null means none. */
  optionalTokenId(key: string, fallback: number | null): number | null {
    const value = this.object.has(key) ? this.object.get(key) : fallback;
    return value === null || value === undefined ? null : this.tokenId(key, fallback ?? 0);
  }

  positive(key: string, fallback: number): number {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value)) {
      throw this.error(key, `is ${JSON.stringify(value)}, not a positive number`);
    }
    return value;
  }

  /** A number in [0, 1). */
  fraction(key: string, fallback: number): number {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'number' || !(value >= 0 && value < 1)) throw this.error(key, `is ${JSON.stringify(value)}, not in [0, 1)`);
    return value;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'boolean') throw this.error(key, `is ${JSON.stringify(value)}, not true or false`);
    return value;
  }

  text(key: string, fallback: string): string {
    const value = this.object.get(key) ?? fallback;
    if (typeof value !== 'string') throw this.error(key, `is ${JSON.stringify(value)}, not a text`);
    return value;
  }

  activation(key: string): Activation {
    const value = this.object.get(key) ?? 'gelu';
    const found = ACTIVATIONS.find((name) => name === value);
    if (found) return found;
    throw new UserError(
      'unsupported',
      `${this.where}: ${key} is ${JSON.stringify(value)}; supported are ${ACTIVATIONS.join(', ')}`,
      'Choose a checkpoint with another activation function.',
    );
  }

  divides(partKey: string, part: number, wholeKey: string, whole: number): void {
    if (whole % part !== 0) throw this.error(partKey, `is ${part} and does not divide ${wholeKey} ${whole}`);
  }

  private error(key: string, what: string): UserError {
    return new UserError('bad-file', `${this.where}: ${key} ${what}`, 'Use the config.json that belongs to this checkpoint.');
  }
}

/** 'a', 'a or b', 'a, b or c'. */
function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}
