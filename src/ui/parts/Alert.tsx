/** An error in its place: what happened, where, and what to do. Knows no store. */
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { AlertInfo } from '../../app/store.ts';
import { Icon } from './Icon.tsx';

export function Alert({ alert, onDismiss, children }: { readonly alert: AlertInfo; readonly onDismiss: () => void; readonly children?: ReactNode }): ReactElement {
  return (
    <div className="alert" role="alert" data-testid="alert">
      <Icon name="alert" />
      <div className="alert-text">
        <p className="alert-where">{alert.where}</p>
        <p className="alert-what">{alert.what}</p>
        {alert.hint !== '' && <p className="alert-hint">{alert.hint}</p>}
        {children !== undefined && <div className="alert-actions">{children}</div>}
      </div>
      <Button className="button-icon" aria-label="Dismiss this message" onPress={onDismiss}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
