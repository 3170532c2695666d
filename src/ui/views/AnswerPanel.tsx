/** The answer as it streams: every token over the votes that made it. Pure: fed by typed arrays. */
import { useMemo, useRef, type CSSProperties, type KeyboardEvent, type ReactElement } from 'react';
import type { TokenStep } from '../../app/protocol.ts';
import { chosenSequence, type Run } from '../../app/store.ts';
import { decimal, duration, isSpecialToken, percent, plural, tokenLabel } from '../format.ts';
import { documentColour } from '../palette.ts';
import { documentStyle } from '../parts/DocChip.tsx';
import { Help } from '../parts/Help.tsx';
import { answerText, leader, wordsOf } from '../tokens.ts';
import { AnswerDoubt } from './AnswerDoubt.tsx';
import { FAULTS, RejectedAnswers } from './RejectedAnswers.tsx';

/** Slivers below this share would be hairlines of no meaning. */
const SMALLEST_VOTE = 0.004;

interface TokenProps {
  readonly step: TokenStep;
  readonly at: number;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly focusDoc: number | null;
  readonly onFocus: (at: number) => void;
}

function Token({ step, at, selected, focusable, focusDoc, onFocus }: TokenProps): ReactElement {
  const lead = leader(step.responsibilities);
  const special = isSpecialToken(step.text);
  const style = { ...documentStyle(Math.max(0, lead)), '--sure': Math.exp(step.logProb) } as CSSProperties;
  const share = lead === -1 ? '' : `, most from document ${lead + 1} with ${percent(step.responsibilities[lead])}`;
  return (
    <span
      className={special ? 'token token-special' : 'token'}
      role="option"
      aria-selected={selected}
      aria-label={`${tokenLabel(step.text)}, probability ${percent(Math.exp(step.logProb))}${share}`}
      tabIndex={focusable ? 0 : -1}
      data-testid="answer-token"
      data-token={at}
      style={style}
      onPointerEnter={() => onFocus(at)}
      onFocus={() => onFocus(at)}
    >
      <span className="token-text">{special ? tokenLabel(step.text) : step.text.trim() === '' ? tokenLabel(step.text) : step.text.trimStart()}</span>
      <span className="votes">
        {Array.from(step.responsibilities, (vote, doc) =>
          vote < SMALLEST_VOTE ? null : (
            <span
              key={doc}
              className={focusDoc === null || focusDoc === doc ? 'vote' : 'vote is-dim'}
              style={{ '--doc': documentColour(doc), '--share': vote } as CSSProperties}
            />
          ),
        )}
      </span>
    </span>
  );
}

/** What the engine is at, in a few words. A draft is the best hypothesis so far, and may be overtaken. */
function activityOf({ documents, tokens, activity }: Run): string {
  if (documents.length === 0) return 'retrieving';
  if (activity?.kind === 'rejected') return `“${activity.text}” is not taken, ${FAULTS[activity.fault]}: writing anew`;
  if (activity?.kind === 'compiling') return `compiling the scoring graph, once: ${activity.done} of ${plural(activity.total, 'weight')}`;
  if (activity?.kind === 'scoring') return `scoring candidates under all documents, ${activity.done} of ${activity.total} done`;
  if (activity?.kind === 'draft') return activity.doc === null ? 'searching: the best beam so far, which may change' : `document ${activity.doc + 1} of ${documents.length} drafts alone; this may change`;
  return tokens.length === 0 ? 'reading' : 'writing';
}

export interface AnswerPanelProps {
  readonly run: Run;
  readonly focusToken: number | null;
  readonly focusDoc: number | null;
  readonly onFocusToken: (at: number) => void;
}

function RunFacts({ run }: { readonly run: Run }): ReactElement | null {
  const { result, tokens, retrieveMs } = run;
  if (result === null) return retrieveMs === null ? null : <p className="run-facts"><span>retrieved in {duration(retrieveMs / 1000)}</span></p>;
  const { timings } = result;
  // RAG-Sequence reads and writes every candidate of every document, and what is not taken is written too: the time is not that of the tokens on show.
  const isOneAnswer = result.mode === 'token' && result.rejected.length === 0;
  const rate = isOneAnswer && timings.generateMs > 0 ? tokens.length / (timings.generateMs / 1000) : 0;
  return (
    <p className="run-facts">
      <span>
        log <i>p</i>(<i>y</i>|<i>x</i>) = {decimal(chosenSequence(run)?.logProb ?? result.logProb, 2)} nats
      </span>
      <span>retrieved in {duration(timings.retrieveMs / 1000)}</span>
      {timings.encodeMs > 0 && <span>read in {duration(timings.encodeMs / 1000)}</span>}
      <span>
        {timings.encodeMs > 0 ? 'written' : 'read and written'} in {duration(timings.generateMs / 1000)}
        {rate > 0 && ` (${rate.toFixed(rate < 10 ? 1 : 0)} tokens/s)`}
      </span>
    </p>
  );
}

export function AnswerPanel({ run, focusToken, focusDoc, onFocusToken }: AnswerPanelProps): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const words = useMemo(() => wordsOf(run.tokens), [run.tokens]);
  const current = Math.min(focusToken ?? 0, run.tokens.length - 1);

  const onKeyDown = (event: KeyboardEvent): void => {
    const last = run.tokens.length - 1;
    const target = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: last }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const at = Math.min(last, Math.max(0, target));
    list.current?.querySelector<HTMLElement>(`[data-token="${at}"]`)?.focus();
  };

  return (
    <section className="panel answer-panel" aria-labelledby="answer-heading">
      <div className="panel-head">
        <h2 id="answer-heading" className="eyebrow">
          Answer
        </h2>
        <Help topic="votes" />
        {run.status === 'running' && <span className="status-live">{activityOf(run)}</span>}
        {run.status === 'stopped' && <span className="status-still">stopped</span>}
      </div>
      <p className="asked">{run.question}</p>
      <div className="answer" data-testid="answer" data-status={run.status} data-text={chosenSequence(run)?.text ?? answerText(run.tokens)}>
        {run.tokens.length > 0 && (
          <div ref={list} className="tokens" role="listbox" tabIndex={-1} aria-orientation="horizontal" aria-label="Tokens of the answer" onKeyDown={onKeyDown}>
            {words.map((word) => (
              <span key={word.start} className="word">
                {word.tokens.map((step, offset) => {
                  const at = word.start + offset;
                  return <Token key={at} step={step} at={at} selected={focusToken === at} focusable={at === current} focusDoc={focusDoc} onFocus={onFocusToken} />;
                })}
              </span>
            ))}
          </div>
        )}
        {run.status === 'running' && <span className="caret" aria-hidden="true" />}
        {run.status === 'done' && run.tokens.length === 0 && <p className="empty">The generator ended the answer at once.</p>}
      </div>
      {run.result && <RejectedAnswers {...run.result} />}
      {run.result && <AnswerDoubt answerable={run.result.answerable} />}
      <RunFacts run={run} />
    </section>
  );
}
