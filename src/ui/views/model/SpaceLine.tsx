/** How much room models take, how much the browser grants, and whether it promised not to clear it. Pure. */
import type { CSSProperties, ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Space } from '../../../app/models/state.ts';
import type { Shelf } from '../../../models/checkpoint/download/index.ts';
import { fileSize } from '../../format.ts';
import { Help } from '../../parts/Help.tsx';

export interface SpaceLineProps {
  readonly shelf: Shelf | null;
  readonly space: Space | null;
  readonly onPersist: () => void;
}

export function SpaceLine({ shelf, space, onPersist }: SpaceLineProps): ReactElement | null {
  if (shelf === null || space === null) return null;
  const held =
    shelf.models.reduce((sum, { bytes, packedBytes }) => sum + bytes + packedBytes, 0) + shelf.partial.reduce((sum, { received }) => sum + received, 0) + shelf.damaged.reduce((sum, { bytes }) => sum + bytes, 0);
  const { usage, quota, persisted } = space;
  const share = quota === null || usage === null ? 0 : Math.min(1, usage / quota);
  return (
    <div className="model-space" data-testid="model-space">
      <div className="model-space-track" aria-hidden="true">
        <div className="model-space-fill" style={{ '--share': share } as CSSProperties} />
      </div>
      <p className="model-space-text">
        <span>
          {held === 0 ? 'No other model is stored' : `Models: ${fileSize(held)}`}
          {usage !== null && quota !== null && <>; this page: {fileSize(usage)} of about {fileSize(quota)}</>} <Help topic="modelStorage" />
        </span>
        {persisted ? (
          <span>The browser keeps them until you delete them.</span>
        ) : (
          held > 0 && (
            <Button className="button button-small button-quiet" data-testid="model-persist" onPress={onPersist}>
              Ask the browser to keep them
            </Button>
          )
        )}
      </p>
    </div>
  );
}
