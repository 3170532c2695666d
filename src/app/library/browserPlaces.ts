/** Where the library of this browser lives: its private storage, or memory, and who may write. Runs in the worker only. */
import { MemoryFolder } from '../../storage/journal/memory.ts';
import { openOpfsFolder } from '../../storage/journal/opfs.ts';
import type { LibraryPlaces } from './library.ts';
import { LIBRARY_CHANNEL } from './types.ts';
import { acquireWriterLock } from './writerLock.ts';

const FOLDER = 'library';

let places: Promise<LibraryPlaces> | null = null;

/** Opened once a worker: an engine that is started anew keeps its bases in memory, and its lock. */
export function browserPlaces(): Promise<LibraryPlaces> {
  places ??= open();
  return places;
}

async function open(): Promise<LibraryPlaces> {
  const disk = await openOpfsFolder(FOLDER);
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(LIBRARY_CHANNEL);
  const onChange = () => channel?.postMessage('changed');
  const lock = disk ? await acquireWriterLock('ragscope:library', onChange) : { held: true };
  return { memory: new MemoryFolder(), disk, lock, onChange };
}
