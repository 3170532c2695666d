/** What to do with a finished run: share the link, save it as JSON, ask again after a change. Pure. */
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from '../parts/Icon.tsx';

export interface RunToolsProps {
  readonly stale: boolean;
  readonly onAsk: () => void;
  readonly onCopyLink: () => Promise<void>;
  readonly onExport: () => void;
}

export function RunTools({ stale, onAsk, onCopyLink, onExport }: RunToolsProps): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <div className="run-tools">
      {stale && (
        <p className="stale">
          The settings have changed since this answer.
          <Button className="button button-small" onPress={onAsk}>
            Ask again
          </Button>
        </p>
      )}
      <Button
        className="button button-quiet"
        onPress={() => {
          void onCopyLink().then(() => setCopied(true));
        }}
        onBlur={() => setCopied(false)}
      >
        <Icon name={copied ? 'check' : 'link'} />
        {copied ? 'Link copied' : 'Copy link'}
      </Button>
      <Button className="button button-quiet" data-testid="export-run" onPress={onExport}>
        <Icon name="download" />
        Save run as JSON
      </Button>
    </div>
  );
}
