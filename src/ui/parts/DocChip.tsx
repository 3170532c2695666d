/** The sign of a retrieved document: its rank in its colour, the same wherever the document is shown. */
import type { CSSProperties, ReactElement } from 'react';
import { documentColour, documentInk } from '../palette.ts';

/** Custom properties that paint an element in the colour of a document rank (0-based). */
export function documentStyle(rank: number): CSSProperties {
  return { '--doc': documentColour(rank), '--doc-ink': documentInk(rank) } as CSSProperties;
}

export function DocChip({ rank }: { readonly rank: number }): ReactElement {
  return (
    <span className="doc-chip" style={documentStyle(rank)}>
      <span className="visually-hidden">Document </span>
      {rank + 1}
    </span>
  );
}
