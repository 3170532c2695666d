/** What a sync access handle may say of a write that did not fit; a test in a browser cannot fill its disk. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openOpfsFolder } from './opfs.ts';

/** A directory whose files answer every write so. */
function directoryOf(write: (bytes: Uint8Array) => number): object {
  const file = { createSyncAccessHandle: async () => ({ write, flush: () => {}, close: () => {}, truncate: () => {} }) };
  const directory: object = { getDirectoryHandle: async () => directory, getFileHandle: async () => file, removeEntry: async () => {} };
  return directory;
}

afterEach(() => vi.unstubAllGlobals());

describe('a write that did not fit', () => {
  it.each([
    ['an exception', () => { throw new DOMException('full', 'QuotaExceededError'); }],
    ['a short write', (bytes: Uint8Array) => bytes.length - 1],
    ['an error code without its sign', () => 2 ** 32 - 8],
  ])('is an error where the browser tells it by %s', async (_how, write) => {
    vi.stubGlobal('navigator', { storage: { getDirectory: async () => directoryOf(write) } });
    const file = await (await openOpfsFolder('library'))!.write('base.data');
    expect(() => file.write(0, new Uint8Array(10))).toThrow(expect.objectContaining({ name: 'QuotaExceededError' }));
  });

  it('is told from one that did', async () => {
    vi.stubGlobal('navigator', { storage: { getDirectory: async () => directoryOf((bytes) => bytes.length) } });
    const file = await (await openOpfsFolder('library'))!.write('base.data');
    expect(() => file.write(0, new Uint8Array(10))).not.toThrow();
  });
});
