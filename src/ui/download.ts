/** Saves text as a file from the page. Knows no format. */

export function download(fileName: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The click only queues the download; the URL must outlive this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every file system takes. */
export function fileNameOf(text: string, extension: string): string {
  const stem = text.replace(/\.(csv|tsv|txt|tab)$/i, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 60);
  return `${stem || 'ragscope'}.${extension}`;
}
