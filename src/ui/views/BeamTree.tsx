/** The search as a tree: depth is the step, a line is a token with its votes, the heavy path is the sequence on show. Pure. */
import { useId, useMemo, useState, type CSSProperties, type ReactElement } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { RetrievedDocument, SearchTree } from '../../app/protocol.ts';
import { decimal, percent, tokenLabel } from '../format.ts';
import { DocChip, documentStyle } from '../parts/DocChip.tsx';
import { Segmented } from '../parts/fields.tsx';
import { Help } from '../parts/Help.tsx';
import { layoutTree } from './beamTree/layout.ts';
import { FATE_WORDS, fateOf, hypothesisText } from './beamTree/words.ts';
import { BeamTreeCanvas } from './BeamTreeCanvas.tsx';
import { BeamTreeTable } from './BeamTreeTable.tsx';

export interface BeamTreeProps {
  readonly trees: readonly SearchTree[];
  readonly documents: readonly RetrievedDocument[];
  /** Token ids of the sequence on show, to find it in the trees of documents. */
  readonly shownIds: readonly number[];
  /** Index of the sequence on show. */
  readonly chosen: number;
  /** Null where the ends of the trees are not the returned sequences (RAG-Sequence). */
  readonly onChoose: ((index: number) => void) | null;
}

/** The node at which a tree spells the ids; null where it does not. */
function endOf(tree: SearchTree, ids: readonly number[]): number | null {
  const spelled = (node: number, at: number): boolean => (at < 0 ? node === 0 : node > 0 && tree.tokenIds[node] === ids[at] && spelled(tree.parents[node], at - 1));
  return [...tree.ends].find((node) => tree.depths[node] === ids.length && spelled(node, ids.length - 1)) ?? null;
}

/** Shares of the documents in the token under the lens, and what the search thought of the hypothesis. */
function Readout({ tree, node, documents }: { readonly tree: SearchTree; readonly node: number | null; readonly documents: readonly RetrievedDocument[] }): ReactElement {
  if (node === null || node === 0) return <p className="readout">Move over a line, or tab to the tree and use the arrow keys.</p>;
  const shares = tree.doc === null ? tree.docShares.subarray(node * tree.nDocs, (node + 1) * tree.nDocs) : null;
  const before = hypothesisText(tree, tree.parents[node]);
  return (
    <div className="tree-readout">
      <p className="readout">
        <b>{tokenLabel(tree.texts[node])}</b> {before === '' ? 'as the first token' : `after “${before}”`}: {FATE_WORDS[fateOf(tree, node)]}. log <i>p</i> <span className="number">{decimal(tree.logProbs[node], 2)}</span>, sum <span className="number">{decimal(tree.scores[node], 2)}</span>, score <span className="number">{decimal(tree.penalizedScores[node], 3)}</span>
      </p>
      {shares !== null && !Number.isNaN(shares[0]) && (
        <ul className="tree-shares" aria-label="Share of each document in this token">
          {documents.map((document, doc) => (
            <li key={document.id} style={{ ...documentStyle(doc), '--share': shares[doc] } as CSSProperties}>
              <DocChip rank={doc} />
              <span className="tree-share-bar" aria-hidden="true" />
              <span className="number">{percent(shares[doc])}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function BeamTree({ trees, documents, shownIds, chosen, onChoose }: BeamTreeProps): ReactElement {
  const [picked, setPicked] = useState<number | null>(null);
  const [node, setNode] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [withCut, setWithCut] = useState(true);
  const readout = useId();
  // The tree of a document that found the sequence on show, unless the reader picked another.
  const found = trees.findIndex((tree) => endOf(tree, shownIds) !== null);
  const at = picked ?? Math.max(0, found);
  const tree = trees[at];
  const end = (tree.doc === null ? tree.ends[chosen] : endOf(tree, shownIds)) ?? tree.ends[0] ?? 0;
  const layout = useMemo(() => layoutTree(tree, end, (other) => withCut || fateOf(tree, other) !== 'cut'), [tree, end, withCut]);
  const focused = node !== null && layout.placeOf[node] >= 0 ? node : null;
  const choose = (wanted: number): void => {
    const index = tree.ends.indexOf(wanted);
    if (index >= 0) onChoose?.(index);
  };
  return (
    <section className="panel tree" data-testid="beam-tree" aria-labelledby={`${readout}-heading`}>
      <div className="panel-head">
        <h2 id={`${readout}-heading`} className="eyebrow">
          Beam tree
        </h2>
        <Help topic="beamTree" />
        <div className="panel-tools">
          {trees.length > 1 && (
            <Segmented
              label="Beams of document"
              value={String(at)}
              options={trees.map((_, doc) => ({ value: String(doc), label: String(doc + 1) }))}
              onChange={(value) => {
                setPicked(Number(value));
                setNode(null);
              }}
            />
          )}
          <ToggleButton className="button button-small" isSelected={withCut} onChange={setWithCut}>
            Show cut beams
          </ToggleButton>
          <ToggleButton className="button button-small" isSelected={asTable} onChange={setAsTable}>
            Show as table
          </ToggleButton>
        </div>
      </div>
      {tree.doc !== null && (
        <p className="tree-doc">
          <DocChip rank={tree.doc} />
          <span>
            <span className="verbatim">{documents[tree.doc]?.title}</span> searched alone, by <i>p</i>(<i>y</i>|<i>x</i>,<i>z</i>)
            {endOf(tree, shownIds) === null && '; the answer on show is not in its beams, so its own best is drawn heavy'}
          </span>
        </p>
      )}
      {asTable ? (
        <BeamTreeTable tree={tree} layout={layout} documents={documents} focused={focused} onFocus={setNode} />
      ) : (
        <BeamTreeCanvas tree={tree} layout={layout} focused={focused} describedBy={readout} onFocus={setNode} onChoose={choose} />
      )}
      <div id={readout} aria-live="polite" className="tree-foot">
        <Readout tree={tree} node={focused} documents={documents} />
      </div>
    </section>
  );
}
