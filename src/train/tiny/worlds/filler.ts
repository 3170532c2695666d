/** Sentences of common words that state nothing about any entity: noise that a reader must skip. Knows no world. */
import { ADJECTIVES, ADVERBS, NOUNS, VERBS, plural } from './words.ts';
import type { Rng } from './rng.ts';

const FRAMES: readonly string[] = [
  'Visitors [adv] [v] the [a] [ns].', 'In [season], many people [v] [ns] there.', 'A [n] and a [n] stand near the [n].', 'The [a] [n] is [adv] mentioned in guidebooks.',
  'Little else is known.', 'Opinions about this differ.', 'Its history has been told many times.', 'Local people [adv] [v] [a] [ns].', 'Some writers compare it to a [a] [n].',
  'The details are [adv] disputed.', 'Today, [ns] and [ns] can be seen nearby.', 'It is a popular subject for postcards.', 'Children [adv] [v] [ns] on the [n].',
  'There are few reliable sources.', 'Old [ns] show a [a] [n].', 'Many [ns] were lost in the [n].', 'According to legend, a [a] [n] once tried to [v] the [n].', 'Research on the subject continues.',
];

export function fillerSentence(rng: Rng): string {
  return rng.pick(FRAMES).replace(/\ba \[a\]|\ba \[n\]/g, (m) => `a(n) ${m.slice(2)}`).replace(/\[([a-z]+)\]/g, (_, token: string) => {
    switch (token) {
      case 'n': return rng.pick(NOUNS);
      case 'ns': return plural(rng.pick(NOUNS));
      case 'a': return rng.pick(ADJECTIVES);
      case 'v': return rng.pick(VERBS);
      case 'adv': return rng.pick(ADVERBS);
      default: return rng.pick(['spring', 'summer', 'autumn', 'winter', 'May', 'October']);
    }
  }).replace(/\ba\(n\) (\S)/g, (_, next: string) => `${/[aeiou]/.test(next) ? 'an' : 'a'} ${next}`);
}
