/** Learns pair merges from word counts, the loop that byte-pair encoding and WordPiece training share. Knows no text rules and no files. */

/** One distinct word: its symbols (ids into `symbols`) and how often it occurs. */
export interface CountedWord {
  readonly symbols: number[];
  readonly count: number;
}

export interface Merge {
  readonly left: number;
  readonly right: number;
  /** Id of the merged symbol; an older id when two merges spell the same string. */
  readonly merged: number;
}

export interface MergeOptions {
  /** Stop when this many symbols exist. */
  readonly maxSymbols: number;
  /** Pairs seen less often than this are never merged. */
  readonly minCount: number;
  readonly join: (left: string, right: string) => string;
}

/** Symbol ids stay below 2^24, so that a pair packs exactly into a double. */
const PACK = 2 ** 24;

/** Max-heap of (count, pair) with the lower pair first on ties; entries may be stale, the caller checks them. */
class PairHeap {
  private readonly counts: number[] = [];
  private readonly pairs: number[] = [];

  get size(): number {
    return this.pairs.length;
  }

  push(count: number, pair: number): void {
    let at = this.pairs.length;
    this.counts.push(count);
    this.pairs.push(pair);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): { count: number; pair: number } {
    const top = { count: this.counts[0], pair: this.pairs[0] };
    const last = this.pairs.length - 1;
    this.swap(0, last);
    this.counts.pop();
    this.pairs.pop();
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= last) break;
      const right = left + 1;
      const child = right < last && this.before(right, left) ? right : left;
      if (!this.before(child, at)) break;
      this.swap(child, at);
      at = child;
    }
    return top;
  }

  private before(a: number, b: number): boolean {
    return this.counts[a] > this.counts[b] || (this.counts[a] === this.counts[b] && this.pairs[a] < this.pairs[b]);
  }

  private swap(a: number, b: number): void {
    [this.counts[a], this.counts[b]] = [this.counts[b], this.counts[a]];
    [this.pairs[a], this.pairs[b]] = [this.pairs[b], this.pairs[a]];
  }
}

/**
 * Merges the most frequent adjacent pair again and again (Sennrich et al. 2016, section 3.2), with incremental counts:
 * a merge touches only the words that hold the pair.
 *
 * @param symbols the alphabet; merged symbols are appended to it
 * @param words symbol sequences; rewritten in place
 */
export function learnMerges(symbols: string[], words: readonly CountedWord[], options: MergeOptions): Merge[] {
  const idOf = new Map(symbols.map((symbol, id) => [symbol, id]));
  const counts = new Map<number, number>();
  const holders = new Map<number, Set<number>>();
  const heap = new PairHeap();
  const touched = new Set<number>();

  const change = (left: number, right: number, delta: number, word: number): void => {
    const pair = left * PACK + right;
    counts.set(pair, (counts.get(pair) ?? 0) + delta);
    if (delta > 0) {
      let set = holders.get(pair);
      if (!set) holders.set(pair, (set = new Set()));
      set.add(word);
      touched.add(pair);
    }
  };
  const publish = (): void => {
    for (const pair of touched) {
      const count = counts.get(pair) ?? 0;
      if (count >= options.minCount) heap.push(count, pair);
    }
    touched.clear();
  };

  words.forEach(({ symbols: ids, count }, word) => {
    for (let i = 0; i + 1 < ids.length; i++) change(ids[i], ids[i + 1], count, word);
  });
  publish();

  const merges: Merge[] = [];
  while (symbols.length < options.maxSymbols && heap.size > 0) {
    const { count, pair } = heap.pop();
    const current = counts.get(pair) ?? 0;
    if (current !== count) {
      // Stale entry: the pair lost occurrences since; put its true count back.
      if (current < count && current >= options.minCount) heap.push(current, pair);
      continue;
    }
    const left = Math.floor(pair / PACK);
    const right = pair % PACK;
    const text = options.join(symbols[left], symbols[right]);
    let merged = idOf.get(text);
    if (merged === undefined) {
      merged = symbols.push(text) - 1;
      idOf.set(text, merged);
    }
    merges.push({ left, right, merged });
    for (const word of holders.get(pair) ?? []) mergeInWord(words[word], left, right, merged, word, change);
    counts.delete(pair);
    holders.delete(pair);
    touched.delete(pair);
    publish();
  }
  return merges;
}

/** Replaces left,right by merged, left to right, and reports every pair that vanishes or appears. */
function mergeInWord(
  { symbols, count }: CountedWord,
  left: number,
  right: number,
  merged: number,
  word: number,
  change: (left: number, right: number, delta: number, word: number) => void,
): void {
  for (let i = 0; i + 1 < symbols.length; i++) {
    if (symbols[i] !== left || symbols[i + 1] !== right) continue;
    if (i > 0) {
      change(symbols[i - 1], left, -count, word);
      change(symbols[i - 1], merged, count, word);
    }
    if (i + 2 < symbols.length) {
      change(right, symbols[i + 2], -count, word);
      change(merged, symbols[i + 2], count, word);
    }
    symbols.splice(i, 2, merged);
  }
}

/** Counts distinct words; insertion order is the order of first sight, so results do not depend on hashing. */
export function countWords(texts: Iterable<string>, split: (text: string) => Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of split(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
