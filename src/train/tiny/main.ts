/**
 * `npm run train:tiny -- [--stage tokenizers|generator|encoders|widen|average|export|all] [--folder runs/tiny] [--seed 1] [--minutes N]
 *  [--steps N] [--threads N] [--recipe tiny|reduced] [--out FOLDER/export]`: trains the embedded models with the project's own graphs; resumes where it stopped.
 * `--stage widen --from FOLDER` begins a generator of this recipe with one of half its width, trained in that folder.
 * `--stage average --from FOLDER --share 0.4` moves a trained generator that far towards another of the same run.
 * What ships is exported with `--out public/models/tiny`.
 */
import { availableParallelism } from 'node:os';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { oneOf } from '../../errors.ts';
import type { TokenizerFiles } from '../../models/tokenizer/definitions.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { REDUCED, TINY, type Recipe } from './recipe.ts';
import { splitWritten } from './realText.ts';
import { loadSquad } from './squad.ts';
import { loadWritten } from './written.ts';
import { trainTinyTokenizers, type TinyTokenizerFiles } from './tokenizers.ts';
import { trainEncoders } from './trainEncoders.ts';
import { averageGenerator, trainGenerator, widenGenerator } from './trainGenerator.ts';
import { exportTiny } from './export.ts';

export interface TrainContext {
  readonly recipe: Recipe;
  readonly folder: string;
  readonly seed: number;
  readonly steps: number | null;
  readonly deadline: number;
  readonly threads: number;
  readonly tokenizers: TinyTokenizerFiles;
  readonly squad: ReturnType<typeof loadSquad>;
  readonly written: ReturnType<typeof splitWritten>;
  readonly log: (line: string) => void;
}

const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'all' },
    folder: { type: 'string', default: 'runs/tiny' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    steps: { type: 'string' },
    threads: { type: 'string', default: '0' },
    recipe: { type: 'string', default: 'tiny' },
    from: { type: 'string' },
    share: { type: 'string', default: '0.5' },
    out: { type: 'string' },
  },
});

function tokenizers(folder: string, seed: number, squad: ReturnType<typeof loadSquad>): TinyTokenizerFiles {
  const file = join(folder, 'tokenizers.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as { generator: TokenizerFiles; encoder: TokenizerFiles };
  const trained = trainTinyTokenizers(recipe, seed, squad.train);
  writeFileSync(file, JSON.stringify(trained));
  return trained;
}

const STAGES = ['tokenizers', 'generator', 'encoders', 'widen', 'average', 'export', 'all'] as const;
const stage = oneOf(values.stage, STAGES, '--stage');
const recipe = { tiny: TINY, reduced: REDUCED }[oneOf(values.recipe, ['tiny', 'reduced'], '--recipe')];
const folder = values.folder;
mkdirSync(folder, { recursive: true });
const seed = Number(values.seed);
const squad = loadSquad(process.env.RAGSCOPE_SHARED ?? '../shared');
const log = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
const written = splitWritten(loadWritten());
log(`written passages: ${written.train.length} to train on, ${written.heldOut.length} held out; SQuAD: ${squad.train.length > 0 ? `${squad.train.length} paragraphs to train on, ${squad.heldOut.length} held out` : 'not found'}`);
const context: TrainContext = {
  recipe,
  folder,
  seed,
  steps: values.steps === undefined ? null : Number(values.steps),
  deadline: Date.now() + Number(values.minutes) * 60_000,
  threads: Number(values.threads) || availableParallelism(),
  tokenizers: tokenizers(folder, seed, squad),
  squad,
  written,
  log,
};
if (stage === 'widen') await widenGenerator(context, values.from ?? '');
if (stage === 'average') await averageGenerator(context, values.from ?? '', Number(values.share));
const runtime = nodeRuntime({ threads: context.threads });
if (stage === 'encoders' || stage === 'all') await trainEncoders(runtime, context);
if (stage === 'generator' || stage === 'all') await trainGenerator(runtime, context);
if (stage === 'export' || stage === 'all') await exportTiny(context, values.out ?? join(folder, 'export'));
