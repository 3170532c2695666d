/**
 * The notation of the domain tables, and its compiler into sentence and question templates. Knows no names and no values.
 *
 *     ## key | noun, noun | name kind          an entity type
 *     ## key mixin                             relations that other types take over with `use key`
 *     ! {e} is a(n) {t} in {country}.          an opening sentence; {country} is a relation of the type
 *     @ key | value kind | Who|What | noun     a relation; the noun serves "Which <noun> is the ...?"
 *     ~ is capital                             its noun, with a verb: gives "The capital of X is V" and its questions
 *     = lies on {v}                            predicates of the entity: give statements, joins and "Which river lies on V?"
 *     + built by {v}                           participles of the entity
 *     > {v} flows past {n}.                    whole statements
 *     ? Where does {e} end?                    whole questions
 *     < Which river ends in {v}?               whole questions whose answer is the entity's name
 *
 * A line holds alternatives between " | ". {e} subject, {o} object, {s} possessive (each may become a pronoun),
 * {n} the entity, never a pronoun, {t} the type's noun, {v} the value, a(n) the article that fits.
 */
import { morePredicates, moreQuestions, statementsFrom } from './paraphrase.ts';
import { isHeldOut } from './rng.ts';

export interface Template {
  readonly text: string;
  readonly heldOut: boolean;
}

export interface ValueKind {
  readonly name: string;
  readonly args: readonly string[];
}

export interface Relation {
  readonly key: string;
  readonly kind: ValueKind;
  readonly statements: readonly Template[];
  readonly nounStatements: readonly Template[];
  readonly predicates: readonly Template[];
  readonly participles: readonly Template[];
  readonly questions: readonly Template[];
  readonly nounQuestions: readonly Template[];
  readonly inverseQuestions: readonly Template[];
}

export interface EntityType {
  readonly key: string;
  readonly nouns: readonly string[];
  readonly nameKind: string;
  readonly intros: readonly { readonly template: Template; readonly keys: readonly string[] }[];
  readonly relations: readonly Relation[];
}

const template = (text: string): Template => ({ text, heldOut: isHeldOut(text) });
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The hash may hold out every phrasing of a relation; then the first one is given back to training. */
function keepOne(...groups: Template[][]): void {
  const all = groups.flat();
  if (all.length === 0 || all.some((t) => !t.heldOut)) return;
  const group = groups.find((g) => g.length > 0)!;
  group[0] = { text: group[0].text, heldOut: false };
}

/** Kinds whose values are names or phrases that read well as a subject. */
const NUMERIC = new Set(['year', 'yearabs', 'date', 'count', 'int', 'measure', 'percent', 'money', 'pop', 'time']);

function parseKind(text: string): ValueKind {
  const match = /^([a-z]+)(?:\((.*)\))?$/.exec(text);
  if (match === null) throw new Error(`internal: bad value kind "${text}"`);
  return { name: match[1], args: match[2] === undefined ? [] : match[2].split(',').map((arg) => arg.trim()) };
}

interface Draft {
  key: string;
  kind: ValueKind;
  who: string;
  which: string;
  lines: Map<string, string[]>;
}

function compileRelation(draft: Draft): Relation {
  const value = `{v:${draft.key}}`;
  const bind = (text: string): string => text.replaceAll('{v}', value);
  const of = (mark: string): string[] => (draft.lines.get(mark) ?? []).map(bind);
  const isNumeric = NUMERIC.has(draft.kind.name);
  const isName = draft.kind.name === 'ref';
  const nounStatements: string[] = [];
  const nounQuestions: string[] = [];
  const inverse: string[] = of('<');
  for (const cell of draft.lines.get('~') ?? []) {
    const space = cell.indexOf(' ');
    const is = cell.slice(0, space);
    const noun = cell.slice(space + 1);
    const wh = draft.who;
    nounStatements.push(`The ${noun} of {n} ${is} ${value}.`, `{s} ${noun} ${is} ${value}.`, `The ${noun} ${is} ${value}.`);
    if (!isNumeric) nounStatements.push(`${value} ${is} the ${noun} of {n}.`, `${value} ${is} {s} ${noun}.`);
    if (draft.kind.name === 'measure' || draft.kind.name === 'money' || draft.kind.name === 'pop') {
      nounStatements.push(`{e} ${is === 'was' ? 'had' : 'has'} a(n) ${noun} of ${value}.`, `{e} ${is === 'was' ? 'had' : 'has'} a(n) ${noun} of about ${value}.`);
    }
    nounStatements.push(`${upper(noun)}: ${value}.`);
    nounQuestions.push(
      `${wh} ${is} the ${noun} of {n}?`, `${wh} ${is} {s} ${noun}?`, `${noun} of {n}`, `{n} ${noun}`, `Name the ${noun} of {n}.`,
      `Tell me the ${noun} of {n}.`, `The ${noun} of {n} ${is} ${wh.toLowerCase()}?`, `Do you know {s} ${noun}?`, `Can you tell me ${wh.toLowerCase()} the ${noun} of {n} ${is}?`,
    );
    if (is === 'is' || is === 'was') nounQuestions.push(`${wh}'s the ${noun} of {n}?`, `What is given as the ${noun} of {n}?`);
    if (isName) nounQuestions.push(`What ${is} the name of the ${noun} of {n}?`);
    if (draft.which !== '') nounQuestions.push(`Which ${draft.which} ${is} the ${noun} of {n}?`, `What ${draft.which} ${is} {s} ${noun}?`);
    if (isName) inverse.push(`${value} ${is} the ${noun} of which {t}?`, `What ${is} ${value} the ${noun} of?`, `Which {t} has ${value} as its ${noun}?`);
  }
  const predicates = morePredicates(of('='));
  for (const predicate of predicates) {
    inverse.push(`Which {t} ${predicate}?`, `What {t} ${predicate}?`, `Name the {t} that ${predicate}.`);
  }
  const statements = of('>').concat(predicates.map((predicate) => `{e} ${predicate}.`), statementsFrom(of('='), isName)).map(template);
  const spoken = nounStatements.map(template);
  const questions = moreQuestions(of('?')).map(template);
  const asked = nounQuestions.map(template);
  keepOne(statements, spoken);
  keepOne(questions, asked);
  return {
    key: draft.key,
    kind: draft.kind,
    statements,
    nounStatements: spoken,
    predicates: predicates.map(template),
    participles: of('+').map(template),
    questions,
    nounQuestions: asked,
    inverseQuestions: inverse.map(template),
  };
}

const MARKS = new Set(['~', '=', '+', '>', '?', '<']);

/** Compiles tables together, so that a type may use a mixin of another table. */
export function compileTables(tables: readonly string[]): readonly EntityType[] {
  const types: { key: string; nouns: string[]; nameKind: string; isMixin: boolean; intros: string[]; drafts: Draft[]; uses: string[] }[] = [];
  for (const line of tables.join('\n').split('\n').map((raw) => raw.trim())) {
    if (line === '') continue;
    const type = types[types.length - 1];
    if (line.startsWith('## ')) {
      const cells = line.slice(3).split('|').map((cell) => cell.trim());
      const isMixin = cells[0].endsWith(' mixin');
      types.push({ key: cells[0].replace(' mixin', ''), nouns: (cells[1] ?? 'thing').split(',').map((noun) => noun.trim()), nameKind: cells[2] ?? '', isMixin, intros: [], drafts: [], uses: [] });
    } else if (line.startsWith('use ')) {
      type.uses.push(...line.slice(4).split(' '));
    } else if (line.startsWith('! ')) {
      type.intros.push(...line.slice(2).split(' | '));
    } else if (line.startsWith('@ ')) {
      const cells = line.slice(2).split('|').map((cell) => cell.trim());
      type.drafts.push({ key: cells[0], kind: parseKind(cells[1]), who: cells[2] ?? 'What', which: cells[3] ?? '', lines: new Map() });
    } else if (MARKS.has(line[0]) && line[1] === ' ') {
      const draft = type.drafts[type.drafts.length - 1];
      draft.lines.set(line[0], (draft.lines.get(line[0]) ?? []).concat(line.slice(2).split(' | ').map((cell) => cell.trim())));
    } else {
      throw new Error(`internal: unreadable table line "${line}"`);
    }
  }
  const mixins = new Map(types.filter((type) => type.isMixin).map((type) => [type.key, type]));
  const draftsOf = (type: (typeof types)[number]): Draft[] => {
    const own = new Set(type.drafts.map((draft) => draft.key));
    const taken = type.uses.flatMap((use) => {
      const mixin = mixins.get(use);
      if (mixin === undefined) throw new Error(`internal: unknown mixin ${use} in ${type.key}`);
      return draftsOf(mixin);
    });
    return type.drafts.concat(taken.filter((draft) => !own.has(draft.key)));
  };
  const introsOf = (type: (typeof types)[number]): string[] => type.intros.concat(type.uses.flatMap((use) => introsOf(mixins.get(use)!)));
  return types.filter((type) => !type.isMixin).map((type) => {
    const relations = draftsOf(type).map(compileRelation);
    const known = new Set(relations.map((relation) => relation.key));
    const intros = introsOf(type).map((text) => {
      const keys: string[] = [];
      const bound = text.replace(/\{([a-z][A-Za-z]*)\}/g, (whole, name: string) => {
        if (/^[etson]$/.test(name)) return whole;
        if (!known.has(name)) throw new Error(`internal: ${type.key} has no relation ${name} for "${text}"`);
        keys.push(name);
        return `{v:${name}}`;
      });
      return { template: template(bound), keys };
    });
    return { key: type.key, nouns: type.nouns, nameKind: type.nameKind, intros, relations };
  });
}
