/** A line that the user should know of, without alarm, and what can be done about it. Knows no subject. */
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from './Icon.tsx';

export function Note({ children, testId, onDismiss }: { readonly children: ReactNode; readonly testId: string; readonly onDismiss?: () => void }): ReactElement {
  return (
    <div className="library-note library-note-bar" data-testid={testId} role="status">
      <div>{children}</div>
      {onDismiss !== undefined && (
        <Button className="button-icon" aria-label="Dismiss this note" onPress={onDismiss}>
          <Icon name="close" />
        </Button>
      )}
    </div>
  );
}
