/** Sentences of common words that state nothing about any entity: noise that a reader must skip. Knows no world. */
import { ADJECTIVES, ADVERBS, NOUNS, VERBS, plural } from './words.ts';
import type { Rng } from './rng.ts';

const FRAMES: readonly string[] = [
  'Visitors [adv] [v] the [a] [ns].', 'In [season], many people [v] [ns] there.', 'A [n] and a [n] stand near the [n].', 'The [a] [n] is [adv] mentioned in guidebooks.',
  'Little else is known.', 'Opinions about this differ.', 'Its history has been told many times.', 'Local people [adv] [v] [a] [ns].', 'Some writers compare it to a [a] [n].',
  'The details are [adv] disputed.', 'Today, [ns] and [ns] can be seen nearby.', 'It is a popular subject for postcards.', 'Children [adv] [v] [ns] on the [n].',
  'There are few reliable sources.', 'Old [ns] show a [a] [n].', 'Many [ns] were lost in the [n].', 'According to legend, a [a] [n] once tried to [v] the [n].', 'Research on the subject continues.',
  // Names, years and figures that answer nothing: a reader must not take the first one of the right kind.
  '[person] visited it in [year].', 'A stamp was issued in [year].', 'A documentary about it was made in [year] by [person].', 'The journalist [person] described it in a long article.', 'Something similar exists in [city].',
  'In [year], [d] people signed a petition about it.', '[person] wrote a poem about it.', 'A small exhibition on the subject was held in [city] in [year].', 'It is often confused with [city].', 'A plaque was unveiled by [person] in [year].',
  'About [d] articles mention it.', 'A street in [city] bears the same name.', 'The historian [person] doubts this.', 'A [n] from [city] is of the same kind.', 'Interest grew again after [year].', 'A replica was shown in [city] for [d] days.',
];

const PREFIXES: readonly string[] = ['Today, ', 'However, ', 'In fact, ', 'According to most sources, ', 'As far as is known, ', 'Interestingly, ', 'In addition, ', 'Moreover, ', 'It is said that ', 'It is known that ', 'Later sources add that ', 'By all accounts, ', 'Officially, '];
const SUFFIXES: readonly string[] = [', according to local records', ', as is well known', ', although the details are disputed', ', after many delays', ', among other things', ', as old maps show', ', at least officially', ', much to the surprise of many', ', which is unusual', ', like many others of its kind'];

/** Now and then gives a statement the adverbials of running prose; the facts stay as they are. */
export function ornament(rng: Rng, template: string): string {
  if (/^(\w+|[^{]*): |^"/.test(template)) return template;
  if (rng.chance(0.07)) return rng.pick(PREFIXES) + template.charAt(0).toLowerCase() + template.slice(1);
  if (rng.chance(0.05) && template.endsWith('.') && !template.includes('"')) return `${template.slice(0, -1)}${rng.pick(SUFFIXES)}.`;
  return template;
}

/** @param nameOf gives a fresh name of a kind, unknown to the world's facts */
export function fillerSentence(rng: Rng, nameOf: (kind: string) => string): string {
  return rng.pick(FRAMES).replace(/\ba \[a\]|\ba \[n\]/g, (m) => `a(n) ${m.slice(2)}`).replace(/\[([a-z]+)\]/g, (_, token: string) => {
    switch (token) {
      case 'n': return rng.pick(NOUNS);
      case 'ns': return plural(rng.pick(NOUNS));
      case 'a': return rng.pick(ADJECTIVES);
      case 'v': return rng.pick(VERBS);
      case 'adv': return rng.pick(ADVERBS);
      case 'person': return nameOf('person');
      case 'city': return nameOf('town');
      case 'year': return String(rng.int(1780, 2023));
      case 'd': return String(rng.logInt(2, 900));
      default: return rng.pick(['spring', 'summer', 'autumn', 'winter', 'May', 'October']);
    }
  }).replace(/\ba\(n\) (\S)/g, (_, next: string) => `${/[aeiou]/.test(next) ? 'an' : 'a'} ${next}`);
}
