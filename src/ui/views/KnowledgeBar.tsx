/** The knowledge base in use, and the ways to another one. Pure: fed by props. */
import { useRef, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { BaseState, ImportTask, TableSource } from '../../app/store.ts';
import type { FileVerdict, KnowledgeBaseInfo } from '../../app/protocol.ts';
import { count, duration, plural } from '../format.ts';
import { clipboardTable } from '../pastedTable.ts';
import { Icon } from '../parts/Icon.tsx';
import { ProgressLine } from '../parts/ProgressLine.tsx';
import { RejectedRows } from './ImportRejected.tsx';

export const TABLE_TYPES = '.csv,.tsv,.tab,.txt,.jsonl,.ndjson,.json,.zip,text/csv,text/tab-separated-values,text/plain,application/json';

export function sourceOf(file: File): TableSource {
  return { name: file.name, read: async () => file };
}

function Rejected({ info, onSave }: { readonly info: KnowledgeBaseInfo; readonly onSave: () => void }): ReactElement {
  const nRejected = info.nRows - info.accepted;
  return (
    <details className="rejected" data-testid="rejected-rows">
      <summary>{plural(nRejected, 'row')} rejected</summary>
      <RejectedRows rejected={info.rejected} nRejected={nRejected} beyond={`${count(nRejected - info.rejected.length)} more are in the CSV.`} />
      <div className="rejected-save">
        <Button className="button button-small" onPress={onSave}>
          <Icon name="download" />
          Rejected rows as CSV
        </Button>
        <span className="small">Cells that a spreadsheet would run as a formula are led by an apostrophe there.</span>
      </div>
    </details>
  );
}

/** What a file was read as, where the user should know. */
function Warnings({ files }: { readonly files: readonly FileVerdict[] }): ReactElement | null {
  const lines = files.flatMap(({ name, warnings }) => warnings.map((warning) => (files.length > 1 ? `${name}: ${warning}` : warning)));
  if (lines.length === 0) return null;
  return (
    <ul className="base-warnings" data-testid="base-warnings">
      {lines.map((line, at) => (
        <li key={at} className="verbatim">
          {line}
        </li>
      ))}
    </ul>
  );
}

export interface KnowledgeBarProps {
  readonly base: BaseState;
  readonly importTask: ImportTask | null;
  readonly canImport: boolean;
  readonly onOpen: (...sources: readonly TableSource[]) => void;
  /** The clipboard gave no table; one sentence says why. */
  readonly onRefused: (message: string) => void;
  readonly onSample: () => void;
  readonly onCancelImport: () => void;
  readonly onPause: (paused: boolean) => void;
  /** The way to the other bases. */
  readonly library?: ReactNode;
  readonly onSaveRejected: () => void;
}

export function KnowledgeBar({ base, importTask, canImport, onOpen, onRefused, onSample, onCancelImport, onPause, library, onSaveRejected }: KnowledgeBarProps): ReactElement {
  const picker = useRef<HTMLInputElement>(null);
  const { info, origin, opening } = base;
  return (
    <section className="base" aria-label="Knowledge base">
      <div className="base-line">
        <div className="base-what">
          <span className="eyebrow">Knowledge base</span>
          <b className="base-name" data-testid="kb-name">
            {info?.name ?? (opening === null ? 'None open' : 'Opening…')}
          </b>
          {info !== null && (
            <span className="base-facts">
              <span data-testid="kb-count">{plural(info.nPassages, 'passage')}</span>
              <span>
                {count(info.accepted)} of {plural(info.nRows, 'row')} accepted
              </span>
              {origin === 'imported' && <span>{info.encoding}</span>}
              {info.embedSeconds > 0 && <span>embedded in {duration(info.embedSeconds)}</span>}
            </span>
          )}
        </div>
        <div className="base-tools">
          {origin === 'imported' && (
            <Button className="button button-quiet" data-testid="sample-button" onPress={onSample}>
              <Icon name="undo" />
              Back to the sample base
            </Button>
          )}
          <input
            ref={picker}
            className="visually-hidden"
            type="file"
            multiple
            tabIndex={-1}
            aria-label="Table file"
            accept={TABLE_TYPES}
            data-testid="file-input"
            disabled={!canImport}
            onChange={(event) => {
              const sources = Array.from(event.target.files ?? [], sourceOf);
              if (sources.length > 0) onOpen(...sources);
              // The same file must be choosable again, after a correction for instance.
              event.target.value = '';
            }}
          />
          <Button className="button" data-testid="open-file" isDisabled={!canImport} onPress={() => picker.current?.click()}>
            <Icon name="file" />
            Open a table…
          </Button>
          <Button
            className="button"
            data-testid="paste-table"
            isDisabled={!canImport}
            onPress={async () => {
              const found = await clipboardTable(navigator.clipboard);
              if (typeof found === 'string') onRefused(found);
              else onOpen(found);
            }}
          >
            <Icon name="paste" />
            Paste
          </Button>
          {library}
        </div>
      </div>
      {opening !== null && <ProgressLine label="Opening the base" progress={opening} />}
      {importTask?.phase === 'reading' && <ProgressLine label={`Reading ${importTask.name}`} progress={null} />}
      {importTask?.phase === 'embedding' && (
        <div className="base-import">
          <ProgressLine
            label={`Embedding ${importTask.name}`}
            progress={importTask.paused && importTask.progress !== null ? { ...importTask.progress, etaSeconds: null } : importTask.progress}
            detail={importTask.paused ? 'paused' : importTask.rate === null || !importTask.progress?.stage.startsWith('Embedding') ? '' : `${importTask.rate.toFixed(importTask.rate < 10 ? 1 : 0)} passages/s`}
            testId="import-progress"
          />
          <Button className="button button-small" data-testid="import-pause" onPress={() => onPause(!importTask.paused)}>
            <Icon name={importTask.paused ? 'play' : 'pause'} />
            {importTask.paused ? 'Go on' : 'Pause'}
          </Button>
          <Button className="button button-small" data-testid="import-cancel" onPress={onCancelImport}>
            Cancel
          </Button>
        </div>
      )}
      {info?.files !== undefined && <Warnings files={info.files} />}
      {info !== null && info.accepted < info.nRows && <Rejected key={info.name} info={info} onSave={onSaveRejected} />}
    </section>
  );
}
