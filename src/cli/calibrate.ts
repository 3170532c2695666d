/** `calibrate`: fits what tells answerable questions from others, on a base and on its halves, where the other half's questions have no answer. */
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import type { AskSettings } from '../app/protocol.ts';
import { auroc } from '../eval/auroc.ts';
import { checkSameLength, parseQa, parseTitles } from '../eval/files.ts';
import { fitLogistic } from '../eval/logistic.ts';
import type { AnswerableFit } from '../models/checkpoint/writeRag.ts';
import { answerableProbability, type Answerable } from '../rag/answerable.ts';
import { INDEX_OPTIONS, INDEX_USAGE, indexFromFlags } from './indexFlags.ts';
import { MODEL_OPTIONS, MODEL_USAGE, modelFromFlags } from './modelFlags.ts';
import { openSession, passageFile, readText, tableFile } from './nodeEngine.ts';
import { openTable, predict } from '../app/evaluation.ts';
import { DEFAULT_MAX_LENGTH } from '../rag/decoding.ts';

export const CALIBRATE_USAGE = `calibrate --kb FILE.csv --qa FILE.tsv --gold FILE.tsv ${MODEL_USAGE} ${INDEX_USAGE}`;

/** Answerable questions that may be marked as doubtful. */
const FALSE_ALARMS = 0.05;

/** Prints the fit as JSON, as config.json holds it under `ragscope_answerable`. */
export async function calibrateCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({ args: argv, options: { kb: { type: 'string' }, qa: { type: 'string' }, gold: { type: 'string' }, ...MODEL_OPTIONS, ...INDEX_OPTIONS } });
  if (!values.kb || !values.qa || !values.gold) throw new UserError('bad-input', 'calibrate needs --kb, --qa and --gold', CALIBRATE_USAGE);
  const examples = parseQa(await readText(values.qa), values.qa);
  const gold = parseTitles(await readText(values.gold), values.gold);
  checkSameLength(values.qa, examples.length, values.gold, gold.length);
  const session = await openSession(await modelFromFlags(values));
  const settings: AskSettings = { mode: 'token', nDocs: 5, maxLength: DEFAULT_MAX_LENGTH, ...indexFromFlags(values) };
  await openTable(session, await tableFile(values.kb));
  const passages = [...session.base.passages];
  const titles = [...new Set(passages.map((p) => p.title))];
  const judged = (await predict(session, examples, settings)).map(({ answerable }) => ({ answerable, held: true }));
  for (const half of [0, 1]) {
    const kept = new Set(titles.filter((_, i) => i % 2 === half));
    await openTable(session, passageFile(passages.filter((p) => kept.has(p.title))));
    const predicted = await predict(session, examples, settings);
    // A question that a half answers says nothing new, and a smaller base makes its documents look surer than they are.
    predicted.forEach(({ answerable }, i) => void (gold[i].some((title) => kept.has(title)) || judged.push({ answerable, held: false })));
  }
  await session.dispose();
  const held = judged.map((j) => j.held);
  const fit = fitSignals(judged.map((j) => j.answerable), held);
  const probabilities = judged.map(({ answerable }) => answerableProbability(fit, answerable));
  const ofHeld = probabilities.filter((_, i) => held[i]).sort((a, b) => a - b);
  console.log(JSON.stringify({ ...fit, threshold: ofHeld[Math.floor(FALSE_ALARMS * ofHeld.length)] }));
  console.error(`${held.filter(Boolean).length} answerable, ${held.filter((h) => !h).length} not; AUROC ${auroc(probabilities, held)?.toFixed(3)}`);
  return 0;
}

/** Surer words must not count against an answer: where the fit would have it so, the documents alone decide. */
function fitSignals(signals: readonly Answerable[], held: readonly boolean[]): AnswerableFit {
  const [bias, meanLogProb, priorEntropy] = fitLogistic(signals.map((a) => [a.meanLogProb, a.priorEntropy]), held);
  if (meanLogProb >= 0) return { bias, meanLogProb, priorEntropy, threshold: 0 };
  const [biasAlone, entropyAlone] = fitLogistic(signals.map((a) => [a.priorEntropy]), held);
  return { bias: biasAlone, meanLogProb: 0, priorEntropy: entropyAlone, threshold: 0 };
}
