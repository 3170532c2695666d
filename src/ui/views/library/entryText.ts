/** A base of the library in words. Pure. */
import type { LibraryEntry, LibraryState } from '../../../app/library/types.ts';
import { fileSize, plural } from '../../format.ts';

const day = (ms: number): string => new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export function factsOf({ nPassages, nRows, bytes, createdAt, vectors }: LibraryEntry): string[] {
  return [plural(nPassages, 'passage'), `from ${plural(nRows, 'row')}`, fileSize(bytes), ...(vectors === null ? [] : [`by ${vectors.encoder}`]), day(createdAt)];
}

/** What is particular about a base: a word or two, and whether it asks for something. */
export interface Mark {
  readonly text: string;
  readonly warns: boolean;
}

export function marksOf({ origin, place, fitness, pending, damage }: LibraryEntry, access: LibraryState['access']): Mark[] {
  const marks: Mark[] = [];
  if (origin === 'sample') marks.push({ text: 'sample', warns: false });
  if (origin === 'bundle') marks.push({ text: 'from a bundle', warns: false });
  if (damage !== '') marks.push({ text: 'damaged', warns: true });
  if (pending !== null) marks.push({ text: pendingText(pending), warns: true });
  if (fitness === 'stale' && pending?.kind !== 'refresh') marks.push({ text: 'stale vectors', warns: true });
  if (fitness === 'foreign' && pending?.kind !== 'refresh') marks.push({ text: 'another model’s vectors', warns: true });
  if (place === 'memory' && access !== 'memory') marks.push({ text: 'in memory only', warns: true });
  return marks;
}

function pendingText({ kind, done, total }: NonNullable<LibraryEntry['pending']>): string {
  const share = `${Math.floor((100 * done) / Math.max(1, total))} %`;
  return kind === 'refresh' ? `${share} embedded anew` : kind === 'append' ? `appended rows: ${share} embedded` : `${share} embedded`;
}

/** What the access to the library means for the user; '' when there is nothing to say. */
export function accessText(access: LibraryState['access']): string {
  switch (access) {
    case 'writer':
      return '';
    case 'reader':
      return 'Another tab of ragscope has the library open, so this one reads only: it opens and asks, and what it imports is held in memory. Close the other tab, and this one may write.';
    case 'memory':
      return 'This browser lets the page store nothing (a private window, or site data is blocked). Everything works, and is gone when the page is closed: export what you want to keep.';
  }
}
