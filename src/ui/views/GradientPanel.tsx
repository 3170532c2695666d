/** The loss of a reference answer and where its gradient goes. Pure: fed by typed arrays. */
import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { ScoreResult } from '../../app/protocol.ts';
import type { Scoring } from '../../app/store.ts';
import { LIMITS } from '../../app/url.ts';
import { decimal, duration, plural, scientific } from '../format.ts';
import { closedFormAgrees, explainUpdate } from '../gradientText.ts';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';
import { QueryGradient, V } from '../parts/math.tsx';
import type { Topic } from '../explain.tsx';
import { GradientTable } from './GradientTable.tsx';

/** More groups than this are a list to export, not to look at. */
const MOST_GROUPS = 12;

function Figure({ label, topic, testId, children, unit }: { readonly label: ReactNode; readonly topic?: Topic; readonly testId?: string; readonly children: ReactNode; readonly unit?: string }): ReactElement {
  return (
    <div className="figure">
      <dt>
        <span>{label}</span> {topic !== undefined && <Help topic={topic} />}
      </dt>
      <dd>
        <span data-testid={testId}>{children}</span>
        {unit !== undefined && <span className="unit"> {unit}</span>}
      </dd>
    </div>
  );
}

function ParameterNorms({ norms }: { readonly norms: ScoreResult['parameterGradNorms'] }): ReactElement | null {
  if (norms.length === 0) return null;
  const largest = Math.max(...norms.map(({ norm }) => norm), 1e-30);
  return (
    <div className="parameters">
      <h3 className="subhead">
        Where it lands in the question encoder <Help topic="parameters" />
      </h3>
      <ul>
        {norms.slice(0, MOST_GROUPS).map(({ name, norm }) => (
          <li key={name} style={{ '--share': norm / largest } as CSSProperties}>
            <span className="parameter-name">{name}</span>
            <span className="parameter-bar" aria-hidden="true">
              <span />
            </span>
            <span className="number">{scientific(norm)}</span>
          </li>
        ))}
      </ul>
      {norms.length > MOST_GROUPS && <p className="small">The {MOST_GROUPS} largest of {plural(norms.length, 'group')}.</p>}
    </div>
  );
}

function ScoreView({ result }: { readonly result: ScoreResult }): ReactElement {
  const perToken = result.loss / Math.max(1, result.nTokens);
  const agrees = closedFormAgrees(result);
  return (
    <>
      <dl className="figures">
        <Figure label={<>Loss −log <V>p</V>(<V>y</V>|<V>x</V>)</>} topic="loss" testId="loss" unit="nats">
          {decimal(result.loss, 3)}
        </Figure>
        <Figure label={`Per token (${result.nTokens})`} unit="nats">
          {decimal(perToken, 3)}
        </Figure>
        <Figure label="Perplexity">{perToken > 20 ? scientific(Math.exp(perToken)) : decimal(Math.exp(perToken), 2)}</Figure>
        <Figure label={<>‖<QueryGradient />‖</>} topic="queryGrad" testId="query-grad-norm">
          {scientific(result.queryGradNorm)}
        </Figure>
      </dl>
      <p className="plain-words">{explainUpdate(result)}</p>
      <GradientTable result={result} />
      <p className={agrees ? 'check check-good' : 'check check-bad'} data-testid="closed-form-check" data-agrees={agrees}>
        <Icon name={agrees ? 'check' : 'alert'} />
        <span>
          {agrees ? 'The backward graph agrees with the closed form' : 'The backward graph differs from the closed form'}: relative error {scientific(result.closedFormError)}
        </span>
        <Help topic="closedForm" />
      </p>
      <ParameterNorms norms={result.parameterGradNorms} />
      <p className="run-facts">
        <span>forward and backward in {duration(result.seconds)}</span>
      </p>
    </>
  );
}

export interface GradientPanelProps {
  readonly scoring: Scoring | null;
  readonly answer: string;
  readonly modelAnswer: string;
  readonly ready: boolean;
  readonly onAnswer: (answer: string) => void;
  readonly onScore: () => void;
  readonly onStop: () => void;
}

export function GradientPanel({ scoring, answer, modelAnswer, ready, onAnswer, onScore, onStop }: GradientPanelProps): ReactElement {
  const running = scoring?.status === 'running';
  const result = scoring?.result ?? null;
  const isStale = running || (result !== null && result.answer !== answer.trim());
  return (
    <section className="panel gradient" aria-labelledby="gradient-heading">
      <div className="panel-head">
        <h2 id="gradient-heading" className="eyebrow">
          Where the gradient goes
        </h2>
      </div>
      <p className="lead">Give it the answer you wanted. ragscope measures how surprised the model is, and follows the gradient through the marginal, past every document, into the question encoder.</p>
      <form
        className="reference-form"
        onSubmit={(event) => {
          event.preventDefault();
          onScore();
        }}
      >
        <div className="field field-grow">
          <label className="field-label" htmlFor="reference">
            Reference answer
          </label>
          <input
            id="reference"
            className="text-input"
            type="text"
            autoComplete="off"
            maxLength={LIMITS.answerLength}
            data-testid="reference-input"
            value={answer}
            onChange={(event) => onAnswer(event.target.value)}
          />
        </div>
        {modelAnswer !== '' && modelAnswer !== answer && (
          <Button className="button button-quiet" onPress={() => onAnswer(modelAnswer)}>
            Use its own answer
          </Button>
        )}
        {running ? (
          <Button className="button" onPress={onStop}>
            <Icon name="stop" />
            Stop
          </Button>
        ) : (
          <Button className="button button-primary" type="submit" data-testid="score-button" isDisabled={!ready}>
            Differentiate
          </Button>
        )}
      </form>
      <div className={isStale ? 'score is-stale' : 'score'} aria-busy={running} data-testid="score" data-stale={isStale}>
        {isStale && result !== null && !running && <p className="empty">These are the figures of “{result.answer}”.</p>}
        {result !== null && <ScoreView result={result} />}
        {running && result === null && <p className="empty">Running forward and backward…</p>}
      </div>
    </section>
  );
}
