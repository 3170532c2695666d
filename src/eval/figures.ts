/** What an evaluation set gives, and its table. */

export interface EvalFigures {
  /** Questions. */
  readonly n: number;
  /** All in percent. */
  readonly exactMatch: number;
  readonly f1: number;
  readonly top1: number;
  readonly top5: number;
}

/** The figures of several sets as a Markdown table. */
export function figuresTable(figures: Readonly<Record<string, EvalFigures>>): string {
  const rows = Object.entries(figures).map(([name, f]) => `| ${name} | ${f.n} | ${f.top1.toFixed(1)} | ${f.top5.toFixed(1)} | ${f.exactMatch.toFixed(1)} | ${f.f1.toFixed(1)} |`);
  return ['| set | questions | top-1 % | top-5 % | exact match % | F1 |', '|---|---|---|---|---|---|', ...rows].join('\n');
}
