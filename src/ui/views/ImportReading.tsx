/** First step of an import: how the file is read, and which rows cannot be. Pure: fed by a preview. */
import type { ReactElement } from 'react';
import { Switch } from 'react-aria-components';
import type { ImportChoices, TablePreview } from '../../app/protocol.ts';
import { ENCODINGS, type EncodingName } from '../../retrieval/encoding.ts';
import type { Delimiter } from '../../retrieval/records.ts';
import { count, plural } from '../format.ts';
import { SelectField, type Option } from '../parts/fields.tsx';
import { RejectedRows } from './ImportRejected.tsx';

const DELIMITERS: readonly Option<Delimiter>[] = [
  { value: ',', label: 'Comma' },
  { value: '\t', label: 'Tab' },
  { value: ';', label: 'Semicolon' },
  { value: '|', label: 'Bar |' },
];

const ENCODING_OPTIONS = Object.entries(ENCODINGS).map(([value, label]) => ({ value: value as EncodingName, label }));

const KINDS: Readonly<Record<TablePreview['format'], string>> = {
  table: 'a table',
  jsonl: 'JSONL, one row a line',
  json: 'JSON, a list of rows',
  squad: 'SQuAD: its paragraphs are the rows',
};

export interface StepProps {
  readonly preview: TablePreview;
  readonly onChange: (change: ImportChoices) => void;
}

export function ImportReading({ preview, chosen, onChange, onQuestions }: StepProps & { readonly chosen: ImportChoices; readonly onQuestions: () => void }): ReactElement {
  const { plan, check, format, encoding } = preview;
  const isTable = format === 'table';
  return (
    <div className="import-step">
      <div className="import-fields">
        <SelectField label="Encoding" value={plan.encoding} options={ENCODING_OPTIONS} onChange={(value) => onChange({ encoding: value })} testId="import-encoding" />
        {isTable && <SelectField label="Cells are parted by" value={plan.delimiter} options={DELIMITERS} onChange={(value) => onChange({ delimiter: value })} testId="import-delimiter" />}
        {isTable && (
          <Switch className="switch" isSelected={plan.mapping.hasHeader} onChange={(hasHeader) => onChange({ mapping: { ...plan.mapping, hasHeader } })} data-testid="map-header">
            <span className="switch-track" />
            First row holds column names
          </Switch>
        )}
      </div>
      <p className="small" data-testid="import-reading">
        {chosen.encoding === undefined ? `Found: ${KINDS[format]} in ${encoding}.` : `Read as ${KINDS[format]} in ${encoding}.`} Accents or signs that look wrong call for another encoding.
      </p>
      {preview.nQuestions > 0 && (
        <p className="import-note">
          The file brings {plural(preview.nQuestions, 'question')} with answers, of use as an evaluation set.{' '}
          <button type="button" className="text-button" data-testid="save-questions" onClick={onQuestions}>
            Save them as TSV
          </button>
        </p>
      )}
      {check.warnings.map((warning) => (
        <p key={warning} className="import-note verbatim" data-testid="import-warning">
          {warning}
        </p>
      ))}
      {check.nRejected > 0 ? (
        <section className="import-rejected" aria-label="Rows that cannot be used" data-testid="import-rejected">
          <h3>
            {plural(check.nRejected, 'row')} {check.complete ? '' : `of the first ${count(check.nRows)} `}cannot be used
          </h3>
          <RejectedRows rejected={check.rejected} nRejected={check.nRejected} beyond="The whole list can be saved once the base is open." />
        </section>
      ) : (
        check.nRows > 0 && <p className="small">Every row {check.complete ? '' : 'so far '}can be used.</p>
      )}
    </div>
  );
}
