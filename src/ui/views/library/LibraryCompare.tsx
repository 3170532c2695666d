/** One question, two knowledge bases: the former base's answer beside that of the base in use. Pure. */
import type { CSSProperties, ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Compared } from '../../../app/library/actions.ts';
import type { Run } from '../../../app/store.ts';
import { decimal, isSpecialToken, percent } from '../../format.ts';
import { DocChip, documentStyle } from '../../parts/DocChip.tsx';
import { Help } from '../../parts/Help.tsx';
import { Icon } from '../../parts/Icon.tsx';

/** What a run says so far. */
function answerOf({ result, tokens }: Run): string {
  return (result?.answer ?? tokens.map(({ text }) => (isSpecialToken(text) ? '' : text)).join('')).trim();
}

function Side({ name, run, inUse }: { readonly name: string; readonly run: Run; readonly inUse: boolean }): ReactElement {
  const answer = answerOf(run);
  return (
    <section className="compare-side" aria-label={name} data-testid="compare-side">
      <p className="compare-base">
        <b className="verbatim">{name}</b>
        {inUse && <span className="library-mark">in use</span>}
      </p>
      <p className="compare-answer verbatim">{answer === '' ? (run.status === 'running' ? '…' : 'no answer') : answer}</p>
      <p className="small">{run.result === null ? '\u00a0' : `log p(y|x) = ${decimal(run.result.logProb, 2)} nats`}</p>
      <ol className="compare-documents">
        {run.documents.map((document, at) => (
          <li key={document.id} style={{ ...documentStyle(at), '--share': document.prior } as CSSProperties}>
            <DocChip rank={at} />
            <span className="compare-title verbatim">{document.title === '' ? document.text : document.title}</span>
            <span className="compare-prior" aria-hidden="true" />
            <span className="number">{percent(document.prior)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export interface LibraryCompareProps {
  readonly compared: Compared;
  readonly run: Run;
  readonly baseName: string;
  readonly onClose: () => void;
}

/** Only for the question that both were asked. */
export function LibraryCompare({ compared, run, baseName, onClose }: LibraryCompareProps): ReactElement | null {
  if (run.question !== compared.run.question) return null;
  return (
    <section className="panel compare" aria-labelledby="compare-title" data-testid="library-comparison">
      <div className="panel-head compare-head">
        <h2 id="compare-title" className="eyebrow">
          One question, two knowledge bases
        </h2>
        <Help topic="hotSwap" />
        <Button className="button-icon compare-close" aria-label="Close the comparison" onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <div className="compare-sides">
        <Side name={compared.baseName} run={compared.run} inUse={false} />
        <Side name={baseName} run={run} inUse />
      </div>
    </section>
  );
}
