/** Trains an uncased BERT WordPiece vocabulary on texts. Knows no files and no model. */
import { UserError } from '../../errors.ts';
import { BERT_SPECIALS } from './definitions.ts';
import { countWords, learnMerges } from './pairMerger.ts';
import { bertWords } from './preTokenize.ts';

export interface TrainOptions {
  /** Pairs seen less often than this are never merged. */
  readonly minCount?: number;
}

/** BERT gives up on longer words, so they must not shape the vocabulary. */
const MAX_WORD_CHARS = 100;
const ASCII = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((c) => c === c.toLowerCase());

/**
 * Pieces are chosen by merging the most frequent pair, `##` marking what does not begin a word; encoding is BERT's greedy
 * longest match, so only the set of pieces counts. Every character seen, and every printable ASCII one, is a piece (and a
 * `##` piece, unless it is one that BERT always sets apart), so that a rare name is spelt out instead of becoming [UNK].
 *
 * @returns at most `vocabSize` pieces in id order: [PAD] [UNK] [CLS] [SEP] [MASK], characters, merged pieces
 */
export function trainWordPiece(texts: Iterable<string>, vocabSize: number, options: TrainOptions = {}): string[] {
  const words = [...countWords(texts, bertWords)]
    .map(([word, count]) => ({ chars: [...word], count }))
    .filter(({ chars }) => chars.length <= MAX_WORD_CHARS);
  const alphabet = new Set(ASCII);
  for (const { chars } of words) for (const char of chars) alphabet.add(char);

  const symbols: string[] = [];
  const ids = new Map<string, number>();
  const add = (piece: string): void => {
    if (!ids.has(piece)) ids.set(piece, symbols.push(piece) - 1);
  };
  for (const piece of BERT_SPECIALS) add(piece);
  const sorted = [...alphabet].sort();
  for (const char of sorted) add(char);
  for (const char of sorted) if (bertWords(`a${char}`).length === 1) add(`##${char}`);
  if (symbols.length > vocabSize) {
    throw new UserError(
      'bad-input',
      `trainWordPiece: a vocabulary of ${vocabSize} cannot hold the ${alphabet.size} characters of the texts (${symbols.length} pieces)`,
      'Ask for a larger vocabulary or leave out texts in other scripts.',
    );
  }

  const counted = words.map(({ chars, count }) => ({
    symbols: chars.map((char, at) => pieceId(ids, at === 0 ? char : `##${char}`)),
    count,
  }));
  learnMerges(symbols, counted, {
    maxSymbols: vocabSize,
    minCount: options.minCount ?? 2,
    join: (left, right) => left + right.slice(2),
  });
  return symbols;
}

function pieceId(ids: ReadonlyMap<string, number>, piece: string): number {
  const id = ids.get(piece);
  if (id === undefined) throw new Error(`internal: trainWordPiece: no piece for ${JSON.stringify(piece)}`);
  return id;
}
