/** Roles of columns, and an import plan in words. Knows no view and no engine. */
import type { TablePreview } from '../app/protocol.ts';
import type { ColumnMapping, SplitSettings } from '../retrieval/types.ts';
import { count, plural } from './format.ts';

export type Role = 'none' | 'title' | 'text' | 'id' | 'metadata';

export const ROLE_NAMES: Readonly<Record<Role, string>> = { none: 'Not used', title: 'Title', text: 'Text', id: 'Id', metadata: 'Metadata' };

/** The role of each column under a mapping. */
export function rolesOf(mapping: ColumnMapping, nColumns: number): Role[] {
  return Array.from({ length: nColumns }, (_, at) => {
    if (at === mapping.text || mapping.moreText?.includes(at)) return 'text';
    if (at === mapping.title) return 'title';
    if (at === mapping.id) return 'id';
    return mapping.metadata?.includes(at) ? 'metadata' : 'none';
  });
}

/** One column's role changed; title and id are one column each, so another that had it loses it. */
export function withRole(roles: readonly Role[], column: number, role: Role): Role[] {
  const single = role === 'title' || role === 'id';
  return roles.map((old, at) => (at === column ? role : single && old === role ? 'none' : old));
}

/** The mapping of such roles, or null while no column is the text. Several text columns are joined in their order. */
export function mappingOf(roles: readonly Role[], hasHeader: boolean): ColumnMapping | null {
  const having = (role: Role): number[] => roles.flatMap((other, at) => (other === role ? [at] : []));
  const [text, ...moreText] = having('text');
  if (text === undefined) return null;
  const [title = null] = having('title');
  const [id = null] = having('id');
  const metadata = having('metadata');
  return { title, text, hasHeader, ...(moreText.length > 0 ? { moreText } : {}), ...(id === null ? {} : { id }), ...(metadata.length > 0 ? { metadata } : {}) };
}

const DELIMITERS: Readonly<Record<string, string>> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'bar' };

export function delimiterName(delimiter: string): string {
  return DELIMITERS[delimiter] ?? delimiter;
}

const FORMATS: Readonly<Record<TablePreview['format'], string>> = { table: '', jsonl: 'JSONL', json: 'JSON', squad: 'SQuAD' };

/** How the file is read: 'UTF-8 · comma'. */
export function readingInWords({ format, encoding, plan }: TablePreview): string {
  return `${encoding.split(',')[0]} · ${format === 'table' ? delimiterName(plan.delimiter) : FORMATS[format]}`;
}

/** What becomes what: 'question → title, answer → text'. */
export function columnsInWords(columns: readonly string[], { title, text, moreText = [] }: ColumnMapping): string {
  const texts = [text, ...moreText].map((at) => columns[at] ?? '').join(' + ');
  return title === null ? texts : `${columns[title] ?? ''} / ${texts}`;
}

export function splitInWords({ unit, size, overlap }: SplitSettings): string {
  switch (unit) {
    case 'words':
      return `${size} words`;
    case 'sentences':
      return `sentences, up to ${size} words`;
    case 'tokens':
      return `${size} tokens${overlap > 0 ? `, ${overlap} repeated` : ''}`;
  }
}

export type Verdict = Pick<TablePreview['check'], 'nRows' | 'accepted' | 'nRejected' | 'nPassages' | 'complete' | 'nRowsEstimate'>;

/** The verdicts of several files as one. */
export function totalOf(verdicts: readonly Verdict[]): Verdict {
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, verdict) => total + of(verdict), 0);
  return {
    nRows: sum(({ nRows }) => nRows),
    accepted: sum(({ accepted }) => accepted),
    nRejected: sum(({ nRejected }) => nRejected),
    nPassages: sum(({ nPassages }) => nPassages),
    complete: verdicts.every(({ complete }) => complete),
    nRowsEstimate: sum(({ nRowsEstimate }) => nRowsEstimate),
  };
}

/** '4 of 6 rows accepted'; for a large file what its beginning says. */
export function verdictInWords({ nRows, accepted, complete, nRowsEstimate }: Verdict): string {
  if (!complete && nRows === 0) return 'No row seen yet';
  if (!complete) return `${count(accepted)} of the first ${plural(nRows, 'row')} accepted; about ${count(roughly(nRowsEstimate))} in all`;
  return nRows === accepted ? `${nRows === 1 ? 'The one row' : `All ${count(nRows)} rows`} accepted` : `${count(accepted)} of ${plural(nRows, 'row')} accepted`;
}

/** Two significant digits. */
export function roughly(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.round(value / unit) * unit;
}
