/** Names what extractive decoding wrote before and did not take. Pure. */
import type { ReactElement } from 'react';
import type { AskResult } from '../../app/protocol.ts';
import { Help } from '../parts/Help.tsx';

const FAULTS = { 'in-question': 'the question holds it', 'in-no-passage': 'no passage holds it' } as const;

export function RejectedAnswers({ rejected }: { readonly rejected: AskResult['rejected'] }): ReactElement | null {
  if (rejected.length === 0) return null;
  return (
    <p className="rejected" data-testid="rejected-answers">
      Not taken:{' '}
      {rejected.map(({ text, fault }, i) => (
        <span key={text}>
          {i > 0 && ', '}
          <s>{text}</s> ({FAULTS[fault]})
        </span>
      ))}
      {' '}
      <Help topic="extractive" />
    </p>
  );
}
