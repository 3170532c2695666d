/** The beam tree in SVG, for mouse, touch and arrow keys. Pure: fed by a layout. */
import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import type { SearchTree } from '../../app/protocol.ts';
import { decimal, isSpecialToken } from '../format.ts';
import { documentColour } from '../palette.ts';
import { neighbour, type PlacedNode, type TreeLayout } from './beamTree/layout.ts';
import { fateOf, shortLabel } from './beamTree/words.ts';

/** Pixels. A column is a bend from the parent and a flat rail that carries token, log p and votes. */
const SIZE = { bend: 34, rail: 104, row: 32, top: 26, side: 14, right: 20, rails: { path: 6, other: 3 } } as const;
const COLUMN = SIZE.bend + SIZE.rail;

/** Slivers below this share would be hairlines of no meaning. */
const SMALLEST_VOTE = 0.01;

export interface BeamTreeCanvasProps {
  readonly tree: SearchTree;
  readonly layout: TreeLayout;
  readonly focused: number | null;
  readonly describedBy: string;
  readonly onFocus: (node: number | null) => void;
  /** Asked to show the sequence that ends at a node. */
  readonly onChoose: (node: number) => void;
}

const xOf = ({ column }: PlacedNode): number => SIZE.side + column * COLUMN;
const yOf = ({ row }: PlacedNode): number => SIZE.top + row * SIZE.row;

/** Votes of the documents on a token, as the rail under it. */
function Rail({ tree, place }: { readonly tree: SearchTree; readonly place: PlacedNode }): ReactElement {
  const [x, y] = [xOf(place) - SIZE.rail, yOf(place)];
  const height = place.onPath ? SIZE.rails.path : SIZE.rails.other;
  const shares = tree.doc === null ? tree.docShares.subarray(place.node * tree.nDocs, (place.node + 1) * tree.nDocs) : null;
  if (shares === null || Number.isNaN(shares[0])) {
    const fill = tree.doc === null ? 'var(--line-strong)' : documentColour(tree.doc);
    return <rect x={x} y={y - height / 2} width={SIZE.rail} height={height} fill={fill} />;
  }
  const before = (doc: number): number => shares.subarray(0, doc).reduce((sum, share) => sum + share, 0);
  return (
    <>
      {Array.from(shares, (share, doc) =>
        share < SMALLEST_VOTE ? null : <rect key={doc} x={x + before(doc) * SIZE.rail} y={y - height / 2} width={share * SIZE.rail} height={height} fill={documentColour(doc)} />,
      )}
    </>
  );
}

/** Filled where the hypothesis went on, a ring where it was cut, a square where it finished. */
function End({ tree, place }: { readonly tree: SearchTree; readonly place: PlacedNode }): ReactElement {
  const fate = fateOf(tree, place.node);
  const [x, y] = [xOf(place), yOf(place)];
  const size = place.onPath ? 5.5 : 4;
  switch (fate) {
    case 'cut':
      return <circle className="tree-end is-hollow" cx={x} cy={y} r={size - 0.5} />;
    case 'kept':
      return <circle className="tree-end" cx={x} cy={y} r={size} />;
    case 'finished':
    case 'returned':
      return <rect className={fate === 'returned' ? 'tree-end' : 'tree-end is-hollow'} x={x - size} y={y - size} width={2 * size} height={2 * size} />;
  }
}

function Branch({ tree, layout, place, isFocused, onFocus, onChoose }: { readonly tree: SearchTree; readonly layout: TreeLayout; readonly place: PlacedNode; readonly isFocused: boolean; readonly onFocus: (node: number) => void; readonly onChoose: (node: number) => void }): ReactElement {
  const { node, onPath } = place;
  const parent = layout.placed[layout.placeOf[tree.parents[node]]];
  const [x0, y0, x1, y1] = [xOf(parent), yOf(parent), xOf(place) - SIZE.rail, yOf(place)];
  const fate = fateOf(tree, node);
  return (
    // The tree as a whole has the keyboard; a branch needs only the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <g className="tree-branch" data-fate={fate} data-path={onPath} data-focused={isFocused} data-testid="tree-node" onPointerEnter={() => onFocus(node)} onClick={() => onChoose(node)}>
      <path className="tree-bend" d={`M${x0} ${y0}C${x0 + SIZE.bend * 0.6} ${y0} ${x1 - SIZE.bend * 0.6} ${y1} ${x1} ${y1}`} />
      <rect className="tree-hit" x={x1} y={y1 - SIZE.row * 0.7} width={SIZE.rail} height={SIZE.row * 0.95} rx={5} />
      <text className={isSpecialToken(tree.texts[node]) ? 'tree-token is-special' : 'tree-token'} x={x1 + 5} y={y1 - 7}>
        {shortLabel(tree.texts[node])}
      </text>
      <text className="tree-logp" x={xOf(place) - 9} y={y1 - 7}>
        {decimal(tree.logProbs[node], 2)}
      </text>
      <Rail tree={tree} place={place} />
      <End tree={tree} place={place} />
    </g>
  );
}

export function BeamTreeCanvas({ tree, layout, focused, describedBy, onFocus, onChoose }: BeamTreeCanvasProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const width = SIZE.side + (layout.nColumns - 1) * COLUMN + SIZE.right;
  const height = SIZE.top + (layout.nRows - 1) * SIZE.row + SIZE.top;
  const root = layout.placed[0];

  // The path is what is to be seen first; the cut beams around it may be scrolled to.
  const pathRow = yOf(root);
  useEffect(() => {
    const element = frame.current;
    if (element !== null) element.scrollTop = pathRow - element.clientHeight / 2;
  }, [pathRow]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const from = focused ?? 0;
    if (event.key === 'Enter' && focused !== null) {
      onChoose(focused);
      return;
    }
    const to = neighbour(layout, tree, from, event.key);
    if (to === null) return;
    event.preventDefault();
    onFocus(to);
    const place = layout.placed[layout.placeOf[to]];
    const element = frame.current;
    if (element === null) return;
    const [x, y] = [xOf(place), yOf(place)];
    if (x - COLUMN < element.scrollLeft || x + SIZE.right > element.scrollLeft + element.clientWidth) element.scrollLeft = x - element.clientWidth / 2;
    if (y - SIZE.row < element.scrollTop || y + SIZE.row > element.scrollTop + element.clientHeight) element.scrollTop = y - element.clientHeight / 2;
  };

  return (
    // A widget with its own arrow keys is an application; the table twin serves those who read instead.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={frame}
      className="tree-frame"
      role="application"
      aria-label={`Beam tree: ${tree.nSteps} steps, ${tree.numBeams} beams, ${layout.placed.length - 1} hypotheses. Arrow keys move from one to the next; Enter shows a finished sequence.`}
      aria-describedby={describedBy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onFocus(null)}
    >
      <svg className="tree-svg" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <circle className="tree-root" cx={xOf(root)} cy={yOf(root)} r={5.5} />
        {/* The path last: its line lies over the others. */}
        {layout.placed.slice(1).toSorted((a, b) => Number(a.onPath) - Number(b.onPath)).map((place) => (
          <Branch key={place.node} tree={tree} layout={layout} place={place} isFocused={place.node === focused} onFocus={onFocus} onChoose={onChoose} />
        ))}
      </svg>
    </div>
  );
}
