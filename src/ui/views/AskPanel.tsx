/** The question, its examples and the settings of a run. Pure: fed by props. */
import { useRef, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { IndexName, RagMode } from '../../app/protocol.ts';
import { LIMITS, type Settings } from '../../app/url.ts';
import type { Example } from '../examples.ts';
import { NumberStepper, Segmented, SelectField, type Option } from '../parts/fields.tsx';
import { indexOptions } from '../indexText.ts';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';
import { DecodeSettings } from './DecodeSettings.tsx';

const MODES: readonly Option<RagMode>[] = [
  { value: 'token', label: 'RAG-Token', testId: 'mode-token' },
  { value: 'sequence', label: 'RAG-Sequence', testId: 'mode-sequence' },
];

export interface AskPanelProps {
  readonly settings: Settings;
  readonly examples: readonly Example[];
  /** What the model asks for where the user chooses nothing. */
  readonly preferredIndex: IndexName;
  readonly extractive: boolean;
  readonly ready: boolean;
  readonly running: boolean;
  readonly onSettings: (change: Partial<Settings>) => void;
  readonly onAsk: () => void;
  readonly onExample: (example: Example) => void;
  readonly onStop: () => void;
  readonly indexTool?: ReactElement;
}

function QuestionForm({ settings, ready, running, onSettings, onAsk, onStop }: AskPanelProps): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
      }}
    >
      <label className="visually-hidden" htmlFor="question">
        Your question
      </label>
      <input
        id="question"
        ref={input}
        className="ask-input"
        type="text"
        enterKeyHint="go"
        autoComplete="off"
        spellCheck
        maxLength={LIMITS.questionLength}
        placeholder="Ask the knowledge base…"
        data-testid="question-input"
        value={settings.question}
        onChange={(event) => onSettings({ question: event.target.value })}
      />
      {running ? (
        <Button
          className="button button-primary ask-button"
          data-testid="stop-button"
          onPress={() => {
            onStop();
            input.current?.focus();
          }}
        >
          <Icon name="stop" />
          Stop
        </Button>
      ) : (
        <Button className="button button-primary ask-button" type="submit" data-testid="ask-button" isDisabled={!ready}>
          Ask
          <Icon name="arrow" />
        </Button>
      )}
    </form>
  );
}

export function AskPanel(props: AskPanelProps): ReactElement {
  const { settings, examples, onSettings, onExample } = props;
  return (
    <section className="panel ask" aria-label="Ask">
      <QuestionForm {...props} />
      {examples.length > 0 && (
        <div className="chips" role="group" aria-label="Example questions">
          {examples.map((example) => (
            <Button
              key={example.question}
              className={example.answerable ? 'chip' : 'chip chip-no-answer'}
              onPress={() => onExample(example)}
            >
              {example.question}
              {!example.answerable && <span className="chip-note">not in the base</span>}
            </Button>
          ))}
        </div>
      )}
      <div className="controls">
        <div className="field">
          <span className="field-label">
            Model <Help topic="mode" />
          </span>
          <Segmented label="Model" value={settings.mode} options={MODES} onChange={(mode) => onSettings({ mode })} />
        </div>
        <NumberStepper label="Documents" value={settings.nDocs} range={LIMITS.nDocs} onChange={(nDocs) => onSettings({ nDocs })} testId="ndocs" help={<Help topic="nDocs" />} />
        <NumberStepper label="Answer length" value={settings.maxLength} range={LIMITS.maxLength} onChange={(maxLength) => onSettings({ maxLength })} testId="max-length" help={<Help topic="maxLength" />} />
        <SelectField label="Index" value={settings.index} options={indexOptions(props.preferredIndex)} onChange={(index) => onSettings({ index })} testId="index-select" help={<Help topic="index" />} />
      </div>
      <DecodeSettings mode={settings.mode} maxLength={settings.maxLength} decoding={settings.decoding} extractive={props.extractive} onDecoding={(decoding) => onSettings({ decoding })} />
      {props.indexTool}
    </section>
  );
}
