/** Progress of a long task as a line of text and a thin bar. Knows no task. */
import type { CSSProperties, ReactElement } from 'react';
import { ProgressBar } from 'react-aria-components';
import type { Progress } from '../../app/protocol.ts';
import { timeLeft } from '../format.ts';

export function ProgressLine({ label, progress, detail = '', testId }: { readonly label: string; readonly progress: Progress | null; readonly detail?: string; readonly testId?: string }): ReactElement {
  const known = progress !== null && progress.total > 0;
  const share = known ? Math.min(1, progress.done / progress.total) : 0;
  const facts = [detail, timeLeft(progress?.etaSeconds ?? null)].filter((text) => text !== '').join(' · ');
  const width = { '--share': share } as CSSProperties;
  return (
    <ProgressBar className="progress" aria-label={label} value={share * 100} isIndeterminate={!known} data-testid={testId}>
      <div className="progress-text">
        <span className="progress-stage">{progress?.stage || label}</span>
        <span className="progress-facts">
          {facts}
          {known && <b>{Math.floor(share * 100)} %</b>}
        </span>
      </div>
      <div className={known ? 'progress-track' : 'progress-track is-indeterminate'}>
        <div className="progress-fill" style={width} />
      </div>
    </ProgressBar>
  );
}
