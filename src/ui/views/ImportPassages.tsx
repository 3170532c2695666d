/** Third step of an import: how texts are split, what comes of it, and what the encoder would cut. Pure: fed by a preview. */
import type { ReactElement } from 'react';
import type { PassagePreview } from '../../app/protocol.ts';
import { DEFAULT_SPLIT, SPLIT_LIMITS } from '../../retrieval/split.ts';
import type { SplitSettings } from '../../retrieval/types.ts';
import { count, plural } from '../format.ts';
import { NumberStepper, Segmented } from '../parts/fields.tsx';
import { Help } from '../parts/Help.tsx';
import { ImportHistogram } from './ImportHistogram.tsx';
import type { StepProps } from './ImportReading.tsx';

const UNITS = [
  { value: 'words', label: 'Words', testId: 'split-words' },
  { value: 'sentences', label: 'Sentences', testId: 'split-sentences' },
  { value: 'tokens', label: 'Tokens', testId: 'split-tokens' },
] as const;

/** What each way of splitting begins with. */
const FIRST: Readonly<Record<SplitSettings['unit'], SplitSettings>> = {
  words: DEFAULT_SPLIT,
  sentences: { unit: 'sentences', size: 100, overlap: 0 },
  tokens: { unit: 'tokens', size: 128, overlap: 16 },
};

const MEANING: Readonly<Record<SplitSettings['unit'], string>> = {
  words: 'Every so many words, parted by spaces: the reference’s way, with 100.',
  sentences: 'Whole sentences, as many as fit that many words.',
  tokens: 'So many of the encoder’s tokens, cut between words; the overlap is said again in the next passage.',
};

function Passage({ passage }: { readonly passage: PassagePreview }): ReactElement {
  const { row, title, text, key, metadata = [], nTokens, readChars } = passage;
  return (
    <li className="passage">
      <p className="passage-head">
        <b className="verbatim">{title.trim() === '' ? <span className="empty">No title</span> : title}</b>
        <span className="passage-facts">
          row {count(row)} · {plural(nTokens, 'token')}
        </span>
      </p>
      <p className="passage-text verbatim">
        {text.slice(0, readChars)}
        {readChars < text.length && (
          <del className="passage-cut" title="The encoder does not read this">
            {text.slice(readChars)}
          </del>
        )}
      </p>
      {(key !== undefined || metadata.length > 0) && (
        <p className="passage-extra">
          {key !== undefined && (
            <span>
              <span className="passage-label">id</span> <span className="verbatim">{key}</span>
            </span>
          )}
          {metadata.map(([name, value], at) => (
            <span key={at}>
              <span className="passage-label verbatim">{name}</span> <span className="verbatim">{value}</span>
            </span>
          ))}
        </p>
      )}
    </li>
  );
}

export function ImportPassages({ preview, onChange }: StepProps): ReactElement {
  const { plan, check } = preview;
  const { unit, size, overlap } = plan.split;
  const change = (next: Partial<SplitSettings>): void => onChange({ split: { ...plan.split, ...next } });
  return (
    <div className="import-step">
      <div className="split-fields">
        <div className="field">
          <span className="field-label">
            <span aria-hidden="true">Split by</span> <Help topic="splitting" />
          </span>
          <Segmented label="Split by" value={unit} options={UNITS} onChange={(value) => onChange({ split: FIRST[value] })} />
        </div>
        <NumberStepper label={unit === 'tokens' ? 'Tokens at most' : 'Words at most'} value={size} range={SPLIT_LIMITS[unit]} onChange={(value) => change({ size: value, overlap: Math.min(overlap, value >> 1) })} testId="split-size" />
        {unit === 'tokens' && <NumberStepper label="Overlap" value={overlap} range={[0, size >> 1]} onChange={(value) => change({ overlap: value })} testId="split-overlap" />}
      </div>
      <p className="small">{MEANING[unit]}</p>
      <ImportHistogram tokens={check.tokens} />
      {check.passages.length > 0 && (
        <ul className="passages" aria-label="The first passages" data-testid="passage-preview">
          {check.passages.map((passage, at) => (
            <Passage key={at} passage={passage} />
          ))}
        </ul>
      )}
    </div>
  );
}
