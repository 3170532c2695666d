/** The beam tree's twin as a table: a row a hypothesis, by arrow keys from row to row. Pure. */
import { useRef, type KeyboardEvent, type ReactElement } from 'react';
import type { RetrievedDocument, SearchTree } from '../../app/protocol.ts';
import { decimal, percent, tokenLabel } from '../format.ts';
import { DocumentHeads } from '../parts/DocumentHeads.tsx';
import type { TreeLayout } from './beamTree/layout.ts';
import { FATE_WORDS, fateOf, hypothesisText } from './beamTree/words.ts';

export interface BeamTreeTableProps {
  readonly tree: SearchTree;
  readonly layout: TreeLayout;
  readonly documents: readonly RetrievedDocument[];
  readonly focused: number | null;
  readonly onFocus: (node: number) => void;
}

export function BeamTreeTable({ tree, layout, documents, focused, onFocus }: BeamTreeTableProps): ReactElement {
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = layout.placed.filter(({ node }) => node > 0).toSorted((a, b) => a.column - b.column || tree.scores[b.node] - tree.scores[a.node]);
  const current = Math.max(0, rows.findIndex(({ node }) => node === focused));
  const ofDocs = tree.doc === null ? documents : [];

  const onKeyDown = (event: KeyboardEvent): void => {
    const last = rows.length - 1;
    const target = { ArrowUp: current - 1, ArrowDown: current + 1, Home: 0, End: last }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    body.current?.querySelector<HTMLElement>(`[data-row="${Math.min(last, Math.max(0, target))}"]`)?.focus();
  };

  return (
    <div className="table-scroll tree-table-frame" role="region" aria-label="Beam tree as a table">
      <table className="table decode-table" data-testid="beam-table">
        <caption className="visually-hidden">All hypotheses weighed at each step, best first. Arrow keys move from row to row.</caption>
        <thead>
          <tr>
            <th scope="col" className="number">Step</th>
            <th scope="col">Token</th>
            <th scope="col">after</th>
            <th scope="col" className="number">log <i>p</i></th>
            <th scope="col" className="number">sum</th>
            <th scope="col" className="number">score</th>
            <th scope="col">fate</th>
            <DocumentHeads documents={ofDocs} />
          </tr>
        </thead>
        {/* Keys bubble here from the rows, which hold the focus. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rows.map(({ node, column, onPath }, at) => (
            <tr key={node} tabIndex={at === current ? 0 : -1} data-row={at} data-chosen={onPath} data-fate={fateOf(tree, node)} onFocus={() => onFocus(node)}>
              <td className="number">{column}</td>
              <th scope="row" className="tree-table-token verbatim">{tokenLabel(tree.texts[node])}</th>
              <td className="tree-table-prefix verbatim">{hypothesisText(tree, tree.parents[node]) || '–'}</td>
              <td className="number">{decimal(tree.logProbs[node], 2)}</td>
              <td className="number">{decimal(tree.scores[node], 2)}</td>
              <td className="number">{decimal(tree.penalizedScores[node], 3)}</td>
              <td className="decode-end">{FATE_WORDS[fateOf(tree, node)]}</td>
              {ofDocs.map((document, doc) => (
                <td key={document.id} className="number">{percent(tree.docShares[node * tree.nDocs + doc])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
