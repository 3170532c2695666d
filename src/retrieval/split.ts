/** Splits a row's text into passages as the reference's `use_own_knowledge_dataset.py` (split_text) does. Knows no table. */

/** Passage length of the reference, in space-separated words. */
export const MAX_WORDS = 100;

/** White space as Python's str.strip sees it; JavaScript's trim differs at U+001C–U+001F, U+0085 and U+FEFF. */
const PYTHON_SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const PYTHON_STRIP = new RegExp(`^${PYTHON_SPACE}+|${PYTHON_SPACE}+$`, 'g');

export function pythonStrip(text: string): string {
  return text.replace(PYTHON_STRIP, '');
}

/**
 * Passages of at most `maxWords` words, in order and without overlap. A word is what stands between two U+0020, so two
 * spaces in a row enclose an empty word, and a line break divides nothing, exactly as in the reference.
 */
export function splitText(text: string, maxWords = MAX_WORDS): string[] {
  const words = text.split(' ');
  const passages: string[] = [];
  for (let start = 0; start < words.length; start += maxWords) {
    passages.push(pythonStrip(words.slice(start, start + maxWords).join(' ')));
  }
  return passages;
}
