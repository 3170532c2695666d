/** The retrieved passages, best first, with the trust before and after the answer. Pure: fed by typed arrays. */
import type { CSSProperties, ReactElement } from 'react';
import type { RetrievedDocument, TokenStep } from '../../app/protocol.ts';
import { chosenSequence, type Run } from '../../app/store.ts';
import { decimal, percent, tokenLabel } from '../format.ts';
import { answerWords, markWords } from '../highlight.ts';
import { DocChip, documentStyle } from '../parts/DocChip.tsx';
import { Help } from '../parts/Help.tsx';
import { Formula, Posterior, Prior, V } from '../parts/math.tsx';
import { answerText } from '../tokens.ts';
import { DocumentFacts } from './DocumentFacts.tsx';

function Trust({ kind, value, label }: { readonly kind: 'prior' | 'posterior'; readonly value: number; readonly label: ReactElement }): ReactElement {
  return (
    <div className={`trust trust-${kind}`} style={{ '--share': value } as CSSProperties}>
      <span className="trust-label">{label}</span>
      <span className="trust-track">
        <span className="trust-fill" />
      </span>
      <span className="number">{percent(value)}</span>
    </div>
  );
}

interface DocumentCardProps {
  readonly document: RetrievedDocument;
  readonly rank: number;
  readonly posterior: number | null;
  readonly words: ReadonlySet<string>;
  readonly focused: boolean;
  readonly onFocus: (rank: number | null) => void;
}

function DocumentCard({ document, rank, posterior, words, focused, onFocus }: DocumentCardProps): ReactElement {
  return (
    <li
      className="document"
      data-testid="document-card"
      data-focused={focused}
      style={documentStyle(rank)}
      onPointerEnter={() => onFocus(rank)}
      onPointerLeave={() => onFocus(null)}
    >
      <div className="document-head">
        <DocChip rank={rank} />
        <h3 className="document-title verbatim">{document.title || 'Untitled'}</h3>
        <Formula spoken={`score ${decimal(document.score, 2)}`}>
          <V>s</V> = {decimal(document.score, 2)}
        </Formula>
      </div>
      {document.parts && (
        <p className="document-parts small" data-testid="score-parts">
          vectors {decimal(document.parts.innerProduct, 2)} + words {decimal(document.parts.keyword, 2)}
        </p>
      )}
      <div className="document-trust">
        <Trust kind="prior" value={document.prior} label={<Prior />} />
        <Trust kind="posterior" value={posterior ?? document.prior} label={<Posterior />} />
      </div>
      <p className="document-text verbatim">
        {markWords(document.text, words).map((span, at) => (span.marked ? <mark key={at}>{span.text}</mark> : <span key={at}>{span.text}</span>))}
      </p>
      <DocumentFacts document={document} />
      <details className="document-input">
        <summary>
          What the generator saw
          {document.truncated && <span className="tag-warning">cut short</span>}
        </summary>
        {document.truncated && <p className="small">The passage was too long for the generator and was cut; the question was kept whole.</p>}
        <p className="verbatim code">{document.generatorInput}</p>
      </details>
    </li>
  );
}

export interface DocumentListProps {
  readonly run: Run;
  /** The token whose posterior is shown; null shows the latest. */
  readonly step: TokenStep | null;
  readonly focusDoc: number | null;
  readonly onFocusDoc: (rank: number | null) => void;
}

export function DocumentList({ run, step, focusDoc, onFocusDoc }: DocumentListProps): ReactElement {
  const words = answerWords(chosenSequence(run)?.text ?? answerText(run.tokens));
  const after = step?.posterior ?? chosenSequence(run)?.posterior ?? run.tokens.at(-1)?.posterior ?? null;
  // A document that drafts alone says nothing of the others.
  const posterior = after?.some(Number.isNaN) ? null : after;
  return (
    <section className="documents" aria-labelledby="documents-heading">
      <div className="panel-head">
        <h2 id="documents-heading" className="eyebrow">
          Retrieved documents
        </h2>
        <span className="panel-note">
          score <Help topic="score" /> prior <Help topic="prior" /> posterior <Help topic="posterior" />
        </span>
      </div>
      <p className="documents-when" aria-hidden="true">
        {posterior === null ? 'Before the first token' : step === null ? 'After the answer so far' : <>Posterior after <b>{tokenLabel(step.text)}</b></>}
      </p>
      {run.documents.length === 0 ? (
        <p className="empty">{run.status === 'running' ? 'Searching…' : 'No passage was retrieved.'}</p>
      ) : (
        <ol className="document-cards">
          {run.documents.map((document, rank) => (
            <DocumentCard key={document.id} document={document} rank={rank} posterior={posterior?.[rank] ?? null} words={words} focused={focusDoc === rank} onFocus={onFocusDoc} />
          ))}
        </ol>
      )}
    </section>
  );
}
