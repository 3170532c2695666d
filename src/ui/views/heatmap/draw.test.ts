import { describe, expect, it } from 'vitest';
import { HEAT, cellAt, heatLayout } from './draw.ts';

describe('heatmap layout', () => {
  it('fills the room between the smallest and the largest cell', () => {
    expect(heatLayout(10, 5, 544).cellWidth).toBe(50);
    expect(heatLayout(2, 5, 900).cellWidth).toBe(HEAT.largestCell);
    const scrolling = heatLayout(60, 5, 300);
    expect(scrolling.cellWidth).toBe(HEAT.smallestCell);
    expect(scrolling.width).toBeGreaterThan(300);
    expect(heatLayout(0, 0, 300).width).toBeGreaterThan(0);
  });

  it('finds cells, and none over labels or past the end', () => {
    const layout = heatLayout(10, 3, 544);
    expect(cellAt(layout, 0, HEAT.labelHeight, 10, 3)).toEqual({ token: 0, doc: 0 });
    expect(cellAt(layout, 499, HEAT.labelHeight + 3 * HEAT.rowHeight - 1, 10, 3)).toEqual({ token: 9, doc: 2 });
    expect(cellAt(layout, 500, HEAT.labelHeight, 10, 3)).toBeNull();
    expect(cellAt(layout, 10, HEAT.labelHeight - 1, 10, 3)).toBeNull();
    expect(cellAt(layout, 10, layout.height, 10, 3)).toBeNull();
    expect(cellAt(layout, -1, HEAT.labelHeight, 10, 3)).toBeNull();
  });
});
