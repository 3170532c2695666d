/** Builds worlds: entities with facts that refer to each other, passages that state the facts, and questions that they answer. Knows no particular domain. */
import { inventName, isNameKind, isPersonKind } from './names.ts';
import type { Split } from './names.ts';
import { plainValue } from './values.ts';
import { ENTITY_TYPES } from './domains.ts';
import type { EntityType, Relation, Template } from './dsl.ts';
import type { Rng } from './rng.ts';
import { fillerSentence, ornament } from './filler.ts';
import { render } from './render.ts';
import type { Entity, Style, Value } from './render.ts';
import { roughen } from './roughen.ts';

export interface WorldPassage {
  readonly title: string;
  readonly text: string;
  /** Key of the entity type, such as `river`. */
  readonly type: string;
}

export interface WorldQuestion {
  readonly question: string;
  /** Exact substrings of the passage's text, best first. */
  readonly answers: readonly string[];
  /** Index into the world's passages. */
  readonly passage: number;
  /** `type.relation`, with `<` before the relation where the entity itself is asked for. */
  readonly relation: string;
  /** The sentence that supports the answer. */
  readonly sentence: string;
}

export interface WorldOptions {
  /** Number of entities, which is also the number of passages. */
  readonly nEntities: number;
  readonly split: Split;
  /** Use the phrasings that are kept for the held-out split, wherever a relation has any. */
  readonly heldOutTemplates?: boolean;
  readonly minSentences: number;
  readonly maxSentences: number;
}

export interface World {
  readonly passages: readonly WorldPassage[];
  readonly questions: readonly WorldQuestion[];
}

const MAX_WORDS = 95;
const MAX_ANSWER_WORDS = 6;
const typesNamedBy = (kind: string): readonly EntityType[] => ENTITY_TYPES.filter((type) => type.nameKind === kind);

interface Stated {
  readonly entity: Entity;
  readonly relation: Relation;
  readonly sentence: string;
  /** The value exactly as the sentence spells it. */
  readonly answer: string;
}

interface Draft {
  readonly entity: Entity;
  title: string;
  text: string;
  readonly stated: Stated[];
}

const isTitleKind = (kind: string): boolean => /^(work|film|song|album|symphony|paintingname|newspaper|tvseries|comics)$/.test(kind);
/** What training says, or what it never says: nothing where there is nothing of the kind. */
const allowed = (templates: readonly Template[], heldOut: boolean): readonly Template[] => templates.filter((t) => t.heldOut === heldOut);

export function generateWorld(rng: Rng, options: WorldOptions): World {
  return new WorldBuilder(rng, options).build();
}

class WorldBuilder {
  private readonly names = new Set<string>();
  private readonly entities: Entity[] = [];
  private readonly roots: string[] = [];
  private readonly rng: Rng;
  private readonly options: WorldOptions;
  private readonly heldOut: boolean;

  constructor(rng: Rng, options: WorldOptions) {
    this.rng = rng;
    this.options = options;
    this.heldOut = options.heldOutTemplates === true;
  }

  build(): World {
    const { rng } = this;
    const { nEntities } = this.options;
    // Several entities of each type, so that a passage always has rivals that state the same relations.
    const nTypes = Math.max(1, Math.round(nEntities / rng.int(2, 5)));
    const types = rng.sample(ENTITY_TYPES, nTypes);
    const primary = Array.from({ length: nEntities }, (_, i) => this.newEntity(types[i % types.length].nameKind, types[i % types.length]));
    const drafts = primary.map((entity) => this.draftPassage(entity, primary));
    const questions = this.ask(drafts);
    return { passages: drafts.map((d) => ({ title: d.title, text: d.text, type: d.entity.type!.key })), questions };
  }

  private newEntity(nameKind: string, type: EntityType | null): Entity {
    const { rng } = this;
    const name = inventName(rng, nameKind, this.options.split, (candidate) => this.names.has(candidate.toLowerCase()), this.roots);
    this.names.add(name.name.toLowerCase());
    const entity: Entity = {
      type,
      name,
      noun: type === null ? '' : rng.chance(0.6) ? type.nouns[0] : rng.pick(type.nouns),
      baseYear: rng.chance(0.8) ? rng.int(1750, 1985) : rng.int(900, 1900),
      isPerson: isPersonKind(nameKind),
      isPlural: nameKind === 'tribe',
      quote: isTitleKind(nameKind) && rng.chance(0.15) ? rng.pick(['"', '“”']) : '',
      facts: new Map(),
    };
    this.entities.push(entity);
    // Later names may share this one's root, as a river, its town and its university do.
    const root = name.short !== '' ? name.short : name.name;
    if (/^\p{Lu}[\p{L}'-]{2,}$/u.test(root)) this.roots.push(root);
    return entity;
  }

  private reference(kind: string, from: Entity): Entity {
    const { rng } = this;
    const known = this.entities.filter((e) => e !== from && (e.type?.nameKind ?? '') === kind && !Array.from(from.facts.values()).some((v) => v.entity === e));
    if (known.length > 0 && rng.chance(0.4)) return rng.pick(known);
    const types = typesNamedBy(kind);
    return this.newEntity(kind, types.length === 0 ? null : rng.pick(types));
  }

  private fact(entity: Entity, relation: Relation): Value {
    const known = entity.facts.get(relation.key);
    if (known !== undefined) return known;
    const { rng } = this;
    let value: Value | null = null;
    for (let attempt = 0; value === null; attempt++) {
      if (relation.kind.name === 'ref') {
        const kind = relation.kind.args[0];
        if (!isNameKind(kind)) throw new Error(`internal: ${relation.key} refers to unknown kind ${kind}`);
        const other = this.reference(kind, entity);
        value = { text: other.name.name, article: other.name.article, year: '', entity: other };
      } else {
        const plain = plainValue(rng, this.options.split, relation.kind, entity.baseYear);
        value = { text: plain.text, article: false, year: plain.year ?? '', entity: null };
      }
      // Two equal facts of one entity would make an answer ambiguous.
      const repeated = Array.from(entity.facts.values()).some((v) => v.text === value!.text) || value.text === entity.name.name;
      const tooLong = value.text.split(' ').length > MAX_ANSWER_WORDS;
      if ((repeated && attempt < 8) || (tooLong && attempt < 50)) value = null;
    }
    entity.facts.set(relation.key, value);
    return value;
  }

  private pick(templates: readonly Template[]): string | null {
    const kept = allowed(templates, this.heldOut);
    return kept.length === 0 ? null : this.rng.pick(kept).text;
  }

  /** One statement of a relation, most often a written one, at times from its noun. */
  private statement(relation: Relation): string | null {
    const first = this.rng.chance(0.72) ? relation.statements : relation.nounStatements;
    const second = first === relation.statements ? relation.nounStatements : relation.statements;
    return this.pick(first) ?? this.pick(second);
  }

  /** Two relations in one sentence, or null where their phrasings do not allow it. */
  private joined(a: Relation, b: Relation): string | null {
    const predicateA = this.pick(a.predicates);
    const predicateB = this.pick(b.predicates);
    const participleA = this.pick(a.participles);
    if (predicateB === null) return null;
    const choices: string[] = [];
    if (predicateA !== null) choices.push(`{e} ${predicateA} and ${predicateB}.`, `{n}, {which} ${predicateA}, ${predicateB}.`, `{e} ${predicateA}; it ${predicateB}.`);
    if (participleA !== null) choices.push(`{n}, ${participleA}, ${predicateB}.`, `${participleA}, {e} ${predicateB}.`);
    return choices.length === 0 ? null : this.rng.pick(choices);
  }

  private opening(entity: Entity): string | null {
    const { rng } = this;
    const type = entity.type!;
    const kept = type.intros.filter((intro) => intro.template.heldOut === this.heldOut);
    if (kept.length > 0 && rng.chance(0.75)) return rng.pick(kept).template.text;
    const [a, b] = rng.sample(type.relations, 2);
    const predicate = this.pick(a.predicates);
    const participle = b === undefined ? null : this.pick(b.participles);
    const choices: string[] = [];
    if (predicate !== null) choices.push(`{e} is a(n) {t} that ${predicate}.`);
    if (predicate !== null && participle !== null) choices.push(`{e} is a(n) {t} ${participle}; it ${predicate}.`, `${participle}, {e} is a(n) {t} that ${predicate}.`, `{e}, a(n) {t} ${participle}, ${predicate}.`);
    if (choices.length === 0) return kept.length > 0 ? rng.pick(kept).template.text : null;
    return rng.pick(choices);
  }

  private fill(template: string, entity: Entity): string {
    const which = entity.isPerson ? 'who' : 'which';
    const pronoun = entity.isPerson ? (entity.name.female ? 'she' : 'he') : 'it';
    return template.replace('{which}', which).replace('; it ', `; ${pronoun} `).replace('{t} that ', entity.isPerson ? '{t} who ' : '{t} that ');
  }

  private state(draft: Draft, entity: Entity, template: string, style: Style): string {
    const filled = this.fill(draft.stated.length > 0 ? ornament(this.rng, template) : template, entity);
    const relations = Array.from(filled.matchAll(/\{v:([A-Za-z]+)\}/g), (m) => entity.type!.relations.find((r) => r.key === m[1])!);
    for (const relation of relations) this.fact(entity, relation);
    const { text, spans } = render(filled, entity, style);
    for (const relation of relations) draft.stated.push({ entity, relation, sentence: text, answer: spans.get(relation.key)! });
    return text;
  }

  private draftPassage(entity: Entity, primary: readonly Entity[]): Draft {
    const { rng } = this;
    const type = entity.type!;
    const draft: Draft = { entity, title: '', text: '', stated: [] };
    const nSentences = rng.int(this.options.minSentences, this.options.maxSentences);
    // Some passages never repeat their title: they begin with "It" or "The river".
    const isNameless = rng.chance(0.1);
    const sentences: string[] = [];
    let nWords = 0;
    let lastIsAboutEntity = true;
    const style = (): Style => {
      if (sentences.length === 0) return isNameless ? 'pronoun' : 'name';
      const x = rng.next();
      if (x < (lastIsAboutEntity ? 0.45 : 0)) return 'pronoun';
      if (x < 0.62) return entity.isPerson && entity.name.short !== '' && !isNameless ? 'short' : 'noun';
      return isNameless ? 'noun' : 'name';
    };
    const push = (sentence: string, isAboutEntity: boolean): boolean => {
      const n = sentence.split(' ').length;
      if (nWords + n > MAX_WORDS) return false;
      sentences.push(sentence);
      nWords += n;
      lastIsAboutEntity = isAboutEntity;
      return true;
    };
    const attempt = (target: Entity, template: string, how: Style): void => {
      const before = draft.stated.length;
      if (!push(this.state(draft, target, template, how), target === entity)) draft.stated.length = before;
    };
    const isStated = (relation: Relation): boolean => draft.stated.some((s) => s.entity === entity && s.relation === relation);

    if (rng.chance(0.85)) {
      const template = this.opening(entity);
      if (template !== null) attempt(entity, template, style());
    }
    const queue = rng.shuffle(type.relations);
    while (queue.length > 0 && sentences.length < nSentences) {
      const relation = queue.pop()!;
      if (isStated(relation)) continue;
      const x = rng.next();
      if (sentences.length > 0 && x < 0.1) push(fillerSentence(rng, (kind) => this.newEntity(kind, null).name.name), false);
      else if (sentences.length > 0 && x < 0.2) this.stateSecondary(draft, entity, primary, attempt);
      else {
        const partner = rng.chance(0.3) ? queue.find((r) => !isStated(r)) : undefined;
        const template = (partner === undefined ? null : this.joined(relation, partner)) ?? this.statement(relation);
        if (template !== null) attempt(entity, template, style());
      }
    }
    draft.text = sentences.join(' ');
    draft.title = this.titleOf(entity, draft);
    return draft;
  }

  /** A sentence about an entity that the passage has just mentioned, and that has no passage of its own. */
  private stateSecondary(draft: Draft, entity: Entity, primary: readonly Entity[], attempt: (target: Entity, template: string, how: 'name') => void): void {
    const mentioned = draft.stated.filter((s) => s.entity === entity).map((s) => entity.facts.get(s.relation.key)?.entity ?? null)
      .filter((e): e is Entity => e !== null && e.type !== null && !primary.includes(e) && e.facts.size === 0);
    if (mentioned.length === 0) return;
    const other = this.rng.pick(mentioned);
    const template = this.pick(this.rng.pick(other.type!.relations).statements.filter((t) => /\{[eson]\}/.test(t.text)));
    if (template !== null) attempt(other, template, 'name');
  }

  private titleOf(entity: Entity, draft: Draft): string {
    const { rng } = this;
    const name = entity.name.name.charAt(0).toUpperCase() + entity.name.name.slice(1);
    const x = rng.next();
    if (x < 0.78) return name;
    if (x < 0.84) return `${name} (${entity.noun})`;
    if (x < 0.88) {
      const place = draft.stated.find((s) => s.entity === entity && /^(country|city|region)$/.test(s.relation.key));
      return place === undefined ? (entity.name.article ? `The ${name}` : name) : `${name}, ${entity.facts.get(place.relation.key)!.text}`;
    }
    if (x < 0.92) return `${rng.pick(['About', 'Notes on', 'History of', 'Facts about', 'Introduction to', 'A short guide to'])} ${name}`;
    if (x < 0.95) return name.toLowerCase();
    // A topical title is fair only where the text itself names the entity.
    return draft.text.includes(entity.name.name) ? rng.pick([`The ${entity.noun}`, `${entity.noun} notes`, `Page ${rng.int(1, 400)}`, `Encyclopaedia`, `${name[0]}`]) : name;
  }

  private ask(drafts: readonly Draft[]): WorldQuestion[] {
    const { rng } = this;
    const questions: WorldQuestion[] = [];
    // How many entities share a stated value: an inverse question needs exactly one.
    const holders = new Map<string, Set<Entity>>();
    const holderKey = (s: Stated): string => `${s.entity.type!.key}|${s.relation.key}|${s.answer.toLowerCase()}`;
    for (const s of drafts.flatMap((d) => d.stated)) {
      const set = holders.get(holderKey(s)) ?? new Set();
      holders.set(holderKey(s), set.add(s.entity));
    }
    const shorts = new Map<string, number>();
    for (const e of this.entities) shorts.set(e.name.short, (shorts.get(e.name.short) ?? 0) + 1);
    drafts.forEach((draft, passage) => {
      const { entity } = draft;
      const isNamed = draft.text.includes(entity.name.name);
      const first = questions.length;
      const asked = new Set<string>();
      const add = (s: Stated, question: string, answer: string, relation: string): void => {
        if (asked.has(question.toLowerCase())) return;
        asked.add(question.toLowerCase());
        questions.push({ question, answers: [answer], passage, relation, sentence: s.sentence });
      };
      const askAbout = (s: Stated): void => {
        if (s.entity !== entity && !draft.text.includes(s.entity.name.name)) return;
        const key = s.entity.type!.key;
        if (rng.chance(0.2) && draft.text.includes(s.entity.name.name) && holders.get(holderKey(s))!.size === 1) {
          const other = draft.stated.find((o) => o !== s && o.entity === s.entity && o.relation !== s.relation);
          const template = this.inverseTemplate(s, rng.chance(0.3) ? other : undefined);
          if (template !== null) return add(s, this.question(template, s.entity, false), s.entity.name.name, `${key}.<${s.relation.key}`);
        }
        const template = this.pick(rng.chance(0.62) ? s.relation.questions : s.relation.nounQuestions) ?? this.pick(s.relation.questions) ?? this.pick(s.relation.nounQuestions);
        if (template === null) return;
        const described = rng.chance(0.07) ? this.described(s, draft, holders, holderKey) : null;
        if (described !== null && /\{[eno]\}/.test(template) && !template.includes('{s}')) {
          const { year: y } = s.entity.facts.get(s.relation.key)!;
          return add(s, this.question(template.replace(/\{[eno]\}/, described), s.entity, false), y !== '' && /\byear\b/i.test(template) ? y : s.answer, `${key}.${s.relation.key}`);
        }
        const useShort = s.entity === entity && s.entity.name.short !== '' && isNamed && shorts.get(s.entity.name.short) === 1 && rng.chance(0.2);
        const { year } = s.entity.facts.get(s.relation.key)!;
        add(s, this.question(template, s.entity, useShort), year !== '' && /\byear\b/i.test(template) ? year : s.answer, `${key}.${s.relation.key}`);
      };
      rng.shuffle(draft.stated).forEach(askAbout);
      // A short passage states little: ask it again in other words.
      for (let round = 0; round < 12 && questions.length - first < 3 && draft.stated.length > 0; round++) askAbout(rng.pick(draft.stated));
    });
    for (const q of questions) {
      const { text } = drafts[q.passage];
      if (!q.answers.every((answer) => text.includes(answer)) || !text.includes(q.sentence)) throw new Error(`internal: answer "${q.answers.join(' / ')}" of ${q.relation} is not in "${text}"`);
    }
    return questions;
  }

  /** "the bridge that crosses the Elbe": the entity by another of its stated facts, where that is its alone; else null. */
  private described(s: Stated, draft: Draft, holders: ReadonlyMap<string, ReadonlySet<Entity>>, holderKey: (s: Stated) => string): string | null {
    const other = draft.stated.find((o) => o.entity === s.entity && o.relation !== s.relation && holders.get(holderKey(o))!.size === 1);
    const predicate = other === undefined ? null : this.pick(other.relation.predicates);
    return predicate === null ? null : `the {t} that ${predicate}`;
  }

  /** A question for the entity itself, from one value or from two; null where the phrasings allow none. */
  private inverseTemplate(s: Stated, other: Stated | undefined): string | null {
    const a = this.pick(s.relation.predicates);
    const b = other === undefined ? null : this.pick(other.relation.predicates);
    if (a !== null && b !== null) return this.rng.pick([`Which {t} ${a} and ${b}?`, `What {t} ${a} and also ${b}?`, `Name the {t} that ${b} and ${a}.`]);
    return this.pick(s.relation.inverseQuestions);
  }

  private question(template: string, entity: Entity, useShort: boolean): string {
    const { rng } = this;
    const style = useShort ? 'short' : 'name';
    // People rarely ask with the very noun of the passage.
    const noun = rng.chance(0.3) ? rng.pick(entity.type!.nouns) : entity.noun;
    let text = template;
    if (entity.isPerson) text = text.replace(/^(Which|What) \{t\} (?=[a-z])/, (whole) => (rng.chance(0.5) ? 'Who ' : whole)).replace('{t} that ', '{t} who ');
    const nameHasNoun = entity.name.name.toLowerCase().includes(entity.noun);
    if (!useShort && !nameHasNoun && !entity.name.article && rng.chance(0.05)) text = text.replace(/\{[eon]\}/, 'the {t} {e}');
    const { text: rendered } = render(text, { ...entity, noun, quote: entity.quote !== '' && rng.chance(0.5) ? entity.quote : '' }, style);
    return roughen(rng, rendered);
  }
}
