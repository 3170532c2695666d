/** The CPU scan against the float64 reference, on the cases of the GPU kernel. */
import { describe, expect, it } from 'vitest';
import { topkCases } from './topk.cases.ts';
import { wrongTopK } from './topk.check.ts';
import { CpuTopK } from './topkCpu.ts';

describe('top-k on the CPU', () => {
  it.each(topkCases)('$name', async (c) => {
    expect(await wrongTopK(new CpuTopK(), c)).toEqual([]);
  });

  it('refuses what would sort anywhere', async () => {
    const search = new CpuTopK();
    await expect(search.upload(new Float32Array([1, NaN, 3, 4]), 2)).rejects.toThrow('passage 0 has the value NaN at 1');
    await expect(search.upload(new Float32Array(5), 2)).rejects.toThrow('5 values');
    await expect(search.upload(new Float32Array(0), 2)).rejects.toThrow('0 values');
    const matrix = await search.upload(new Float32Array(4), 2);
    await expect(search.search(matrix, new Float32Array([1, Infinity]), 1, 1)).rejects.toThrow('query 0');
    await expect(search.search(matrix, new Float32Array(2), 1, 101)).rejects.toThrow('k 101');
    matrix.dispose();
    await expect(search.search(matrix, new Float32Array(2), 1, 1)).rejects.toThrow('not open');
  });
});
