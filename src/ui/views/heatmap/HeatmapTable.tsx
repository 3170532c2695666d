/** The heatmap's twin as a table, for screen readers and for those who want the figures. Pure. */
import type { ReactElement } from 'react';
import type { RetrievedDocument, TokenStep } from '../../../app/protocol.ts';
import { decimal, percent, tokenLabel } from '../../format.ts';
import { DocumentHeads } from '../../parts/DocumentHeads.tsx';
import { heatValue, type HeatMode } from './matrix.ts';

export function HeatmapTable({ documents, tokens, mode, caption }: { readonly documents: readonly RetrievedDocument[]; readonly tokens: readonly TokenStep[]; readonly mode: HeatMode; readonly caption: string }): ReactElement {
  const text = (value: number): string => (mode === 'logProb' ? decimal(value, 2) : percent(value));
  return (
    <table className="table heatmap-table" data-testid="heatmap-table">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Token</th>
          <DocumentHeads documents={documents} />
        </tr>
      </thead>
      <tbody>
        {tokens.map((step, t) => (
          <tr key={t}>
            <th scope="row">{tokenLabel(step.text)}</th>
            {documents.map((document, doc) => (
              <td key={document.id} className="number">
                {text(heatValue(step, doc, mode))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
