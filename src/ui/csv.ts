/** CSV files that the page hands out. Knows no view and no DOM. */
import type { RejectedRow } from '../retrieval/types.ts';
import type { RetrievedDocument, TokenStep } from '../app/protocol.ts';
import { heatValue, type HeatMode } from './views/heatmap/matrix.ts';

/**
 * One cell, always quoted. Text that a spreadsheet would run as a formula is led by an apostrophe: after white space
 * or control characters too, and for the full-width forms that spreadsheets accept.
 */
export function csvText(text: string): string {
  const guarded = /^[\s\p{Cc}]*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}

function csvNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : csvText(String(value));
}

export function rejectedCsv(rejected: readonly RejectedRow[]): string {
  return ['row,reason', ...rejected.map(({ row, reason }) => `${row},${csvText(reason)}`)].join('\r\n') + '\r\n';
}

/** One line per token, one column per document, as the heatmap shows them. */
export function heatmapCsv(documents: readonly RetrievedDocument[], tokens: readonly TokenStep[], mode: HeatMode): string {
  const head = ['position', 'token', 'log p(y_t)', ...documents.map(({ title, id }) => `${title} (#${id})`)];
  const lines = tokens.map((token, t) =>
    [t + 1, csvText(token.text), csvNumber(token.logProb), ...documents.map((_, doc) => csvNumber(heatValue(token, doc, mode)))].join(','),
  );
  return [head.map(csvText).join(','), ...lines].join('\r\n') + '\r\n';
}
