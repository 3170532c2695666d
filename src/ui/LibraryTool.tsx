/** The way to the knowledge bases of this browser: connects the page's store to the library's views. Knows no engine code. */
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useActions, useAppState } from './appContext.tsx';
import { downloadBlob, fileNameOf } from './download.ts';
import { Icon } from './parts/Icon.tsx';
import { LibraryCompare } from './views/library/LibraryCompare.tsx';
import { LibraryNotes } from './views/library/LibraryNotes.tsx';
import { LibraryPanel } from './views/library/LibraryPanel.tsx';
import { PrecisionNotes } from './views/PrecisionNotes.tsx';

function useBusy(): boolean {
  return useAppState(({ importTask, base, engine }) => importTask !== null || base.opening !== null || engine.status !== 'ready');
}

export function LibraryTool(): ReactElement {
  const slice = useAppState(({ library }) => library);
  const alert = useAppState(({ alerts }) => alerts.base);
  const canCompare = useAppState(({ run }) => run?.status === 'done');
  const busy = useBusy();
  const { library, ...page } = useActions();
  const [isOpen, setOpen] = useState(false);
  const living = slice.state?.entries.filter(({ deletedAt }) => deletedAt === null).length ?? 0;
  const save = async (id: string, kind: 'csv' | 'bundle'): Promise<void> => {
    const file = await library.export(id, kind);
    if (file === null) return;
    downloadBlob(fileNameOf(file.name, kind === 'csv' ? 'csv' : 'zip'), file.blob);
    page.notify(`${file.name} was exported. ${file.note}`);
    library.tell(file.note);
  };
  return (
    <>
      <Button
        className="button"
        data-testid="library-button"
        onPress={() => {
          setOpen(true);
          void library.refresh();
        }}
      >
        <Icon name="library" />
        Library
        {living > 0 && <span className="library-count">{living}</span>}
      </Button>
      <LibraryPanel
        slice={slice}
        isOpen={isOpen}
        busy={busy}
        canCompare={canCompare}
        alert={alert}
        // Embedding is followed on the page: the dialog makes room for it.
        actions={{
          ...library,
          resume: (id) => {
            setOpen(false);
            return library.resume(id);
          },
          reembed: (id, type) => {
            setOpen(false);
            return library.reembed(id, type);
          },
        }}
        onOpenChange={setOpen}
        onDismissAlert={() => page.dismiss('base')}
        onUse={(id, compare) => {
          setOpen(false);
          void library.open(id, compare);
        }}
        onAppend={(entry, sources) => {
          setOpen(false);
          void library.appendFrom({ id: entry.id, name: entry.name }, sources);
        }}
        onExport={(id, kind) => void save(id, kind)}
        onTable={(...sources) => {
          setOpen(false);
          void page.openTable(...sources);
        }}
      />
    </>
  );
}

export function LibraryMessages(): ReactElement {
  const slice = useAppState(({ library }) => library);
  const engine = useAppState((state) => state.engine.info);
  const busy = useBusy();
  const { library } = useActions();
  const { state } = slice;
  const open = state?.entries.find(({ id }) => id === state.openId);
  const mayWrite = open?.place === 'memory' || state?.access === 'writer';
  return (
    <>
      <LibraryNotes slice={slice} busy={busy} actions={library} />
      {engine !== null && <PrecisionNotes engine={engine} entry={open} canEmbed={!busy && mayWrite} onEmbed={({ id, vectors }) => void library.reembed(id, vectors?.type ?? 'fp32')} />}
    </>
  );
}

export function Comparison(): ReactElement | null {
  const compared = useAppState(({ library }) => library.compared);
  const run = useAppState((state) => state.run);
  const base = useAppState((state) => state.base.info);
  const { library } = useActions();
  if (compared === null || run === null || base === null) return null;
  return <LibraryCompare compared={compared} run={run} baseName={base.name} onClose={library.closeComparison} />;
}
