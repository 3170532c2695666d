/** The committed invented worlds are what the command writes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { worldsCommand } from './worlds.ts';

const out = mkdtempSync(join(tmpdir(), 'worlds-'));
afterEach(() => rmSync(out, { recursive: true, force: true }));

it.each([
  ['worlds', []],
  ['phrasings', ['--held-out-templates', '--prefix', 'phrasings']],
])('eval/%s-* is written by the command', async (prefix, flags) => {
  expect(await worldsCommand(['--out', out, ...flags])).toBe(0);
  for (const part of ['base.csv', 'questions.tsv', 'gold.tsv']) expect(readFileSync(join(out, `${prefix}-${part}`), 'utf8')).toBe(readFileSync(`eval/${prefix}-${part}`, 'utf8'));
});
