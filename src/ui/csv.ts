/** CSV files that the page hands out. Knows no view and no DOM. */
import { csvText } from '../retrieval/csvText.ts';
import type { RetrievedDocument, TokenStep } from '../app/protocol.ts';
import { heatValue, type HeatMode } from './views/heatmap/matrix.ts';

function csvNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : csvText(String(value));
}

/** One line per token, one column per document, as the heatmap shows them. */
export function heatmapCsv(documents: readonly RetrievedDocument[], tokens: readonly TokenStep[], mode: HeatMode): string {
  const head = ['position', 'token', 'log p(y_t)', ...documents.map(({ title, id }) => `${title} (#${id})`)];
  const lines = tokens.map((token, t) =>
    [t + 1, csvText(token.text), csvNumber(token.logProb), ...documents.map((_, doc) => csvNumber(heatValue(token, doc, mode)))].join(','),
  );
  return [head.map(csvText).join(','), ...lines].join('\r\n') + '\r\n';
}
