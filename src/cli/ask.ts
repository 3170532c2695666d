/** `ask`: one question against one CSV. */
import { parseArgs } from 'node:util';
import { oneOf, UserError } from '../errors.ts';
import type { AskResult, AskSettings } from '../app/protocol.ts';
import { DECODING_OPTIONS, DECODING_USAGE, decodingFromFlags } from './decodingFlags.ts';
import { INDEX_OPTIONS, INDEX_USAGE, indexFromFlags } from './indexFlags.ts';
import { SPLIT_OPTIONS, SPLIT_USAGE, splitFromFlags } from './splitFlags.ts';
import { MODEL_OPTIONS, MODEL_USAGE, modelFromFlags } from './modelFlags.ts';
import { openTable } from '../app/evaluation.ts';
import { DEFAULT_MAX_LENGTH } from '../rag/decoding.ts';
import { openSession, tableFile } from './nodeEngine.ts';

export const ASK_USAGE = `ask --kb FILE.csv --question "…" ${MODEL_USAGE} [--mode token|sequence] [--n-docs 5] [--max-length 24] ${SPLIT_USAGE} ${INDEX_USAGE} [--precision q8|q4|fp32] [--json] ${DECODING_USAGE}`;

export async function askCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      kb: { type: 'string' },
      question: { type: 'string' },
      ...MODEL_OPTIONS,
      mode: { type: 'string', default: 'token' },
      'n-docs': { type: 'string', default: '5' },
      'max-length': { type: 'string', default: String(DEFAULT_MAX_LENGTH) },
      precision: { type: 'string', default: 'q8' },
      json: { type: 'boolean', default: false },
      ...SPLIT_OPTIONS,
      ...INDEX_OPTIONS,
      ...DECODING_OPTIONS,
    },
  });
  if (!values.kb || !values.question) throw new UserError('bad-input', 'ask needs --kb and --question', ASK_USAGE);
  const precision = oneOf(values.precision, ['q8', 'q4', 'fp32'], '--precision');
  const maxLength = wholeNumber(values['max-length'], '--max-length');
  const settings: AskSettings = {
    mode: oneOf(values.mode, ['token', 'sequence'], '--mode'),
    nDocs: wholeNumber(values['n-docs'], '--n-docs'),
    maxLength,
    ...indexFromFlags(values),
    decoding: decodingFromFlags(values, maxLength),
  };
  const split = splitFromFlags(values);
  const session = await openSession(await modelFromFlags(values), precision);
  await openTable(session, await tableFile(values.kb), split);
  const result = await session.ask(values.question, settings, () => {});
  console.log(values.json ? JSON.stringify(asJson(result), null, 1) : asText(result));
  await session.dispose();
  return 0;
}

export function wholeNumber(value: string, option: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new UserError('bad-input', `${option} is ${value}`, 'It must be a whole number from 1 to 9999.');
  return Number(value);
}

function asJson(result: AskResult): object {
  return {
    answer: result.answer,
    documents: result.documents.map(({ title, text, score, parts, prior }, z) => ({ title, text, score, ...parts, prior, posterior: result.posterior[z] })),
    tokens: result.tokens.map(({ text, logProb, responsibilities }) => ({ text, logProb, responsibilities: [...responsibilities] })),
    sequences: result.sequences.map(({ text, logProb, score, end, fromDocs }) => ({ text, logProb, score, end, fromDocs })),
    candidates: result.candidates.map(({ text, logProb, fastLogProb, fromDocs, docLogProbs }) => ({ text, logProb, fastLogProb, fromDocs, docLogProbs: Array.from(docLogProbs, (v) => (v === -Infinity ? null : v)) })),
    answerable: result.answerable,
    mass: result.mass,
    exact: result.exact,
    rejected: result.rejected,
    fault: result.fault,
  };
}

function asText(result: AskResult): string {
  const documents = result.documents.map((d, z) => `  ${d.score.toFixed(2).padStart(8)}  ${d.prior.toFixed(3)}  ${result.posterior[z].toFixed(3)}  ${d.title}${d.parts ? `  (q·d ${d.parts.innerProduct.toFixed(2)} + words ${d.parts.keyword.toFixed(2)})` : ''}`);
  const tokens = result.tokens.map((t) => `  ${JSON.stringify(t.text).padEnd(16)} ${t.logProb.toFixed(3).padStart(8)}  ${[...t.responsibilities].map((r) => r.toFixed(2)).join(' ')}`);
  const sequences = result.sequences.map(({ text, logProb, score, fromDocs }) => `  ${logProb.toFixed(3).padStart(9)} ${score === null ? '       –' : score.toFixed(3).padStart(8)}  ${text}${fromDocs.length > 0 ? `  (documents ${fromDocs.map((z) => z + 1).join(', ')})` : ''}`);
  const mass = result.mass ? ['', `  p(y|x) of all candidates ${result.mass.thorough.toPrecision(3)}, of which fast decoding misses ${result.mass.missedByFast.toPrecision(3)}`] : [];
  const several = sequences.length > 1 ? ['', '  log p(y|x)   score  sequence', ...sequences, ...mass] : [];
  return [result.answer, '', '     score  p(z|x)  post.  document', ...documents, '', '  token             log p  responsibilities', ...tokens, ...several].join('\n');
}
