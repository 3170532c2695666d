/** The import preview under a header choice: the engine proposes one, the user may decide otherwise. Knows no view. */
import type { TablePreview } from '../app/protocol.ts';

export interface PreviewTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Whether the engine read the first record as column names; it does so when it proposes no mapping. */
export function assumedHeader(preview: TablePreview): boolean {
  return preview.mapping?.hasHeader ?? true;
}

/**
 * The engine's preview keeps the header out of `rows`. Turning the header off puts it back as the first row under
 * numbered columns; turning it on takes the first row as names.
 */
export function previewWithHeader(preview: TablePreview, hasHeader: boolean): PreviewTable {
  const { columns, rows } = preview;
  if (hasHeader === assumedHeader(preview)) return { columns: columns.map(named), rows };
  if (!hasHeader) return { columns: columns.map((_, at) => numbered(at)), rows: [columns, ...rows] };
  const [names = [], ...rest] = rows;
  return { columns: columns.map((_, at) => named(names[at] ?? '', at)), rows: rest };
}

function numbered(at: number): string {
  return `Column ${at + 1}`;
}

function named(name: string, at: number): string {
  return name.trim() === '' ? numbered(at) : name;
}

/** The column with the longest cells is the likeliest text, where the engine proposed none. */
export function longestColumn({ columns, rows }: PreviewTable): number {
  const lengths = columns.map((_, at) => rows.reduce((sum, row) => sum + (row[at]?.length ?? 0), 0));
  return Math.max(0, lengths.indexOf(Math.max(...lengths)));
}

const DELIMITERS: Readonly<Record<string, string>> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'bar', ' ': 'space' };

export function delimiterName(delimiter: string): string {
  return DELIMITERS[delimiter] ?? delimiter;
}
