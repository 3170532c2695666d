import { describe, expect, it } from 'vitest';
import { MemoryFolder } from './memory.ts';
import { FOLDER_CASES } from './testing/folderCases.ts';

describe('a folder of the journal in memory', () => {
  it.each(Object.entries(FOLDER_CASES))('%s', async (_name, run) => {
    const [got, expected] = await run(new MemoryFolder());
    expect(got).toEqual(expected);
  });
});
