/** RAG-Sequence: every candidate answer with its exact score under all documents. Pure. */
import type { CSSProperties, ReactElement } from 'react';
import type { Candidate } from '../../app/protocol.ts';
import { decimal } from '../format.ts';
import { DocChip } from '../parts/DocChip.tsx';
import { Help } from '../parts/Help.tsx';

export function CandidatesTable({ candidates }: { readonly candidates: readonly Candidate[] }): ReactElement {
  const ranked = [...candidates].sort((a, b) => b.logProb - a.logProb);
  const best = ranked[0]?.logProb ?? 0;
  return (
    <section className="panel" aria-labelledby="candidates-heading">
      <div className="panel-head">
        <h2 id="candidates-heading" className="eyebrow">
          Candidates
        </h2>
        <Help topic="candidates" />
      </div>
      <div className="table-scroll" role="region" aria-label="Candidates table" tabIndex={0}>
        <table className="table" data-testid="candidates">
          <thead>
            <tr>
              <th scope="col">Answer</th>
              <th scope="col" className="number" colSpan={2}>
                log <i>p</i>(<i>y</i>|<i>x</i>)
              </th>
              <th scope="col">Proposed by</th>
            </tr>
          </thead>
          <tbody>
            {ranked.map((candidate, at) => (
              <tr key={at} className={at === 0 ? 'is-best' : undefined}>
                <th scope="row" className="candidate-text verbatim">
                  {candidate.text.trim() || '(empty)'}
                </th>
                <td className="number">{decimal(candidate.logProb, 2)}</td>
                <td className="candidate-bar" aria-hidden="true" style={{ '--share': Math.exp(candidate.logProb - best) } as CSSProperties}>
                  <span />
                </td>
                <td>
                  <span className="chip-row">
                    {candidate.fromDocs.map((doc) => (
                      <DocChip key={doc} rank={doc} />
                    ))}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
