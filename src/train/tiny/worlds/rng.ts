/** A small deterministic random generator (sfc32) with the helpers that the world generator needs. Knows nothing of language. */

export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [lo, hi], both inclusive. */
  int(lo: number, hi: number): number;
  /** Integer in [lo, hi] whose logarithm is uniform: small numbers are as frequent as large ones. */
  logInt(lo: number, hi: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[];
  /** `n` distinct positions' items, in random order. */
  sample<T>(items: readonly T[], n: number): T[];
}

export function createRng(seed: number): Rng {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = 1;
  const next32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) next32();
  const next = (): number => next32() / 4294967296;
  const int = (lo: number, hi: number): number => lo + Math.floor(next() * (hi - lo + 1));
  const shuffle = <T>(items: readonly T[]): T[] => {
    const copy = items.slice();
    for (let i = copy.length - 1; i > 0; i--) {
      const j = int(0, i);
      const held = copy[i];
      copy[i] = copy[j];
      copy[j] = held;
    }
    return copy;
  };
  return {
    next,
    int,
    logInt: (lo, hi) => Math.min(hi, Math.floor(Math.exp(Math.log(lo) + next() * (Math.log(hi + 1) - Math.log(lo))))),
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new Error('internal: pick from an empty list');
      return items[int(0, items.length - 1)];
    },
    shuffle,
    sample: (items, n) => shuffle(items).slice(0, n),
  };
}

/** FNV-1a over UTF-16 units: decides, without state, which names and templates are held out. */
export function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  // FNV's low bits follow the last characters closely; mix before anyone takes a remainder.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

/** One name or template in five belongs to the held-out split only. */
export function isHeldOut(text: string): boolean {
  return hashString(text) % 5 === 0;
}
