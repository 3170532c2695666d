/** Errors on their way between threads, where classes do not survive. Knows no worker. */
import { UserError } from '../errors.ts';
import type { SentError } from './messages.ts';

/** @param wasCancelled whatever a call died of after its user gave it up counts as that */
export function toSent(error: unknown, wasCancelled: boolean): SentError {
  if (error instanceof UserError) return { message: error.message, userKind: error.kind, hint: error.hint };
  if (wasCancelled) return { message: 'cancelled', userKind: 'cancelled', hint: '' };
  return { message: error instanceof Error ? error.message : String(error), userKind: null, hint: '' };
}

export function fromSent({ message, userKind, hint }: SentError): Error {
  return userKind ? new UserError(userKind, message, hint) : new Error(message);
}
