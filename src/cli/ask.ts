/** `ask`: one question against one CSV. */
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import type { AskResult } from '../app/protocol.ts';
import { DEFAULT_MODEL, openSession, openTable } from './nodeEngine.ts';

export const ASK_USAGE = 'ask --kb FILE.csv --question "…" [--model DIR] [--mode token|sequence] [--n-docs 5] [--max-length 24] [--precision q8|q4|fp32] [--json]';

export async function askCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      kb: { type: 'string' },
      question: { type: 'string' },
      model: { type: 'string', default: DEFAULT_MODEL },
      mode: { type: 'string', default: 'token' },
      'n-docs': { type: 'string', default: '5' },
      'max-length': { type: 'string', default: '24' },
      precision: { type: 'string', default: 'q8' },
      json: { type: 'boolean', default: false },
    },
  });
  if (!values.kb || !values.question) throw new UserError('bad-input', 'ask needs --kb and --question', ASK_USAGE);
  const precision = oneOf(values.precision, ['q8', 'q4', 'fp32'], '--precision');
  const settings = {
    mode: oneOf(values.mode, ['token', 'sequence'], '--mode'),
    nDocs: wholeNumber(values['n-docs'], '--n-docs'),
    maxLength: wholeNumber(values['max-length'], '--max-length'),
    index: 'exact' as const,
  };
  const session = await openSession(values.model, precision);
  await openTable(session, values.kb);
  const result = await session.ask(values.question, settings, () => {});
  console.log(values.json ? JSON.stringify(asJson(result), null, 1) : asText(result));
  await session.dispose();
  return 0;
}

export function oneOf<const T extends string>(value: string, allowed: readonly T[], option: string): T {
  const found = allowed.find((a) => a === value);
  if (!found) throw new UserError('bad-input', `${option} is ${value}`, `It may be ${allowed.join(' or ')}.`);
  return found;
}

export function wholeNumber(value: string, option: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new UserError('bad-input', `${option} is ${value}`, 'It must be a whole number from 1 to 9999.');
  return Number(value);
}

function asJson(result: AskResult): object {
  return {
    answer: result.answer,
    documents: result.documents.map(({ title, text, score, prior }, z) => ({ title, text, score, prior, posterior: result.posterior[z] })),
    tokens: result.tokens.map(({ text, logProb, responsibilities }) => ({ text, logProb, responsibilities: [...responsibilities] })),
  };
}

function asText(result: AskResult): string {
  const documents = result.documents.map((d, z) => `  ${d.score.toFixed(2).padStart(8)}  ${d.prior.toFixed(3)}  ${result.posterior[z].toFixed(3)}  ${d.title}`);
  const tokens = result.tokens.map((t) => `  ${JSON.stringify(t.text).padEnd(16)} ${t.logProb.toFixed(3).padStart(8)}  ${[...t.responsibilities].map((r) => r.toFixed(2)).join(' ')}`);
  return [result.answer, '', '     score  p(z|x)  post.  document', ...documents, '', '  token             log p  responsibilities', ...tokens].join('\n');
}
