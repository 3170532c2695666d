/** Writes cells of CSV that no spreadsheet runs. Knows no table. */

/**
 * One cell, always quoted. Text that a spreadsheet would run as a formula is led by an apostrophe: after white space
 * or control characters too, and for the full-width forms that spreadsheets accept.
 */
export function csvText(text: string): string {
  const guarded = /^[\s\p{Cc}]*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
