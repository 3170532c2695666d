import { describe, expect, it } from 'vitest';
import type { LibraryEntry } from '../app/library/types.ts';
import { otherPrecision } from './views/PrecisionNotes.tsx';

const entry = (numerics: string, change: Partial<LibraryEntry> = {}): Pick<LibraryEntry, 'fitness' | 'pending' | 'vectors'> => ({
  fitness: 'usable',
  pending: null,
  vectors: { encoder: 'tiny', numerics, type: 'fp32', dim: 8, bytes: 1 },
  ...change,
});

describe('otherPrecision', () => {
  it('names the precision of vectors that another one of the same encoder computed', () => {
    expect(otherPrecision(entry('q8 wasm'), 'q4')).toBe('q8');
    expect(otherPrecision(entry('q8f16 webgpu'), 'q8')).toBe('q8f16');
  });

  it('is silent where the precision is the same, whatever the provider', () => {
    expect(otherPrecision(entry('q8 webgpu'), 'q8')).toBeNull();
  });

  it('is silent where something worse is said, or nothing is open', () => {
    expect(otherPrecision(undefined, 'q4')).toBeNull();
    expect(otherPrecision(entry('q8 wasm', { fitness: 'stale' }), 'q4')).toBeNull();
    expect(otherPrecision(entry('q8 wasm', { pending: { kind: 'refresh', done: 1, total: 2, halted: false } }), 'q4')).toBeNull();
    expect(otherPrecision(entry('q8 wasm', { vectors: null }), 'q4')).toBeNull();
  });
});
