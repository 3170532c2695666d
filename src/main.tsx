/** Starts the page: settings from the URL, the engine behind its client, the store, React. Knows no model. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEngineClient } from './app/client.ts';
import { createApp, type App } from './app/store.ts';
import { decodeSettings, encodeSettings } from './app/url.ts';
import { Page } from './ui/App.tsx';
import { AppContext } from './ui/appContext.tsx';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';

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
    const before = store.getState().settings.provider;
    const settings = decodeSettings(location.hash);
    actions.setSettings(settings);
    if (settings.provider !== before) void actions.setProvider(settings.provider);
  });
}

const root = document.getElementById('root');
if (root === null) throw new Error('internal: index.html has no #root');

const app: App = createApp(createEngineClient((error) => app.actions.engineCrashed(error)), decodeSettings(location.hash));
syncUrl(app);
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <AppContext value={app}>
        <Page />
      </AppContext>
    </ErrorBoundary>
  </StrictMode>,
);
void app.actions.boot();
