/** Which passages hold a term in one field, and how often: one run of typed arrays a term. Knows no word and no score. */
import { SLICE_UNITS, type Steps } from './pace.ts';

/** Postings of one block while they are collected. */
const BLOCK = 1 << 16;

interface Block {
  readonly terms: Uint32Array;
  readonly ids: Int32Array;
  readonly times: Uint16Array;
}

export interface Postings {
  /** By term: its postings are [starts[term], starts[term + 1]). A term beyond has none. */
  readonly starts: Uint32Array;
  /** Passages, ascending within a term, and how often each holds it. */
  readonly ids: Int32Array;
  readonly times: Uint16Array;
  /** Different words of the field, as written, by id: [n]. */
  readonly lengths: Uint32Array;
  readonly meanLength: number;
}

/** Collects postings passage by passage, then puts those of each term side by side: a common word is walked through for every question. */
export class PostingsBuilder {
  readonly #lengths: Uint32Array;
  #meanLength = 0;
  readonly #blocks: Block[] = [];
  #size = 0;

  /** @param n passages, which are then added in the order of their ids */
  constructor(n: number) {
    this.#lengths = new Uint32Array(n);
  }

  /** @param terms of the field in passage `id`, repeated as they stand; −1 for a word that is no term. @param length different words */
  add(id: number, terms: readonly number[], length: number): void {
    const times = new Map<number, number>();
    for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
    this.#lengths[id] = length;
    this.#meanLength += (length - this.#meanLength) / (id + 1);
    for (const [term, count] of times) if (term >= 0) this.#append(term, id, Math.min(count, 0xffff));
  }

  #append(term: number, id: number, times: number): void {
    const at = this.#size++ % BLOCK;
    if (at === 0) this.#blocks.push({ terms: new Uint32Array(BLOCK), ids: new Int32Array(BLOCK), times: new Uint16Array(BLOCK) });
    const block = this.#blocks[this.#blocks.length - 1];
    block.terms[at] = term;
    block.ids[at] = id;
    block.times[at] = times;
  }

  /** Calls with each posting's block and place, in the order in which they were added. */
  *#each(call: (block: Block, at: number) => void): Steps<void> {
    for (let posting = 0; posting < this.#size; posting++) {
      call(this.#blocks[Math.floor(posting / BLOCK)], posting % BLOCK);
      if (posting % SLICE_UNITS === SLICE_UNITS - 1) yield null;
    }
  }

  /** A counting sort by term. @param nTerms terms that may occur */
  *sorting(nTerms: number): Steps<Postings> {
    const starts = new Uint32Array(nTerms + 1);
    yield* this.#each((block, at) => starts[block.terms[at] + 1]++);
    for (let term = 0; term < nTerms; term++) starts[term + 1] += starts[term];
    const next = starts.slice();
    const ids = new Int32Array(this.#size);
    const times = new Uint16Array(this.#size);
    yield* this.#each((block, at) => {
      const to = next[block.terms[at]]++;
      ids[to] = block.ids[at];
      times[to] = block.times[at];
    });
    return { starts, ids, times, lengths: this.#lengths, meanLength: this.#meanLength };
  }
}
