/** `eval`: exact match, F1 and retrieval accuracy over a file of questions. */
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import type { Answerable } from '../rag/answerable.ts';
import type { Session } from '../app/session.ts';
import type { AskSettings } from '../app/protocol.ts';
import { scoreAnswers } from '../eval/answers.ts';
import { checkSameLength, parseQa, parseTitles, type QaExample } from '../eval/files.ts';
import { hasAnswer, topKAccuracy } from '../eval/retrieval.ts';
import { oneOf, wholeNumber } from './ask.ts';
import { INDEX_OPTIONS, INDEX_USAGE, indexFromFlags } from './indexFlags.ts';
import { MODEL_OPTIONS, MODEL_USAGE, modelFromFlags } from './modelFlags.ts';
import { openSession, openTable, readText } from './nodeEngine.ts';

export const EVAL_USAGE = `eval --kb FILE.csv --qa FILE.tsv [--gold FILE.tsv] ${MODEL_USAGE} [--mode token|sequence] [--n-docs 5] ${INDEX_USAGE} [--precision q8|q4|fp32] [--wrong] [--json]`;

export interface EvalFigures {
  readonly n: number;
  /** All in percent. */
  readonly exactMatch: number;
  readonly f1: number;
  readonly top1: number;
  readonly top5: number;
}

export interface Predicted {
  readonly example: QaExample;
  readonly answer: string;
  /** log p(y|x) of the answer, nats. */
  readonly logProb: number;
  readonly answerable: Answerable;
  readonly documents: readonly { readonly title: string; readonly text: string }[];
}

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
  const settings: AskSettings = { mode: oneOf(values.mode, ['token', 'sequence'], '--mode'), nDocs: wholeNumber(values['n-docs'], '--n-docs'), maxLength: 32, ...indexFromFlags(values) };
  const precision = oneOf(values.precision, ['q8', 'q4', 'fp32'], '--precision');
  const session = await openSession(await modelFromFlags(values), precision);
  await openTable(session, values.kb);
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

/** Retrieval is looked at this deep, whatever number of documents is generated from. */
const RETRIEVAL_DEPTH = 5;

export async function predict(session: Session, examples: readonly QaExample[], settings: AskSettings): Promise<Predicted[]> {
  const predicted: Predicted[] = [];
  for (const example of examples) {
    const asked = await session.ask(example.question, settings, () => {});
    const { documents } = settings.nDocs >= RETRIEVAL_DEPTH ? asked : await session.retrieve(example.question, { ...settings, nDocs: RETRIEVAL_DEPTH });
    predicted.push({ example, answer: asked.answer, logProb: asked.logProb, answerable: asked.answerable, documents });
  }
  return predicted;
}

/** Without gold titles a passage counts as right when an answer occurs in it, as in DPR's evaluation. */
export function evaluate(predicted: readonly Predicted[], gold: readonly (readonly string[])[] | null): EvalFigures {
  const { em, f1 } = scoreAnswers(predicted.map((p) => p.answer), predicted.map((p) => p.example.answers));
  const found = (k: number): number => {
    if (gold) return topKAccuracy(predicted.map((p) => p.documents.map((d) => d.title)), gold, k);
    const hits = predicted.filter((p) => p.documents.slice(0, k).some((d) => hasAnswer(`${d.title} ${d.text}`, p.example.answers)));
    return (100 * hits.length) / predicted.length;
  };
  return { n: predicted.length, exactMatch: em, f1, top1: found(1), top5: found(5) };
}

function wrongAnswers(predicted: readonly Predicted[]): string[] {
  return predicted
    .filter((p) => scoreAnswers([p.answer], [p.example.answers]).em === 0)
    .map((p) => `${p.example.question}\n    said ${JSON.stringify(p.answer)}, expected ${JSON.stringify(p.example.answers[0])}, from ${p.documents[0]?.title ?? 'nothing'}`);
}
