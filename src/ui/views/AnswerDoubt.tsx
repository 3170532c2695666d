/** Says when the passages do not seem to hold the answer. Pure. */
import type { ReactElement } from 'react';
import type { AskResult } from '../../app/protocol.ts';
import { decimal, percent } from '../format.ts';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';

export function AnswerDoubt({ answerable }: { readonly answerable: AskResult['answerable'] }): ReactElement | null {
  const { probability, threshold, meanLogProb, priorEntropy } = answerable;
  if (probability === null || probability >= threshold) return null;
  return (
    <div className="doubt" role="note" data-testid="answer-doubt">
      <Icon name="alert" />
      <p>
        <b>The passages do not seem to hold the answer.</b> What stands above is the model’s best guess: p(answerable) = {percent(probability)}, below the line of {percent(threshold)}{' '}
        (mean log p {decimal(meanLogProb, 2)} a token, entropy of p(z|x) {percent(priorEntropy)} of its greatest).
      </p>
      <Help topic="answerable" />
    </div>
  );
}
