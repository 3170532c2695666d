/** The heatmap's canvas with its crosshair, for mouse, touch and arrow keys. Pure: fed by typed arrays. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import type { RetrievedDocument, TokenStep } from '../../../app/protocol.ts';
import type { Theme } from '../../theme.ts';
import { cellAt, drawHeatmap, heatLayout } from './draw.ts';
import { heatColour, heatDomain, type HeatMode } from './matrix.ts';

export interface Focus {
  readonly token: number | null;
  readonly doc: number | null;
}

export interface HeatmapCanvasProps {
  readonly documents: readonly RetrievedDocument[];
  readonly tokens: readonly TokenStep[];
  readonly mode: HeatMode;
  readonly theme: Theme;
  readonly focus: Focus;
  readonly describedBy: string;
  readonly onFocus: (focus: Focus) => void;
}

export function HeatmapCanvas({ documents, tokens, mode, theme, focus, describedBy, onFocus }: HeatmapCanvasProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [room, setRoom] = useState(600);
  const nDocs = documents.length;
  const layout = heatLayout(tokens.length, nDocs, room);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const density = window.devicePixelRatio || 1;
    element.width = Math.round(layout.width * density);
    element.height = Math.round(layout.height * density);
    element.style.setProperty('--width', `${layout.width}px`);
    element.style.setProperty('--height', `${layout.height}px`);
    context.setTransform(density, 0, 0, density, 0, 0);
    const style = getComputedStyle(element);
    drawHeatmap(context, {
      tokens,
      nDocs,
      mode,
      layout,
      colour: heatColour(heatDomain(tokens, nDocs, mode), theme),
      focusToken: focus.token,
      focusDoc: focus.doc,
      ink: style.color,
      quietInk: style.outlineColor,
      font: style.fontFamily,
    });
  });

  const point = (event: PointerEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const cell = cellAt(layout, event.clientX - box.left, event.clientY - box.top, tokens.length, nDocs);
    if (cell !== null) onFocus(cell);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const token = focus.token ?? 0;
    const doc = focus.doc ?? 0;
    const moves: Record<string, Focus> = {
      ArrowLeft: { token: token - 1, doc },
      ArrowRight: { token: token + 1, doc },
      ArrowUp: { token, doc: doc - 1 },
      ArrowDown: { token, doc: doc + 1 },
      Home: { token: 0, doc },
      End: { token: tokens.length - 1, doc },
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const within = (value: number | null, length: number): number => Math.min(length - 1, Math.max(0, value ?? 0));
    const cell = { token: within(next.token, tokens.length), doc: within(next.doc, nDocs) };
    onFocus(cell);
    const left = cell.token * layout.cellWidth;
    const element = frame.current;
    if (element !== null && (left < element.scrollLeft || left + layout.cellWidth > element.scrollLeft + room)) {
      element.scrollLeft = left - room / 2;
    }
  };

  return (
    // A widget with its own arrow keys is an application; the table twin serves those who read instead.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={frame}
      className="heatmap-frame"
      role="application"
      aria-label={`Heatmap of ${nDocs} documents and ${tokens.length} tokens. Arrow keys move from cell to cell.`}
      aria-describedby={describedBy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => focus.doc === null && onFocus({ token: focus.token ?? 0, doc: 0 })}
      onBlur={() => onFocus({ token: focus.token, doc: null })}
      onPointerLeave={() => onFocus({ token: focus.token, doc: null })}
    >
      <canvas ref={canvas} className="heatmap-canvas" aria-hidden="true" onPointerMove={point} onPointerDown={point} />
    </div>
  );
}
