import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchTree } from '../../../app/protocol.ts';
import { layoutTree, neighbour } from './layout.ts';

/** A tree from lists of parents and scores; node 0 is the root. */
function treeOf(parents: readonly number[], scores: readonly number[]): SearchTree {
  const depths: number[] = [];
  parents.forEach((parent) => depths.push(parent < 0 ? 0 : depths[parent] + 1));
  const n = parents.length;
  return {
    doc: null, nDocs: 1, numBeams: 2, nSteps: Math.max(...depths),
    parents: Int32Array.from(parents), depths: Int32Array.from(depths), tokenIds: new Int32Array(n), texts: parents.map(String),
    logProbs: new Float32Array(n), scores: Float32Array.from(scores), penalizedScores: Float32Array.from(scores),
    outcomes: new Uint8Array(n), docShares: new Float32Array(n), ends: Int32Array.of(n - 1),
  };
}

/** Random trees as a search grows them: a step's nodes descend from a few of the step before. */
const anyTree = fc
  .record({ steps: fc.integer({ min: 1, max: 7 }), beams: fc.integer({ min: 1, max: 5 }), seeds: fc.array(fc.nat(1000), { minLength: 80, maxLength: 80 }) })
  .map(({ steps, beams, seeds }) => {
    const parents = [-1];
    const scores = [0];
    let live = [0];
    let next = 0;
    for (let t = 0; t < steps; t++) {
      const born = Array.from({ length: 2 * beams }, () => {
        const seed = seeds[next++ % seeds.length];
        parents.push(live[seed % live.length]);
        scores.push(-seed / 100 - t);
        return parents.length - 1;
      });
      live = born.slice(0, beams);
    }
    return treeOf(parents, scores);
  });

describe('layoutTree', () => {
  it('puts depth to the right, the path on one row, and rows apart', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), (tree, pick) => {
        const end = pick % tree.parents.length;
        const { placed, placeOf, nColumns, nRows } = layoutTree(tree, end);
        expect(placed.length).toBe(tree.parents.length);
        expect(nColumns).toBe(tree.nSteps + 1);
        const path = placed.filter(({ onPath }) => onPath);
        expect(path.map(({ column }) => column)).toEqual([...path.keys()]);
        expect(path.at(-1)!.node).toBe(end);
        expect(new Set(path.map(({ row }) => row)).size).toBe(1);
        placed.forEach((p, i) => {
          expect(placeOf[p.node]).toBe(i);
          expect(p.column).toBe(tree.depths[p.node]);
          expect(p.row >= 0 && p.row <= nRows - 1 + 1e-9).toBe(true);
          const before = placed[i - 1];
          if (before?.column === p.column) expect(p.row - before.row).toBeGreaterThanOrEqual(1 - 1e-9);
        });
      }),
    );
  });

  it('crosses no edges: children stand in the order of their parents', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), (tree, pick) => {
        const { placed, placeOf } = layoutTree(tree, pick % tree.parents.length);
        placed.forEach((p, i) => {
          const before = placed[i - 1];
          if (before?.column !== p.column || p.column === 0) return;
          const [a, b] = [before, p].map(({ node }) => placed[placeOf[tree.parents[node]]].row);
          expect(a).toBeLessThanOrEqual(b);
        });
      }),
    );
  });

  it('stays as low as its columns: no fan that opens for ever', () => {
    // The worst hypothesis lives on at every step, always lowest.
    const parents = [-1];
    const scores = [0];
    for (let t = 0; t < 40; t++) {
      const [best, worst] = t === 0 ? [0, 0] : [parents.length - 4, parents.length - 1];
      parents.push(best, best, worst, worst);
      scores.push(-1, -2, -3, -4);
    }
    const { nRows } = layoutTree(treeOf(parents, scores), parents.length - 4);
    expect(nRows).toBeLessThanOrEqual(6);
  });

  it('leaves out what is not shown, but never the path', () => {
    const tree = treeOf([-1, 0, 0, 1, 1], [0, -1, -2, -3, -4]);
    const { placed, placeOf, nRows } = layoutTree(tree, 3, () => false);
    expect(placed.map(({ node }) => node)).toEqual([0, 1, 3]);
    expect([...placeOf]).toEqual([0, 1, -1, 2, -1]);
    expect(nRows).toBe(1);
  });
});

describe('neighbour', () => {
  //      0 ─ 1 ─ 3
  //        ╲   ╲ 4 (the path)
  //          2
  const tree = treeOf([-1, 0, 0, 1, 1], [0, -1, -2, -3, -4]);
  const layout = layoutTree(tree, 4);

  it.each([
    [0, 'ArrowRight', 1],
    [1, 'ArrowRight', 4],
    [2, 'ArrowRight', 2],
    [4, 'ArrowUp', 3],
    [3, 'ArrowUp', 3],
    [1, 'ArrowDown', 2],
    [2, 'ArrowDown', 2],
    [4, 'ArrowLeft', 1],
    [0, 'ArrowLeft', 0],
    [3, 'Home', 0],
    [0, 'End', 4],
    [3, 'x', null],
  ])('of %i by %s is %s', (node, key, expected) => {
    expect(neighbour(layout, tree, node, key)).toBe(expected);
  });
});
