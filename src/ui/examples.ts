/** Reads the example questions that come with the sample base. Knows neither the engine nor a view. */

export interface Example {
  readonly question: string;
  /** A reference answer, or '' when the file names none. */
  readonly answer: string;
  /** False for questions that the base cannot answer. */
  readonly answerable: boolean;
}

/** An entry is a question, or an object with a question and perhaps an answer. Anything else is skipped. */
function exampleOf(entry: unknown, answerable: boolean): Example[] {
  if (typeof entry === 'string') return [{ question: entry, answer: '', answerable }];
  if (typeof entry !== 'object' || entry === null) return [];
  const { question, answer, answers } = entry as Record<string, unknown>;
  if (typeof question !== 'string') return [];
  const first: unknown = Array.isArray(answers) ? answers[0] : answer;
  return [{ question, answer: typeof first === 'string' ? first : '', answerable }];
}

/** @param manifest parsed JSON {name, file, examples, noAnswer} */
export function readExamples(manifest: unknown): readonly Example[] {
  if (typeof manifest !== 'object' || manifest === null) return [];
  const { examples, noAnswer } = manifest as Record<string, unknown>;
  const list = (value: unknown, answerable: boolean): Example[] =>
    (Array.isArray(value) ? value : [value]).flatMap((entry) => exampleOf(entry, answerable));
  return [...list(examples, true), ...list(noAnswer, false)];
}

export async function fetchExamples(base: string, signal: AbortSignal): Promise<readonly Example[]> {
  const response = await fetch(new URL('samples/wonders.json', base), { signal });
  return response.ok ? readExamples(await response.json()) : [];
}
