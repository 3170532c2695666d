/** `eval`: exact match, F1 and retrieval accuracy over a file of questions. */
import { parseArgs } from 'node:util';
import { oneOf, UserError } from '../errors.ts';
import { evaluate, openTable, predict, type Predicted } from '../app/evaluation.ts';
import type { AskSettings } from '../app/protocol.ts';
import { scoreAnswers } from '../eval/answers.ts';
import { checkSameLength, parseQa, parseTitles } from '../eval/files.ts';
import { DEFAULT_MAX_LENGTH } from '../rag/decoding.ts';
import { wholeNumber } from './ask.ts';
import { INDEX_OPTIONS, INDEX_USAGE, indexFromFlags } from './indexFlags.ts';
import { SPLIT_OPTIONS, SPLIT_USAGE, splitFromFlags } from './splitFlags.ts';
import { MODEL_OPTIONS, MODEL_USAGE, modelFromFlags } from './modelFlags.ts';
import { openSession, readText, tableFile } from './nodeEngine.ts';

export const EVAL_USAGE = `eval --kb FILE.csv --qa FILE.tsv [--gold FILE.tsv] ${MODEL_USAGE} [--mode token|sequence] [--n-docs 5] ${SPLIT_USAGE} ${INDEX_USAGE} [--precision q8|q4|fp32] [--wrong] [--json]`;

export async function evalCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      kb: { type: 'string' },
      qa: { type: 'string' },
      gold: { type: 'string' },
      ...MODEL_OPTIONS,
      mode: { type: 'string', default: 'token' },
      'n-docs': { type: 'string', default: '5' },
      ...SPLIT_OPTIONS,
      ...INDEX_OPTIONS,
      precision: { type: 'string', default: 'q8' },
      wrong: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (!values.kb || !values.qa) throw new UserError('bad-input', 'eval needs --kb and --qa', EVAL_USAGE);
  const examples = parseQa(await readText(values.qa), values.qa);
  const gold = values.gold ? parseTitles(await readText(values.gold), values.gold) : null;
  if (gold) checkSameLength(values.qa, examples.length, values.gold!, gold.length);
  const settings: AskSettings = { mode: oneOf(values.mode, ['token', 'sequence'], '--mode'), nDocs: wholeNumber(values['n-docs'], '--n-docs'), maxLength: DEFAULT_MAX_LENGTH, ...indexFromFlags(values) };
  const precision = oneOf(values.precision, ['q8', 'q4', 'fp32'], '--precision');
  const split = splitFromFlags(values);
  const session = await openSession(await modelFromFlags(values), precision);
  await openTable(session, await tableFile(values.kb), split);
  const predicted = await predict(session, examples, settings);
  await session.dispose();
  const figures = evaluate(predicted, gold);
  if (values.json) console.log(JSON.stringify(figures));
  else {
    if (values.wrong) for (const line of wrongAnswers(predicted)) console.log(line);
    console.log(`n ${figures.n}  exact match ${figures.exactMatch.toFixed(1)} %  F1 ${figures.f1.toFixed(1)}  retrieval top-1 ${figures.top1.toFixed(1)} %  top-5 ${figures.top5.toFixed(1)} %`);
  }
  return 0;
}

function wrongAnswers(predicted: readonly Predicted[]): string[] {
  return predicted
    .filter((p) => scoreAnswers([p.answer], [p.example.answers]).em === 0)
    .map((p) => `${p.example.question}\n    said ${JSON.stringify(p.answer)}, expected ${JSON.stringify(p.example.answers[0])}, from ${p.documents[0]?.title ?? 'nothing'}`);
}
