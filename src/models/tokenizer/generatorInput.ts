/** Joins title, passage and question into the generator's input and makes it fit. Knows no model and no retrieval. */
import type { Tokenizer } from './tokenizer.ts';

export interface GeneratorInputOptions {
  readonly tokenizer: Tokenizer;
  readonly titleSep: string;
  readonly docSep: string;
  /** Put before everything, as the generator's config.prefix; BART has none. */
  readonly prefix?: string;
  /** Tokens, special ones included (RagConfig.max_combined_length). */
  readonly maxLength: number;
  /**
   * What gives way beyond maxLength. `reference` cuts at the right, as RagRetriever.postprocess_docs does, so that a long
   * passage cuts the question off; `passage` (default) drops whole words from the end of the passage.
   */
  readonly truncation?: 'reference' | 'passage';
}

export interface GeneratorInput {
  readonly ids: number[];
  /** The input as the generator sees it, without special tokens. */
  readonly text: string;
  readonly truncated: boolean;
  /** What is left of the passage in `text`. */
  readonly passageText: string;
  /** True when (part of) the question did not fit either. */
  readonly questionTruncated: boolean;
}

/**
 * title without one leading and one trailing quote, titleSep, passage, docSep, question; then every two spaces become one,
 * once (transformers RagRetriever.postprocess_docs, cat_input_and_doc).
 */
export function joinGeneratorInput(
  title: string,
  passage: string,
  question: string,
  { titleSep, docSep, prefix = '' }: Pick<GeneratorInputOptions, 'titleSep' | 'docSep' | 'prefix'>,
): string {
  return squeeze(prefix + bareTitle(title) + titleSep + passage + docSep + question);
}

/**
 * @param passage text of the retrieved passage, without its title
 * @param question as the generator shall see it; the reference feeds back `decodedQuestion`
 */
export function generatorInput(
  title: string,
  passage: string,
  question: string,
  options: GeneratorInputOptions,
): GeneratorInput {
  const { tokenizer, maxLength } = options;
  const joined = joinGeneratorInput(title, passage, question, options);
  const whole = tokenizer.encode(joined);
  if (whole.ids.length <= maxLength) {
    return { ids: whole.ids, text: joined, truncated: false, passageText: passage, questionTruncated: false };
  }
  if ((options.truncation ?? 'passage') === 'reference') return cutAtRight(title, passage, joined, options);

  const fits = (text: string): boolean => tokenizer.encode(text).ids.length <= maxLength;
  const passageEnds = wordEnds(passage);
  const withPassage = (n: number): string =>
    joinGeneratorInput(title, passage.slice(0, passageEnds[n]), question, options);
  if (fits(withPassage(0))) {
    const kept = largest(passageEnds.length, (n) => fits(withPassage(n)));
    const text = withPassage(kept);
    const passageText = passage.slice(0, passageEnds[kept]);
    return { ids: tokenizer.encode(text).ids, text, truncated: true, passageText, questionTruncated: false };
  }
  // Not even an empty passage fits: the title gives way too, and a question longer than the model is cut at the right.
  const titleEnds = wordEnds(title);
  const withTitle = (n: number): string => joinGeneratorInput(title.slice(0, titleEnds[n]), '', question, options);
  if (fits(withTitle(0))) {
    const text = withTitle(largest(titleEnds.length, (n) => fits(withTitle(n))));
    return { ids: tokenizer.encode(text).ids, text, truncated: true, passageText: '', questionTruncated: false };
  }
  const ids = tokenizer.encode(squeeze(question), null, { maxLength }).ids;
  const text = tokenizer.decode(ids, { cleanUp: false });
  return { ids, text, truncated: true, passageText: '', questionTruncated: text.length < squeeze(question).length };
}

/** The question as the reference feeds it to the generator: through the question encoder's tokenizer and back. */
export function decodedQuestion(question: string, questionTokenizer: Tokenizer): string {
  return questionTokenizer.decode(questionTokenizer.encode(question).ids);
}

function cutAtRight(title: string, passage: string, joined: string, options: GeneratorInputOptions): GeneratorInput {
  const { ids } = options.tokenizer.encode(joined, null, { maxLength: options.maxLength });
  const text = options.tokenizer.decode(ids, { cleanUp: false });
  const before = (options.prefix ?? '') + bareTitle(title) + options.titleSep;
  const start = squeeze(before).length;
  const end = squeeze(before + passage).length;
  return { ids, text, truncated: true, passageText: text.slice(start, end), questionTruncated: true };
}

function bareTitle(title: string): string {
  const open = title.startsWith('"') ? title.slice(1) : title;
  return open.endsWith('"') ? open.slice(0, -1) : open;
}

function squeeze(text: string): string {
  return text.replaceAll('  ', ' ');
}

/** Offsets at which the first 0, 1, 2, … words end. */
function wordEnds(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\S+/g), (match) => match.index + match[0].length)];
}

/** Largest n < count for which `fits` holds, given that it holds for 0 and never again once it fails. */
function largest(count: number, fits: (n: number) => boolean): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
