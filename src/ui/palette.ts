/** The ten document colours, one per rank, for both themes. Knows no DOM. */

/**
 * Found by annealing in OKLab: the smallest distance between any two colours, seen normally and under simulated
 * protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009), is as large as contrast with the
 * page allows; the first five, the default nDocs, stand further apart. palette.test.ts holds both promises.
 */
export const DOCUMENT_COLOURS: readonly { readonly light: string; readonly dark: string }[] = [
  { light: '#1e51b1', dark: '#5977f4' },
  { light: '#d77b23', dark: '#e79530' },
  { light: '#3ca492', dark: '#9af9eb' },
  { light: '#6d1657', dark: '#b06d76' },
  { light: '#735807', dark: '#f6e757' },
  { light: '#1a8194', dark: '#6dd1fd' },
  { light: '#b06ddd', dark: '#8e7ebb' },
  { light: '#413e14', dark: '#a2c993' },
  { light: '#bc4b5a', dark: '#df5024' },
  { light: '#1b2692', dark: '#69a3fb' },
];

/** sRGB hex -> linear-light RGB, each in [0, 1]. */
export function linearRgb(hex: string): [number, number, number] {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** WCAG 2 relative luminance. */
export function luminance(hex: string): number {
  const [r, g, b] = linearRgb(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2 contrast ratio of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** Black or white, whichever is easier to read on the colour. */
export function inkOn(hex: string): '#ffffff' | '#000000' {
  return contrast(hex, '#ffffff') >= contrast(hex, '#000000') ? '#ffffff' : '#000000';
}

/** CSS custom properties --doc-0 … --doc-9 and --doc-ink-0 … for the document root. */
export function paletteProperties(): Record<string, string> {
  const properties: Record<string, string> = {};
  DOCUMENT_COLOURS.forEach(({ light, dark }, rank) => {
    properties[`--doc-${rank}`] = `light-dark(${light}, ${dark})`;
    properties[`--doc-ink-${rank}`] = `light-dark(${inkOn(light)}, ${inkOn(dark)})`;
  });
  return properties;
}

/** The custom property with the colour of a document rank (0-based); ranks past ten repeat. */
export function documentColour(rank: number): string {
  return `var(--doc-${rank % DOCUMENT_COLOURS.length})`;
}

export function documentInk(rank: number): string {
  return `var(--doc-ink-${rank % DOCUMENT_COLOURS.length})`;
}
