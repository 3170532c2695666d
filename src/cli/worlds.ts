/** `worlds`: writes an invented knowledge base with questions and gold titles, in the formats that eval reads. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { createRng, generateWorld } from '../train/tiny/worlds/index.ts';
import { wholeNumber } from './ask.ts';
import { passageTable } from './nodeEngine.ts';

export const WORLDS_USAGE = 'worlds --out DIR [--seed 2027] [--passages 120] [--questions 300] [--held-out-templates] [--prefix worlds]';

export async function worldsCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      out: { type: 'string' },
      seed: { type: 'string', default: '2027' },
      passages: { type: 'string', default: '120' },
      questions: { type: 'string', default: '300' },
      'held-out-templates': { type: 'boolean', default: false },
      prefix: { type: 'string', default: 'worlds' },
    },
  });
  if (!values.out) throw new UserError('bad-input', 'worlds needs --out', WORLDS_USAGE);
  const rng = createRng(wholeNumber(values.seed, '--seed'));
  const nPassages = wholeNumber(values.passages, '--passages');
  const world = generateWorld(rng, { nEntities: nPassages, split: 'heldOut', heldOutTemplates: values['held-out-templates'], minSentences: 2, maxSentences: 6 });
  const questions = rng.shuffle(world.questions).slice(0, wholeNumber(values.questions, '--questions'));
  mkdirSync(values.out, { recursive: true });
  const save = (name: string, lines: readonly string[]) => writeFileSync(join(values.out!, name), `${lines.join('\n')}\n`);
  save(`${values.prefix}-base.csv`, passageTable(world.passages));
  save(`${values.prefix}-questions.tsv`, questions.map((q) => `${q.question}\t${JSON.stringify(q.answers)}`));
  save(`${values.prefix}-gold.tsv`, questions.map((q) => world.passages[q.passage].title));
  console.log(`${world.passages.length} passages and ${questions.length} questions in ${values.out}`);
  return 0;
}
