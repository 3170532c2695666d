/** Pasted or dropped text as a table, and the clipboard's where a button asks for it. Knows no view. */
import type { TableSource } from '../app/store.ts';

/** A pasted table has at least two lines, or is JSON; a pasted word is no table. */
export function looksLikeTable(text: string): boolean {
  return /\S[^\n]*\n[^\n]*\S/.test(text) || /^\s*[[{]\s*["[{]/.test(text);
}

function pastedName(text: string): string {
  if (/^\s*[[{]/.test(text)) return 'pasted.json';
  return text.split('\n', 1)[0].includes('\t') ? 'pasted.tsv' : 'pasted.csv';
}

/** The text goes to the worker as a Blob, which is a reference: a large paste is encoded there. */
export function textSource(text: string): TableSource {
  return { name: pastedName(text), read: async () => new Blob([text]) };
}

/** What the clipboard holds as a table, or one sentence that says why there is none. */
export async function clipboardTable(clipboard: Pick<Clipboard, 'readText'> | undefined): Promise<TableSource | string> {
  // Absent where the page is not served securely, and in some browsers altogether.
  if (clipboard?.readText === undefined) return 'This browser gives pages no way to read the clipboard. Paste with Ctrl+V, or choose a file.';
  try {
    const text = await clipboard.readText();
    if (looksLikeTable(text)) return textSource(text);
    return text.trim() === '' ? 'The clipboard holds no text. Copy the rows of a table first.' : 'The clipboard holds no table: copy two rows or more, the column names among them.';
  } catch {
    return 'The browser did not allow reading the clipboard. Allow it for this page and press Paste again, or choose a file.';
  }
}
