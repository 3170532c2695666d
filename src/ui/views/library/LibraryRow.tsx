/** One knowledge base of the library: what it is, and what can be done with it. Pure. */
import { useRef, useState, type ReactElement, type RefObject } from 'react';
import { Button, Input, Menu, MenuItem, MenuTrigger, Popover, Separator, TextField, type Key } from 'react-aria-components';
import type { LibraryActions, LibrarySlice } from '../../../app/library/actions.ts';
import type { LibraryEntry, LibraryState } from '../../../app/library/types.ts';
import { Icon } from '../../parts/Icon.tsx';
import { factsOf, marksOf } from './entryText.ts';
import { LibraryVectors } from './LibraryVectors.tsx';

export interface RowProps {
  readonly entry: LibraryEntry;
  readonly state: LibraryState;
  readonly effects: LibrarySlice['effects'];
  /** Something is being embedded or opened. */
  readonly busy: boolean;
  /** There is a question to ask again. */
  readonly canCompare: boolean;
  readonly actions: LibraryActions;
  readonly onOpen: (compare: boolean) => void;
  readonly onAppend: () => void;
  readonly onExport: (kind: 'csv' | 'bundle') => void;
}

/** The menu that was pressed has closed; the keyboard goes on in the name. */
function focusWhenShown(input: HTMLInputElement | null): void {
  // A menu gives the focus back to its button after this.
  if (input !== null) setTimeout(() => input.select(), 50);
}

function Rename({ entry, onDone, actions }: Pick<RowProps, 'entry' | 'actions'> & { readonly onDone: () => void }): ReactElement {
  const [name, setName] = useState(entry.name);
  const save = (): void => {
    onDone();
    if (name.trim() !== '' && name !== entry.name) void actions.rename(entry.id, name.trim());
  };
  return (
    <form
      className="library-rename"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {/* Handled here, the key does not close the dialog as well. */}
      <TextField aria-label="Name" value={name} onChange={setName} maxLength={200} onKeyDown={({ key }) => key === 'Escape' && onDone()}>
        <Input className="text-input" ref={focusWhenShown} data-testid="library-name-input" />
      </TextField>
      <Button className="button button-small button-primary" type="submit">
        Rename
      </Button>
      <Button className="button button-small" onPress={onDone}>
        Cancel
      </Button>
    </form>
  );
}

/** The button that this base needs most: go on, embed anew, open. */
function MainAction({ entry, state, busy, canCompare, actions, onOpen }: RowProps): ReactElement | null {
  const mayWrite = entry.place === 'memory' || state.access === 'writer';
  const isOpen = state.openId === entry.id;
  if (entry.damage !== '') return null;
  if (entry.pending !== null && mayWrite)
    return (
      <Button className="button button-small" data-testid="library-resume" isDisabled={busy} aria-label={`Go on embedding ${entry.name}`} onPress={() => void actions.resume(entry.id)}>
        Go on
      </Button>
    );
  if ((entry.fitness === 'stale' || entry.fitness === 'foreign') && mayWrite && (isOpen || entry.fitness === 'foreign'))
    return (
      <Button className="button button-small" data-testid="library-refresh" isDisabled={busy} aria-label={`Embed ${entry.name} anew`} onPress={() => void actions.reembed(entry.id, entry.vectors?.type ?? state.vectorType)}>
        Embed anew
      </Button>
    );
  if (isOpen)
    return (
      <span className="library-in-use">
        <Icon name="check" />
        in use
      </span>
    );
  if (entry.fitness === 'foreign' || entry.fitness === 'unfinished') return null;
  return (
    <>
      {canCompare && (
        <Button className="button button-small button-quiet" data-testid="library-compare" isDisabled={busy} aria-label={`Ask ${entry.name} the same question`} onPress={() => onOpen(true)}>
          Ask the same
        </Button>
      )}
      <Button className="button button-small" data-testid="library-open" isDisabled={busy} aria-label={`Use ${entry.name}`} onPress={() => onOpen(false)}>
        Use
      </Button>
    </>
  );
}

function More({ entry, state, busy, actions, onRename, onAppend, onExport, button }: RowProps & { readonly onRename: () => void; readonly button: RefObject<HTMLButtonElement | null> }): ReactElement {
  const mayWrite = entry.place === 'memory' || state.access === 'writer';
  const run = (key: Key): void => {
    switch (key) {
      case 'rename':
        onRename();
        return;
      case 'append':
        onAppend();
        return;
      case 'duplicate':
        void actions.duplicate(entry.id);
        return;
      case 'keep':
        void actions.keep(entry.id);
        return;
      case 'csv':
      case 'bundle':
        onExport(key);
        return;
      case 'delete':
        void actions.remove(entry.id, entry.name);
    }
  };
  const off = [
    ...(mayWrite ? [] : ['rename', 'append', 'delete']),
    ...(busy ? ['append', 'duplicate', 'keep', 'delete', 'bundle'] : []),
    ...(entry.fitness === 'unfinished' ? ['append', 'bundle'] : []),
  ];
  return (
    <MenuTrigger>
      <Button ref={button} className="button-icon button-quiet" aria-label={`More for ${entry.name}`} data-testid="library-menu">
        <Icon name="more" />
      </Button>
      <Popover className="popover library-menu" placement="bottom end" offset={4}>
        <Menu onAction={run} disabledKeys={off} aria-label={`What to do with ${entry.name}`}>
          <MenuItem id="rename">Rename…</MenuItem>
          <MenuItem id="append">Append rows…</MenuItem>
          <MenuItem id="duplicate">Duplicate</MenuItem>
          {entry.place === 'memory' && state.access === 'writer' && <MenuItem id="keep">Keep in this browser</MenuItem>}
          <Separator />
          <MenuItem id="csv">Export passages as CSV</MenuItem>
          <MenuItem id="bundle">Export as bundle, with vectors</MenuItem>
          <Separator />
          <MenuItem id="delete">Delete</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

export function LibraryRow(props: RowProps): ReactElement {
  const { entry, state, effects, busy, actions } = props;
  const [renaming, setRenaming] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  const marks = marksOf(entry, state.access);
  return (
    <li className="library-row" data-testid="library-row" data-in-use={state.openId === entry.id || undefined}>
      <div className="library-line">
        <div className="library-what">
          {renaming ? (
            <Rename entry={entry} actions={actions} onDone={() => {
              setRenaming(false);
              // The field goes with the focus in it, and a dialog without focus hears no keys.
              menu.current?.focus();
            }} />
          ) : (
            <p className="library-name">
              <b className="verbatim">{entry.name}</b>
              {marks.map(({ text, warns }) => (
                <span key={text} className="library-mark" data-warns={warns || undefined}>
                  {text}
                </span>
              ))}
            </p>
          )}
          <p className="library-facts">
            {entry.damage === '' ? factsOf(entry).map((fact) => <span key={fact}>{fact}</span>) : <span className="verbatim">{entry.damage}</span>}
          </p>
        </div>
        <div className="library-tools">
          <MainAction {...props} />
          {entry.damage === '' ? (
            <More {...props} button={menu} onRename={() => setRenaming(true)} />
          ) : (
            <Button className="button button-small" isDisabled={state.access !== 'writer'} onPress={() => void actions.empty(entry.id)}>
              Remove for good
            </Button>
          )}
        </div>
      </div>
      {entry.vectors !== null && (
        <LibraryVectors
          vectors={entry.vectors}
          effects={effects?.id === entry.id ? effects : null}
          canChange={!busy && (entry.place === 'memory' || state.access === 'writer')}
          onMeasure={() => void actions.measure(entry.id)}
          onType={(type) => void actions.reembed(entry.id, type)}
        />
      )}
    </li>
  );
}
