/** Parsers of the reference's evaluation files; errors name the file and the line. Knows no metric. */
import { UserError } from '../errors.ts';
import { strip } from './normalize.ts';
import { ListSyntaxError, parseStringList } from './stringList.ts';

export interface QaExample {
  readonly question: string;
  /** Acceptable answers, at least one. */
  readonly answers: readonly string[];
}

/** Lines as Python's open() gives them: any line end, none after the last, a byte order mark dropped. */
function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

function badLine(name: string, line: number, problem: string, hint: string): UserError {
  return new UserError('bad-file', `"${name}", line ${line}: ${problem}`, hint);
}

const QA_HINT = 'Each line is: question, a tab, a list of answers, as in  who was Aaron<TAB>["a prophet", "brother of Moses"]';

/** pandas, with which the reference reads, takes a field in quotes for CSV: doubled quotes stand for one. */
function withoutCsvQuotes(field: string): string {
  return field.length >= 2 && field.startsWith('"') && field.endsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}

/** `qa` mode of eval_rag.py: question TAB list of answers, as JSON or as a Python literal. Blank lines are skipped. */
export function parseQa(text: string, name: string): QaExample[] {
  const examples: QaExample[] = [];
  linesOf(text).forEach((content, i) => {
    const line = i + 1;
    if (strip(content) === '') return;
    const tab = content.indexOf('\t');
    if (tab < 0) throw badLine(name, line, 'no tab between question and answers', QA_HINT);
    const question = withoutCsvQuotes(strip(content.slice(0, tab)));
    if (question === '') throw badLine(name, line, 'the question is empty', QA_HINT);
    const list = withoutCsvQuotes(strip(content.slice(tab + 1)));
    let answers: string[];
    try {
      answers = parseStringList(list);
    } catch (error) {
      if (!(error instanceof ListSyntaxError)) throw error;
      throw badLine(name, line, `the list of answers cannot be read: ${error.message} (character ${error.at + 1} of the list)`, QA_HINT);
    }
    if (answers.length === 0) throw badLine(name, line, 'the list of answers is empty', QA_HINT);
    examples.push({ question, answers });
  });
  if (examples.length === 0) throw new UserError('bad-file', `"${name}" holds no question`, QA_HINT);
  return examples;
}

/** `ans` mode of eval_rag.py, predictions and question files: one text a line; an empty line is an empty text. */
export function parseLines(text: string, name: string): string[] {
  const lines = linesOf(text).map(strip);
  if (lines.length === 0) throw new UserError('bad-file', `"${name}" is empty`, 'Write one answer a line.');
  return lines;
}

/** Retrieval gold and retrieval output: titles with tabs between, one question a line. Every line needs a title. */
export function parseTitles(text: string, name: string): string[][] {
  const lines = parseLines(text, name);
  return lines.map((content, i) => {
    // A title may hold quotes and commas; only the tab separates.
    const titles = content.split('\t').filter((title) => title !== '');
    if (titles.length === 0) throw badLine(name, i + 1, 'no title', 'Each line holds the titles for one question, with tabs between them.');
    return titles;
  });
}

/** Throws unless both files have the same number of lines; line i of one belongs to line i of the other. */
export function checkSameLength(name: string, length: number, otherName: string, otherLength: number): void {
  if (length === otherLength) return;
  throw new UserError(
    'bad-file',
    `"${name}" has ${length} lines and "${otherName}" has ${otherLength}`,
    'Both need one line for each question, in the same order.',
  );
}
