/** The columns of a table that are documents: a cell each in its head. Knows no figures. */
import type { ReactElement } from 'react';
import type { RetrievedDocument } from '../../app/protocol.ts';
import { DocChip } from './DocChip.tsx';

/** @param spoken what a screen reader hears before the first document */
export function DocumentHeads({ documents, spoken = '' }: { readonly documents: readonly RetrievedDocument[]; readonly spoken?: string }): ReactElement[] {
  return documents.map((document, doc) => (
    <th key={document.id} scope="col" className="number">
      {doc === 0 && spoken !== '' && <span className="visually-hidden">{spoken} </span>}
      <DocChip rank={doc} />
      <span className="visually-hidden">{document.title}</span>
    </th>
  ));
}
