/** The knowledge base in use, and the ways to another one. Pure: fed by props. */
import { useRef, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { BaseState, ImportTask, TableSource } from '../../app/store.ts';
import type { KnowledgeBaseInfo } from '../../app/protocol.ts';
import { rejectedCsv } from '../csv.ts';
import { download, fileNameOf } from '../download.ts';
import { count, duration, plural } from '../format.ts';
import { Icon } from '../parts/Icon.tsx';
import { ProgressLine } from '../parts/ProgressLine.tsx';

/** A longer list is for a spreadsheet, not for a page. */
const MOST_REJECTED_SHOWN = 100;

export const TABLE_TYPES = '.csv,.tsv,.tab,.txt,text/csv,text/tab-separated-values,text/plain';

export function sourceOf(file: File): TableSource {
  return { name: file.name, read: () => file.arrayBuffer() };
}

function Rejected({ info }: { readonly info: KnowledgeBaseInfo }): ReactElement {
  const { rejected } = info;
  const shown = rejected.slice(0, MOST_REJECTED_SHOWN);
  return (
    <details className="rejected" data-testid="rejected-rows">
      <summary>{plural(rejected.length, 'row')} rejected</summary>
      <ul>
        {shown.map(({ row, reason }, at) => (
          <li key={at}>
            <span className="rejected-row">Row {count(row)}</span> {reason}
          </li>
        ))}
        {rejected.length > shown.length && <li>… and {count(rejected.length - shown.length)} more in the CSV.</li>}
      </ul>
      <Button className="button button-small" onPress={() => download(fileNameOf(`${info.name} rejected`, 'csv'), 'text/csv', rejectedCsv(rejected))}>
        <Icon name="download" />
        Rejected rows as CSV
      </Button>
    </details>
  );
}

export interface KnowledgeBarProps {
  readonly base: BaseState;
  readonly importTask: ImportTask | null;
  readonly canImport: boolean;
  readonly onOpen: (source: TableSource) => void;
  readonly onSample: () => void;
  readonly onCancelImport: () => void;
}

export function KnowledgeBar({ base, importTask, canImport, onOpen, onSample, onCancelImport }: KnowledgeBarProps): ReactElement {
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
            tabIndex={-1}
            aria-label="Table file"
            accept={TABLE_TYPES}
            data-testid="file-input"
            disabled={!canImport}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file !== undefined) onOpen(sourceOf(file));
              // The same file must be choosable again, after a correction for instance.
              event.target.value = '';
            }}
          />
          <Button className="button" data-testid="open-file" isDisabled={!canImport} onPress={() => picker.current?.click()}>
            <Icon name="file" />
            Open CSV/TSV…
          </Button>
        </div>
      </div>
      {opening !== null && <ProgressLine label="Opening the base" progress={opening} />}
      {importTask?.phase === 'reading' && <ProgressLine label={`Reading ${importTask.name}`} progress={null} />}
      {importTask?.phase === 'embedding' && (
        <div className="base-import">
          <ProgressLine
            label={`Embedding ${importTask.name}`}
            progress={importTask.progress}
            detail={importTask.rate === null ? '' : `${importTask.rate.toFixed(importTask.rate < 10 ? 1 : 0)} passages/s`}
            testId="import-progress"
          />
          <Button className="button button-small" data-testid="import-cancel" onPress={onCancelImport}>
            Cancel
          </Button>
        </div>
      )}
      {info !== null && info.rejected.length > 0 && <Rejected info={info} />}
    </section>
  );
}
