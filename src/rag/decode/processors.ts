/** The logits processors of transformers as sets of banned tokens and forced tokens. Knows neither model nor search. */
import { UserError } from '../../errors.ts';
import type { GenerationSettings, MarginalTopK } from '../types.ts';

/** One continuation of a beam that the processors allow. */
export interface AllowedToken {
  readonly token: number;
  /** Log-prob after the processors, nats; 0 for a forced token. */
  readonly logProb: number;
  /** Log-prob as the model gave it; NaN for a forced token outside the top k. */
  readonly modelLogProb: number;
  /** Place in the beam's row of the marginal, -1 where it is not in it. */
  readonly rank: number;
}

/**
 * Tokens that may not continue `prefix` (decoder start token included):
 * NoRepeatNGramLogitsProcessor, then NoBadWordsLogitsProcessor for single tokens (which spares EOS),
 * then MinLengthLogitsProcessor (`generation/logits_process.py`). All set -inf, so their order is of no matter.
 */
export function bannedTokens(prefix: ArrayLike<number>, settings: GenerationSettings): Set<number> {
  const { noRepeatNgramSize: n, bannedTokenIds, minLength, eosTokenId } = settings;
  const banned = new Set<number>();
  const length = prefix.length;
  if (n > 0) {
    // The last n-1 tokens are the start of the n-gram to come; wherever they stood before, their follower is banned.
    const tail = length - (n - 1);
    for (let start = 0; start + n <= length; start++) {
      let same = true;
      for (let i = 0; i < n - 1 && same; i++) same = prefix[start + i] === prefix[tail + i];
      if (same) banned.add(prefix[start + n - 1]);
    }
  }
  for (const token of bannedTokenIds) if (token !== eosTokenId) banned.add(token);
  if (length < minLength) banned.add(eosTokenId);
  return banned;
}

/**
 * The token imposed on a prefix of `length` tokens, or null: forced EOS at maxLength - 1, else forced BOS at 1.
 * Both processors run after the bans and overwrite them: the token gets score 0, all others -inf.
 */
export function forcedToken(length: number, settings: GenerationSettings): number | null {
  if (settings.forcedEosTokenId !== null && length === settings.maxLength - 1) return settings.forcedEosTokenId;
  return length === 1 ? settings.forcedBosTokenId : null;
}

/** The best `limit` continuations of a beam that are not banned and, where `within` is given, in it, best first; the forced one alone where there is one. */
export function allowedTokens(
  marginal: MarginalTopK,
  beam: number,
  banned: ReadonlySet<number>,
  forced: number | null,
  limit: number,
  within: ReadonlySet<number> | null = null,
): AllowedToken[] {
  const { k, tokenIds, logProbs } = marginal;
  const row = beam * k;
  if (forced !== null) {
    const rank = tokenIds.subarray(row, row + k).indexOf(forced);
    return [{ token: forced, logProb: 0, modelLogProb: rank < 0 ? NaN : logProbs[row + rank], rank }];
  }
  const allowed: AllowedToken[] = [];
  for (let rank = 0; rank < k && allowed.length < limit; rank++) {
    const token = tokenIds[row + rank];
    const logProb = logProbs[row + rank];
    if (!banned.has(token) && (within?.has(token) ?? true)) allowed.push({ token, logProb, modelLogProb: logProb, rank });
  }
  return allowed;
}

/** Every token that the step model returned is banned: a dead end that no search can leave. */
export function nothingAllowed(k: number, position: number): UserError {
  return new UserError(
    'bad-input',
    `At position ${position} each of the ${k} best tokens is banned.`,
    'Ban fewer tokens, raise noRepeatNgramSize, or lower maxLength.',
  );
}
