/** Trying again: exponential waits with jitter, as long as a server asks for, and no end as long as there is progress. Knows no network. */
import { cancelled, type UserError } from '../../../errors.ts';
import { PassingFailure } from './httpFailure.ts';

export interface RetryPolicy {
  /** Failures in a row without progress before giving up. */
  readonly attempts: number;
  /** Wait after the first failure; it doubles with each further one. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** What a server may ask for; beyond, the user is told instead. */
  readonly mostPatienceMs: number;
  /** Without a byte for so long, a connection is given up. */
  readonly stallMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 6,
  firstMs: 500,
  longestMs: 30_000,
  mostPatienceMs: 120_000,
  stallMs: 60_000,
  random: Math.random,
  sleep,
};

/** "Equal jitter": half of the exponential wait is kept, half is random, so that many clients do not come back together. */
export function backoffMs(failures: number, { firstMs, longestMs, random }: RetryPolicy): number {
  const wait = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return wait / 2 + (wait / 2) * random();
}

export interface Retrying {
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
  /** A number that grows when an attempt got anywhere. */
  readonly progress: () => number;
  readonly onWait?: (ms: number, reason: UserError) => void;
}

/** Runs `attempt` until it succeeds, fails for good, or has failed `attempts` times in a row without progress. */
export async function retrying<T>(attempt: () => Promise<T>, { policy, signal, progress, onWait }: Retrying): Promise<T> {
  let failures = 0;
  let reached = progress();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      failures = progress() > reached ? 1 : failures + 1;
      reached = progress();
      const wait = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, policy));
      if (failures >= policy.attempts || wait > policy.mostPatienceMs) throw error.reason;
      onWait?.(wait, error.reason);
      await policy.sleep(wait, signal);
    }
  }
}

export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(cancelled('the download'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
