/** Tables of random words tied to random values, asked by the word, and strings of random words: pure copying, no knowledge. */
import { ADJECTIVES, NOUNS, VERBS, plural } from './words.ts';
import { FEMALE_NAMES, MALE_NAMES, SURNAMES } from './peopleNames.ts';
import { CITY_NAMES, COUNTRY_NAMES } from './placeNames.ts';
import { MONTHS } from './words.ts';
import { splitWord } from './names.ts';
import { capitalise, inventCode } from './phonology.ts';
import type { Rng } from './rng.ts';

export interface Cloze {
  readonly title: string;
  readonly text: string;
  readonly question: string;
  readonly answer: string;
}

/** Held-out words are for the tests. */
const trainedWord = (rng: Rng): string => splitWord(rng, 'train');

const VALUE_SOURCES: readonly ((rng: Rng) => string)[] = [
  (rng) => rng.pick(NOUNS), (rng) => plural(rng.pick(NOUNS)), (rng) => `${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}`, (rng) => rng.pick(ADJECTIVES), (rng) => String(rng.logInt(1, 9999)),
  (rng) => String(rng.int(1200, 2024)), (rng) => trainedWord(rng), (rng) => inventCode(rng), (rng) => `${rng.pick(rng.chance(0.5) ? FEMALE_NAMES : MALE_NAMES)} ${rng.pick(SURNAMES)}`,
  (rng) => rng.pick(CITY_NAMES), (rng) => rng.pick(COUNTRY_NAMES), (rng) => `${rng.int(1, 28)} ${rng.pick(MONTHS)}`, (rng) => `${rng.pick(NOUNS)} ${rng.pick(NOUNS)}`,
  (rng) => `${trainedWord(rng)} ${trainedWord(rng)}`, (rng) => `the ${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}`, (rng) => `${rng.int(2, 900)} ${plural(rng.pick(NOUNS))}`,
];
const KEY_SOURCES: readonly ((rng: Rng) => string)[] = [
  (rng) => rng.pick(NOUNS), (rng) => capitalise(rng.pick(NOUNS)), (rng) => rng.pick(FEMALE_NAMES), (rng) => rng.pick(MALE_NAMES), (rng) => rng.pick(SURNAMES), (rng) => trainedWord(rng), (rng) => inventCode(rng),
  (rng) => `${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}`, (rng) => rng.pick(CITY_NAMES),
];

/** [statement, questions...]: {k} the key, {v} the value, {r} a noun shared by the passage, {x} a verb shared by the passage. */
const FRAMES: readonly (readonly string[])[] = [
  ['The {r} of {k} is {v}.', 'What is the {r} of {k}?', '{r} of {k}', "What is {k}'s {r}?", 'Which {r} does {k} have?'],
  ['{k} has {v}.', 'What does {k} have?', 'What has {k}?'],
  ['{k} likes {v}.', 'What does {k} like?', 'What is liked by {k}?', 'Tell me what {k} likes.'],
  ["{k}'s {r} is {v}.", "What is {k}'s {r}?", 'What is the {r} of {k}?', '{k} {r}'],
  ['{k}: {v}.', '{k}', '{k}?', 'What is {k}?', 'What belongs to {k}?'],
  ['{k} is {v}.', 'What is {k}?', '{k} is what?'],
  ['{v} belongs to {k}.', 'What belongs to {k}?', 'What does {k} own?'],
  ['{k} wants to {x} {v}.', 'What does {k} want to {x}?', 'What will {k} {x}?'],
  ['{k} stands next to {v}.', 'What does {k} stand next to?', 'Next to what is {k}?', 'What is beside {k}?'],
  ['The {r} for {k} was {v}.', 'What was the {r} for {k}?', 'Which {r} was for {k}?'],
  ['{v} is the {r} of {k}.', 'What is the {r} of {k}?', 'Name the {r} of {k}.'],
  ['For {k}, use {v}.', 'What should be used for {k}?', 'What to use for {k}?'],
  ['{k} came from {v}.', 'Where did {k} come from?', 'What did {k} come from?'],
  ['{k} was sent to {v}.', 'Where was {k} sent?', 'To what was {k} sent?'],
  ['In the {r}, {k} means {v}.', 'What does {k} mean?', 'What is meant by {k}?'],
];

/** One passage of several statements, each on its own key, with a question about one of them. */
export function generateCloze(rng: Rng): Cloze {
  const n = rng.int(1, 7);
  const keySource = rng.pick(KEY_SOURCES);
  const isMixed = rng.chance(0.3);
  const valueSource = rng.pick(VALUE_SOURCES);
  const frame = rng.pick(FRAMES);
  const noun = rng.pick(NOUNS);
  const verb = rng.pick(VERBS);
  const rows: { frame: readonly string[]; key: string; value: string; sentence: string; answer: string }[] = [];
  const used = new Set<string>();
  while (rows.length < n) {
    const key = (isMixed ? rng.pick(KEY_SOURCES) : keySource)(rng);
    const value = (isMixed ? rng.pick(VALUE_SOURCES) : valueSource)(rng);
    if (used.has(key.toLowerCase()) || used.has(value.toLowerCase())) continue;
    used.add(key.toLowerCase()).add(value.toLowerCase());
    const own = isMixed ? rng.pick(FRAMES) : frame;
    const raw = own[0].replaceAll('{k}', key).replaceAll('{r}', noun).replaceAll('{x}', verb);
    // A value that opens the sentence takes a capital, and the answer takes it too.
    const opens = raw.startsWith('{v}');
    const spelled = opens ? capitalise(value) : value;
    rows.push({ frame: own, key, value, sentence: capitalise(raw).replace('{v}', () => spelled), answer: spelled });
  }
  const asked = rng.pick(rows);
  const question = capitalise(rng.pick(asked.frame.slice(1)).replaceAll('{k}', () => asked.key).replaceAll('{r}', () => noun).replaceAll('{x}', () => verb));
  const title = rng.chance(0.4) ? capitalise(rng.pick([noun, `${noun} list`, 'List', 'Notes', `Table ${rng.int(1, 99)}`])) : rng.chance(0.5) ? capitalise(rng.pick(rows).key) : `${capitalise(rng.pick(ADJECTIVES))} ${capitalise(rng.pick(NOUNS))}`;
  return { title, text: rows.map((row) => row.sentence).join(' '), question: rng.chance(0.12) ? question.toLowerCase() : question, answer: asked.answer };
}

const FUNCTION_WORDS = 'the of and in a to was is for on with by at from as that it its his her an or were are be which who has had not but this after before during into over under between'.split(' ');

/** `nWords` random words, names, numbers and strings, punctuated at random: a source for denoising. */
export function generateRandomText(rng: Rng, nWords: number): string {
  const out: string[] = [];
  for (let i = 0; i < nWords; i++) {
    const x = rng.next();
    let word = x < 0.25 ? rng.pick(FUNCTION_WORDS) : x < 0.5 ? rng.pick(NOUNS) : x < 0.6 ? rng.pick(ADJECTIVES) : x < 0.68 ? rng.pick(VERBS) : x < 0.78 ? trainedWord(rng) : x < 0.84 ? rng.pick(SURNAMES)
      : x < 0.88 ? rng.pick(CITY_NAMES) : x < 0.93 ? String(rng.logInt(1, 3_000_000)) : x < 0.97 ? inventCode(rng) : rng.pick(MONTHS);
    if (i === 0 || /[.!?]$/.test(out[i - 1])) word = capitalise(word);
    out.push(word + (i === nWords - 1 ? '.' : rng.chance(0.1) ? rng.pick([',', ',', '.', '.', ';', ':', '?']) : ''));
  }
  return out.join(' ');
}
