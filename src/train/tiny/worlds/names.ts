/** Names of people, places, works and organisations from many mixed sources, held apart by split. Knows no facts. */
import { ADJECTIVES, NOUNS, VERBS, plural } from './words.ts';
import { CITY_NAMES, CONTINENTS, COUNTRY_NAMES, FEATURE_NAMES, MALE_FEMALE_TITLES, NATIONALITIES, SEA_NAMES } from './placeNames.ts';
import { FEMALE_NAMES, MALE_NAMES, SURNAMES } from './peopleNames.ts';
import { NAME_PATTERNS } from './namePatterns.ts';
import { capitalise, inventCode, inventWord } from './phonology.ts';
import { isHeldOut } from './rng.ts';
import type { Rng } from './rng.ts';

export type Split = 'train' | 'heldOut';

export interface Name {
  readonly name: string;
  /** True when running text says "the" before the name; the name itself never holds it. */
  readonly article: boolean;
  readonly female: boolean;
  /** A second name that the text may use after the first mention: a surname; empty when there is none. */
  readonly short: string;
}

const ROMAN: readonly string[] = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];
const COMPOUND_HEADS = 'Ash Black Stone Oak Red White Elm Hart Fox Raven Mill North South East West High Long Green Grey Silver Gold Iron Cold Win Thorn Bright Brook Clay Deer Fair Glen Hazel King Lock Marl Nether Over Pen Queen Rush Sand Thistle Under Wake Yew Alder Birch Copper Drift Ember Fern Gull Hawk Kest Lark Merrin Otter Pike Quarry Rook Salt Tarn Wolf Wren Harrow Dun Craig Strath Ald Bar Cal Dor Ever Far Gran Hol Ken Lin Mar Nor Or Pres Ros Shel Tam Ul War'.split(' ');
const COMPOUND_TAILS = 'ford mere bridge ton ham well wood field bury ley worth wick stead mouth port haven gate hill dale combe cliff moor burn beck thorpe by water brook ridge pool marsh minster hurst holt shaw fell head side den don cote church stone croft garth land bourne ness law more ville burg crest fall'.split(' ');

export function compoundName(rng: Rng): string {
  const word = rng.pick(COMPOUND_HEADS) + rng.pick(COMPOUND_TAILS);
  return word.replace(/(.)\1\1/, '$1$1');
}

/** An invented word that belongs to the split: a held-out word is never part of a training name. */
export function splitWord(rng: Rng, split: Split): string {
  for (;;) {
    const word = inventWord(rng);
    if (isHeldOut(word) === (split === 'heldOut')) return word;
  }
}

/** The root of a place name: mostly invented, at times English-like, a real word, a surname, a real place or a bare code. */
function root(rng: Rng, split: Split, shared: readonly string[]): string {
  if (shared.length > 0 && rng.chance(0.08)) return rng.pick(shared);
  const x = rng.next();
  if (x < 0.5) return splitWord(rng, split);
  if (x < 0.68) return compoundName(rng);
  if (x < 0.76) return rng.pick(SURNAMES);
  if (x < 0.82) return capitalise(rng.pick(rng.chance(0.6) ? NOUNS : ADJECTIVES));
  if (x < 0.88) return rng.pick(rng.chance(0.5) ? FEATURE_NAMES : CITY_NAMES);
  if (x < 0.92) return rng.pick(['San', 'Saint', 'Port', 'New', 'El', 'Santa', 'Old', 'Upper', 'Fort', 'St.']) + ' ' + splitWord(rng, split);
  return inventCode(rng);
}

function expand(pattern: string, rng: Rng, split: Split, female: boolean, shared: readonly string[]): string {
  return pattern.replace(/\[([^\]]+)\]/g, (_, token: string) => {
    switch (token) {
      case 'w': return root(rng, split, shared);
      case 'i': return splitWord(rng, split);
      case 'c': return compoundName(rng);
      case 's': return shared.length > 0 && rng.chance(0.05) ? rng.pick(shared) : rng.chance(0.7) ? rng.pick(SURNAMES) : rng.chance(0.6) ? splitWord(rng, split) : compoundName(rng);
      case 'g': return rng.chance(0.85) ? rng.pick(female ? FEMALE_NAMES : MALE_NAMES) : splitWord(rng, split);
      case 'N': return capitalise(rng.pick(NOUNS));
      case 'Ns': return capitalise(plural(rng.pick(NOUNS)));
      case 'A': return capitalise(rng.pick(ADJECTIVES));
      case 'V': return capitalise(rng.pick(VERBS));
      case 'n': return rng.pick(NOUNS);
      case 'ns': return plural(rng.pick(NOUNS));
      case 'a': return rng.pick(ADJECTIVES);
      case 'il': return splitWord(rng, split).toLowerCase();
      case 'x': return inventCode(rng);
      case 'd': return String(rng.int(2, 99));
      case 'year': return String(rng.int(1200, 2020));
      case 'R': return rng.pick(ROMAN);
      case 'L': return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[rng.int(0, 25)];
      case 'city': return rng.chance(0.5) ? rng.pick(CITY_NAMES) : root(rng, split, shared);
      case 'country': return rng.pick(COUNTRY_NAMES);
      case 'nat': return rng.pick(NATIONALITIES);
      case 'sea': return rng.pick(SEA_NAMES);
      case 'feature': return rng.pick(FEATURE_NAMES);
      case 'continent': return rng.pick(CONTINENTS);
      case 'title': return rng.pick(MALE_FEMALE_TITLES)[female ? 1 : 0];
      default: throw new Error(`internal: unknown name token [${token}]`);
    }
  });
}

export function isNameKind(kind: string): boolean {
  return NAME_PATTERNS.has(kind);
}

/** Kinds whose names are people; the text may call them he or she, and by surname. */
export function isPersonKind(kind: string): boolean {
  return kind === 'person' || kind === 'monarch' || kind === 'woman' || kind === 'man';
}

/** A fresh name of a kind; `isTaken` rejects names already used in the world, `shared` holds words that its names may have in common. */
export function inventName(rng: Rng, kind: string, split: Split, isTaken: (name: string) => boolean, shared: readonly string[] = []): Name {
  const patterns = NAME_PATTERNS.get(kind);
  if (patterns === undefined) throw new Error(`internal: unknown name kind ${kind}`);
  for (let attempt = 0; attempt < 5000; attempt++) {
    const female = kind === 'woman' || (kind !== 'man' && rng.chance(0.45));
    let name = expand(rng.pick(patterns), rng, split, female, shared);
    const article = name.startsWith('the ');
    if (article) name = name.slice(4);
    if (name.split(' ').length > 5 || name.length > 40 || isTaken(name)) continue;
    // Real closed-list names (seas, continents) cannot be split; everything else is.
    if (kind !== 'continent' && kind !== 'sea' && isHeldOut(name) !== (split === 'heldOut')) continue;
    const parts = name.split(' ');
    const short = kind === 'person' && parts.length > 1 ? parts.slice(parts.findIndex((p, i) => i > 0 && (/^(de|von|van|al|bin|del|da|of|the)$/.test(p) || i === parts.length - 1))).join(' ') : '';
    return { name, article, female, short: /^(of|the) /.test(short) ? '' : short };
  }
  throw new Error(`internal: no fresh name of kind ${kind} after 5000 attempts`);
}
