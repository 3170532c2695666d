/** The licence that a model card states in its YAML head. Knows no other field of it. */

/** @returns e.g. 'apache-2.0'; 'not stated' where the card has no head or no licence in it */
export function licenceInCard(card: string): string {
  const head = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(card)?.[1] ?? '';
  const stated = /^license:[ \t]*['"]?([^'"\r\n#]+)/m.exec(head)?.[1].trim();
  return stated ? stated.slice(0, 80) : 'not stated';
}
