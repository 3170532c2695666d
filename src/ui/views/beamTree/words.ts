/** The words for a hypothesis of the beam tree: its text and what became of it. Knows no drawing. */
import type { SearchTree } from '../../../app/protocol.ts';
import { isSpecialToken, tokenLabel } from '../../format.ts';

/** As `candidateOutcome` of the search has it, and whether it is among the returned. */
export type Fate = 'cut' | 'kept' | 'finished' | 'returned';

const FATES: readonly Fate[] = ['cut', 'kept', 'finished'];

export function fateOf(tree: SearchTree, node: number): Fate {
  return tree.ends.includes(node) ? 'returned' : FATES[tree.outcomes[node]];
}

export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  cut: 'cut: others scored higher',
  kept: 'kept',
  finished: 'finished, then beaten',
  returned: 'finished and returned',
};

/** The text of a hypothesis up to and with this node, without steering tokens. */
export function hypothesisText(tree: SearchTree, node: number): string {
  const texts: string[] = [];
  for (let at = node; at > 0; at = tree.parents[at]) if (!isSpecialToken(tree.texts[at])) texts.unshift(tree.texts[at]);
  return texts.join('').trim();
}

/** A token short enough for its line. */
export function shortLabel(text: string, most = 9): string {
  const label = tokenLabel(text);
  const letters = [...label];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : label;
}
