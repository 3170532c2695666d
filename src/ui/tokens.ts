/** Groups the tokens of an answer into words and tells who voted for each. Knows no view. */
import type { TokenStep } from '../app/protocol.ts';
import { isSpecialToken } from './format.ts';

export interface Word {
  /** Position of the first token. */
  readonly start: number;
  readonly tokens: readonly TokenStep[];
}

/** A token that opens with white space, or steers decoding, starts a word; lines may break only between words. */
export function wordsOf(tokens: readonly TokenStep[]): Word[] {
  const words: { start: number; tokens: TokenStep[] }[] = [];
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    const opens = before === undefined || /^\s/.test(token.text) || isSpecialToken(token.text) || isSpecialToken(before.text);
    if (opens) words.push({ start: at, tokens: [token] });
    else words[words.length - 1].tokens.push(token);
  });
  return words;
}

/** Rank of the document with the largest share; -1 without documents. The lower rank wins a tie. */
export function leader(shares: ArrayLike<number>): number {
  let best = -1;
  for (let doc = 0; doc < shares.length; doc++) {
    if (best === -1 || shares[doc] > shares[best]) best = doc;
  }
  return best;
}

/** The answer so far, without the tokens that steer decoding. */
export function answerText(tokens: readonly TokenStep[]): string {
  return tokens.filter((token) => !isSpecialToken(token.text)).map((token) => token.text).join('').trim();
}
