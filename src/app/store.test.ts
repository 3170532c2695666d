import { describe, expect, it } from 'vitest';
import { UserError, cancelled } from '../errors.ts';
import type { AskEvent, AskResult, EngineApi, EngineInfo, KnowledgeBaseInfo, RetrievedDocument, ScoreResult, TablePreview, TokenStep } from './protocol.ts';
import { alertOf, createApp, type App, type AppState, type TableSource } from './store.ts';
import { DEFAULT_SETTINGS, type Settings } from './url.ts';

const INFO: EngineInfo = {
  provider: 'wasm', adapter: '', fallbackAdapter: false, threads: 2,
  model: { id: 'm', name: 'M', licence: 'CC0', dtype: 'q8', parameters: 1, bytes: 1, dim: 2, card: '' },
  probe: { status: 'no-webgpu', maxRelativeError: null, message: '' },
};
const base = (name: string): KnowledgeBaseInfo => ({ name, nPassages: 2, nRows: 2, accepted: 2, rejected: [], dim: 2, encoding: 'utf-8', embedSeconds: 1 });
const PREVIEW: TablePreview = { fileName: 'mine.csv', encoding: 'utf-8', delimiter: ',', columns: ['a'], rows: [['x']], mapping: { title: null, text: 0, hasHeader: true } };
const MAPPING = { title: null, text: 0, hasHeader: true };
const DOCUMENT: RetrievedDocument = { id: 0, title: 'T', text: 'x', score: 1, prior: 1, generatorInput: '', truncated: false };
const step = (text: string): TokenStep => ({
  id: 1, text, logProb: -1, alternatives: [],
  responsibilities: Float32Array.of(1), posterior: Float32Array.of(1), docLogProbs: Float32Array.of(-1),
});
const answerOf = (question: string): AskResult => ({
  question, mode: 'token', answer: 'ok', documents: [DOCUMENT], tokens: [step('ok')], posterior: Float32Array.of(1),
  candidates: [], logProb: -1, timings: { retrieveMs: 1, encodeMs: 1, generateMs: 1 },
});
const SCORE = { loss: 2.5, closedFormError: 1e-7 } as ScoreResult;

interface Pending<T> {
  readonly args: readonly unknown[];
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** An engine whose long calls wait until the test settles them; aborting rejects, as the contract says. */
class TestEngine implements EngineApi {
  readonly calls: string[] = [];
  readonly asks: Pending<AskResult>[] = [];
  readonly scores: Pending<ScoreResult>[] = [];
  readonly imports: Pending<KnowledgeBaseInfo>[] = [];
  emit: (event: AskEvent) => void = () => {};
  startError: unknown = null;
  previewError: unknown = null;

  private wait<T>(list: Pending<T>[], signal: AbortSignal | undefined, ...args: unknown[]): Promise<T> {
    return new Promise((resolve, reject) => {
      list.push({ args, resolve, reject });
      signal?.addEventListener('abort', () => reject(cancelled('the call')));
    });
  }
  async start(wanted: string): Promise<EngineInfo> {
    this.calls.push(`start ${wanted}`);
    if (this.startError !== null) throw this.startError;
    return INFO;
  }
  async openSample(): Promise<KnowledgeBaseInfo> {
    this.calls.push('openSample');
    return base('sample');
  }
  async previewTable(file: { bytes: ArrayBuffer }): Promise<TablePreview> {
    structuredClone(file.bytes, { transfer: [file.bytes] });
    if (this.previewError !== null) throw this.previewError;
    return PREVIEW;
  }
  importTable: EngineApi['importTable'] = (file, mapping, options) => {
    this.calls.push('importTable');
    return this.wait(this.imports, options?.signal, file.bytes.byteLength, mapping, options?.onProgress);
  };
  ask: EngineApi['ask'] = (question, settings, onEvent, options) => {
    this.emit = onEvent;
    return this.wait(this.asks, options?.signal, question, settings);
  };
  score: EngineApi['score'] = (question, answer, settings, options) => this.wait(this.scores, options?.signal, question, answer, settings);
  dispose(): void {}
}

const SOURCE: TableSource = { name: 'mine.csv', read: async () => new TextEncoder().encode('a\nx').buffer as ArrayBuffer };

async function started(settings: Partial<Settings> = {}, now?: () => number): Promise<{ engine: TestEngine; app: App; state: () => AppState }> {
  const engine = new TestEngine();
  const app = createApp(engine, { ...DEFAULT_SETTINGS, ...settings }, now);
  await app.actions.boot();
  return { engine, app, state: app.store.getState };
}

describe('starting', () => {
  it('starts the wanted provider and opens the sample base', async () => {
    const { engine, state } = await started({ provider: 'wasm' });
    expect(engine.calls).toEqual(['start wasm', 'openSample']);
    expect(state().engine).toEqual({ status: 'ready', info: INFO, progress: null });
    expect(state().base).toMatchObject({ info: { name: 'sample' }, origin: 'sample', opening: null });
    expect(engine.asks).toHaveLength(0);
  });

  it('starts a crashed engine again with the next question, which waits for its base', async () => {
    const { engine, app, state } = await started();
    app.actions.engineCrashed(new UserError('engine', 'it died', 'ask again'));
    expect(state().engine.status).toBe('failed');
    expect(state().alerts.engine).toMatchObject({ what: 'it died', where: 'Running the engine' });
    const asked = app.actions.ask('why?');
    expect(state().base.info, 'the new engine holds no base yet').toBeNull();
    await expect.poll(() => engine.asks.length).toBe(1);
    engine.asks[0].resolve(answerOf('why?'));
    await asked;
    expect(engine.calls).toEqual(['start auto', 'openSample', 'start auto', 'openSample']);
    expect(state().alerts.engine).toBeUndefined();
    expect(state().run?.status).toBe('done');
  });

  it('shows why it failed, and recovers by another start', async () => {
    const engine = new TestEngine();
    engine.startError = new UserError('unsupported', 'no WebGPU', 'choose WebAssembly');
    const app = createApp(engine, DEFAULT_SETTINGS);
    await app.actions.boot();
    expect(app.store.getState().engine.status).toBe('failed');
    expect(app.store.getState().alerts.engine).toEqual({ kind: 'unsupported', what: 'no WebGPU', where: 'Starting the engine', hint: 'choose WebAssembly' });
    engine.startError = null;
    await app.actions.setProvider('wasm');
    expect(app.store.getState().engine.status).toBe('ready');
    expect(app.store.getState().alerts).toEqual({});
  });

  it('asks the question of a link, and one asked too early', async () => {
    const engine = new TestEngine();
    const app = createApp(engine, { ...DEFAULT_SETTINGS, question: 'linked?' });
    void app.actions.boot();
    await expect.poll(() => engine.asks.length).toBe(1);
    expect(engine.asks[0].args[0]).toBe('linked?');

    const early = new TestEngine();
    const other = createApp(early, DEFAULT_SETTINGS);
    await other.actions.ask('early?');
    expect(early.asks).toHaveLength(0);
    void other.actions.boot();
    await expect.poll(() => early.asks.length).toBe(1);
  });
});

describe('asking', () => {
  it('streams documents and tokens, then takes the result', async () => {
    const { engine, app, state } = await started({ nDocs: 3 });
    const asked = app.actions.ask('  why? ');
    expect(state().run).toMatchObject({ status: 'running', question: 'why?', settings: { nDocs: 3, mode: 'token' } });
    engine.emit({ kind: 'retrieved', documents: [DOCUMENT], retrieveMs: 4 });
    engine.emit({ kind: 'token', step: step('a') });
    engine.emit({ kind: 'token', step: step('b') });
    expect(state().run?.tokens.map((token) => token.text)).toEqual(['a', 'b']);
    engine.asks[0].resolve(answerOf('why?'));
    await asked;
    expect(state().run).toMatchObject({ status: 'done', result: { answer: 'ok' }, tokens: [{ text: 'ok' }] });
    expect(state().notice).toBe('Answer: ok');
  });

  it('stops without an alarm and keeps what was written', async () => {
    const { engine, app, state } = await started();
    const asked = app.actions.ask('why?');
    engine.emit({ kind: 'token', step: step('half') });
    app.actions.stop();
    await asked;
    expect(state().run).toMatchObject({ status: 'stopped', tokens: [{ text: 'half' }] });
    expect(state().alerts).toEqual({});
  });

  it('lets no late event or result of an older question through', async () => {
    const { engine, app, state } = await started();
    const first = app.actions.ask('first?');
    const late = engine.emit;
    void app.actions.ask('second?');
    late({ kind: 'token', step: step('stale') });
    engine.asks[0].resolve(answerOf('first?'));
    await first;
    expect(state().run).toMatchObject({ question: 'second?', status: 'running', tokens: [] });
  });

  it('tells what is missing or broken in place', async () => {
    const { engine, app, state } = await started();
    await app.actions.ask('   ');
    expect(state().alerts.ask?.what).toBe('There is no question yet');
    const asked = app.actions.ask('why?');
    expect(state().alerts.ask).toBeUndefined();
    engine.asks[0].reject(new Error('internal: shape'));
    await asked;
    expect(state().run?.status).toBe('failed');
    expect(state().alerts.ask).toMatchObject({ kind: 'bug', what: 'internal: shape' });
    app.actions.dismiss('ask');
    expect(state().alerts).toEqual({});
  });

  it('scores with the settings of the run, not with later ones', async () => {
    const { engine, app, state } = await started({ mode: 'sequence' });
    const asked = app.actions.ask('why?');
    engine.asks[0].resolve(answerOf('why?'));
    await asked;
    await app.actions.score();
    expect(state().alerts.score?.what).toBe('There is no reference answer yet');
    app.actions.setSettings({ mode: 'token', question: 'other?', answer: ' because ' });
    const scored = app.actions.score();
    expect(engine.scores[0].args).toMatchObject(['why?', 'because', { mode: 'sequence' }]);
    engine.scores[0].resolve(SCORE);
    await scored;
    expect(state().scoring).toMatchObject({ status: 'done', result: SCORE });
    void app.actions.ask('next?');
    expect(state().scoring).toBeNull();
  });
});

describe('importing', () => {
  it('previews, embeds with a rate, and adopts the base; results of the old one go', async () => {
    let clock = 0;
    const { engine, app, state } = await started({}, () => clock);
    const asked = app.actions.ask('why?');
    engine.asks[0].resolve(answerOf('why?'));
    await asked;
    await app.actions.openTable(SOURCE);
    expect(state().importTask).toMatchObject({ phase: 'mapping', preview: PREVIEW });
    const imported = app.actions.confirmImport(MAPPING);
    await expect.poll(() => engine.imports.length).toBe(1);
    expect(engine.imports[0].args[0]).toBe(3);
    const progress = engine.imports[0].args[2] as (value: object) => void;
    progress({ stage: 'Embedding', done: 10, total: 100, etaSeconds: null });
    clock = 2000;
    progress({ stage: 'Embedding', done: 50, total: 100, etaSeconds: 3 });
    expect(state().importTask).toMatchObject({ phase: 'embedding', rate: 20, progress: { done: 50 } });
    expect(state().base.info?.name).toBe('sample');
    await app.actions.openTable(SOURCE);
    expect(state().importTask?.phase).toBe('embedding');
    engine.imports[0].resolve(base('mine.csv'));
    await imported;
    expect(state()).toMatchObject({ importTask: null, run: null, base: { origin: 'imported', info: { name: 'mine.csv' } } });
  });

  it('keeps the old base and its results when cancelled or refused', async () => {
    const { engine, app, state } = await started();
    const asked = app.actions.ask('why?');
    engine.asks[0].resolve(answerOf('why?'));
    await asked;
    await app.actions.openTable(SOURCE);
    const imported = app.actions.confirmImport(MAPPING);
    await expect.poll(() => engine.imports.length).toBe(1);
    app.actions.cancelImport();
    await imported;
    expect(state()).toMatchObject({ importTask: null, alerts: {}, base: { origin: 'sample' }, run: { status: 'done' } });

    engine.previewError = new UserError('bad-file', 'row 3: no UTF-8', 'save it as UTF-8');
    await app.actions.openTable(SOURCE);
    expect(state().alerts.base).toMatchObject({ what: 'row 3: no UTF-8', hint: 'save it as UTF-8' });
    expect(state()).toMatchObject({ importTask: null, base: { info: { name: 'sample' } } });
  });

  it('forgets a file whose dialog was closed while it was read', async () => {
    const { app, state } = await started();
    const opening = app.actions.openTable(SOURCE);
    app.actions.cancelImport();
    await opening;
    expect(state().importTask).toBeNull();
  });

  it('opens the imported base again after a change of provider, and the sample on demand', async () => {
    const { engine, app, state } = await started();
    await app.actions.openTable(SOURCE);
    const imported = app.actions.confirmImport(MAPPING);
    await expect.poll(() => engine.imports.length).toBe(1);
    engine.imports[0].resolve(base('mine.csv'));
    await imported;
    const changed = app.actions.setProvider('wasm');
    await expect.poll(() => engine.imports.length).toBe(2);
    engine.imports[1].resolve(base('mine.csv'));
    await changed;
    expect(engine.calls.slice(2)).toEqual(['importTable', 'start wasm', 'importTable']);
    await app.actions.openSample();
    expect(state().base).toMatchObject({ origin: 'sample', info: { name: 'sample' } });
  });
});

describe('settings and errors', () => {
  it('clamps every change', async () => {
    const { app, state } = await started();
    app.actions.setSettings({ nDocs: 99, maxLength: Number.NaN, question: 'a\u0000b' });
    expect(state().settings).toMatchObject({ nDocs: 10, maxLength: 24, question: 'a b' });
  });

  it('knows a UserError by its shape, across a worker boundary', () => {
    expect(alertOf({ name: 'UserError', kind: 'storage', message: 'full', hint: 'free some' }, 'here')).toEqual({ kind: 'storage', what: 'full', where: 'here', hint: 'free some' });
    expect(alertOf('odd', 'here')).toMatchObject({ kind: 'bug', what: 'odd' });
  });
});
