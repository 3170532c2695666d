/** Makes a clean question look typed by a person: lower case, no question mark, a lead-in, now and then a slip of a key. Knows no world. */
import type { Rng } from './rng.ts';

const LEADS: readonly string[] = ['Please tell me: ', 'Tell me, ', 'Quick question: ', 'Hi, ', 'I wonder: ', 'According to the text, ', 'Do you know: ', 'So '];

function misspell(rng: Rng, text: string): string {
  const words = text.split(' ');
  const long = words.map((word, i) => [word, i] as const).filter(([word]) => /^[a-z]{5,}$/.test(word));
  if (long.length === 0) return text;
  const [word, at] = rng.pick(long);
  const i = rng.int(1, word.length - 3);
  const slip = rng.int(0, 2);
  words[at] = slip === 0 ? word.slice(0, i) + word.slice(i + 1) : slip === 1 ? word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2) : word.slice(0, i) + word[i] + word.slice(i);
  return words.join(' ');
}

export function roughen(rng: Rng, question: string): string {
  let text = question;
  if (rng.chance(0.03)) text = misspell(rng, text);
  if (rng.chance(0.03) && /^(Who|What|When|Where|Which|How|In)\b/.test(text)) text = rng.pick(LEADS) + text.charAt(0).toLowerCase() + text.slice(1);
  if (rng.chance(0.13)) text = text.toLowerCase();
  if (rng.chance(0.13)) text = text.replace(/[?.]$/, '');
  return text;
}
