/** Where tests find reference checkpoints, and whether they are there. For tests only. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(process.env['RAGSCOPE_SHARED'] ?? join(import.meta.dirname, '../../../../shared'));

/** @returns the path below the reference folder, or null when it is absent */
export function referencePath(...parts: readonly string[]): string | null {
  const path = join(ROOT, ...parts);
  return existsSync(path) ? path : null;
}
