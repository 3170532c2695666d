/** Text normalisation of the reference metrics, with Python's notions of white space and word. Knows no metric. */

/** What Python's str.split() and str.strip() take for white space. */
const PYTHON_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** As Python's str.split() without arguments: no empty words. */
export function splitWords(text: string): string[] {
  return text.split(PYTHON_SPACE).filter((word) => word !== '');
}

export function strip(text: string): string {
  return text.replace(new RegExp(`^${PYTHON_SPACE.source}|${PYTHON_SPACE.source}$`, 'g'), '');
}

/** Python's string.punctuation: the ASCII characters that are neither letters, digits, space nor control. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** Articles between Unicode word boundaries: JavaScript's \b knows ASCII words only and would cut the "a" off "éa". */
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** SQuAD v1.1 evaluation, normalize_answer: lower case, no ASCII punctuation, no articles, single spaces. */
export function normalizeAnswer(text: string): string {
  return splitWords(text.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' ')).join(' ');
}

/** Words and single symbols of DPR's SimpleTokenizer over NFD text, lower-cased. */
export function simpleTokens(text: string): string[] {
  return (text.normalize('NFD').match(/[\p{L}\p{N}\p{M}]+|[^\p{Z}\p{C}]/gu) ?? []).map((token) => token.toLowerCase());
}
