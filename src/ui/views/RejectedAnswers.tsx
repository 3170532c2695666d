/** Names what extractive decoding wrote and did not take, and a fault that it had to put up with. Pure. */
import type { ReactElement } from 'react';
import type { AskResult } from '../../app/protocol.ts';
import { Help } from '../parts/Help.tsx';

export const FAULTS: Readonly<Record<NonNullable<AskResult['fault']>, string>> = { 'in-question': 'the question holds it', 'in-no-passage': 'no passage holds it' };

export function RejectedAnswers({ rejected, fault }: Pick<AskResult, 'rejected' | 'fault'>): ReactElement | null {
  if (rejected.length === 0 && fault === null) return null;
  return (
    <p className="rejected-answers" data-testid="rejected-answers">
      {fault !== null && `Taken although ${FAULTS[fault]}. `}
      {rejected.length > 0 && 'Not taken: '}
      {rejected.map(({ text, fault: reason }, i) => (
        <span key={i}>
          {i > 0 && ', '}
          <s>{text}</s> ({FAULTS[reason]})
        </span>
      ))}{' '}
      <Help topic="extractive" />
    </p>
  );
}
