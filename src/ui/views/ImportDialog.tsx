/** Maps the columns of a table before it is embedded. Pure: fed by a preview. */
import { useState, type ReactElement } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay, Switch } from 'react-aria-components';
import type { TablePreview } from '../../app/protocol.ts';
import type { ColumnMapping } from '../../retrieval/types.ts';
import { assumedHeader, delimiterName, longestColumn, previewWithHeader } from '../importPreview.ts';
import { SelectField, type Option } from '../parts/fields.tsx';

const ROWS_SHOWN = 6;
const NO_TITLE = 'none';

interface ImportFormProps {
  readonly preview: TablePreview;
  readonly onConfirm: (mapping: ColumnMapping) => void;
  readonly onCancel: () => void;
}

function ImportForm({ preview, onConfirm, onCancel }: ImportFormProps): ReactElement {
  const [hasHeader, setHasHeader] = useState(() => assumedHeader(preview));
  const [title, setTitle] = useState<number | null>(preview.mapping?.title ?? null);
  const [text, setText] = useState(() => preview.mapping?.text ?? longestColumn(previewWithHeader(preview, assumedHeader(preview))));
  const table = previewWithHeader(preview, hasHeader);
  const columns: Option<string>[] = table.columns.map((name, at) => ({ value: String(at), label: name }));
  const role = (at: number): 'text' | 'title' | undefined => (at === text ? 'text' : at === title ? 'title' : undefined);
  return (
    <>
      <Heading slot="title" className="dialog-title">
        Open <span className="verbatim">{preview.fileName}</span>
      </Heading>
      <p className="small">
        Read as {preview.encoding}, separated by {delimiterName(preview.delimiter)}. Choose what to search; long texts are split into passages of 100 words.
      </p>
      {preview.mapping === null && (
        <p className="import-unclear" data-testid="map-unclear">
          Which column holds the text is not clear from this file. Check the choice below.
        </p>
      )}
      <div className="import-fields">
        <SelectField label="Text" value={String(text)} options={columns} onChange={(value) => setText(Number(value))} testId="map-text" />
        <SelectField
          label="Title (optional)"
          value={title === null ? NO_TITLE : String(title)}
          options={[{ value: NO_TITLE, label: 'No title' }, ...columns]}
          onChange={(value) => setTitle(value === NO_TITLE ? null : Number(value))}
          testId="map-title"
        />
        <Switch className="switch" isSelected={hasHeader} onChange={setHasHeader} data-testid="map-header">
          <span className="switch-track" />
          First row holds column names
        </Switch>
      </div>
      <div className="table-scroll" role="region" aria-label="Preview of the first rows" tabIndex={0}>
        <table className="table preview-table">
          <thead>
            <tr>
              {table.columns.map((name, at) => (
                <th key={at} scope="col" data-role={role(at)}>
                  <span className="verbatim">{name}</span>
                  {role(at) !== undefined && <span className="role-tag">{role(at)}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, ROWS_SHOWN).map((row, at) => (
              <tr key={at}>
                {table.columns.map((_, column) => (
                  <td key={column} data-role={role(column)}>
                    <span className="preview-cell">{row[column] ?? ''}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="dialog-actions">
        <Button className="button" onPress={onCancel}>
          Keep the current base
        </Button>
        <Button className="button button-primary" data-testid="import-confirm" onPress={() => onConfirm({ title, text, hasHeader })}>
          Embed and open
        </Button>
      </div>
    </>
  );
}

export function ImportDialog({ preview, onConfirm, onCancel }: { readonly preview: TablePreview | null } & Omit<ImportFormProps, 'preview'>): ReactElement {
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={preview !== null} onOpenChange={(open) => !open && onCancel()}>
      <Modal className="modal">
        <Dialog className="dialog" data-testid="import-dialog">
          {preview !== null && <ImportForm key={preview.fileName} preview={preview} onConfirm={onConfirm} onCancel={onCancel} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
