/** The embedded model as it lies in the repository: whole, and small enough. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileManifest } from '../../models/checkpoint/httpFiles.ts';
import { writeManifest } from '../../models/checkpoint/httpFiles.ts';
import { nodeFolder } from '../../models/checkpoint/nodeFiles.ts';

const FOLDER = 'public/models/tiny';
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

describe('the embedded model', () => {
  it('is what its manifest says, in at most 16 MB', async () => {
    expect(await writeManifest(nodeFolder(FOLDER))).toBe(read('files.json'));
    const { files } = JSON.parse(read('files.json')) as FileManifest;
    expect(Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(16e6);
  });
});
