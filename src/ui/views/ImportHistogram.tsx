/** How long passages are in the encoder's tokens, and where it cuts. Pure: fed by one set of bars. */
import type { ReactElement } from 'react';
import type { TokenLengths } from '../../app/protocol.ts';
import { count, plural } from '../format.ts';
import { Help } from '../parts/Help.tsx';

const HEIGHT = 96;

/** One sentence that says what the picture shows. */
export function lengthsInWords({ n, limit, longest, median, nCut, tokensCut }: TokenLengths): string {
  if (n === 0) return 'There is no passage to measure yet.';
  const measured = `${plural(n, 'passage')} measured: ${count(median)} tokens in the median, ${count(longest)} at most.`;
  return nCut === 0
    ? `${measured} The encoder reads ${count(limit)}, so nothing is cut.`
    : `${measured} The encoder reads ${count(limit)}: of ${plural(nCut, 'passage')} it leaves out ${plural(tokensCut, 'token')}. Shorter passages would be read whole.`;
}

export function ImportHistogram({ tokens }: { readonly tokens: TokenLengths }): ReactElement {
  const { bars, width, limit, longest, nCut } = tokens;
  const tallest = Math.max(1, ...bars);
  const end = bars.length * width;
  const share = (value: number): number => (100 * value) / end;
  return (
    <figure className="lengths">
      {tokens.n > 0 && (
        <div className="lengths-plot">
          <svg viewBox={`0 0 ${bars.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={lengthsInWords(tokens)}>
            {bars.map((bar, at) => {
              // A single passage among thousands must not vanish.
              const height = bar === 0 ? 0 : Math.max(2, (bar / tallest) * HEIGHT);
              return <rect key={at} className={at * width >= limit ? 'is-cut' : undefined} x={at + 0.08} width={0.84} y={HEIGHT - height} height={height} />;
            })}
          </svg>
          {limit < end && <span className="lengths-limit" style={{ left: `${share(limit)}%` }} aria-hidden="true" />}
          <div className="lengths-axis" aria-hidden="true">
            <span>0</span>
            {limit < end && (
              <span className="lengths-mark" style={{ left: `${share(limit)}%` }}>
                {count(limit)}
              </span>
            )}
            <span>
              {count(Math.max(longest, end - width))} tokens
            </span>
          </div>
        </div>
      )}
      <figcaption className={nCut > 0 ? 'lengths-text has-cut' : 'lengths-text'} data-testid="token-lengths">
        {lengthsInWords(tokens)} <Help topic="tokenLengths" />
      </figcaption>
    </figure>
  );
}
