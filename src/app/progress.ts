/** Progress with an estimate of what is left. */
import type { CallOptions } from './protocol.ts';

/** @returns a reporter for one stage; the ETA assumes that the pace so far goes on */
export function progressOf(stage: string, options: CallOptions | undefined, now: () => number = () => performance.now()): (done: number, total: number) => void {
  const start = now();
  return (done, total) => {
    const seconds = (now() - start) / 1000;
    const etaSeconds = done > 0 && seconds > 0.3 ? (seconds * (total - done)) / done : null;
    options?.onProgress?.({ stage, done, total, etaSeconds });
  };
}
