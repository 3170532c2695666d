/** Finds the answer's words in a passage, as spans of its verbatim text. Knows no view. */

export interface TextSpan {
  readonly text: string;
  readonly marked: boolean;
}

/** Words too common to tell that a passage holds the answer. */
const COMMON = new Set(
  'a an and are as at be been but by can did do does for from had has have he her his how i if in into is it its no not of on or she so than that the their them then there these they this to was we were what when where which who why will with would you'.split(' '),
);

/** Case and accents do not matter, as in the encoders' uncased vocabulary. */
function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;

export function answerWords(answer: string): ReadonlySet<string> {
  return new Set((answer.match(WORD) ?? []).map(fold).filter((word) => !COMMON.has(word)));
}

/** The text cut at the marked words; the spans' texts joined are exactly the text. */
export function markWords(text: string, words: ReadonlySet<string>): TextSpan[] {
  if (words.size === 0 || text === '') return [{ text, marked: false }];
  const spans: TextSpan[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (!words.has(fold(match[0]))) continue;
    if (match.index > end) spans.push({ text: text.slice(end, match.index), marked: false });
    end = match.index + match[0].length;
    spans.push({ text: match[0], marked: true });
  }
  if (end < text.length) spans.push({ text: text.slice(end), marked: false });
  return spans;
}
