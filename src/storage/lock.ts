/** One writer at a time across all tabs of this page, by Web Locks. Knows no file. */
import { cancelled, UserError } from '../errors.ts';

/** @param what for the message, e.g. 'facebook/rag-token-nq'; without Web Locks (Node, old browsers) the action runs unguarded */
export async function withLock<T>(name: string, what: string, action: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  if (!locks) return action();
  return locks.request(`ragscope:${name}`, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new UserError('storage', `${what} is being changed in another tab`, 'Wait until it is done there, or close that tab.');
    return action();
  });
}

/** As withLock, but waits until no other tab holds the lock. @param signal ends the waiting, with a UserError of kind 'cancelled' */
export async function whenFree<T>(name: string, what: string, action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  if (!locks) return action();
  try {
    return await locks.request(`ragscope:${name}`, signal ? { signal } : {}, action);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw cancelled(what);
    throw error;
  }
}
