/** SentencePiece's character map as the tokenizer library calls it; its own normalizer only resembles it. Knows no vocabulary. */
import { Normalizer } from '@huggingface/tokenizers';
import { UserError } from '../../errors.ts';

/** Longer clusters are looked up character by character (spm_precompiled). */
const LONGEST_CLUSTER_BYTES = 5;
const MOST_BYTES = 1 << 24;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * `precompiled_charsmap`: uint32 size of a double-array trie in bytes, the trie, then replacement texts that end with NUL.
 * Kudo & Richardson 2018, section 3.3; layout of darts-clone: a unit is label, leaf flag and offset to its children.
 */
export class CharsMap extends Normalizer {
  readonly #trie: Uint32Array;
  readonly #texts: Uint8Array;
  readonly #clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

  /** @param map base64 */
  constructor(map: string) {
    super({ type: 'Precompiled', precompiled_charsmap: map });
    const bytes = fromBase64(map);
    const size = bytes.length < 4 ? NaN : new DataView(bytes.buffer).getUint32(0, true);
    if (!(size % 4 === 0 && size + 4 <= bytes.length)) throw damaged();
    this.#trie = new Uint32Array(bytes.slice(4, 4 + size).buffer);
    this.#texts = bytes.subarray(4 + size);
  }

  normalize(text: string): string {
    let out = '';
    for (const { segment } of this.#clusters.segment(text)) {
      const bytes = encoder.encode(segment);
      const whole = bytes.length <= LONGEST_CLUSTER_BYTES ? this.#replacement(bytes) : null;
      out += whole ?? Array.from(segment, (char) => this.#replacement(encoder.encode(char)) ?? char).join('');
    }
    return out;
  }

  /** Of the shortest entry that the bytes begin with, as the reference has it; null: there is none. */
  #replacement(bytes: Uint8Array): string | null {
    const unit = (at: number): number => this.#trie[at] ?? 0;
    let node = offsetOf(unit(0));
    for (const byte of bytes) {
      if (byte === 0) return null;
      node ^= byte;
      // Leaf flag and label in one: a unit of another label is another path's.
      if ((unit(node) & 0x800000ff) >>> 0 !== byte) return null;
      const hasLeaf = (unit(node) >>> 8) & 1;
      node ^= offsetOf(unit(node));
      if (hasLeaf) return this.#text(unit(node) & 0x7fffffff);
    }
    return null;
  }

  #text(start: number): string {
    const end = this.#texts.indexOf(0, start);
    return decoder.decode(this.#texts.subarray(start, end < 0 ? this.#texts.length : end));
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > MOST_BYTES) throw damaged();
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw damaged();
  }
}

function damaged(): UserError {
  return new UserError('bad-file', 'tokenizer: precompiled_charsmap is no character map', 'Use the tokenizer files of the original checkpoint.');
}
