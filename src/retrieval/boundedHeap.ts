/** A bounded heap of the best (score, id) pairs: higher score first, then lower id. Knows not what they rank. */

/** The k best (score, id) pairs seen, in a binary heap whose root is the worst of them. */
export class BoundedHeap {
  private readonly scores: Float32Array;
  private readonly ids: Int32Array;
  private size = 0;

  constructor(k: number) {
    this.scores = new Float32Array(k);
    this.ids = new Int32Array(k);
  }

  /** True when (scoreA, idA) ranks behind (scoreB, idB): a lower score, or an equal one and a higher id. */
  private static behind(scoreA: number, idA: number, scoreB: number, idB: number): boolean {
    return scoreA < scoreB || (scoreA === scoreB && idA > idB);
  }

  push(score: number, id: number): void {
    const { scores, ids } = this;
    if (this.size < scores.length) {
      let at = this.size++;
      for (let up = (at - 1) >> 1; at > 0 && BoundedHeap.behind(score, id, scores[up], ids[up]); up = (at - 1) >> 1) {
        scores[at] = scores[up];
        ids[at] = ids[up];
        at = up;
      }
      scores[at] = score;
      ids[at] = id;
    } else if (BoundedHeap.behind(scores[0], ids[0], score, id)) {
      this.siftDown(score, id, this.size);
    }
  }

  /** Pushes scores[0, n) · factor under the ids from `firstId` on, which must be above all ids pushed before. */
  pushAll(scores: Float32Array, n: number, factor: number, firstId: number): void {
    // An equal score under a higher id ranks behind, so most scores end at the first comparison.
    let floor = this.size < this.scores.length ? -Infinity : this.scores[0];
    for (let i = 0; i < n; i++) {
      const score = Math.fround(scores[i] * factor);
      if (score <= floor) continue;
      this.push(score, firstId + i);
      if (this.size === this.scores.length) floor = this.scores[0];
    }
  }

  /** Puts (score, id) in the place of the root of the first `size` entries. */
  private siftDown(score: number, id: number, size: number): void {
    const { scores, ids } = this;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && BoundedHeap.behind(scores[child + 1], ids[child + 1], scores[child], ids[child])) child++;
      if (!BoundedHeap.behind(scores[child], ids[child], score, id)) break;
      scores[at] = scores[child];
      ids[at] = ids[child];
      at = child;
    }
    scores[at] = score;
    ids[at] = id;
  }

  /** Empties the heap, best first. */
  drain(): { readonly scores: Float32Array; readonly ids: Int32Array } {
    const scores = new Float32Array(this.size);
    const ids = new Int32Array(this.size);
    this.drainInto(scores, ids, 0);
    return { scores, ids };
  }

  /** Empties the heap into the slices [offset, offset + size), best first. */
  drainInto(outScores: Float32Array, outIds: Int32Array, offset: number): void {
    for (let left = this.size; left > 0; left--) {
      outScores[offset + left - 1] = this.scores[0];
      outIds[offset + left - 1] = this.ids[0];
      this.siftDown(this.scores[left - 1], this.ids[left - 1], left - 1);
    }
    this.size = 0;
  }
}
