/** An import as the page follows it: files, what was chosen for them, what they give. Pure: knows neither store nor engine. */
import type { ImportPlan } from '../retrieval/types.ts';
import type { ImportChoices, Progress, TablePreview } from './protocol.ts';

/** A table that can be read more than once: the engine detaches the buffers that it is given. */
export interface TableSource {
  readonly name: string;
  read(): Promise<ArrayBuffer | Blob>;
}

/** A file of an import: previewed, or refused with the reason. */
export interface ImportFile {
  readonly source: TableSource;
  readonly choices: ImportChoices;
  readonly preview: TablePreview | null;
  readonly refused: { readonly what: string; readonly hint: string } | null;
}

export type ImportTask =
  | { readonly phase: 'reading'; readonly name: string }
  | {
      readonly phase: 'mapping';
      /** In the order in which they go into the base; at least one has a preview. */
      readonly files: readonly ImportFile[];
      /** Of the base that they become. */
      readonly name: string;
      /** The file that is being read again under other choices, or null. */
      readonly checking: number | null;
    }
  | {
      readonly phase: 'embedding';
      readonly name: string;
      readonly progress: Progress | null;
      /** Passages per second so far, or null while unknown. */
      readonly rate: number | null;
      /** Held by the user. */
      readonly paused?: boolean;
    };

/** A file with the plan that it is read by: what an import was made of, so that it can be made again. */
export interface PlannedSource {
  readonly source: TableSource;
  readonly plan: ImportPlan;
}

/** What a base is called after the file that it is read from. */
export function baseName(fileName: string): string {
  return fileName.replace(/\.(csv|tsv|tab|txt|jsonl|ndjson|json)$/i, '');
}

/** What to read: the files that were not refused, each under its plan. */
export function plannedSources(files: readonly ImportFile[]): PlannedSource[] {
  return files.flatMap(({ source, choices, preview }) => {
    if (preview === null) return [];
    // What was found and not chosen stays to be found: the whole file is looked at then, the preview may have seen its beginning.
    const { mapping, split } = preview.plan;
    return [{ source, plan: { mapping, split, encoding: choices.encoding, delimiter: choices.delimiter } }];
  });
}

/** Other choices for one file. Another encoding or delimiter makes other columns, for which the old mapping means nothing. */
export function withChoices(chosen: ImportChoices, change: ImportChoices): ImportChoices {
  const remapped = ('encoding' in change || 'delimiter' in change) && !('mapping' in change);
  return { ...chosen, ...change, ...(remapped ? { mapping: undefined } : {}) };
}

/** A name for a base of several files: what their names begin with, or the first one's. */
export function nameOf(fileNames: readonly string[]): string {
  const names = fileNames.map(baseName);
  if (names.length < 2) return names[0] ?? 'Base';
  let length = 0;
  while (length < names[0].length && names.every((name) => name[length] === names[0][length])) length++;
  const common = names[0].slice(0, length).replace(/[\s\d_.()-]+$/u, '');
  return common.length >= 3 ? common : `${names[0]} and ${names.length - 1} more`;
}
