/** What the heatmap shows: a value for each document and token, its range and its colour scale. Knows no canvas. */
import { scaleSequential } from 'd3-scale';
import { interpolateMagma } from 'd3-scale-chromatic';
import type { TokenStep } from '../../../app/protocol.ts';

export type HeatMode = 'responsibility' | 'posterior' | 'logProb';

/** Log-probabilities below this are drawn alike: what is rarer than e^-12 is not worth a shade. */
const LOG_PROB_FLOOR = -12;

/** @returns a share in [0, 1], or log p(y_t | x, z, y_<t) in nats; NaN where the step has no such document */
export function heatValue(step: TokenStep, doc: number, mode: HeatMode): number {
  switch (mode) {
    case 'responsibility':
      return step.responsibilities[doc] ?? Number.NaN;
    case 'posterior':
      return step.posterior[doc] ?? Number.NaN;
    case 'logProb':
      return step.docLogProbs[doc] ?? Number.NaN;
  }
}

/** The range that the colours span: [0, 1] for shares; whole nats down to the lowest drawn value for log p. */
export function heatDomain(steps: readonly TokenStep[], nDocs: number, mode: HeatMode): readonly [number, number] {
  if (mode !== 'logProb') return [0, 1];
  let lowest = -1;
  for (const step of steps) {
    for (let doc = 0; doc < nDocs; doc++) {
      const value = heatValue(step, doc, mode);
      if (value < lowest) lowest = value;
    }
  }
  return [Math.max(LOG_PROB_FLOOR, Math.floor(lowest)), 0];
}

/**
 * Value -> '#rrggbb', or 'transparent' where there is no value. Magma, perceptually uniform and readable without colour vision, cropped so that its low end is the page itself:
 * from paper to ink on light pages, from night to light on dark ones.
 */
export function heatColour(domain: readonly [number, number], theme: 'light' | 'dark'): (value: number) => string {
  const shade = theme === 'light' ? (t: number) => interpolateMagma(1 - t * 0.82) : (t: number) => interpolateMagma(0.06 + t * 0.92);
  const scale = scaleSequential([...domain], shade).clamp(true);
  return (value) => (Number.isNaN(value) ? 'transparent' : scale(value));
}
