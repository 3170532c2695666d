/** A running download or copy: how far, how fast, how long, and the ways to stop it. Pure. */
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Transfer } from '../../../app/models/state.ts';
import type { Progress } from '../../../app/protocol.ts';
import type { DownloadProgress } from '../../../models/checkpoint/download/index.ts';
import { fileSize } from '../../format.ts';
import { Icon } from '../../parts/Icon.tsx';
import { ProgressLine } from '../../parts/ProgressLine.tsx';

function stageText({ stage, file, fileIndex, nFiles, waiting }: DownloadProgress, copying: boolean): string {
  const which = `${file} (${fileIndex + 1} of ${nFiles})`;
  switch (stage) {
    case 'downloading':
      return `${copying ? 'Copying' : 'Downloading'} ${which}`;
    case 'checking':
      return `Checking ${which}`;
    case 'waiting':
      return `Trying again in ${Math.max(1, Math.round(waiting?.seconds ?? 1))} s`;
  }
}

function detailText({ stage, done, total, bytesPerSecond }: DownloadProgress): string {
  const speed = bytesPerSecond === null ? [] : [`${fileSize(bytesPerSecond)}/s`];
  return [...(stage === 'checking' ? [] : [`${fileSize(done)} of ${fileSize(total)}`]), ...speed].join(' · ');
}

export interface TransferCardProps {
  readonly transfer: Transfer;
  readonly onPause: () => void;
  readonly onCancel: () => void;
}

export function TransferCard({ transfer, onPause, onCancel }: TransferCardProps): ReactElement {
  const { progress } = transfer;
  const copying = transfer.kind === 'copy';
  const name = transfer.kind === 'copy' ? transfer.name : transfer.plan.name;
  const shown: Progress | null = progress && { stage: stageText(progress, copying), done: progress.done, total: progress.total, etaSeconds: progress.etaSeconds };
  return (
    <section className="model-section model-transfer" aria-label={`${copying ? 'Copying' : 'Downloading'} ${name}`} data-testid="model-transfer">
      <h3>
        {copying ? 'Copying' : 'Downloading'} <span className="verbatim">{name}</span>
      </h3>
      <ProgressLine label="Starting" progress={shown} detail={progress ? detailText(progress) : ''} testId="model-progress" />
      {progress?.waiting && <p className="model-waiting">{progress.waiting.reason}. What has arrived is kept.</p>}
      <div className="dialog-actions">
        <p className="small model-transfer-hint">You can close this panel and go on asking meanwhile.</p>
        {!copying && (
          <Button className="button" data-testid="model-pause" onPress={onPause}>
            <Icon name="pause" />
            Pause
          </Button>
        )}
        <Button className="button button-quiet" data-testid="model-cancel" onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
