/** What the user should know of the library without opening it: an undo, news, stale vectors, where bases are kept. Pure. */
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { LibraryActions, LibrarySlice } from '../../../app/library/actions.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Note } from '../../parts/Note.tsx';
import { accessText } from './entryText.ts';

export function LibraryNotes({ slice, busy, actions }: { readonly slice: LibrarySlice; readonly busy: boolean; readonly actions: LibraryActions }): ReactElement | null {
  const { state, deleted, news } = slice;
  if (state === null) return null;
  const open = state.entries.find(({ id }) => id === state.openId);
  const mayWrite = open !== undefined && (open.place === 'memory' || state.access === 'writer');
  const access = accessText(state.access);
  return (
    <>
      {access !== '' && <Note testId="library-access-note">{access}</Note>}
      {open?.fitness === 'stale' && open.pending === null && (
        <Note testId="stale-note">
          <p>
            The vectors of this base are another encoder’s: questions meet them in a space that has moved. Scores and ranks may be off.
          </p>
          <Button className="button button-small" data-testid="stale-refresh" isDisabled={busy || !mayWrite} onPress={() => void actions.reembed(open.id, open.vectors?.type ?? state.vectorType)}>
            Embed {open.nPassages.toLocaleString('en-US')} passages anew
          </Button>
        </Note>
      )}
      {deleted !== null && (
        <Note testId="undo-note" onDismiss={() => void actions.forgetDeleted()}>
          <p>
            <span className="verbatim">{deleted.name}</span> was deleted.
          </p>
          <Button className="button button-small" data-testid="undo-delete" onPress={() => void actions.restore(deleted.id)}>
            <Icon name="undo" />
            Undo
          </Button>
        </Note>
      )}
      {news.length > 0 && (
        <Note testId="library-news" onDismiss={actions.dismissNews}>
          {news.map((line) => (
            <p key={line} className="verbatim">
              {line}
            </p>
          ))}
        </Note>
      )}
    </>
  );
}
