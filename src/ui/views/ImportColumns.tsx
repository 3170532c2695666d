/** Second step of an import: what each column is. Pure: fed by a preview. */
import type { ReactElement } from 'react';
import type { TablePreview } from '../../app/protocol.ts';
import { count } from '../format.ts';
import { ROLE_NAMES, type Role } from '../importPreview.ts';

const ROWS_SHOWN = 6;
/** A line of commas is a table of thousands of columns; those with a role are shown wherever they stand. */
const COLUMNS_SHOWN = 60;
const NAME_SHOWN = 200;
const ROLES = Object.entries(ROLE_NAMES) as [Role, string][];

export interface ImportColumnsProps {
  readonly preview: TablePreview;
  readonly roles: readonly Role[];
  readonly onRole: (column: number, role: Role) => void;
}

export function ImportColumns({ preview, roles, onRole }: ImportColumnsProps): ReactElement {
  const { columns, rows } = preview;
  const shown = columns.map((_, at) => at).filter((at) => at < COLUMNS_SHOWN || roles[at] !== 'none');
  const nTexts = roles.filter((role) => role === 'text').length;
  return (
    <div className="import-step">
      {preview.mapping === null && (
        <p className="import-unclear" data-testid="map-unclear">
          Which column holds the text is not clear from this file. Check the choice below.
        </p>
      )}
      {nTexts === 0 && <p className="import-unclear">Choose the column that holds the text; without it there is nothing to search.</p>}
      <p className="small">
        The <b>text</b> is split, embedded and read by the generator; the <b>title</b> goes with each of its passages.
        {nTexts > 1 ? ` The ${nTexts} text columns are joined in their order.` : ' Several text columns are joined.'} Id and metadata are kept beside a passage and not searched.
      </p>
      <div className="table-scroll" role="region" aria-label="Columns and first rows" tabIndex={0}>
        <table className="table preview-table">
          <thead>
            <tr>
              {shown.map((at) => (
                <th key={at} scope="col" data-role={roles[at] === 'none' ? undefined : roles[at]}>
                  <span className="verbatim column-name">{columns[at].slice(0, NAME_SHOWN)}</span>
                  <span className="select select-small">
                    <select aria-label={`Role of column ${columns[at].slice(0, NAME_SHOWN)}`} value={roles[at]} data-testid={`role-${at}`} onChange={(event) => onRole(at, event.target.value as Role)}>
                      {ROLES.map(([role, label]) => (
                        <option key={role} value={role}>
                          {label}
                        </option>
                      ))}
                    </select>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS_SHOWN).map((row, at) => (
              <tr key={at}>
                {shown.map((column) => (
                  <td key={column} data-role={roles[column] === 'none' ? undefined : roles[column]}>
                    <span className="preview-cell">{row[column] ?? ''}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < columns.length && (
        <p className="small">
          {count(columns.length - shown.length)} more columns are not shown.
        </p>
      )}
    </div>
  );
}
