/** The one error type whose text is meant for the user; everything else is a bug and starts with `internal:`. */

/** `access`: a server wants to know who asks. */
export type UserErrorKind = 'bad-file' | 'bad-input' | 'cancelled' | 'unsupported' | 'engine' | 'storage' | 'network' | 'access';

export class UserError extends Error {
  readonly kind: UserErrorKind;
  /** What the user can do about it. */
  readonly hint: string;

  constructor(kind: UserErrorKind, message: string, hint = '') {
    super(message);
    this.name = 'UserError';
    this.kind = kind;
    this.hint = hint;
  }
}

export function cancelled(what: string): UserError {
  return new UserError('cancelled', `${what} was cancelled`);
}

/** Throws when the signal is aborted; call it between the steps of a long task. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw cancelled(what);
}

/** One of the values that a flag may have. @throws UserError naming the flag and its values */
export function oneOf<const T extends string>(value: string, allowed: readonly T[], flag: string): T {
  const found = allowed.find((a) => a === value);
  if (found === undefined) throw new UserError('bad-input', `${flag} is ${value}`, `It may be ${allowed.join(' or ')}.`);
  return found;
}
