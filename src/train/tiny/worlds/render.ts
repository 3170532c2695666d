/** Fills a template with an entity's name, pronouns and values, and keeps the exact spelling of each value. Chooses nothing. */
import type { EntityType } from './dsl.ts';
import type { Name } from './names.ts';

export type Style = 'name' | 'pronoun' | 'noun' | 'short';

export interface Value {
  readonly text: string;
  readonly article: boolean;
  readonly year: string;
  readonly entity: Entity | null;
}

export interface Entity {
  readonly type: EntityType | null;
  readonly name: Name;
  readonly noun: string;
  readonly baseYear: number;
  readonly isPerson: boolean;
  /** A people is "they". */
  readonly isPlural: boolean;
  /** Quotation marks around the title of a work, or empty. */
  readonly quote: string;
  readonly facts: Map<string, Value>;
}

/** How running text names the entity in one grammatical role. */
function mention(entity: Entity, role: string, style: Style): string {
  const { name } = entity;
  const quoted = entity.quote === '' ? name.name : entity.quote === '"' ? `"${name.name}"` : `“${name.name}”`;
  const full = style === 'short' ? name.short : style === 'noun' ? `the ${entity.noun}` : (name.article ? 'the ' : '') + quoted;
  if (style === 'pronoun' && role !== 'n') {
    if (entity.isPerson) return { e: name.female ? 'she' : 'he', o: name.female ? 'her' : 'him', s: name.female ? 'her' : 'his' }[role]!;
    return (entity.isPlural ? { e: 'they', o: 'them', s: 'their' } : { e: 'it', o: 'it', s: 'its' })[role]!;
  }
  const nominal = style === 'pronoun' ? `the ${entity.noun}` : full;
  return role === 's' ? `${nominal}'s` : nominal;
}

/** Fills a template; returns the sentence and the exact spelling of each value in it. */
export function render(template: string, entity: Entity, style: Style): { text: string; spans: Map<string, string> } {
  const keys: string[] = [];
  let mentioned = false;
  let text = template.replace(/\{([a-z]+)(?::([A-Za-z]+))?\}/g, (_, role: string, key: string | undefined) => {
    if (role === 'v') {
      const value = entity.facts.get(key!)!;
      keys.push(key!);
      return `${value.article ? 'the ' : ''}\uE000${value.text}\uE001`;
    }
    if (role === 't') return entity.noun;
    // A name said once in a sentence is taken up by a pronoun there.
    const said = mentioned && role !== 'n' ? 'pronoun' : style;
    mentioned = true;
    return mention(entity, role, said);
  });
  text = text.replace(/\ba\(n\) (\uE000?)(\S)/g, (_, mark: string, next: string) => `${/[aeiouAEIOU8]/.test(next) ? 'an' : 'a'} ${mark}${next}`);
  text = text.replace(/^([\uE000"“]*)(\S)/, (_, mark: string, first: string) => mark + first.toUpperCase());
  text = text.replace(/\.(\uE001?["”]?)\./g, '.$1').replace(/\b([Ii]ts|[Hh]is|[Hh]er|[Tt]heir|\S's) the (?=\uE000)/g, '$1 ');
  text = text.replace(/\b([Aa]) (?=\uE000[aeiouAEIO8])/g, '$1n ');
  const spans = new Map<string, string>();
  let i = 0;
  text = text.replace(/\uE000([^\uE001]*)\uE001/g, (_, value: string) => {
    spans.set(keys[i++], value);
    return value;
  });
  return { text, spans };
}
