/** The evaluation sets of the embedded models that are at hand. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvalSet } from '../app/evaluation.ts';
import { parseQa, parseTitles } from '../eval/files.ts';
import { loadSquad, type SquadParagraph } from '../train/tiny/squad.ts';
import { createRng } from '../train/tiny/worlds/index.ts';
import { passageFile, readText, tableFile } from './nodeEngine.ts';

/** Its questions are the ones that answerable ones are told from. */
export const SAMPLE_SET = 'sample base';

const FILES = [
  { name: 'unseen invented worlds', base: 'eval/worlds-base.csv', stem: 'eval/worlds' },
  { name: 'the same in held-out phrasings', base: 'eval/phrasings-base.csv', stem: 'eval/phrasings' },
  { name: SAMPLE_SET, base: 'public/samples/wonders.csv', stem: 'eval/sample' },
  { name: 'second hand-written base', base: 'eval/dev-base.csv', stem: 'eval/dev' },
];
const SQUAD_QUESTIONS = 300;

export async function evalSets(): Promise<EvalSet[]> {
  const sets: EvalSet[] = [];
  for (const { name, base, stem } of FILES)
    sets.push({
      name,
      base: await tableFile(base),
      examples: parseQa(await readText(`${stem}-questions.tsv`), stem),
      gold: parseTitles(await readText(`${stem}-gold.tsv`), stem),
    });
  const shared = process.env.RAGSCOPE_SHARED ?? '../shared';
  return existsSync(join(shared, 'data')) ? [...sets, squadSet(loadSquad(shared).heldOut)] : sets;
}

/** Passages of the articles that are kept from training, and a fixed sample of their questions. */
function squadSet(paragraphs: readonly SquadParagraph[]): EvalSet {
  return { name: '12 held-out SQuAD articles', base: passageFile(paragraphs), examples: createRng(3).sample(paragraphs.flatMap((p) => p.questions), SQUAD_QUESTIONS), gold: null };
}
