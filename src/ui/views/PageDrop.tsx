/** Takes a table dropped on or pasted into the page. Knows no engine. */
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { DropZone, Text, type DropItem } from 'react-aria-components';
import type { TableSource } from '../../app/store.ts';
import { sourceOf } from './KnowledgeBar.tsx';

/** A pasted table has at least two lines; a pasted word is no table. */
function looksLikeTable(text: string): boolean {
  return /\S[^\n]*\n[^\n]*\S/.test(text);
}

function textSource(text: string): TableSource {
  const name = text.split('\n', 1)[0].includes('\t') ? 'pasted.tsv' : 'pasted.csv';
  return { name, read: async () => new TextEncoder().encode(text).buffer as ArrayBuffer };
}

async function dropSource(items: readonly DropItem[]): Promise<TableSource | null> {
  for (const item of items) {
    if (item.kind === 'file') return sourceOf(await item.getFile());
  }
  for (const item of items) {
    if (item.kind === 'text' && item.types.has('text/plain')) {
      const text = await item.getText('text/plain');
      if (looksLikeTable(text)) return textSource(text);
    }
  }
  return null;
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

export interface PageDropProps {
  readonly enabled: boolean;
  readonly onTable: (source: TableSource) => void;
  readonly onRefused: (message: string) => void;
  readonly children: ReactNode;
}

export function PageDrop({ enabled, onTable, onRefused, children }: PageDropProps): ReactElement {
  useEffect(() => {
    if (!enabled) return;
    const pasted = (event: ClipboardEvent): void => {
      if (isEditable(event.target) || event.clipboardData === null) return;
      const file = event.clipboardData.files[0];
      const text = event.clipboardData.getData('text/plain');
      if (file === undefined && !looksLikeTable(text)) return;
      event.preventDefault();
      onTable(file === undefined ? textSource(text) : sourceOf(file));
    };
    document.addEventListener('paste', pasted);
    return () => document.removeEventListener('paste', pasted);
  }, [enabled, onTable]);

  return (
    <DropZone
      className="page-drop"
      isDisabled={!enabled}
      getDropOperation={(types) => (types.has('text/plain') || !types.has('text/html') ? 'copy' : 'cancel')}
      onDrop={async ({ items }) => {
        const source = await dropSource(items);
        if (source === null) onRefused('That is no table. Drop a CSV or TSV file.');
        else onTable(source);
      }}
    >
      <Text slot="label" className="drop-label">
        Drop a CSV or TSV file to open it as a knowledge base
      </Text>
      {children}
    </DropZone>
  );
}
