/** `report`: the evaluation table of the embedded models, over every set that is at hand. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AskSettings } from '../app/protocol.ts';
import type { Session } from '../app/session.ts';
import { auroc } from '../eval/auroc.ts';
import { parseLines, parseQa, parseTitles, type QaExample } from '../eval/files.ts';
import { loadSquad, type SquadParagraph } from '../train/tiny/squad.ts';
import { createRng } from '../train/tiny/worlds/index.ts';
import { oneOf } from './ask.ts';
import { evaluate, predict, type EvalFigures, type Predicted } from './eval.ts';
import { INDEX_OPTIONS, INDEX_USAGE, indexFromFlags } from './indexFlags.ts';
import { MODEL_OPTIONS, MODEL_USAGE, modelFromFlags } from './modelFlags.ts';
import { openPassages, openSession, openTable, readText } from './nodeEngine.ts';

export const REPORT_USAGE = `report ${MODEL_USAGE} [--mode token|sequence] ${INDEX_USAGE} [--precision q8|q4|fp32] [--json]`;

const SETS = [
  { name: 'unseen invented worlds', base: 'eval/worlds-base.csv', stem: 'eval/worlds' },
  { name: 'sample base', base: 'public/samples/wonders.csv', stem: 'eval/sample' },
  { name: 'second hand-written base', base: 'eval/dev-base.csv', stem: 'eval/dev' },
];
const SQUAD_QUESTIONS = 300;

interface Report {
  readonly sets: Record<string, EvalFigures>;
  /** Area under the ROC curve of p(answerable), or of log p(y|x) where the checkpoint is not calibrated, for telling answerable questions from others; null without both kinds. */
  readonly noAnswerAuroc: number | null;
}

export async function reportCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      ...MODEL_OPTIONS,
      mode: { type: 'string', default: 'token' },
      ...INDEX_OPTIONS,
      precision: { type: 'string', default: 'q8' },
      json: { type: 'boolean', default: false },
    },
  });
  const session = await openSession(await modelFromFlags(values), oneOf(values.precision, ['q8', 'q4', 'fp32'], '--precision'));
  const settings: AskSettings = { mode: oneOf(values.mode, ['token', 'sequence'], '--mode'), nDocs: 5, maxLength: 32, ...indexFromFlags(values) };
  const sets: Report['sets'] = {};
  let noAnswerAuroc: number | null = null;
  for (const { name, base, stem } of SETS) {
    await openTable(session, base);
    const predicted = await predict(session, parseQa(await readText(`${stem}-questions.tsv`), stem), settings);
    sets[name] = evaluate(predicted, parseTitles(await readText(`${stem}-gold.tsv`), stem));
    if (stem === 'eval/sample') noAnswerAuroc = await separation(session, predicted, settings);
  }
  const shared = process.env.RAGSCOPE_SHARED ?? '../shared';
  if (existsSync(join(shared, 'data'))) sets['12 held-out SQuAD articles'] = await squadFigures(session, loadSquad(shared).heldOut, settings);
  await session.dispose();
  const report = { sets, noAnswerAuroc };
  console.log(values.json ? JSON.stringify(report) : asTable(report));
  return 0;
}

/** How well p(answerable) tells the answerable questions of the sample base from questions that it cannot answer. */
async function separation(session: Session, answerable: readonly Predicted[], settings: AskSettings): Promise<number | null> {
  const file = 'eval/no-answer-questions.tsv';
  const examples = parseLines(await readText(file), file).map((question) => ({ question, answers: [''] }));
  const others = await predict(session, examples, settings);
  const all = [...answerable, ...others];
  return auroc(all.map((p) => p.answerable.probability ?? p.logProb), all.map((_, i) => i < answerable.length));
}

async function squadFigures(session: Session, paragraphs: readonly SquadParagraph[], settings: AskSettings): Promise<EvalFigures> {
  await openPassages(session, paragraphs);
  const examples: QaExample[] = paragraphs.flatMap((p) => p.questions);
  return evaluate(await predict(session, createRng(3).sample(examples, SQUAD_QUESTIONS), settings), null);
}

function asTable({ sets, noAnswerAuroc }: Report): string {
  const rows = Object.entries(sets).map(([name, f]) => `| ${name} | ${f.n} | ${f.top1.toFixed(1)} | ${f.top5.toFixed(1)} | ${f.exactMatch.toFixed(1)} | ${f.f1.toFixed(1)} |`);
  const separated = noAnswerAuroc === null ? [] : ['', `answerable or not: AUROC ${noAnswerAuroc.toFixed(3)}`];
  return ['| set | questions | top-1 % | top-5 % | exact match % | F1 |', '|---|---|---|---|---|---|', ...rows, ...separated].join('\n');
}
