/** A run under the lens: answer, token, heatmap, candidates, documents, sharing one focus. Pure. */
import { useState, type ReactElement, type ReactNode } from 'react';
import type { Run } from '../../app/store.ts';
import type { Theme } from '../theme.ts';
import { AnswerPanel } from './AnswerPanel.tsx';
import { BeamTree } from './BeamTree.tsx';
import { DecodeCandidates } from './DecodeCandidates.tsx';
import { DecodeSequences } from './DecodeSequences.tsx';
import { DocumentList } from './DocumentList.tsx';
import type { Focus } from './heatmap/HeatmapCanvas.tsx';
import { HeatmapPanel } from './HeatmapPanel.tsx';
import { TokenInspector } from './TokenInspector.tsx';

const NO_FOCUS: Focus = { token: null, doc: null };

export interface ResultsProps {
  readonly run: Run;
  readonly theme: Theme;
  readonly onChoose: (sequence: number) => void;
  readonly onSampleAgain: () => void;
  /** Shown between the answer and the documents on small screens, under the heatmap on large ones. */
  readonly children: ReactNode;
}

export function Results({ run, theme, onChoose, onSampleAgain, children }: ResultsProps): ReactElement {
  const [focus, setFocus] = useState<Focus>(NO_FOCUS);
  const step = focus.token === null ? null : (run.tokens[focus.token] ?? null);
  const shown = step ?? run.tokens.at(-1) ?? null;
  const { result, settings } = run;
  const seed = settings.decoding?.strategy === 'sample' ? settings.decoding.seed : null;
  const choose = (sequence: number): void => {
    setFocus(NO_FOCUS);
    onChoose(sequence);
  };
  return (
    <div className="results" aria-busy={run.status === 'running'}>
      <div className="results-main">
        <div className="answer-group">
          <AnswerPanel run={run} focusToken={focus.token} focusDoc={focus.doc} onFocusToken={(token) => setFocus({ token, doc: null })} />
          {shown !== null && <TokenInspector step={shown} at={run.tokens.indexOf(shown)} documents={run.documents} />}
        </div>
        {result !== null && (seed !== null || (result.mode === 'token' && result.sequences.length > 1)) && <DecodeSequences result={result} chosen={run.chosen} seed={seed} onChoose={choose} onSampleAgain={onSampleAgain} />}
        {result !== null && result.candidates.length > 0 && <DecodeCandidates result={result} chosen={run.chosen} drawn={seed !== null} onChoose={choose} />}
        {run.tokens.length > 0 && run.documents.length > 0 && <HeatmapPanel question={run.question} documents={run.documents} tokens={run.tokens} theme={theme} focus={focus} onFocus={setFocus} />}
        {result !== null && result.trees.length > 0 && <BeamTree trees={result.trees} documents={result.documents} shownIds={run.tokens.map(({ id }) => id)} chosen={run.chosen} onChoose={result.mode === 'token' ? choose : null} />}
      </div>
      <div className="results-side">
        <DocumentList run={run} step={step} focusDoc={focus.doc} onFocusDoc={(doc) => setFocus({ token: focus.token, doc })} />
      </div>
      <div className="results-gradient">{children}</div>
    </div>
  );
}
