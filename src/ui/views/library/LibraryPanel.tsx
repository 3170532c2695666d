/** The dialog of knowledge bases: those that are here, those that were deleted, and the room they take. Pure. */
import { useRef, type CSSProperties, type ReactElement } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { LibraryActions, LibrarySlice } from '../../../app/library/actions.ts';
import type { LibraryEntry, LibraryState } from '../../../app/library/types.ts';
import type { AlertInfo, TableSource } from '../../../app/store.ts';
import { fileSize, plural } from '../../format.ts';
import { Alert } from '../../parts/Alert.tsx';
import { Segmented } from '../../parts/fields.tsx';
import { Help } from '../../parts/Help.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { TABLE_TYPES, sourceOf } from '../KnowledgeBar.tsx';
import { accessText } from './entryText.ts';
import { LibraryRow } from './LibraryRow.tsx';
import { TYPE_OPTIONS } from './LibraryVectors.tsx';

export interface LibraryPanelProps {
  readonly slice: LibrarySlice;
  readonly isOpen: boolean;
  readonly busy: boolean;
  readonly canCompare: boolean;
  readonly alert: AlertInfo | undefined;
  readonly actions: LibraryActions;
  readonly onOpenChange: (open: boolean) => void;
  readonly onDismissAlert: () => void;
  /** Leaves the panel for a base. */
  readonly onUse: (id: string, compare: boolean) => void;
  readonly onAppend: (entry: LibraryEntry, sources: readonly TableSource[]) => void;
  readonly onExport: (id: string, kind: 'csv' | 'bundle') => void;
  readonly onTable: (...sources: readonly TableSource[]) => void;
}

function Deleted({ entries, state, actions }: { readonly entries: readonly LibraryEntry[]; readonly state: LibraryState; readonly actions: LibraryActions }): ReactElement | null {
  if (entries.length === 0) return null;
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const off = state.access === 'reader';
  return (
    <section className="library-section" aria-labelledby="library-deleted">
      <h3 id="library-deleted">Deleted, kept for a week</h3>
      <ul className="library-list">
        {entries.map((entry) => (
          <li key={entry.id} className="library-row" data-testid="library-deleted-row">
            <div className="library-line">
              <div className="library-what">
                <span className="verbatim quiet">{entry.name}</span>
                <p className="library-facts">
                  <span>{plural(entry.nPassages, 'passage')}</span>
                  <span>{fileSize(entry.bytes)}</span>
                </p>
              </div>
              <div className="library-tools">
                <Button className="button button-small" data-testid="library-restore" isDisabled={off} aria-label={`Restore ${entry.name}`} onPress={() => void actions.restore(entry.id)}>
                  <Icon name="undo" />
                  Restore
                </Button>
                <Button className="button-icon button-quiet" isDisabled={off} aria-label={`Remove ${entry.name} for good`} onPress={() => void actions.empty(entry.id)}>
                  <Icon name="trash" />
                </Button>
              </div>
            </div>
          </li>
        ))}
      </ul>
      <Button className="button button-small library-empty" data-testid="library-empty" isDisabled={off} onPress={() => void actions.empty(null)}>
        Remove all for good, {fileSize(bytes)}
      </Button>
    </section>
  );
}

/** Room and the way new vectors are kept. */
function Footer({ state, actions }: { readonly state: LibraryState; readonly actions: LibraryActions }): ReactElement {
  const { usage, quota, entries } = state;
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const share = usage === null || quota === null || quota === 0 ? 0 : Math.min(1, usage / quota);
  return (
    <div className="library-footer">
      <div className="library-type">
        <span className="small">Keep new vectors as</span>
        <Segmented label="Keep new vectors as" value={state.vectorType} options={TYPE_OPTIONS.map(({ value, label }) => ({ value, label, testId: `new-vectors-${value}` }))} onChange={(type) => void actions.preferType(type)} />
        <Help topic="vectorType" />
      </div>
      <div className="library-room" data-testid="library-room">
        <div className="library-room-track" aria-hidden="true">
          <div className="library-room-fill" style={{ '--share': share } as CSSProperties} />
        </div>
        <p className="small">
          Knowledge bases take {fileSize(bytes)}
          {usage !== null && quota !== null && <>; this page uses {fileSize(usage)} of about {fileSize(quota)}</>}. <Help topic="libraryStorage" />
        </p>
      </div>
    </div>
  );
}

function Body(props: LibraryPanelProps): ReactElement {
  const { alert, onDismissAlert, onOpenChange } = props;
  const { state } = props.slice;
  return (
    <>
      <div className="library-head">
        <Heading slot="title" className="dialog-title">
          Knowledge bases
        </Heading>
        <Button className="button-icon" aria-label="Close" onPress={() => onOpenChange(false)}>
          <Icon name="close" />
        </Button>
      </div>
      {alert !== undefined && <Alert alert={alert} onDismiss={onDismissAlert} />}
      {state === null ? <p className="empty">The library is being read…</p> : <Shelves {...props} state={state} />}
    </>
  );
}

function Shelves({ slice, state, busy, canCompare, actions, onUse, onAppend, onExport, onTable }: LibraryPanelProps & { readonly state: LibraryState }): ReactElement {
  const tables = useRef<HTMLInputElement>(null);
  const bundles = useRef<HTMLInputElement>(null);
  const appendTo = useRef<LibraryEntry | null>(null);
  const access = accessText(state.access);
  const living = state.entries.filter(({ deletedAt }) => deletedAt === null);
  const chosen = (input: HTMLInputElement): TableSource[] => {
    const sources = Array.from(input.files ?? [], sourceOf);
    input.value = '';
    return sources;
  };
  return (
    <>
      {access !== '' && (
        <p className="library-note" data-testid="library-access">
          {access}
        </p>
      )}
      {living.length === 0 ? (
        <p className="library-blank">No base yet. Open a table, or a bundle that was exported elsewhere.</p>
      ) : (
        <ul className="library-list" aria-label="Knowledge bases">
          {living.map((entry) => (
            <LibraryRow
              key={entry.id}
              entry={entry}
              state={state}
              effects={slice.effects}
              busy={busy}
              canCompare={canCompare}
              actions={actions}
              onOpen={(compare) => onUse(entry.id, compare)}
              onAppend={() => {
                appendTo.current = entry;
                tables.current?.click();
              }}
              onExport={(kind) => onExport(entry.id, kind)}
            />
          ))}
        </ul>
      )}
      <div className="library-ways">
        <input ref={tables} className="visually-hidden" type="file" multiple tabIndex={-1} aria-hidden="true" accept={TABLE_TYPES} data-testid="library-table-input" onChange={(event) => {
          const sources = chosen(event.target);
          const base = appendTo.current;
          appendTo.current = null;
          if (sources.length === 0) return;
          if (base === null) onTable(...sources);
          else onAppend(base, sources);
        }} />
        <input ref={bundles} className="visually-hidden" type="file" tabIndex={-1} aria-hidden="true" accept=".zip,application/zip" data-testid="bundle-input" onChange={(event) => {
          const [bundle] = chosen(event.target);
          if (bundle !== undefined) void actions.openBundle(bundle);
        }} />
        <Button
          className="button"
          isDisabled={busy}
          onPress={() => {
            appendTo.current = null;
            tables.current?.click();
          }}
        >
          <Icon name="file" />
          New from a table…
        </Button>
        <Button className="button" data-testid="open-bundle" isDisabled={busy} onPress={() => bundles.current?.click()}>
          <Icon name="folder" />
          Open a bundle…
        </Button>
      </div>
      <Deleted entries={state.entries.filter(({ deletedAt }) => deletedAt !== null)} state={state} actions={actions} />
      <Footer state={state} actions={actions} />
    </>
  );
}

export function LibraryPanel(props: LibraryPanelProps): ReactElement {
  return (
    <ModalOverlay className="overlay" isOpen={props.isOpen} onOpenChange={props.onOpenChange} isDismissable>
      <Modal className="modal modal-library">
        <Dialog className="dialog" data-testid="library-panel">
          <Body {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
