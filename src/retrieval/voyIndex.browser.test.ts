/** Voy in a real browser: its WebAssembly loads from the page's origin and agrees with the exact scan. */
import { describe, expect, it } from 'vitest';
import { createExactIndex } from './exactIndex.ts';
import { VectorStore } from './vectorStore.ts';
import { createVoyIndex } from './voyIndex.ts';
import { loadVoyWasm } from './voyWasmWeb.ts';

describe('createVoyIndex in the browser', () => {
  it('finds what the exact scan finds', async () => {
    const dim = 48;
    const matrix = Float32Array.from({ length: 300 * dim }, (_, i) => Math.sin(i * i * 0.37));
    const queries = Float32Array.from({ length: 4 * dim }, (_, i) => Math.cos(i * 1.7));
    const voy = await createVoyIndex(VectorStore.of(matrix, dim), { loadWasm: loadVoyWasm });
    expect(await voy.search(queries, 4, 10)).toEqual(await createExactIndex(VectorStore.of(matrix, dim)).search(queries, 4, 10));
    voy.dispose();
  });
});
