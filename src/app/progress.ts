/** Progress with an estimate of what is left. */
import type { CallOptions } from './protocol.ts';

/**
 * @param from what was done before this run
 * @returns a reporter for one stage; the ETA assumes that the pace of this run goes on
 */
export function progressOf(stage: string, options: CallOptions | undefined, now: () => number = () => performance.now(), from = 0): (done: number, total: number) => void {
  const start = now();
  return (done, total) => {
    const seconds = (now() - start) / 1000;
    const etaSeconds = done > from && seconds > 0.3 ? (seconds * (total - done)) / (done - from) : null;
    options?.onProgress?.({ stage, done, total, etaSeconds });
  };
}
