/** Prior, responsibility and gradient of each document, the graph's result beside the closed form. Pure. */
import type { CSSProperties, ReactElement } from 'react';
import type { ScoreResult } from '../../app/protocol.ts';
import { percent, signed } from '../format.ts';
import { gradientTerms } from '../gradientText.ts';
import { DocChip, documentStyle } from '../parts/DocChip.tsx';
import { Help } from '../parts/Help.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ScoreGradient, V } from '../parts/math.tsx';

/** Below this cosine a document is neither approached nor left. */
const SIDEWAYS = 0.02;

function Pull({ cosine }: { readonly cosine: number }): ReactElement {
  const text = signed(cosine, 2);
  if (!(Math.abs(cosine) >= SIDEWAYS)) return <span className="pull">{text} neither</span>;
  return (
    <span className="pull">
      <Icon name={cosine > 0 ? 'up' : 'down'} />
      {text} {cosine > 0 ? 'towards' : 'away'}
    </span>
  );
}

export function GradientTable({ result }: { readonly result: ScoreResult }): ReactElement {
  const largest = Math.max(1e-12, ...Array.from(result.scoreGrad, Math.abs), ...Array.from(result.scoreGradClosedForm, Math.abs));
  const summed = gradientTerms(result) > 1;
  return (
    <div className="table-scroll" role="region" aria-label="Gradient per document" tabIndex={0}>
      <table className="table gradient-table">
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col" className="number">
              prior <V>p</V>
            </th>
            <th scope="col" className="number">
              {summed ? 'mean vote' : 'posterior'} <V>r</V>
            </th>
            <th scope="col" colSpan={2}>
              <ScoreGradient /> from the graph <Help topic="scoreGrad" />
            </th>
            <th scope="col" className="number">
              {summed ? <>Σ<sub>t</sub> (<V>p</V> − <V>r</V>)</> : <><V>p</V> − <V>r</V></>} by hand
            </th>
            <th scope="col">
              Pulls the question <Help topic="cosine" />
            </th>
          </tr>
        </thead>
        <tbody>
          {result.documents.map((document, doc) => {
            const value = result.scoreGrad[doc];
            const bar = { ...documentStyle(doc), '--from': Math.min(0, value) / largest, '--to': Math.max(0, value) / largest } as CSSProperties;
            return (
              <tr key={document.id} data-testid="gradient-row">
                <th scope="row">
                  <span className="gradient-doc">
                    <DocChip rank={doc} />
                    <span className="gradient-title">{document.title || document.text.slice(0, 60)}</span>
                  </span>
                </th>
                <td className="number">{percent(result.prior[doc])}</td>
                <td className="number">{percent(result.posterior[doc])}</td>
                <td className="diverging" aria-hidden="true" style={bar}>
                  <span className="diverging-track">
                    <span className="diverging-fill" />
                  </span>
                </td>
                <td className="number">{signed(value, 4)}</td>
                <td className="number quiet">{signed(result.scoreGradClosedForm[doc], 4)}</td>
                <td>
                  <Pull cosine={result.descentCosine[doc]} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="axis-note" aria-hidden="true">
        bars to the left: descent raises the score · to the right: descent lowers it
      </p>
    </div>
  );
}
