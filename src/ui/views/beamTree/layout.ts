/** Where each hypothesis of a search stands: depth to the right, one path as a straight line. Pure; knows no SVG. */
import type { SearchTree } from '../../../app/protocol.ts';

export interface PlacedNode {
  readonly node: number;
  /** Steps from the root. */
  readonly column: number;
  /** In rows, at least 1 from any other of the same column; the path lies on one row. */
  readonly row: number;
  readonly onPath: boolean;
}

export interface TreeLayout {
  /** The root first; columns from left to right, each from top to bottom. */
  readonly placed: readonly PlacedNode[];
  /** [nNodes] place of a node in `placed`; -1 where it is left out. */
  readonly placeOf: Int32Array;
  readonly nColumns: number;
  /** Rows from the topmost to the lowest, both counted. */
  readonly nRows: number;
}

/** How far a hypothesis keeps its parent's distance from the path: 1 fans out for ever, 0 stacks without regard to parents. */
const KEPT_DISTANCE = 0.6;

/**
 * Columns are ordered by parents, then by score, so that no two edges cross. Each column is anchored on the path (past its
 * end on the column's best hypothesis) and stacked outwards from there, as near to the parents as its neighbours allow.
 * @param end node that the path leads to @param shown whether a node (never one of the path) is drawn
 */
export function layoutTree(tree: SearchTree, end: number, shown: (node: number) => boolean = () => true): TreeLayout {
  const onPath = new Set<number>();
  for (let node = end; node >= 0; node = tree.parents[node]) onPath.add(node);
  const columns: number[][] = Array.from({ length: tree.nSteps + 1 }, () => []);
  tree.parents.forEach((_, node) => {
    if (onPath.has(node) || shown(node)) columns[tree.depths[node]].push(node);
  });

  const rows = new Map<number, number>([[0, 0]]);
  const order = new Map<number, number>([[0, 0]]);
  const sorted = columns.map((column, depth) => {
    if (depth === 0) return column;
    const rank = (node: number): number => order.get(tree.parents[node]) ?? 0;
    const nodes = column.toSorted((a, b) => rank(a) - rank(b) || tree.scores[b] - tree.scores[a] || a - b);
    nodes.forEach((node, i) => order.set(node, i));
    place(nodes, tree, onPath, rows);
    return nodes;
  });

  const all = sorted.flat();
  const top = Math.min(...rows.values());
  const placed = all.map((node) => ({ node, column: tree.depths[node], row: rows.get(node)! - top, onPath: onPath.has(node) }));
  const placeOf = new Int32Array(tree.parents.length).fill(-1);
  placed.forEach(({ node }, i) => (placeOf[node] = i));
  return { placed, placeOf, nColumns: columns.findLastIndex((column) => column.length > 0) + 1, nRows: Math.max(...rows.values()) - top + 1 };
}

function place(nodes: readonly number[], tree: SearchTree, onPath: ReadonlySet<number>, rows: Map<number, number>): void {
  if (nodes.length === 0) return;
  const wanted = (node: number): number => (onPath.has(node) ? 0 : (rows.get(tree.parents[node]) ?? 0) * KEPT_DISTANCE);
  const ofPath = nodes.findIndex((node) => onPath.has(node));
  const anchor = ofPath >= 0 ? ofPath : nodes.reduce((best, node, i) => (tree.scores[node] > tree.scores[nodes[best]] ? i : best), 0);
  // Past the path's end nothing is worth more height above it.
  const highest = Math.min(...rows.values());
  rows.set(nodes[anchor], ofPath >= 0 ? 0 : Math.max(wanted(nodes[anchor]), highest + anchor));
  for (let i = anchor - 1; i >= 0; i--) rows.set(nodes[i], Math.min(wanted(nodes[i]), rows.get(nodes[i + 1])! - 1));
  for (let i = anchor + 1; i < nodes.length; i++) rows.set(nodes[i], Math.max(wanted(nodes[i]), rows.get(nodes[i - 1])! + 1));
}

/** Where a key leads: to the parent, the best child, or the neighbours in the same column; the same node where there is none. */
export function neighbour(layout: TreeLayout, tree: SearchTree, node: number, key: string): number | null {
  const at = layout.placeOf[node];
  const inColumn = (other: number): number => (layout.placed[other]?.column === tree.depths[node] ? layout.placed[other].node : node);
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, tree.parents[node]);
    case 'ArrowRight': {
      const children = layout.placed.filter((p) => tree.parents[p.node] === node);
      const best = children.find((p) => p.onPath) ?? children.toSorted((a, b) => tree.scores[b.node] - tree.scores[a.node])[0];
      return best?.node ?? node;
    }
    case 'ArrowUp':
      return inColumn(at - 1);
    case 'ArrowDown':
      return inColumn(at + 1);
    case 'Home':
      return 0;
    case 'End':
      return layout.placed.findLast((p) => p.onPath)?.node ?? node;
    default:
      return null;
  }
}
