/** Says that a new version of the page is there, and loads it when the user wants it. Pure, but for what it subscribes to. */
import { useState, useSyncExternalStore, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Update, Updates } from '../../app/offline/register.ts';
import { Icon } from './Icon.tsx';

const TEXT: Readonly<Record<Exclude<Update, 'none'>, string>> = {
  ready: 'A new version of ragscope is ready. It is used from the next start, or now; a question or an import that runs would be stopped.',
  replaced: 'Another tab has moved on to a new version of ragscope, and this one still shows the old. Reload it when nothing runs here.',
};

export function UpdateNote({ updates }: { readonly updates: Updates }): ReactElement | null {
  const update = useSyncExternalStore(updates.subscribe, updates.current);
  const [dismissed, dismiss] = useState<Update>('none');
  if (update === 'none' || update === dismissed) return null;
  return (
    <div className="library-note library-note-bar" data-testid="update-note" role="status">
      <div>
        <p>{TEXT[update]}</p>
        <Button className="button button-small" data-testid="update-reload" onPress={updates.apply}>
          Reload now
        </Button>
      </div>
      <Button className="button-icon" aria-label="Dismiss this note" onPress={() => dismiss(update)}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
