/** The questions that a SQuAD file brings along, as an evaluation set. Knows no metric. */
import { UserError } from '../errors.ts';
import { decoding, detectingEncoding } from './encoding.ts';
import { parsingDocument, squadParagraphs, type SquadQuestion } from './importJson.ts';
import type { Steps } from './pace.ts';

/** Questions that have an answer; those of SQuAD 2.0 that have none are left out. Throws a UserError for other files. */
export function* readingQuestions(bytes: Uint8Array, name: string): Steps<SquadQuestion[]> {
  const text = yield* decoding(bytes, (yield* detectingEncoding(bytes, name)).name);
  const paragraphs = yield* squadParagraphs(yield* parsingDocument(text, name));
  if (paragraphs === null) throw new UserError('bad-file', `"${name}" is no SQuAD file`, 'Evaluation sets are read from SQuAD files only.');
  return paragraphs.flatMap((paragraph) => paragraph?.questions.filter(({ answers }) => answers.length > 0) ?? []);
}

/** The reference's `qa` format: question, a tab, a JSON list of answers; white space of the question becomes spaces. */
export function questionsTsv(questions: readonly SquadQuestion[]): string {
  return questions.map(({ question, answers }) => `${question.replace(/\s+/g, ' ').trim()}\t${JSON.stringify(answers)}\n`).join('');
}
