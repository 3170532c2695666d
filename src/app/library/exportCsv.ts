/** Passages as CSV that no spreadsheet runs. Knows no library. */
import { csvText } from '../../retrieval/csvText.ts';
import type { Passage } from '../../retrieval/types.ts';

const CHUNK = 4096;

export interface PassagesCsv {
  readonly blob: Blob;
  /** Cells that a spreadsheet would have run as formulas. */
  readonly neutralised: number;
}

/** One line a passage: title, text, row, then id and metadata where the base has them; UTF-8 with a BOM, which spreadsheets need. */
export function passagesCsv(passages: readonly Passage[]): PassagesCsv {
  const hasKeys = passages.some(({ key }) => key !== undefined);
  const metadata = [...new Set(passages.flatMap((passage) => (passage.metadata ?? []).map(([name]) => name)))];
  let neutralised = 0;
  const cell = (text: string): string => {
    const written = csvText(text);
    if (written.startsWith(`"'`) && !text.startsWith("'")) neutralised++;
    return written;
  };
  const parts = [`\ufeff${[...['title', 'text', 'row'], ...(hasKeys ? ['id'] : []), ...metadata].map(cell).join(',')}\r\n`];
  for (let start = 0; start < passages.length; start += CHUNK) {
    parts.push(
      passages
        .slice(start, start + CHUNK)
        .map((passage) => {
          const cells = new Map(passage.metadata ?? []);
          return [cell(passage.title), cell(passage.text), String(passage.row), ...(hasKeys ? [cell(passage.key ?? '')] : []), ...metadata.map((name) => cell(cells.get(name) ?? ''))].join(',');
        })
        .join('\r\n') + '\r\n',
    );
  }
  return { blob: new Blob(parts, { type: 'text/csv;charset=utf-8' }), neutralised };
}
