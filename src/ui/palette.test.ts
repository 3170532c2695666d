import { describe, expect, it } from 'vitest';
import { DOCUMENT_COLOURS, contrast, documentColour, inkOn, linearRgb, paletteProperties } from './palette.ts';

/** Severity-1 matrices of Machado, Oliveira & Fernandes 2009, on linear RGB. */
const VISION = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** Linear RGB -> OKLab (Ottosson 2020). */
function oklab([r, g, b]: readonly number[]): [number, number, number] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function seen(hex: string, matrix: readonly number[]): [number, number, number] {
  const [r, g, b] = linearRgb(hex);
  const row = (i: number): number => Math.min(1, Math.max(0, matrix[i] * r + matrix[i + 1] * g + matrix[i + 2] * b));
  return oklab([row(0), row(3), row(6)]);
}

function smallestDistance(colours: readonly string[], matrix: readonly number[]): number {
  const points = colours.map((hex) => seen(hex, matrix));
  let smallest = Infinity;
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < i; j++) {
      smallest = Math.min(smallest, Math.hypot(...points[i].map((value, axis) => value - points[j][axis])));
    }
  }
  return smallest;
}

describe.each(['light', 'dark'] as const)('document colours, %s theme', (theme) => {
  const colours = DOCUMENT_COLOURS.map((colour) => colour[theme]);

  it.each(Object.keys(VISION) as (keyof typeof VISION)[])('stay apart under %s', (vision) => {
    expect(smallestDistance(colours, VISION[vision])).toBeGreaterThan(0.085);
    expect(smallestDistance(colours.slice(0, 5), VISION[vision])).toBeGreaterThan(0.12);
  });

  it('stand out from the surface and carry a readable rank', () => {
    const surface = theme === 'light' ? '#ffffff' : '#191b20';
    for (const colour of colours) {
      expect(contrast(colour, surface)).toBeGreaterThanOrEqual(3);
      expect(contrast(colour, inkOn(colour))).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('palette properties', () => {
  it('name every rank once', () => {
    expect(Object.keys(paletteProperties())).toHaveLength(20);
    expect(documentColour(13)).toBe('var(--doc-3)');
  });
});
