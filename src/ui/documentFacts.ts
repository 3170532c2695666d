/** What a table says of a passage beside title and text: its id and metadata, and whether that is too much for a card. Knows no view. */

export interface DocumentFact {
  /** As in the table; 'id' for the id column. */
  readonly name: string;
  readonly value: string;
}

export interface DocumentFacts {
  readonly facts: readonly DocumentFact[];
  /** What stands for them while they are folded; null where they are short enough to be shown. */
  readonly folded: { readonly id: string | null; readonly nMetadata: number } | null;
}

const MOST_SHOWN = 4;
const MOST_CHARS = 160;

/** Names and values come from a file and are shown verbatim. */
export function documentFacts({ key, metadata = [] }: { readonly key?: string; readonly metadata?: readonly (readonly [name: string, value: string])[] }): DocumentFacts {
  const facts = [...(key === undefined ? [] : [{ name: 'id', value: key }]), ...metadata.map(([name, value]) => ({ name, value }))];
  const chars = facts.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  const long = facts.length > MOST_SHOWN || chars > MOST_CHARS || facts.some(({ value }) => value.includes('\n'));
  return { facts, folded: long ? { id: key ?? null, nMetadata: metadata.length } : null };
}
