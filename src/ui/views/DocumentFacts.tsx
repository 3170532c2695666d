/** Id and metadata of a document, as its table has them; folded when long. Pure, and all of it text. */
import type { ReactElement } from 'react';
import type { RetrievedDocument } from '../../app/protocol.ts';
import { documentFacts, type DocumentFact } from '../documentFacts.ts';
import { plural } from '../format.ts';

function Facts({ facts }: { readonly facts: readonly DocumentFact[] }): ReactElement {
  return (
    <dl className="document-facts">
      {facts.map(({ name, value }, at) => (
        <div key={at}>
          <dt className="verbatim">{name}</dt>
          <dd className="verbatim">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function DocumentFacts({ document }: { readonly document: RetrievedDocument }): ReactElement | null {
  const { facts, folded } = documentFacts(document);
  if (facts.length === 0) return null;
  if (folded === null)
    return (
      <div data-testid="document-facts">
        <Facts facts={facts} />
      </div>
    );
  const { id, nMetadata } = folded;
  return (
    <details className="document-input" data-testid="document-facts">
      <summary>
        {id !== null && (
          <>
            id <span className="verbatim document-facts-id">{id}</span>
            {nMetadata > 0 && ', '}
          </>
        )}
        {nMetadata > 0 && plural(nMetadata, 'metadata field')}
      </summary>
      <div className="document-facts-scroll" role="region" aria-label={`Id and metadata of ${document.title || 'this document'}`} tabIndex={0}>
        <Facts facts={facts} />
      </div>
    </details>
  );
}
