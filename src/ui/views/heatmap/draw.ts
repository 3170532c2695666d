/** Paints the heatmap on a 2D canvas. Knows no React and no document. */
import type { TokenStep } from '../../../app/protocol.ts';
import { tokenLabel } from '../../format.ts';
import { inkOn } from '../../palette.ts';
import { heatValue, type HeatMode } from './matrix.ts';

/** Sizes in CSS pixels. */
export const HEAT = { rowHeight: 32, labelHeight: 78, smallestCell: 26, largestCell: 64, gap: 2, slant: -0.95 } as const;

export interface HeatLayout {
  readonly cellWidth: number;
  readonly width: number;
  readonly height: number;
}

/** Cells fill the room that there is; past the smallest size the map scrolls sideways instead. */
export function heatLayout(nTokens: number, nDocs: number, room: number): HeatLayout {
  const overhang = 44;
  const fitting = nTokens === 0 ? HEAT.largestCell : Math.floor((room - overhang) / nTokens);
  const cellWidth = Math.min(HEAT.largestCell, Math.max(HEAT.smallestCell, fitting));
  return { cellWidth, width: Math.max(cellWidth * nTokens + overhang, 1), height: HEAT.labelHeight + nDocs * HEAT.rowHeight };
}

/** The cell at a point of the canvas, or null over labels and beyond the last cell. */
export function cellAt(layout: HeatLayout, x: number, y: number, nTokens: number, nDocs: number): { token: number; doc: number } | null {
  const token = Math.floor(x / layout.cellWidth);
  const doc = Math.floor((y - HEAT.labelHeight) / HEAT.rowHeight);
  return token >= 0 && token < nTokens && doc >= 0 && doc < nDocs ? { token, doc } : null;
}

export interface HeatScene {
  readonly tokens: readonly TokenStep[];
  readonly nDocs: number;
  readonly mode: HeatMode;
  readonly layout: HeatLayout;
  readonly colour: (value: number) => string;
  readonly focusToken: number | null;
  readonly focusDoc: number | null;
  /** Resolved colours and font of the page. */
  readonly ink: string;
  readonly quietInk: string;
  readonly font: string;
}

function cellText(value: number, mode: HeatMode): string {
  if (Number.isNaN(value)) return '';
  if (mode === 'logProb') return value === -Infinity ? '−∞' : value.toFixed(1).replace('-', '−');
  return value >= 0.995 ? '1' : value.toFixed(2).replace(/^0/, '');
}

export function drawHeatmap(context: CanvasRenderingContext2D, scene: HeatScene): void {
  const { tokens, nDocs, mode, layout, colour, focusToken, focusDoc, ink, quietInk, font } = scene;
  const { cellWidth } = layout;
  context.clearRect(0, 0, layout.width, layout.height);
  context.textBaseline = 'middle';
  tokens.forEach((step, t) => {
    const x = t * cellWidth;
    const bold = t === focusToken;
    context.save();
    context.translate(x + cellWidth / 2, HEAT.labelHeight - 8);
    context.rotate(HEAT.slant);
    context.fillStyle = bold ? ink : quietInk;
    context.font = `${bold ? 600 : 400} 12px ${font}`;
    context.textAlign = 'left';
    const label = tokenLabel(step.text);
    context.fillText(label.length > 12 ? `${label.slice(0, 11)}…` : label, 0, 0);
    context.restore();
    for (let doc = 0; doc < nDocs; doc++) {
      const value = heatValue(step, doc, mode);
      const fill = colour(value);
      const y = HEAT.labelHeight + doc * HEAT.rowHeight;
      context.fillStyle = fill;
      context.beginPath();
      context.roundRect(x + 1, y + 1, cellWidth - HEAT.gap, HEAT.rowHeight - HEAT.gap, 3);
      context.fill();
      if (cellWidth >= 34 && fill !== 'transparent') {
        context.fillStyle = inkOn(fill);
        context.font = `11px ${font}`;
        context.textAlign = 'center';
        context.fillText(cellText(value, mode), x + cellWidth / 2, y + HEAT.rowHeight / 2 + 0.5);
      }
    }
  });
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  if (focusToken !== null && focusToken < tokens.length) {
    context.strokeRect(focusToken * cellWidth + 0.75, HEAT.labelHeight + 0.25, cellWidth - 1.5, nDocs * HEAT.rowHeight - 0.5);
  }
  if (focusDoc !== null && focusDoc < nDocs && tokens.length > 0) {
    context.strokeRect(0.75, HEAT.labelHeight + focusDoc * HEAT.rowHeight + 0.75, cellWidth * tokens.length - 1.5, HEAT.rowHeight - 1.5);
  }
}
