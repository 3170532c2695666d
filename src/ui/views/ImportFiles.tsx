/** The files of an import, each with its own verdict; one of them is on show. Pure: fed by props. */
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { ImportFile } from '../../app/store.ts';
import { verdictInWords } from '../importPreview.ts';
import { Icon } from '../parts/Icon.tsx';

export interface ImportFilesProps {
  readonly files: readonly ImportFile[];
  readonly shown: number;
  readonly onShow: (index: number) => void;
  readonly onLeaveOut: (index: number) => void;
}

export function ImportFiles({ files, shown, onShow, onLeaveOut }: ImportFilesProps): ReactElement {
  return (
    <div className="import-files">
      <p className="small">The rows of all files go into one base, in this order. For a base of its own, open a file by itself.</p>
      <ul aria-label="Files of this import">
        {files.map(({ source, preview, refused }, at) => (
          <li key={at} className="import-file" data-refused={refused !== null || undefined} data-testid="import-file">
            <Button className="import-file-open" isDisabled={preview === null} aria-pressed={at === shown} data-shown={at === shown || undefined} onPress={() => onShow(at)}>
              <span className="verbatim import-file-name">{source.name}</span>
              <span className="import-file-verdict verbatim">{preview === null ? `Left out: ${refused?.what ?? ''}` : verdictInWords(preview.check)}</span>
            </Button>
            <Button className="button-icon" aria-label={`Leave ${source.name} out`} onPress={() => onLeaveOut(at)}>
              <Icon name="close" />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
