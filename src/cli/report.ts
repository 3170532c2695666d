/** `report`: the evaluation table of the embedded models, over every set that is at hand. */
import { parseArgs } from 'node:util';
import { evaluate, openTable, predict, type Predicted } from '../app/evaluation.ts';
import type { AskSettings } from '../app/protocol.ts';
import type { Session } from '../app/session.ts';
import { auroc } from '../eval/auroc.ts';
import { figuresTable, type EvalFigures } from '../eval/figures.ts';
import { parseLines } from '../eval/files.ts';
import { oneOf } from '../errors.ts';
import { DEFAULT_MAX_LENGTH } from '../rag/decoding.ts';
import { evalSets, SAMPLE_SET } from './evalSets.ts';
import { INDEX_OPTIONS, INDEX_USAGE, indexFromFlags } from './indexFlags.ts';
import { SPLIT_OPTIONS, SPLIT_USAGE, splitFromFlags } from './splitFlags.ts';
import { MODEL_OPTIONS, MODEL_USAGE, modelFromFlags } from './modelFlags.ts';
import { openSession, readText } from './nodeEngine.ts';

export const REPORT_USAGE = `report ${MODEL_USAGE} [--mode token|sequence] ${SPLIT_USAGE} ${INDEX_USAGE} [--precision q8|q4|fp32] [--json]`;

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
      ...SPLIT_OPTIONS,
      ...INDEX_OPTIONS,
      precision: { type: 'string', default: 'q8' },
      json: { type: 'boolean', default: false },
    },
  });
  const split = splitFromFlags(values);
  const session = await openSession(await modelFromFlags(values), oneOf(values.precision, ['q8', 'q4', 'fp32'], '--precision'));
  const settings: AskSettings = { mode: oneOf(values.mode, ['token', 'sequence'], '--mode'), nDocs: 5, maxLength: DEFAULT_MAX_LENGTH, ...indexFromFlags(values) };
  const sets: Report['sets'] = {};
  let noAnswerAuroc: number | null = null;
  for (const { name, base, examples, gold } of await evalSets()) {
    await openTable(session, base, split);
    const predicted = await predict(session, examples, settings);
    sets[name] = evaluate(predicted, gold);
    if (name === SAMPLE_SET) noAnswerAuroc = await separation(session, predicted, settings);
  }
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

function asTable({ sets, noAnswerAuroc }: Report): string {
  const separated = noAnswerAuroc === null ? [] : ['', `answerable or not: AUROC ${noAnswerAuroc.toFixed(3)}`];
  return [figuresTable(sets), ...separated].join('\n');
}
