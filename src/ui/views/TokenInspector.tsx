/** One token under the lens: what else could have been said, and what each document thought. Pure. */
import type { CSSProperties, ReactElement } from 'react';
import type { RetrievedDocument, TokenStep } from '../../app/protocol.ts';
import { decimal, percent, tokenLabel } from '../format.ts';
import { DocChip, documentStyle } from '../parts/DocChip.tsx';
import { Formula, TokenProb, V } from '../parts/math.tsx';

const share = (value: number): CSSProperties => ({ '--share': Math.min(1, Math.max(0, value)) }) as CSSProperties;

/** RAG-Sequence scores whole answers: what else a token could have been is then not known. */
function Alternatives({ step }: { readonly step: TokenStep }): ReactElement {
  if (step.alternatives.length === 0) return <p className="inspector-label">The answer was scored as a whole: what else a token could have been was not weighed.</p>;
  // Drawn, or held to the passages, a token need not be among the likeliest.
  const isListed = step.alternatives.some(({ id }) => id === step.id);
  return (
    <>
      <p className="inspector-label">What else it could have said</p>
      <ul className="alternatives">
        {(isListed ? step.alternatives : [...step.alternatives, { ...step, banned: false }]).map((alternative) => (
          <li key={alternative.id} data-chosen={alternative.id === step.id} data-banned={alternative.banned} title={alternative.banned ? 'forbidden here by the decoding settings' : undefined} style={share(Math.exp(alternative.logProb))}>
            <span className="alternative-text">{tokenLabel(alternative.text)}</span>
            <span className="alternative-bar" />
            <span className="number">{percent(Math.exp(alternative.logProb))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function TokenInspector({ step, at, documents }: { readonly step: TokenStep; readonly at: number; readonly documents: readonly RetrievedDocument[] }): ReactElement {
  return (
    <section className="inspector" aria-label={`Token ${at + 1}`}>
      <div className="inspector-part">
        <h3 className="inspector-title">
          <span className="inspector-token">{tokenLabel(step.text)}</span>
          <span className="inspector-facts">
            token {at + 1} · {percent(Math.exp(step.logProb))} · log <i>p</i> {decimal(step.logProb, 2)}
          </span>
        </h3>
        <Alternatives step={step} />
      </div>
      <div className="inspector-part">
        <table className="inspector-table">
          <caption>Who voted for it</caption>
          <thead>
            <tr>
              <th scope="col">Document</th>
              <th scope="col" className="number">
                <TokenProb given />
              </th>
              <th scope="col" colSpan={2}>
                vote{' '}
                <Formula spoken="r of t and z">
                  <V>r</V>
                  <sub>t,z</sub>
                </Formula>
              </th>
            </tr>
          </thead>
          <tbody>
            {documents.map((document, doc) => (
              <tr key={document.id} style={{ ...documentStyle(doc), ...share(step.responsibilities[doc] ?? 0) }}>
                <th scope="row">
                  <DocChip rank={doc} />
                  <span className="inspector-doc">{document.title || document.text.slice(0, 60)}</span>
                </th>
                <td className="number">{percent(Math.exp(step.docLogProbs[doc] ?? Number.NaN))}</td>
                <td className="number">{percent(step.responsibilities[doc] ?? Number.NaN)}</td>
                <td className="inspector-bar" aria-hidden="true">
                  <span />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
