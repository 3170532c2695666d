/** The one form in which every benchmark reports: a value, a peer's value from the same run, and their ratio. Measures nothing. */

/** Sizes by name, all changeable by flags of that name. */
export type Sizes = Readonly<Record<string, number>>;

export interface Settings {
  /** Timed runs of each subject. */
  readonly runs: number;
  readonly warmUp: number;
  readonly threads: number;
  readonly provider: 'cpu' | 'wasm';
  /** Progress for whoever waits. */
  readonly log: (line: string) => void;
}

export interface Row {
  readonly bench: string;
  readonly subject: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string;
  /** In the same unit; null where the peer's is 0 by definition. */
  readonly peerValue: number | null;
  /** value / peerValue; null where that is no number. */
  readonly ratio: number | null;
  readonly better: 'less' | 'more';
}

/** A subject that could not be measured here, and why. */
export interface Skipped {
  readonly bench: string;
  readonly subject: string;
  readonly skipped: string;
}

export type Result = Row | Skipped;

export interface Bench<S extends Sizes = Sizes> {
  readonly name: string;
  readonly about: string;
  readonly sizes: S;
  run(sizes: S, settings: Settings): Promise<Result[]>;
}

export function row(bench: string, subject: string, value: number, unit: string, peer: string, peerValue: number | null, better: 'less' | 'more' = 'less'): Row {
  return { bench, subject, value, unit, peer, peerValue, ratio: peerValue === null || peerValue === 0 ? null : value / peerValue, better };
}

export function table(results: readonly Result[]): string {
  const cells = results.map((r) =>
    'skipped' in r
      ? [r.bench, r.subject, `skipped: ${r.skipped}`]
      : [r.bench, r.subject, figure(r.value), r.unit, r.peer, r.peerValue === null ? '' : figure(r.peerValue), r.ratio === null ? '' : `${r.ratio.toFixed(2)}x`, `${r.better} is better`],
  );
  const head = ['bench', 'subject', 'value', 'unit', 'peer', "peer's", 'ratio', ''];
  const whole = [head, ...cells.filter((c) => c.length === head.length)];
  const widths = head.map((_, i) => Math.max(...whole.map((line) => line[i].length)));
  const numeric = new Set([2, 5, 6]);
  const aligned = (line: readonly string[]) => line.map((cell, i) => (numeric.has(i) && line.length === head.length ? cell.padStart(widths[i]) : cell.padEnd(widths[i])));
  return [head, ...cells].map((line) => aligned(line).join('  ').trimEnd()).join('\n');
}

const figure = (value: number): string => (value !== 0 && Math.abs(value) < 0.01 ? value.toExponential(1) : value.toLocaleString('en', { maximumSignificantDigits: value >= 1000 ? Math.ceil(Math.log10(value)) : 3, useGrouping: false }));
