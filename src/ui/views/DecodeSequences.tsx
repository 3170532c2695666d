/** All sequences that a search returned, or all samples: choosing one shows it in every other view. Pure. */
import { useId, type CSSProperties, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { AskResult } from '../../app/protocol.ts';
import { decimal, plural } from '../format.ts';
import { DocChip } from '../parts/DocChip.tsx';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';
import { DecodeChoice } from './DecodeChoice.tsx';

export interface DecodeSequencesProps {
  readonly result: AskResult;
  readonly chosen: number;
  /** The seed that drew them, or null where they were searched. */
  readonly seed: number | null;
  readonly onChoose: (index: number) => void;
  readonly onSampleAgain: () => void;
}

export function DecodeSequences({ result, chosen, seed, onChoose, onSampleAgain }: DecodeSequencesProps): ReactElement {
  const name = useId();
  const { sequences, exact } = result;
  const best = Math.max(...sequences.map(({ logProb }) => logProb));
  const isDrawn = seed !== null;
  return (
    <section className="panel" aria-labelledby={`${name}-heading`}>
      <div className="panel-head">
        <h2 id={`${name}-heading`} className="eyebrow">
          {isDrawn ? plural(sequences.length, 'sample') : plural(sequences.length, 'sequence')}
        </h2>
        <Help topic={isDrawn ? 'samples' : 'sequences'} />
        {isDrawn && (
          <div className="panel-tools">
            <span className="decode-seed" data-testid="seed-shown">
              seed <b>{seed}</b>
            </span>
            <Button className="button button-small" onPress={onSampleAgain} data-testid="sample-again">
              <Icon name="arrow" />
              Sample again
            </Button>
          </div>
        )}
      </div>
      <div className="table-scroll" role="region" aria-label={isDrawn ? 'Samples' : 'Returned sequences'} tabIndex={0}>
        <table className="table decode-table" data-testid="sequences">
          <thead>
            <tr>
              <th scope="col" colSpan={2}>{isDrawn ? 'As drawn' : 'Best first'}</th>
              <th scope="col" className="number">
                log <i>p</i>(<i>y</i>|<i>x</i>)
              </th>
              <td className="candidate-bar" aria-hidden="true" />
              {!isDrawn && (
                <th scope="col" className="number">
                  score
                </th>
              )}
              {result.mode === 'sequence' && <th scope="col">Drawn from</th>}
              <th scope="col">End</th>
            </tr>
          </thead>
          <tbody>
            {sequences.map((sequence, at) => (
              <tr key={at} data-chosen={at === chosen} data-testid="sequence-row">
                <DecodeChoice name={name} id={`${name}-${at}`} text={sequence.text} checked={at === chosen} onChoose={() => onChoose(at)} />
                <td className="number">{decimal(sequence.logProb, 3)}</td>
                <td className="candidate-bar" aria-hidden="true" style={{ '--share': Math.exp(sequence.logProb - best) } as CSSProperties}>
                  <span />
                </td>
                {!isDrawn && <td className="number">{sequence.score === null ? '–' : decimal(sequence.score, 3)}</td>}
                {result.mode === 'sequence' && <td>{sequence.fromDocs.map((doc) => <DocChip key={doc} rank={doc} />)}</td>}
                <td className="decode-end">{sequence.end === 'eos' ? 'end token' : 'cut at the longest'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!exact && <p className="decode-note">{isDrawn ? 'Drawn from the 100 likeliest tokens of each step; what lies beyond had no chance.' : 'With so many tokens banned, 100 tokens a beam may not have been enough: another beam could have stood here.'}</p>}
    </section>
  );
}
