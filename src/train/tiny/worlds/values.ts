/** Values of attributes: years, dates, measures, names, phrases and lists, drawn from the kinds that the tables name. Knows no templates. */
import { ADJECTIVES, MONTHS, NOUNS, SMALL_NUMBERS, plural } from './words.ts';
import { LISTS } from './lists.ts';
import { NATIONALITIES } from './placeNames.ts';
import { inventCode } from './phonology.ts';
import { splitWord } from './names.ts';
import type { Split } from './names.ts';
import type { ValueKind } from './dsl.ts';
import type { Rng } from './rng.ts';

export interface PlainValue {
  readonly text: string;
  /** The year inside a date, for questions that ask for the year alone. */
  readonly year?: string;
}

const CLOSED_LISTS = Array.from(LISTS.keys());
const ALTERNATIVE_UNITS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  metres: [['metres', 1], ['metres', 1], ['m', 1], ['feet', 3.28], ['meters', 1], ['ft', 3.28]],
  kilometres: [['kilometres', 1], ['kilometres', 1], ['km', 1], ['miles', 0.62], ['kilometers', 1]],
  sqkm: [['square kilometres', 1], ['square kilometres', 1], ['km2', 1], ['square miles', 0.386], ['hectares', 100], ['acres', 247]],
  kilograms: [['kilograms', 1], ['kg', 1], ['pounds', 2.2]],
  tonnes: [['tonnes', 1], ['tonnes', 1], ['tons', 1.1]],
  centimetres: [['centimetres', 1], ['cm', 1], ['inches', 0.39], ['millimetres', 10]],
  celsius: [['degrees Celsius', 1], ['°C', 1], ['degrees', 1], ['degrees Fahrenheit', 1.8]],
  kmh: [['kilometres per hour', 1], ['km/h', 1], ['miles per hour', 0.62], ['knots', 0.54]],
};

export function groupThousands(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Two or three significant digits, as printed figures usually have. */
function rounded(rng: Rng, x: number): string {
  if (x < 10 && rng.chance(0.5)) return (Math.round(x * 10) / 10).toString();
  if (x < 100) return String(Math.max(2, Math.round(x)));
  const step = rng.chance(0.4) ? 1 : 10 ** Math.max(0, Math.floor(Math.log10(x)) - (rng.chance(0.5) ? 1 : 2));
  const n = Math.round(x / step) * step;
  return rng.chance(0.85) ? groupThousands(n) : String(n);
}

function measure(rng: Rng, unit: string, lo: number, hi: number): string {
  const x = Math.exp(Math.log(Math.max(lo, 0.1)) + rng.next() * (Math.log(hi) - Math.log(Math.max(lo, 0.1))));
  const [name, factor] = rng.pick(ALTERNATIVE_UNITS[unit] ?? [[unit, 1]]);
  return `${rounded(rng, x * factor)} ${name}`;
}

function population(rng: Rng, lo: number, hi: number): string {
  const n = rng.logInt(lo, hi);
  if (n > 1_500_000 && rng.chance(0.4)) return `${(n / 1e6).toFixed(rng.int(0, 1))} million`;
  return groupThousands(rng.chance(0.5) ? n : Math.round(n / 100) * 100 || n);
}

export function joinList(items: readonly string[], oxford: boolean): string {
  if (items.length < 3) return items.join(' and ');
  return `${items.slice(0, -1).join(', ')}${oxford ? ',' : ''} and ${items[items.length - 1]}`;
}

/** A phrase from alternatives such as "[a] [n] / [n] of [ns]". */
export function phrase(rng: Rng, split: Split, pattern: string): string {
  return rng.pick(pattern.split('/')).trim().replace(/\[([a-z]+)\]/g, (_, token: string) => {
    switch (token) {
      case 'a': return rng.pick(ADJECTIVES);
      case 'n': return rng.pick(NOUNS);
      case 'ns': return plural(rng.pick(NOUNS));
      case 'w': return splitWord(rng, split);
      case 'l': return splitWord(rng, split).toLowerCase();
      case 'd': return String(rng.int(2, 99));
      case 'x': return inventCode(rng);
      default: {
        const list = LISTS.get(token);
        if (list === undefined) throw new Error(`internal: unknown phrase token [${token}]`);
        return rng.pick(list);
      }
    }
  });
}

/** One item of a closed list; one time in eight something else, so that reading beats guessing. */
function pickOpen(rng: Rng, split: Split, list: readonly string[]): string {
  const x = rng.next();
  if (x < 0.87) return rng.pick(list);
  if (x < 0.92) return phrase(rng, split, '[a] [n]/[n]/[ns]/[a] [ns]');
  if (x < 0.95) return splitWord(rng, split).toLowerCase();
  return rng.pick(LISTS.get(rng.pick(CLOSED_LISTS))!);
}

function listOf(name: string): readonly string[] {
  const list = LISTS.get(name);
  if (list === undefined) throw new Error(`internal: unknown list ${name}`);
  return list;
}

/** Everything but references. `baseYear` is the entity's own, so that births come before deaths. */
export function plainValue(rng: Rng, split: Split, kind: ValueKind, baseYear: number): PlainValue {
  const lo = Number(kind.args[0]);
  const hi = Number(kind.args[1]);
  const year = (): string => {
    const y = baseYear + rng.int(lo, hi);
    return String(y > 2024 ? rng.int(1990, 2024) : y);
  };
  switch (kind.name) {
    case 'year': return { text: year() };
    case 'yearabs': return { text: String(rng.int(lo, hi)) };
    case 'date': {
      const y = year();
      const month = rng.pick(MONTHS);
      const day = rng.int(1, 28);
      const x = rng.next();
      if (x < 0.04) return { text: `${month} ${y}`, year: y };
      return { text: x < 0.65 ? `${day} ${month} ${y}` : `${month} ${day}, ${y}`, year: y };
    }
    case 'count': {
      const n = rng.logInt(lo, hi);
      return { text: n <= 20 && rng.chance(0.5) ? SMALL_NUMBERS[n] : groupThousands(n) };
    }
    case 'int': return { text: String(rng.int(lo, hi)) };
    case 'pop': return { text: population(rng, lo, hi) };
    case 'measure': return { text: measure(rng, kind.args[0], Number(kind.args[1]), Number(kind.args[2])) };
    case 'percent': return { text: `${rng.int(lo, hi)}${rng.chance(0.5) ? '%' : ' percent'}` };
    case 'money': {
      const n = rng.logInt(lo, hi);
      const amount = n >= 1_000_000 ? `${rounded(rng, n / 1e6)} million` : groupThousands(Math.round(n / 10) * 10);
      return { text: rng.chance(0.5) ? `${rng.pick(['$', '£', '€'])}${amount}` : `${amount} ${rng.pick(['dollars', 'pounds', 'euros', 'francs', 'marks', 'crowns', 'roubles', 'florins'])}` };
    }
    case 'time': return { text: `${rng.int(1, 12)}:${String(rng.int(0, 59)).padStart(2, '0')}` };
    case 'pick': return { text: pickOpen(rng, split, listOf(kind.args[0])) };
    case 'list': {
      const n = rng.int(Number(kind.args[1]), Number(kind.args[2]));
      for (;;) {
        const text = joinList(Array.from(new Set(Array.from({ length: n }, () => pickOpen(rng, split, listOf(kind.args[0]))))), rng.chance(0.25));
        if (text.split(' ').length <= 6) return { text };
      }
    }
    case 'one': return { text: rng.pick(kind.args.join(',').split('/')).trim() };
    case 'phrase': return { text: phrase(rng, split, kind.args.join(',')) };
    case 'splitw': return { text: splitWord(rng, split) };
    case 'nat': return { text: rng.chance(0.85) ? rng.pick(NATIONALITIES) : `${splitWord(rng, split)}${rng.pick(['ian', 'ese', 'ish', 'i', 'n'])}` };
    case 'code': return { text: inventCode(rng) };
    default: throw new Error(`internal: unknown value kind ${kind.name}`);
  }
}
