/** What will happen, in three steps, shown while the engine starts and until the first question. Pure. */
import type { CSSProperties, ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { EngineState } from '../../app/store.ts';
import { documentColour } from '../palette.ts';
import { Formula, Prior, SumZ, TokenProb, V } from '../parts/math.tsx';
import { ProgressLine } from '../parts/ProgressLine.tsx';

/** Shares of the small pictures: an invented question whose first document is right and whose second misleads. */
const PRIOR = [0.46, 0.34, 0.2];
const LIKELIHOOD = [0.9, 0.1, 0.35];
const JOINT = PRIOR.map((share, z) => share * LIKELIHOOD[z]);
const MARGINAL = JOINT.reduce((sum, value) => sum + value, 0);

const bar = (rank: number, share: number): CSSProperties => ({ '--doc': documentColour(rank), '--share': share }) as CSSProperties;

function Bars({ shares }: { readonly shares: readonly number[] }): ReactElement {
  return (
    <div className="picture picture-bars" aria-hidden="true">
      {shares.map((share, rank) => (
        <span key={rank} style={bar(rank, share)} />
      ))}
    </div>
  );
}

function Stack({ shares }: { readonly shares: readonly number[] }): ReactElement {
  return (
    <div className="picture picture-stack" aria-hidden="true">
      {shares.map((share, rank) => (
        <span key={rank} style={bar(rank, share)} />
      ))}
    </div>
  );
}

export function Explainer(): ReactElement {
  return (
    <section aria-labelledby="explainer-heading">
      <h2 id="explainer-heading" className="visually-hidden">
        How retrieval-augmented generation works
      </h2>
      <ol className="steps">
      <li className="step">
        <h3>Retrieve</h3>
        <Bars shares={PRIOR} />
        <Formula block spoken="p of z given x is proportional to e to the inner product of d of z and q of x">
          <span>
            <Prior /> ∝ exp(<b>d</b>(<V>z</V>)<sup>⊤</sup> <b>q</b>(<V>x</V>))
          </span>
        </Formula>
        <p>
          Your question <V>x</V> becomes a vector. The passages <V>z</V> nearest to it each get a share of trust, and a colour.
        </p>
      </li>
      <li className="step">
        <h3>Generate</h3>
        <Bars shares={LIKELIHOOD} />
        <Formula block spoken="p of y t given x, z and the tokens before t">
          <span>
            <TokenProb given />
          </span>
        </Formula>
        <p>Each passage is read beside the question, and each proposes its own next word. They often disagree.</p>
      </li>
      <li className="step">
        <h3>Marginalize</h3>
        <Stack shares={JOINT.map((value) => value / MARGINAL)} />
        <Formula block spoken="p of y t equals the sum over z of p of z given x times p of y t given x and z">
          <span>
            <TokenProb /> = <SumZ /> <Prior /> <TokenProb given />
          </span>
        </Formula>
        <p>
          The documents vote: trust times conviction, summed. The word with the most weight is written, and you see who voted for it.
        </p>
      </li>
      </ol>
    </section>
  );
}

export interface StartUpProps {
  readonly engine: EngineState;
  /** Absent where there is no other model to go back to. */
  readonly onCancel?: () => void;
}

export function StartUp({ engine, onCancel }: StartUpProps): ReactElement {
  return (
    <section className="panel start-up" aria-label="Start-up">
      <ProgressLine label="Starting the engine" progress={engine.progress} />
      <div className="start-up-foot">
        <p className="small">The model is loaded into this tab once; after that ragscope works offline.</p>
        {onCancel !== undefined && (
          <Button className="button button-small" data-testid="start-cancel" onPress={onCancel}>
            Cancel, use the embedded model
          </Button>
        )}
      </div>
    </section>
  );
}
