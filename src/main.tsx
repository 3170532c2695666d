/** Starts the page: settings from the URL, the engine behind its client, the store, React. Knows no model. */
import './app/trustedTypes.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEngineClient } from './app/client.ts';
import { LIBRARY_CHANNEL } from './app/library/types.ts';
import { createModelsClient } from './app/models/client.ts';
import { browserStorage, createModels } from './app/models/store.ts';
import { inBrowser, Offline } from './app/offline/register.ts';
import { createApp, type App } from './app/store.ts';
import { decodeSettings, encodeSettings } from './app/url.ts';
import { Page } from './ui/App.tsx';
import { AppContext } from './ui/appContext.tsx';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { ModelsContext } from './ui/modelsContext.tsx';
import { UpdateNote } from './ui/parts/UpdateNote.tsx';

/** Browsers refuse frequent history changes (Safari: 100 in 30 s), so typing is written once it rests. */
const URL_DELAY_MS = 300;

function syncUrl({ store, actions }: App): void {
  let timer = 0;
  store.subscribe((state, before) => {
    if (state.settings === before.settings) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const hash = encodeSettings(store.getState().settings);
      if (hash !== location.hash) history.replaceState(history.state, '', hash || location.pathname + location.search);
    }, URL_DELAY_MS);
  });
  addEventListener('hashchange', () => {
    const { provider, precision, model } = store.getState().settings;
    const settings = decodeSettings(location.hash);
    actions.setSettings(settings);
    if (settings.model !== model) void actions.chooseModel(settings.model === '' ? { kind: 'embedded' } : { kind: 'stored', id: settings.model });
    else if (settings.provider !== provider || settings.precision !== precision) void actions.boot();
  });
}

/** Another tab, or the engine itself, has changed the list of knowledge bases. */
function watchLibrary({ actions }: App): void {
  if (typeof BroadcastChannel === 'undefined') return;
  new BroadcastChannel(LIBRARY_CHANNEL).addEventListener('message', () => void actions.library.refresh());
}

const root = document.getElementById('root');
if (root === null) throw new Error('internal: index.html has no #root');

const app: App = createApp(
  createEngineClient({ onCrash: (error) => app.actions.engineCrashed(error), onGpuLost: (error) => void app.actions.gpuLost(error) }),
  decodeSettings(location.hash),
);
const models = createModels(createModelsClient(), browserStorage);
const offline = new Offline(inBrowser());
syncUrl(app);
watchLibrary(app);
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <AppContext value={app}>
        <ModelsContext value={models}>
          <Page note={<UpdateNote updates={offline} />} />
        </ModelsContext>
      </AppContext>
    </ErrorBoundary>
  </StrictMode>,
);

/** An engine that the reload to an isolated page would stop at once is not started; the files are kept once it stands. */
async function start(): Promise<void> {
  const leaving = offline.start();
  if (!crossOriginIsolated && (await leaving)) return;
  await app.actions.boot();
  offline.keep();
}
void start();
