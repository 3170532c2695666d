/** How much room the browser leaves, and what to say before it runs out. Knows no base. */
import { UserError } from '../../errors.ts';

export interface Space {
  /** Bytes; null where the browser does not say. */
  readonly usage: number | null;
  readonly quota: number | null;
}

/** Room that is left alone: estimates are rough, and a full disk troubles more than this page. */
const MARGIN = 0.02;

/** Some browsers answer with nothing, or refuse in private windows. */
export async function estimateSpace(storage: Pick<StorageManager, 'estimate'> | undefined = globalThis.navigator?.storage): Promise<Space> {
  try {
    const { usage, quota } = (await storage?.estimate()) ?? {};
    return { usage: usage ?? null, quota: quota ?? null };
  } catch {
    return { usage: null, quota: null };
  }
}

/** Bytes that may still be written, or null while unknown. */
export function freeBytes({ usage, quota }: Space): number | null {
  return usage === null || quota === null ? null : Math.max(0, Math.floor(quota * (1 - MARGIN) - usage));
}

export function inMegabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value >= 10 ? Math.round(value) : value.toFixed(1)} MB`;
}

/** What would make room: a sentence each. */
export interface Freeable {
  /** Of bases that are deleted but kept for an undo. */
  readonly deleted: number;
  /** Of bases that could be exported and deleted, largest first. */
  readonly bases: readonly { readonly name: string; readonly bytes: number }[];
  /** Bytes that int8 vectors would save in what is to be written. */
  readonly byInt8: number;
}

export function roomHint({ deleted, bases, byInt8 }: Freeable): string {
  const ways: string[] = [];
  if (deleted > 0) ways.push(`empty the deleted bases (${inMegabytes(deleted)})`);
  if (byInt8 > 0) ways.push(`keep the vectors as int8 (saves ${inMegabytes(byInt8)})`);
  const largest = bases[0];
  if (largest) ways.push(`export and delete "${largest.name}" (${inMegabytes(largest.bytes)})`);
  ways.push('remove downloaded models that you no longer use');
  return `To make room: ${ways.join('; ')}.`;
}

/** @returns why `needed` bytes do not fit, or null when they do or the browser does not tell */
export function tooLittleRoom(what: string, needed: number, space: Space, freeable: Freeable): UserError | null {
  const free = freeBytes(space);
  if (free === null || needed <= free) return null;
  return new UserError('storage', `${what} needs ${inMegabytes(needed)}, and the browser leaves this page ${inMegabytes(free)}`, roomHint(freeable));
}
