/** How a base's vectors are kept, and what fewer bits would do to its ranks. Pure. */
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { LibrarySlice } from '../../../app/library/actions.ts';
import type { RankEffect, VectorFacts, VectorType } from '../../../app/library/types.ts';
import { fileSize, percent, scientific } from '../../format.ts';
import { Segmented, type Option } from '../../parts/fields.tsx';
import { Help } from '../../parts/Help.tsx';
import { ProgressLine } from '../../parts/ProgressLine.tsx';

export const TYPE_OPTIONS: readonly Option<VectorType>[] = [
  { value: 'fp32', label: 'fp32', testId: 'vectors-fp32' },
  { value: 'fp16', label: 'fp16', testId: 'vectors-fp16' },
  { value: 'int8', label: 'int8', testId: 'vectors-int8' },
];

function Effects({ effects }: { readonly effects: readonly RankEffect[] }): ReactElement {
  const [{ nQueries, k }] = effects;
  return (
    <div className="table-scroll">
      <table className="table" data-testid="rank-effects">
        <caption className="small">
          {nQueries} of its passages asked for, best {k} compared with exact vectors
        </caption>
        <thead>
          <tr>
            <th scope="col">kept as</th>
            <th scope="col" className="number">
              size
            </th>
            <th scope="col" className="number">
              same best
            </th>
            <th scope="col" className="number">
              best {k} kept
            </th>
            <th scope="col" className="number">
              score off by at most
            </th>
          </tr>
        </thead>
        <tbody>
          {effects.map(({ type, bytes, sameBest, overlap, maxScoreError }) => (
            <tr key={type}>
              <th scope="row">{type}</th>
              <td className="number">{fileSize(bytes)}</td>
              <td className="number">{percent(sameBest)}</td>
              <td className="number">{percent(overlap)}</td>
              <td className="number">{maxScoreError === 0 ? '0' : scientific(maxScoreError)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export interface LibraryVectorsProps {
  readonly vectors: VectorFacts;
  readonly effects: LibrarySlice['effects'];
  readonly canChange: boolean;
  readonly onMeasure: () => void;
  readonly onType: (type: VectorType) => void;
}

export function LibraryVectors({ vectors, effects, canChange, onMeasure, onType }: LibraryVectorsProps): ReactElement {
  const { type, dim, numerics, bytes } = vectors;
  return (
    <details className="library-vectors" data-testid="library-vectors">
      <summary>
        {type} vectors, {dim} dimensions, {fileSize(bytes)}
      </summary>
      <div className="library-vectors-body">
        <div className="library-type">
          {/* A disabled group would lose the focus that chose in it. */}
          <Segmented label="Keep the vectors as" value={type} options={TYPE_OPTIONS} onChange={(next) => canChange && next !== type && onType(next)} />
          <Help topic="vectorType" />
          {/* Disabled it would swallow the keys of whoever pressed it. */}
          <Button className="button button-small" data-testid="measure-ranks" onPress={() => effects?.effects === null || onMeasure()}>
            Measure ranks
          </Button>
        </div>
        <p className="small">Computed as {numerics}. From fp32 the others are made at once; the way back embeds anew.</p>
        {effects !== null && effects.effects === null && <ProgressLine label="Comparing ranks" progress={effects.progress} />}
        {effects?.effects != null && effects.effects.length > 0 && <Effects effects={effects.effects} />}
      </div>
    </details>
  );
}
