/** The page: connects the store to the views and composes them. Knows no engine code. */
import { useEffect, useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { NO_COMPARISON } from '../app/indexActions.ts';
import { exportRun } from '../app/exportRun.ts';
import type { AskSettings } from '../app/protocol.ts';
import { appliedDecoding, DEFAULT_DECODING } from '../rag/decoding.ts';
import { chosenSequence, type AppState, type Place } from '../app/store.ts';
import { encodeSettings } from '../app/url.ts';
import { useActions, useAppState } from './appContext.tsx';
import { download, downloadBlob, fileNameOf } from './download.ts';
import { fetchExamples, type Example } from './examples.ts';
import { Alert } from './parts/Alert.tsx';
import { Comparison, LibraryMessages, LibraryTool } from './LibraryTool.tsx';
import { ModelTool } from './ModelTool.tsx';
import { useTheme, type Theme } from './theme.ts';
import { AskPanel } from './views/AskPanel.tsx';
import { Explainer, StartUp } from './views/Explainer.tsx';
import { GradientPanel } from './views/GradientPanel.tsx';
import { Header } from './views/Header.tsx';
import { ImportDialog } from './views/ImportDialog.tsx';
import { IndexPanel } from './views/IndexPanel.tsx';
import { KnowledgeBar } from './views/KnowledgeBar.tsx';
import { PageDrop } from './views/PageDrop.tsx';
import { Results } from './views/Results.tsx';
import { RunTools } from './views/RunTools.tsx';
import './styles/index.css';

/** Examples are a convenience: where they cannot be read the page works without them. */
function useExamples(onFailure: (message: string) => void): readonly Example[] {
  const [examples, setExamples] = useState<readonly Example[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    fetchExamples(document.baseURI, controller.signal).then(setExamples, () => {
      if (!controller.signal.aborted) onFailure('The example questions could not be read.');
    });
    return () => controller.abort();
  }, [onFailure]);
  return examples;
}

function PlaceAlert({ place }: { readonly place: Place }): ReactElement | null {
  const alert = useAppState((state) => state.alerts[place]);
  const actions = useActions();
  if (alert === undefined) return null;
  const restartable = place === 'engine' || alert.kind === 'engine' || alert.kind === 'bug';
  return (
    <Alert alert={alert} onDismiss={() => actions.dismiss(place)}>
      {restartable && (
        <Button
          className="button button-small"
          onPress={() => {
            actions.dismiss(place);
            void actions.boot();
          }}
        >
          Restart the engine
        </Button>
      )}
    </Alert>
  );
}

function Base(): ReactElement {
  const base = useAppState((state) => state.base);
  const importTask = useAppState((state) => state.importTask);
  const ready = useAppState((state) => state.engine.status === 'ready');
  const appendTo = useAppState((state) => state.library.appendTo);
  const actions = useActions();
  return (
    <>
      <KnowledgeBar
        base={base}
        importTask={importTask}
        canImport={ready && importTask === null}
        onOpen={(...sources) => void actions.openTable(...sources)}
        onRefused={actions.notify}
        onSample={() => void actions.openSample()}
        onCancelImport={actions.cancelImport}
        onPause={(paused) => void actions.library.pause(paused)}
        library={<LibraryTool />}
        onSaveRejected={async () => {
          const csv = await actions.rejectedCsv();
          if (csv !== null) downloadBlob(fileNameOf(`${base.info?.name ?? ''} rejected`, 'csv'), csv);
        }}
      />
      <ImportDialog
        task={importTask?.phase === 'mapping' ? importTask : null}
        onRefine={(index, change) => void actions.refineImport(index, change)}
        onLeaveOut={actions.leaveOut}
        onRename={actions.renameImport}
        onQuestions={async (index) => {
          const tsv = await actions.importQuestions(index);
          if (tsv !== null) download(fileNameOf(`${importTask?.name ?? ''} questions`, 'tsv'), 'text/tab-separated-values', tsv);
        }}
        onConfirm={() => void actions.confirmImport()}
        onCancel={actions.cancelImport}
        appendTo={appendTo?.name}
      />
      <LibraryMessages />
      <PlaceAlert place="base" />
    </>
  );
}

function Indexes(): ReactElement | null {
  const slice = useAppState((state) => state.indexes);
  const base = useAppState((state) => state.base.info);
  const index = useAppState((state) => state.settings.index);
  const preferred = useAppState((state) => state.engine.info?.model.preferredIndex ?? 'exact');
  const ready = useAppState((state) => state.engine.status === 'ready' && state.base.info !== null && state.importTask === null);
  const actions = useActions();
  if (base === null) return null;
  return (
    <IndexPanel
      slice={slice.base === base ? slice : NO_COMPARISON}
      current={index === 'auto' ? preferred : index}
      ready={ready}
      onCompare={() => void actions.indexes.compare()}
      onStop={actions.indexes.stop}
      onIndex={(chosen) => actions.setSettings({ index: chosen })}
    />
  );
}

/** True when asking now would run other settings than those of the answer on show. */
function isStale({ run, settings }: AppState): boolean {
  if (run === null || run.status === 'running') return false;
  const applied = ({ mode, decoding = DEFAULT_DECODING }: AskSettings): string => JSON.stringify(appliedDecoding(mode, decoding));
  return (['mode', 'nDocs', 'maxLength', 'index'] as const).some((key) => run.settings[key] !== settings[key]) || applied(run.settings) !== applied(settings);
}

function ResultArea({ theme, ready }: { readonly theme: Theme; readonly ready: boolean }): ReactElement {
  const run = useAppState((state) => state.run);
  const scoring = useAppState((state) => state.scoring);
  const answer = useAppState((state) => state.settings.answer);
  const stale = useAppState(isStale);
  const settings = useAppState((state) => state.settings);
  const engine = useAppState((state) => state.engine.info);
  const base = useAppState((state) => state.base.info);
  const actions = useActions();
  if (run === null) return <Explainer />;
  const link = new URL(encodeSettings(settings) || '#', location.href).href;
  const copyLink = async (): Promise<void> => {
    await navigator.clipboard.writeText(link);
    actions.notify('Link copied.');
  };
  const save = (): void => download(fileNameOf(run.question, 'json'), 'application/json', exportRun({ run, scoring, engine, base, link, date: new Date() }));
  return (
    <>
      <Comparison />
      <RunTools stale={stale} onAsk={() => void actions.ask()} onCopyLink={copyLink} onExport={save} />
      <Results key={JSON.stringify([run.question, run.settings])} run={run} theme={theme} onChoose={actions.chooseSequence} onSampleAgain={() => void actions.sampleAgain()}>
        <GradientPanel
          scoring={scoring}
          answer={answer}
          modelAnswer={chosenSequence(run)?.text.trim() ?? ''}
          ready={ready && run.status !== 'running'}
          onAnswer={(text) => actions.setSettings({ answer: text })}
          onScore={() => void actions.score()}
          onStop={actions.stop}
        />
        <PlaceAlert place="score" />
      </Results>
    </>
  );
}

/** @param note what concerns the page as a whole, above everything else */
export function Page({ note }: { readonly note?: ReactElement }): ReactElement {
  const settings = useAppState((state) => state.settings);
  const engine = useAppState((state) => state.engine);
  const hasBase = useAppState((state) => state.base.info !== null);
  const isSample = useAppState((state) => state.base.origin === 'sample');
  const busyImporting = useAppState((state) => state.importTask !== null);
  const running = useAppState((state) => state.run?.status === 'running');
  const notice = useAppState((state) => state.notice);
  const actions = useActions();
  const theme = useTheme(settings.theme);
  const examples = useExamples(actions.notify);
  const ready = engine.status === 'ready' && hasBase;
  return (
    <PageDrop enabled={engine.status === 'ready' && !busyImporting} onTables={(...sources) => void actions.openTable(...sources)} onRefused={actions.notify}>
      <div className="page">
        <Header
          engine={engine}
          provider={settings.provider}
          precision={settings.precision}
          theme={theme}
          onProvider={(provider) => void actions.setProvider(provider)}
          onPrecision={(precision) => void actions.setPrecision(precision)}
          onTheme={(chosen) => actions.setSettings({ theme: chosen })}
          modelTool={<ModelTool />}
        />
        <main>
          {note}
          <PlaceAlert place="engine" />
          {engine.status === 'starting' && <StartUp engine={engine} onCancel={settings.model === '' ? undefined : actions.cancelStart} />}
          <Base />
          <AskPanel
            settings={settings}
            examples={isSample ? examples : []}
            preferredIndex={engine.info?.model.preferredIndex ?? 'exact'}
            extractive={engine.info?.model.extractive ?? false}
            indexTool={<Indexes />}
            // With a stopped engine a question starts it anew.
            ready={ready || (engine.status === 'failed' && hasBase)}
            running={running}
            onSettings={actions.setSettings}
            onAsk={() => void actions.ask()}
            onExample={(example) => {
              actions.setSettings({ answer: example.answer });
              void actions.ask(example.question);
            }}
            onStop={actions.stop}
          />
          <PlaceAlert place="ask" />
          <ResultArea theme={theme} ready={ready} />
        </main>
        <footer className="footer">
          <p>
            After Lewis et al. 2020, <cite>Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks</cite>, arXiv 2005.11401.
          </p>
        </footer>
        <p className="visually-hidden" role="status">
          {notice}
        </p>
      </div>
    </PageDrop>
  );
}
