/** Rows that could not be used, a page of them at a time, with the reason and how each begins. Pure: fed by props. */
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { RejectedRow } from '../../retrieval/types.ts';
import { count } from '../format.ts';
import { Icon } from '../parts/Icon.tsx';

const PAGE = 50;

export interface RejectedRowsProps {
  readonly rejected: readonly RejectedRow[];
  /** All of them; `rejected` may be the first ones only. */
  readonly nRejected: number;
  /** What is said where the list ends before the rows do. */
  readonly beyond: string;
}

export function RejectedRows({ rejected, nRejected, beyond }: RejectedRowsProps): ReactElement {
  const [page, setPage] = useState(0);
  const nPages = Math.max(1, Math.ceil(rejected.length / PAGE));
  // A shorter list may have come in place of a longer one.
  const at = Math.min(page, nPages - 1);
  const from = at * PAGE;
  const shown = rejected.slice(from, from + PAGE);
  return (
    <div className="rejected-rows">
      <div className="rejected-list" role="region" aria-label="Rejected rows" tabIndex={0}>
        <ul>
          {shown.map(({ row, reason, excerpt, file }, i) => (
            <li key={from + i}>
              <span className="rejected-row">Row {count(row)}</span>
              <span className="rejected-what">
                {file !== undefined && <span className="verbatim rejected-file">{file}</span>}
                <span className="verbatim">{reason}</span>
                {excerpt !== undefined && excerpt.trim() !== '' && <span className="verbatim rejected-excerpt">{excerpt}</span>}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {(nPages > 1 || nRejected > rejected.length) && (
        <div className="pager">
          {nPages > 1 && (
            <>
              <Button className="button button-small" isDisabled={at === 0} onPress={() => setPage(at - 1)}>
                <Icon name="up" />
                Before
              </Button>
              <span className="pager-where" aria-live="polite">
                {count(from + 1)}–{count(from + shown.length)} of {count(nRejected)}
              </span>
              <Button className="button button-small" isDisabled={at === nPages - 1} onPress={() => setPage(at + 1)}>
                <Icon name="down" />
                Next
              </Button>
            </>
          )}
          {nRejected > rejected.length && at === nPages - 1 && <span className="small">{beyond}</span>}
        </div>
      )}
    </div>
  );
}
