/** Takes a table dropped on or pasted into the page. Knows no engine. */
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { DropZone, Text, type DropItem } from 'react-aria-components';
import type { TableSource } from '../../app/store.ts';
import { looksLikeTable, textSource } from '../pastedTable.ts';
import { sourceOf } from './KnowledgeBar.tsx';

/** A folder may hold anything: beyond this many files it is not meant as one base. */
const MOST_FILES = 50;

async function* filesOf(items: AsyncIterable<DropItem> | readonly DropItem[]): AsyncGenerator<TableSource> {
  for await (const item of items) {
    if (item.kind === 'file') yield sourceOf(await item.getFile());
    else if (item.kind === 'directory') yield* filesOf(item.getEntries());
  }
}

/** All dropped files, those of dropped folders too; else a dropped text. */
async function dropSources(items: readonly DropItem[]): Promise<TableSource[]> {
  const sources: TableSource[] = [];
  for await (const source of filesOf(items)) {
    sources.push(source);
    if (sources.length > MOST_FILES) return sources;
  }
  if (sources.length > 0) return sources;
  for (const item of items) {
    if (item.kind === 'text' && item.types.has('text/plain')) {
      const text = await item.getText('text/plain');
      if (looksLikeTable(text)) return [textSource(text)];
    }
  }
  return [];
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

export interface PageDropProps {
  readonly enabled: boolean;
  readonly onTables: (...sources: readonly TableSource[]) => void;
  readonly onRefused: (message: string) => void;
  readonly children: ReactNode;
}

export function PageDrop({ enabled, onTables, onRefused, children }: PageDropProps): ReactElement {
  useEffect(() => {
    if (!enabled) return;
    const pasted = (event: ClipboardEvent): void => {
      if (isEditable(event.target) || event.clipboardData === null) return;
      const files = Array.from(event.clipboardData.files, sourceOf);
      const text = event.clipboardData.getData('text/plain');
      // A spreadsheet puts a picture of the cells beside their text.
      const sources = looksLikeTable(text) ? [textSource(text)] : files;
      if (sources.length === 0) return;
      event.preventDefault();
      onTables(...sources);
    };
    document.addEventListener('paste', pasted);
    return () => document.removeEventListener('paste', pasted);
  }, [enabled, onTables]);

  return (
    <DropZone
      className="page-drop"
      isDisabled={!enabled}
      getDropOperation={(types) => (types.has('text/plain') || !types.has('text/html') ? 'copy' : 'cancel')}
      onDrop={async ({ items }) => {
        const sources = await dropSources(items);
        if (sources.length === 0) onRefused('That is no table. Drop a CSV, TSV or JSONL file.');
        else if (sources.length > MOST_FILES) onRefused(`Those are more than ${MOST_FILES} files. Drop fewer at a time.`);
        else onTables(...sources);
      }}
    >
      <Text slot="label" className="drop-label">
        Drop CSV, TSV or JSONL files to open them as a knowledge base
      </Text>
      {children}
    </DropZone>
  );
}
