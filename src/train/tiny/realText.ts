/** Real language to ask about: SQuAD's paragraphs where they are at hand, and passages written for this project in ever new variations. */
import type { SquadParagraph } from './squad.ts';
import { Variations, type WrittenPassage } from './written.ts';
import { hashString, type Rng } from './worlds/index.ts';

/** Share of the paragraphs that are written ones, where both kinds are at hand. */
const WRITTEN = 0.8;
/** Share of the written ones whose names and numbers are swapped. */
const SWAPPED = 0.6;

export class RealText {
  readonly #squad: readonly SquadParagraph[];
  readonly #written: readonly WrittenPassage[];
  readonly #variations: Variations;

  /** Paragraphs without questions are only text to denoise and are left to the caller. */
  constructor(squad: readonly SquadParagraph[], written: readonly WrittenPassage[] = []) {
    this.#squad = squad.filter((p) => p.questions.length > 0);
    this.#written = written;
    this.#variations = new Variations(written);
  }

  get isEmpty(): boolean {
    return this.#squad.length + this.#written.length === 0;
  }

  /** A paragraph with at least one question. */
  paragraph(rng: Rng): SquadParagraph {
    const isWritten = this.#squad.length === 0 || (this.#written.length > 0 && rng.chance(WRITTEN));
    return isWritten ? this.#variations.of(rng, rng.pick(this.#written), rng.chance(SWAPPED)) : rng.pick(this.#squad);
  }
}

/** One written passage in twenty is kept for development. */
export function splitWritten(passages: readonly WrittenPassage[]): { readonly train: WrittenPassage[]; readonly heldOut: WrittenPassage[] } {
  const isHeldOut = (p: WrittenPassage) => hashString(p.title) % 20 === 0;
  return { train: passages.filter((p) => !isHeldOut(p)), heldOut: passages.filter(isHeldOut) };
}
