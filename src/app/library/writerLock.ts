/** One tab writes the library, the others read it, by Web Locks. Knows no library. */

/** A tab that was just closed or reloaded gives its lock back a moment later. */
const PATIENCE_MS = 700;

export interface WriterLock {
  readonly held: boolean;
}

/**
 * Waits a moment for the lock, and goes on waiting behind that: a reader becomes the writer when the other tab is closed.
 * The lock is held until this worker ends. Where there are no Web Locks, nobody else is assumed.
 */
export async function acquireWriterLock(name: string, onAcquired: () => void, locks: LockManager | undefined = globalThis.navigator?.locks): Promise<WriterLock> {
  const lock = { held: false };
  if (!locks) return { held: true };
  let late = false;
  await new Promise<void>((decided) => {
    const timer = setTimeout(() => {
      late = true;
      decided();
    }, PATIENCE_MS);
    const request = locks.request(name, () => {
      clearTimeout(timer);
      lock.held = true;
      if (late) onAcquired();
      decided();
      return new Promise<never>(() => {});
    });
    // Refused in some private windows: there is no other tab that could see the storage then.
    request.catch(() => {
      clearTimeout(timer);
      lock.held = true;
      decided();
    });
  });
  return lock;
}
