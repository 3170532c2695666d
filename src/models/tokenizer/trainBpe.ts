/** Trains a BART byte-level BPE vocabulary on texts. Knows no files and no model. */
import { UserError } from '../../errors.ts';
import { BART_MASK, BART_SPECIALS } from './definitions.ts';
import { countWords, learnMerges } from './pairMerger.ts';
import { BYTE_CHARACTERS, byteLevelWords } from './preTokenize.ts';
import type { TrainOptions } from './trainWordPiece.ts';

export interface BpeVocabulary {
  /** Piece -> id: <s> <pad> </s> <unk>, the 256 bytes, merged pieces, <mask>. */
  readonly vocab: ReadonlyMap<string, number>;
  /** `left right`, best first, as in merges.txt. */
  readonly merges: readonly string[];
}

/** @param vocabSize upper bound of the vocabulary, special tokens and the 256 bytes included */
export function trainByteLevelBpe(
  texts: Iterable<string>,
  vocabSize: number,
  options: TrainOptions = {},
): BpeVocabulary {
  const nSpecials = BART_SPECIALS.length + 1;
  if (vocabSize < 256 + nSpecials) {
    throw new UserError(
      'bad-input',
      `trainByteLevelBpe: a vocabulary of ${vocabSize} cannot hold 256 bytes and ${nSpecials} special tokens`,
      'Ask for a larger vocabulary.',
    );
  }
  const symbols = BYTE_CHARACTERS.slice();
  const byteId = new Map(symbols.map((symbol, id) => [symbol, id]));
  const words = [...countWords(texts, byteLevelWords)].map(([word, count]) => ({
    symbols: Array.from(word, (char) => byteId.get(char)!),
    count,
  }));
  const merges = learnMerges(symbols, words, {
    maxSymbols: vocabSize - nSpecials,
    minCount: options.minCount ?? 2,
    join: (left, right) => left + right,
  });
  const pieces = [...BART_SPECIALS, ...symbols, BART_MASK];
  return {
    vocab: new Map(pieces.map((piece, id) => [piece, id])),
    merges: merges.map(({ left, right }) => `${symbols[left]} ${symbols[right]}`),
  };
}
