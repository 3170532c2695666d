/** Documents × tokens: three readings, a legend, a table twin and CSV. Pure: fed by typed arrays. */
import { useId, useMemo, useState, type CSSProperties, type ReactElement } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { RetrievedDocument, TokenStep } from '../../app/protocol.ts';
import { heatmapCsv } from '../csv.ts';
import { download, fileNameOf } from '../download.ts';
import { decimal, percent, tokenLabel } from '../format.ts';
import { DocChip } from '../parts/DocChip.tsx';
import { Segmented, type Option } from '../parts/fields.tsx';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';
import type { Theme } from '../theme.ts';
import { HEAT } from './heatmap/draw.ts';
import { HeatmapCanvas, type Focus } from './heatmap/HeatmapCanvas.tsx';
import { HeatmapTable } from './heatmap/HeatmapTable.tsx';
import { heatColour, heatDomain, heatValue, type HeatMode } from './heatmap/matrix.ts';

const MODES: readonly Option<HeatMode>[] = [
  { value: 'responsibility', label: 'Votes' },
  { value: 'posterior', label: 'Posterior' },
  { value: 'logProb', label: 'log p' },
];

const MEANING: Readonly<Record<HeatMode, string>> = {
  responsibility: 'Share of each document in each token',
  posterior: 'Trust in each document after each token',
  logProb: 'Log-probability of each token under each document alone, in nats',
};

const LEGEND_STOPS = 12;

function Legend({ domain, mode, theme }: { readonly domain: readonly [number, number]; readonly mode: HeatMode; readonly theme: Theme }): ReactElement {
  const ramp = useMemo(() => {
    const colour = heatColour(domain, theme);
    const stops = Array.from({ length: LEGEND_STOPS }, (_, at) => colour(domain[0] + ((domain[1] - domain[0]) * at) / (LEGEND_STOPS - 1)));
    return `linear-gradient(to right, ${stops.join(', ')})`;
  }, [domain, theme]);
  const text = (value: number): string => (mode === 'logProb' ? decimal(value, 0) : percent(value));
  return (
    <div className="legend" aria-hidden="true">
      <span>{mode === 'logProb' ? `≤ ${text(domain[0])}` : text(domain[0])}</span>
      <span className="legend-ramp" style={{ '--ramp': ramp } as CSSProperties} />
      <span>{mode === 'logProb' ? '0 nats' : text(domain[1])}</span>
    </div>
  );
}

export interface HeatmapPanelProps {
  readonly question: string;
  readonly documents: readonly RetrievedDocument[];
  readonly tokens: readonly TokenStep[];
  readonly theme: Theme;
  readonly focus: Focus;
  readonly onFocus: (focus: Focus) => void;
}

export function HeatmapPanel({ question, documents, tokens, theme, focus, onFocus }: HeatmapPanelProps): ReactElement {
  const [mode, setMode] = useState<HeatMode>('responsibility');
  const [asTable, setAsTable] = useState(false);
  const readout = useId();
  const nDocs = documents.length;
  const [low, high] = heatDomain(tokens, nDocs, mode);
  const domain = useMemo(() => [low, high] as const, [low, high]);
  const step = focus.token === null ? undefined : tokens[focus.token];
  const document = focus.doc === null ? undefined : documents[focus.doc];
  const value = step === undefined || focus.doc === null ? Number.NaN : heatValue(step, focus.doc, mode);
  return (
    <section className="panel heatmap" data-testid="heatmap" data-mode={mode} aria-labelledby="heatmap-heading">
      <div className="panel-head">
        <h2 id="heatmap-heading" className="eyebrow">
          Who said what
        </h2>
        <Help topic="heatmap" />
        <div className="panel-tools">
          <Segmented label="What the heatmap shows" value={mode} options={MODES} onChange={setMode} />
          <ToggleButton className="button button-small" isSelected={asTable} onChange={setAsTable}>
            Show as table
          </ToggleButton>
          <Button className="button button-small" aria-label="Save the heatmap as CSV" onPress={() => download(fileNameOf(`${question} ${mode}`, 'csv'), 'text/csv', heatmapCsv(documents, tokens, mode))}>
            <Icon name="download" />
            CSV
          </Button>
        </div>
      </div>
      <div className={asTable ? 'visually-hidden' : 'heatmap-body'} style={{ '--label-height': `${HEAT.labelHeight}px`, '--row-height': `${HEAT.rowHeight}px` } as CSSProperties} aria-hidden={asTable} inert={asTable}>
        <ol className="heatmap-rows" aria-hidden="true">
          {documents.map((entry, doc) => (
            <li key={entry.id} data-focused={focus.doc === doc}>
              <DocChip rank={doc} />
              <span className="heatmap-title">{entry.title || entry.text.slice(0, 60)}</span>
            </li>
          ))}
        </ol>
        <HeatmapCanvas documents={documents} tokens={tokens} mode={mode} theme={theme} focus={focus} describedBy={readout} onFocus={onFocus} />
      </div>
      <div className={asTable ? 'table-scroll' : 'visually-hidden'} role="region" aria-label="Heatmap as a table" tabIndex={asTable ? 0 : -1}>
        <HeatmapTable documents={documents} tokens={tokens} mode={mode} caption={MEANING[mode]} />
      </div>
      <div className="heatmap-foot">
        <p id={readout} className="readout" aria-live="polite">
          {step !== undefined && document !== undefined ? (
            <>
              <b>{tokenLabel(step.text)}</b> × <b>{document.title || `document ${(focus.doc ?? 0) + 1}`}</b>: <span className="number">{mode === 'logProb' ? `${decimal(value, 2)} nats` : percent(value)}</span>
            </>
          ) : (
            `${MEANING[mode]}.`
          )}
        </p>
        <Legend domain={domain} mode={mode} theme={theme} />
      </div>
    </section>
  );
}
