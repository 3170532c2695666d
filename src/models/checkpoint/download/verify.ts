/** Digests of stored files, read in pieces. Knows no network. */
import { throwIfAborted } from '../../../errors.ts';
import type { ByteSource } from '../source.ts';
import { Sha256 } from './sha256.ts';
import type { Digest } from './types.ts';

const PIECE = 4 << 20;
/** Plain Git files are small; a hub that says otherwise gets no 100 MB of memory for it. */
const MOST_GIT_BYTES = 64 << 20;

export interface HashOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (hashed: number) => void;
}

export async function sha256Of(source: ByteSource, { signal, onProgress }: HashOptions = {}): Promise<string> {
  const hash = new Sha256();
  for (let at = 0; at < source.size; at += PIECE) {
    throwIfAborted(signal, 'checking the file');
    hash.update(await source.read(at, Math.min(PIECE, source.size - at)));
    onProgress?.(Math.min(at + PIECE, source.size));
  }
  return hash.hex();
}

/** The id of a Git blob: SHA-1 of 'blob ', its length, a zero byte and its content. */
export async function gitBlobId(source: ByteSource): Promise<string> {
  const head = new TextEncoder().encode(`blob ${source.size}\0`);
  const blob = new Uint8Array(head.length + source.size);
  blob.set(head);
  blob.set(await source.read(0, source.size), head.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', blob));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns the file's SHA-256, and what its digest is where that is not the expected one */
export async function checkDigest(source: ByteSource, expected: Digest | null, options: HashOptions = {}): Promise<{ readonly sha256: string; readonly wrong: string | null }> {
  const sha256 = await sha256Of(source, options);
  switch (expected?.kind) {
    case undefined:
      return { sha256, wrong: null };
    case 'sha256':
      return { sha256, wrong: sha256 === expected.hex ? null : sha256 };
    case 'git-sha1': {
      const id = source.size <= MOST_GIT_BYTES ? await gitBlobId(source) : 'too large for a Git blob';
      return { sha256, wrong: id === expected.hex ? null : id };
    }
  }
}
