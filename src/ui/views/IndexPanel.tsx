/** Every index measured on the user's own base, side by side. Pure: fed by props. */
import type { CSSProperties, ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { IndexSlice } from '../../app/indexActions.ts';
import type { IndexChoice, IndexComparison, IndexName } from '../../app/protocol.ts';
import { duration, fileSize, percent, plural } from '../format.ts';
import { INDEX_NAMES, indexNote } from '../indexText.ts';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ProgressLine } from '../parts/ProgressLine.tsx';

type Row = IndexComparison['rows'][number];

function Figures({ row: { bytes, buildMs, medianMs, recall, sameBest, name }, isReference }: { readonly row: Row; readonly isReference: boolean }): ReactElement {
  const note = indexNote(name);
  return (
    <>
      <td className="index-recall">
        <span className="index-bar" style={{ '--share': recall } as CSSProperties} aria-hidden="true" />
        <span className="number">{isReference ? 'reference' : percent(recall)}</span>
        {note !== '' && <span className="index-note">{note}</span>}
      </td>
      <td className="number">{percent(sameBest)}</td>
      <td className="number">{milliseconds(medianMs)}</td>
      <td className="number">{milliseconds(buildMs)}</td>
      <td className="number">{bytes === null ? 'not told' : bytes === 0 ? 'none' : fileSize(bytes)}</td>
    </>
  );
}

/** Searches take fractions of a millisecond on small bases. */
function milliseconds(ms: number): string {
  return ms < 1 ? `${ms.toFixed(2)} ms` : ms < 10 ? `${ms.toFixed(1)} ms` : duration(ms / 1000);
}

function Table({ comparison, current, onIndex }: { readonly comparison: IndexComparison; readonly current: IndexName; readonly onIndex: (index: IndexChoice) => void }): ReactElement {
  return (
    <div className="table-scroll" role="region" aria-label="Indexes compared" tabIndex={0}>
      <table className="table index-table">
        <thead>
          <tr>
            <th scope="col">Index</th>
            <th scope="col">
              finds of the exact best {comparison.k} <Help topic="indexRecall" />
            </th>
            <th scope="col" className="number">
              same first
            </th>
            <th scope="col" className="number">
              search <Help topic="indexLatency" />
            </th>
            <th scope="col" className="number">
              build
            </th>
            <th scope="col" className="number">
              memory beside vectors <Help topic="indexMemory" />
            </th>
            <th scope="col">
              <span className="visually-hidden">Use</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map((row, at) => (
            <tr key={row.name} data-testid="index-row" data-current={row.name === current}>
              <th scope="row">{INDEX_NAMES[row.name]}</th>
              {row.error === null ? (
                <Figures row={row} isReference={at === 0} />
              ) : (
                <td colSpan={5} className="index-refused verbatim">
                  {row.error}
                </td>
              )}
              <td className="index-use">
                {row.name === current ? (
                  <span className="index-current">in use</span>
                ) : (
                  row.error === null && (
                    <Button className="button button-small" aria-label={`Use ${INDEX_NAMES[row.name]}`} onPress={() => onIndex(row.name)}>
                      Use
                    </Button>
                  )
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Facts({ comparison: { nPassages, dim, vectorType, vectorBytes, storeBytes, kernel, nAsked, nTitles, race } }: { readonly comparison: IndexComparison }): ReactElement {
  const questions = [nAsked > 0 && `${plural(nAsked, 'question')} of yours`, nTitles > 0 && `${plural(nTitles, 'passage title')}`].filter((part) => part !== false).join(' and ');
  return (
    <p className="run-facts index-facts">
      <span>
        {plural(nPassages, 'vector')} × {dim}, {vectorType}: {fileSize(vectorBytes)}, held in {fileSize(storeBytes)}
      </span>
      <span>asked with {questions}</span>
      <span>{kernel === 'simd' ? 'scanned by WebAssembly SIMD' : 'scanned in JavaScript: no WebAssembly SIMD here'}</span>
      {race.length > 0 && <span>exact scan raced: {race.map(({ name, ms }) => `${name === 'exact-webgpu' ? 'GPU' : 'CPU'} ${milliseconds(ms)}`).join(', ')}</span>}
    </p>
  );
}

export interface IndexPanelProps {
  readonly slice: IndexSlice;
  /** The index that answers now. */
  readonly current: IndexName;
  readonly ready: boolean;
  readonly onCompare: () => void;
  readonly onStop: () => void;
  readonly onIndex: (index: IndexChoice) => void;
}

export function IndexPanel({ slice: { status, progress, result }, current, ready, onCompare, onStop, onIndex }: IndexPanelProps): ReactElement {
  const running = status === 'running';
  return (
    <details className="decode-settings index-panel" data-testid="index-panel">
      <summary>
        <span className="decode-title">Indexes</span>
        <span className="decode-summary">{INDEX_NAMES[current]} in use; compare them on this base</span>
      </summary>
      <div className="index-body">
        <p className="index-lead">
          Builds each index over the open base and asks it your questions so far and titles of passages: how fast, how large, and how much of the exact result it finds. Nothing else changes meanwhile.
        </p>
        {running ? (
          <div className="index-running">
            <ProgressLine label="Comparing indexes" progress={progress} testId="index-progress" />
            <Button className="button button-small" data-testid="index-stop" onPress={onStop}>
              <Icon name="stop" />
              Stop
            </Button>
          </div>
        ) : (
          <Button className="button" data-testid="index-compare" isDisabled={!ready} onPress={onCompare}>
            {result === null ? 'Compare the indexes' : 'Compare again'}
          </Button>
        )}
        {status === 'stopped' && <p className="small">The comparison was stopped.</p>}
        {result !== null && (
          <>
            <Table comparison={result} current={current} onIndex={onIndex} />
            <Facts comparison={result} />
          </>
        )}
      </div>
    </details>
  );
}
