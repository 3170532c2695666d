/** RAG-Sequence: every candidate with its score under each document, and what fast decoding misses. Pure. */
import { useId, type CSSProperties, type ReactElement } from 'react';
import type { AskResult, Candidate } from '../../app/protocol.ts';
import { decimal, percent } from '../format.ts';
import { documentStyle } from '../parts/DocChip.tsx';
import { DocumentHeads } from '../parts/DocumentHeads.tsx';
import { Help } from '../parts/Help.tsx';
import { DecodeChoice } from './DecodeChoice.tsx';

export interface DecodeCandidatesProps {
  readonly result: AskResult;
  /** Index of the sequence on show. */
  readonly chosen: number;
  /** True where the candidates are the distinct ones of samples. */
  readonly drawn: boolean;
  readonly onChoose: (index: number) => void;
}

function CandidateRow({ candidate, best, name, checked, isBest, nDocs, onChoose }: { readonly candidate: Candidate; readonly best: number; readonly name: string; readonly checked: boolean; readonly isBest: boolean; readonly nDocs: number; readonly onChoose: (index: number) => void }): ReactElement {
  return (
    <tr className={isBest ? 'is-best' : undefined} data-chosen={checked}>
      <DecodeChoice name={name} id={`${name}-${candidate.sequence}`} text={candidate.text} checked={checked} onChoose={() => onChoose(candidate.sequence)} />
      <td className="number">{decimal(candidate.logProb, 2)}</td>
      <td className="candidate-bar" aria-hidden="true" style={{ '--share': Math.exp(candidate.logProb - best) } as CSSProperties}>
        <span />
      </td>
      {Array.from({ length: nDocs }, (_, doc) => {
        const own = candidate.fromDocs.includes(doc);
        return (
          <td key={doc} className={own ? 'number decode-own' : 'number decode-others'} style={documentStyle(doc)}>
            {decimal(candidate.docLogProbs[doc], 1)}
            {own && <span className="visually-hidden"> (proposed by it)</span>}
          </td>
        );
      })}
    </tr>
  );
}

function Mass({ result: { mass, mode } }: { readonly result: AskResult }): ReactElement | null {
  if (mode !== 'sequence') return null;
  if (mass === null)
    return <p className="decode-note">These sums leave out every document whose beams lack the answer, so they are too small; by how much, only thorough decoding can tell.</p>;
  const counted = mass.thorough - mass.missedByFast;
  return (
    <div className="decode-mass" data-testid="missed-mass">
      <div className="decode-mass-bar" aria-hidden="true" style={{ '--counted': counted, '--missed': mass.missedByFast } as CSSProperties}>
        <span className="decode-mass-counted" />
        <span className="decode-mass-missed" />
      </div>
      <p>
        All candidates together hold <b>{percent(mass.thorough)}</b> of the probability of all answers. Fast decoding would count {percent(counted)} and miss <b>{percent(mass.missedByFast)}</b>: what documents say of answers that their own beams lack. <Help topic="missedMass" />
      </p>
    </div>
  );
}

export function DecodeCandidates({ result, chosen, drawn, onChoose }: DecodeCandidatesProps): ReactElement {
  const name = useId();
  const { candidates, documents, sequences } = result;
  const best = candidates[0]?.logProb ?? 0;
  // The same answer may have been drawn more than once.
  const isShown = ({ sequence }: Candidate): boolean => sequence === chosen || (drawn && sequences[sequence].text === sequences[chosen].text && sequences[sequence].logProb === sequences[chosen].logProb);
  return (
    <section className="panel" aria-labelledby={`${name}-heading`}>
      <div className="panel-head">
        <h2 id={`${name}-heading`} className="eyebrow">
          Candidates
        </h2>
        <Help topic="candidates" />
      </div>
      <div className="table-scroll" role="region" aria-label="Candidates table" tabIndex={0}>
        <table className="table decode-table" data-testid="candidates">
          <thead>
            <tr>
              <th scope="col" colSpan={2}>Answer</th>
              <th scope="col" className="number">
                log <i>p</i>(<i>y</i>|<i>x</i>)
              </th>
              <td className="candidate-bar" aria-hidden="true" />
              <DocumentHeads documents={documents} spoken="log p(y|x,z) under" />
            </tr>
          </thead>
          <tbody>
            {candidates.map((candidate, at) => (
              <CandidateRow key={at} candidate={candidate} best={best} name={name} checked={isShown(candidate)} isBest={at === 0} nDocs={documents.length} onChoose={onChoose} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="decode-note">Columns: log <i>p</i>(<i>y</i>|<i>x</i>,<i>z</i>) of each document alone, in nats; underlined where the document proposed the answer itself.</p>
      {!drawn && <Mass result={result} />}
    </section>
  );
}
