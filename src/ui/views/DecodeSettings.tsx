/** The decoding settings behind a disclosure: only what counts for the chosen strategy is on show. Pure: fed by props. */
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { DECODING_LIMITS } from '../../app/decodingUrl.ts';
import type { DecodingSettings, RagMode } from '../../app/protocol.ts';
import { DEFAULT_DECODING, appliedDecoding, type Extractive, type SequenceDecoding, type Strategy } from '../../rag/decoding.ts';
import type { DecodingTopic } from '../explainDecoding.tsx';
import { decimal } from '../format.ts';
import { NumberStepper, Segmented, SelectField, type Option } from '../parts/fields.tsx';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';

const REST: readonly Option<Strategy>[] = [
  { value: 'beam', label: 'Beam search', testId: 'strategy-beam' },
  { value: 'sample', label: 'Sampling', testId: 'strategy-sample' },
];

const STRATEGIES: Readonly<Record<RagMode, readonly Option<Strategy>[]>> = {
  token: [{ value: 'greedy', label: 'Greedy', testId: 'strategy-greedy' }, ...REST],
  sequence: [{ value: 'greedy', label: 'Two beams', testId: 'strategy-greedy' }, ...REST],
};

const EARLY: readonly Option<'false' | 'true' | 'never'>[] = [
  { value: 'false', label: 'Heuristic' },
  { value: 'true', label: 'When full' },
  { value: 'never', label: 'Never early' },
];

const EXTRACTIVE: readonly Option<Extractive>[] = [
  { value: 'auto', label: 'As the model asks' },
  { value: 'on', label: 'Words of a passage' },
  { value: 'off', label: 'Free' },
];

const RESCORE: readonly Option<SequenceDecoding>[] = [
  { value: 'thorough', label: 'Thorough', testId: 'decode-thorough' },
  { value: 'fast', label: 'Fast', testId: 'decode-fast' },
];

/** The settings in a few words, for the closed disclosure. */
/** @param extractive whether the model asks for extractive answers */
export function decodingSummary(mode: RagMode, decoding: DecodingSettings, extractive: boolean): string {
  const { strategy, numBeams, lengthPenalty, temperature, topP, seed, minLength, noRepeatNgramSize, sequenceDecoding } = decoding;
  const where = mode === 'sequence' ? ' a document' : '';
  const how: Record<Strategy, string[]> = {
    greedy: mode === 'sequence' ? ['two beams a document'] : ['greedy', ...{ auto: extractive ? ['words of a passage'] : [], on: ['words of a passage'], off: ['free'] }[decoding.extractive]],
    beam: [`${numBeams} beam${numBeams === 1 ? '' : 's'}${where}`, ...(lengthPenalty === DEFAULT_DECODING.lengthPenalty ? [] : [`length penalty ${decimal(lengthPenalty, 1)}`])],
    sample: ['sampling', `temperature ${temperature}`, `top-p ${topP}`, `seed ${seed}`],
  };
  const fast = mode === 'sequence' && strategy !== 'sample' && sequenceDecoding === 'fast' ? ['fast'] : [];
  return [...how[strategy], ...fast, ...(minLength > 0 ? [`at least ${minLength} tokens`] : []), ...(noRepeatNgramSize > 0 ? [`no ${noRepeatNgramSize}-gram twice`] : [])].join(' · ');
}

export interface DecodeSettingsProps {
  readonly mode: RagMode;
  /** Longest answer in tokens. */
  readonly maxLength: number;
  readonly decoding: DecodingSettings;
  /** Whether the model asks for extractive answers. */
  readonly extractive: boolean;
  readonly onDecoding: (decoding: DecodingSettings) => void;
}

type NumberKey = keyof typeof DECODING_LIMITS;

export function DecodeSettings({ mode, maxLength, decoding, extractive, onDecoding }: DecodeSettingsProps): ReactElement {
  const change = (part: Partial<DecodingSettings>): void => onDecoding({ ...decoding, ...part });
  const number = (key: NumberKey, label: string, topic: DecodingTopic, step = 1, range: readonly [number, number] = DECODING_LIMITS[key]): ReactElement => (
    <NumberStepper key={key} label={label} value={decoding[key]} range={range} step={step} onChange={(value) => change({ [key]: value })} testId={`decode-${key}`} help={<Help topic={topic} />} wide={key === 'seed'} />
  );
  const isDefault = JSON.stringify(appliedDecoding(mode, decoding)) === JSON.stringify(appliedDecoding(mode, DEFAULT_DECODING));
  const { strategy } = decoding;
  return (
    <details className="decode-settings" data-testid="decoding">
      <summary>
        <span className="decode-title">Decoding</span>
        <span className="decode-summary" data-testid="decoding-summary">{decodingSummary(mode, decoding, extractive)}</span>
      </summary>
      <div className="controls decode-controls">
        <div className="field">
          <span className="field-label">
            Strategy <Help topic="strategy" />
          </span>
          <Segmented label="Strategy" value={strategy} options={STRATEGIES[mode]} onChange={(value) => change({ strategy: value })} />
        </div>
        {mode === 'sequence' && strategy !== 'sample' && (
          <div className="field">
            <span className="field-label">
              Candidates’ scores <Help topic="sequenceDecoding" />
            </span>
            <Segmented label="Candidates’ scores" value={decoding.sequenceDecoding} options={RESCORE} onChange={(sequenceDecoding) => change({ sequenceDecoding })} />
          </div>
        )}
        {mode === 'token' && strategy === 'greedy' && (
          <SelectField label="Answers" value={decoding.extractive} options={EXTRACTIVE} onChange={(wanted) => change({ extractive: wanted })} testId="decode-extractive" help={<Help topic="extractive" />} />
        )}
        {strategy === 'beam' && (
          <>
            {number('numBeams', mode === 'sequence' ? 'Beams a document' : 'Beams', 'beams')}
            {mode === 'token' && number('numReturnSequences', 'Returned', 'nSequences', 1, [1, decoding.numBeams])}
            {number('lengthPenalty', 'Length penalty', 'lengthPenalty', 0.1)}
            <SelectField
              label="Stop"
              value={String(decoding.earlyStopping) as 'false' | 'true' | 'never'}
              options={EARLY}
              onChange={(value) => change({ earlyStopping: value === 'never' ? value : value === 'true' })}
              testId="decode-early"
              help={<Help topic="earlyStopping" />}
            />
          </>
        )}
        {strategy === 'sample' && (
          <>
            {number('temperature', 'Temperature', 'temperature', 0.05)}
            {number('topP', 'Top-p', 'topP', 0.05)}
            {number('seed', 'Seed', 'seed')}
            {number('numReturnSequences', 'Samples', 'nSamples')}
          </>
        )}
        {number('minLength', 'Shortest answer', 'minLength', 1, [0, Math.min(DECODING_LIMITS.minLength[1], maxLength - 1)])}
        {number('noRepeatNgramSize', 'No n-gram twice', 'noRepeat')}
        <Button className="button button-quiet decode-reset" isDisabled={isDefault} onPress={() => onDecoding(DEFAULT_DECODING)} data-testid="decode-reset">
          <Icon name="undo" />
          Reset decoding
        </Button>
      </div>
    </details>
  );
}
