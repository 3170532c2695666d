/** A bounded heap of the k best (score, id) pairs: higher score first, then lower id. Knows not what they rank. */

export class BestK {
  readonly #k: number;
  readonly #scores: Float64Array;
  readonly #ids: Int32Array;
  #size = 0;

  constructor(k: number) {
    this.#k = k;
    this.#scores = new Float64Array(k);
    this.#ids = new Int32Array(k);
  }

  /** The worst score held, or -Infinity until k are held: a quick test before offer(). */
  get floor(): number {
    return this.#size < this.#k ? -Infinity : this.#scores[0];
  }

  offer(score: number, id: number): void {
    const scores = this.#scores;
    const ids = this.#ids;
    if (this.#size < this.#k) {
      let at = this.#size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isWorse(score, id, scores[parent], ids[parent])) break;
        scores[at] = scores[parent];
        ids[at] = ids[parent];
        at = parent;
      }
      scores[at] = score;
      ids[at] = id;
      return;
    }
    if (score < scores[0] || !isWorse(scores[0], ids[0], score, id)) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const other = child + 1;
      if (other < this.#size && isWorse(scores[other], ids[other], scores[child], ids[child])) child = other;
      if (!isWorse(scores[child], ids[child], score, id)) break;
      scores[at] = scores[child];
      ids[at] = ids[child];
      at = child;
    }
    scores[at] = score;
    ids[at] = id;
  }

  /** The pairs held, best first. */
  sorted(): { readonly score: number; readonly id: number }[] {
    return Array.from({ length: this.#size }, (_, i) => ({ score: this.#scores[i], id: this.#ids[i] })).toSorted(
      (a, b) => b.score - a.score || a.id - b.id,
    );
  }
}

function isWorse(scoreA: number, idA: number, scoreB: number, idB: number): boolean {
  return scoreA < scoreB || (scoreA === scoreB && idA > idB);
}
