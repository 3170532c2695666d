import { describe, expect, it } from 'vitest';
import { UserError, cancelled } from '../errors.ts';
import type { SplitSettings } from '../retrieval/types.ts';
import type { AskEvent, AskResult, EngineApi, EngineInfo, FileBytes, ImportChoices, KnowledgeBaseInfo, RetrievedDocument, ScoreResult, Sequence, StartOptions, TablePreview, TokenStep } from './protocol.ts';
import { DEFAULT_DECODING } from '../rag/decoding.ts';
import { alertOf, chosenSequence, createApp, type App, type AppState, type TableSource } from './store.ts';
import { DEFAULT_SETTINGS, type Settings } from './url.ts';

const INFO: EngineInfo = {
  provider: 'wasm', adapter: '', fallbackAdapter: false, threads: 2,
  model: { id: 'm', name: 'M', licence: 'CC0', dtype: 'q8', parameters: 1, bytes: 1, dim: 2, card: '' },
  probe: { status: 'no-webgpu', difference: null, message: '' }, float16: false, precisionReason: null,
};
const base = (name: string): KnowledgeBaseInfo => ({ name, nPassages: 2, nRows: 2, accepted: 2, rejected: [], dim: 2, encoding: 'utf-8', embedSeconds: 1 });
const MAPPING = { title: null, text: 0, hasHeader: true };
const SPLIT: SplitSettings = { unit: 'words', size: 100, overlap: 0 };
const PREVIEW: TablePreview = {
  fileName: 'mine.csv', format: 'table', encoding: 'utf-8', delimiter: ',', columns: ['a'], rows: [['x']], mapping: MAPPING, nQuestions: 0,
  plan: { mapping: MAPPING, encoding: 'utf-8', delimiter: ',', split: SPLIT },
  check: {
    name: 'mine.csv', nRows: 1, accepted: 1, nRejected: 0, nPassages: 1, encoding: 'utf-8', warnings: [], complete: true, nRowsEstimate: 1, rejected: [], passages: [],
    tokens: { n: 1, limit: 512, longest: 3, median: 3, nCut: 0, tokensCut: 0, width: 1, bars: [0, 0, 0, 1] },
  },
};
const DOCUMENT: RetrievedDocument = { id: 0, title: 'T', text: 'x', score: 1, prior: 1, generatorInput: '', truncated: false };
const step = (text: string): TokenStep => ({
  id: 1, text, logProb: -1, alternatives: [],
  responsibilities: Float32Array.of(1), posterior: Float32Array.of(1), docLogProbs: Float32Array.of(-1),
});
const sequence = (text: string): Sequence => ({ text, steps: [step(text)], posterior: Float32Array.of(1), logProb: -1, score: -1, end: 'eos', fromDocs: [] });
const answerOf = (question: string, ...others: string[]): AskResult => ({
  question, mode: 'token', answer: 'ok', rejected: [], fault: null, documents: [DOCUMENT], tokens: [step('ok')], posterior: Float32Array.of(1),
  sequences: ['ok', ...others].map(sequence), candidates: [], trees: [], mass: null, exact: true, logProb: -1, answerable: { meanLogProb: -1, priorEntropy: 0, probability: null, threshold: 0 }, timings: { retrieveMs: 1, encodeMs: 1, generateMs: 1 },
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
  readonly previews: ImportChoices[] = [];
  emit: (event: AskEvent) => void = () => {};
  startError: unknown = null;
  previewError: unknown = null;

  private wait<T>(list: Pending<T>[], signal: AbortSignal | undefined, ...args: unknown[]): Promise<T> {
    return new Promise((resolve, reject) => {
      list.push({ args, resolve, reject });
      signal?.addEventListener('abort', () => reject(cancelled('the call')));
    });
  }
  readonly precisions: (string | undefined)[] = [];
  async start(wanted: string, options?: StartOptions): Promise<EngineInfo> {
    this.precisions.push(options?.precision);
    this.calls.push(`start ${wanted}`);
    if (this.startError !== null) throw this.startError;
    return INFO;
  }
  async openSample(): Promise<KnowledgeBaseInfo> {
    this.calls.push('openSample');
    return base('sample');
  }
  async previewTable(file: FileBytes, choices: ImportChoices = {}): Promise<TablePreview> {
    this.previews.push(choices);
    const bytes = file.bytes as ArrayBuffer;
    structuredClone(bytes, { transfer: [bytes] });
    if (this.previewError !== null) throw this.previewError;
    return { ...PREVIEW, fileName: file.name, plan: { ...PREVIEW.plan, mapping: choices.mapping ?? MAPPING, split: choices.split ?? SPLIT } };
  }
  importTables: EngineApi['importTables'] = (sources, name, options) => {
    this.calls.push(`importTables ${name}`);
    const sizes = sources.map(({ file }) => (file.bytes as ArrayBuffer).byteLength);
    return this.wait(this.imports, options?.signal, sizes, sources.map(({ plan }) => plan), options?.onProgress);
  };
  rejectedCsv = async (): Promise<Blob> => new Blob();
  tableQuestions = async (): Promise<string> => '';
  ask: EngineApi['ask'] = (question, settings, onEvent, options) => {
    this.emit = onEvent;
    return this.wait(this.asks, options?.signal, question, settings);
  };
  /** Nothing is kept, so every start opens the sample or makes the last import again. */
  library: EngineApi['library'] = async (verb) => {
    const answers = { list: { entries: [], openId: null, access: 'memory', usage: null, quota: null, vectorType: 'fp32', news: [] }, openLast: null };
    return answers[verb as keyof typeof answers] as never;
  };
  score: EngineApi['score'] = (question, answer, settings, options) => this.wait(this.scores, options?.signal, question, answer, settings);
  compareIndexes: EngineApi['compareIndexes'] = (options) => this.wait([], options?.signal);
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

  it('mends a lost GPU by itself: says so, asks the interrupted question again, and leaves the GPU at the second time', async () => {
    const { engine, app, state } = await started({ provider: 'webgpu' });
    void app.actions.ask('why?');
    const mended = app.actions.gpuLost(new UserError('engine', 'the GPU stopped', 'wait'));
    expect(state().alerts.engine).toMatchObject({ what: 'the GPU stopped', where: 'Running the engine' });
    expect(state().engine.status).toBe('starting');
    await expect.poll(() => engine.asks.length).toBe(2);
    expect(engine.asks[1].args[0]).toBe('why?');
    expect(state().alerts).toEqual({});
    expect(state().library.news).toEqual(['The GPU stopped working. The engine was started anew and runs on WebAssembly now.']);
    engine.asks[1].resolve(answerOf('why?'));
    await mended;
    void app.actions.gpuLost(new UserError('engine', 'the GPU stopped', 'wait'));
    // An answer on show belongs to the engine that gave it.
    await expect.poll(() => engine.asks.length).toBe(3);
    expect(engine.calls.filter((call) => call.startsWith('start'))).toEqual(['start webgpu', 'start webgpu', 'start wasm']);
    expect(state().settings.provider).toBe('wasm');
    expect(state().library.news.at(-1)).toContain('not the first time');
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

  it('shows a draft that changes its mind, says who writes it, and gives way to tokens that stand', async () => {
    const { engine, app, state } = await started({ mode: 'sequence' });
    void app.actions.ask('why?');
    const texts = () => state().run?.tokens.map((token) => token.text);
    engine.emit({ kind: 'draft', from: 0, steps: [step('a'), step('b')], doc: 0 });
    engine.emit({ kind: 'draft', from: 1, steps: [step('c'), step('d')], doc: 0 });
    expect(texts()).toEqual(['a', 'c', 'd']);
    engine.emit({ kind: 'draft', from: 0, steps: [step('e')], doc: 1 });
    expect(texts()).toEqual(['e']);
    expect(state().run?.activity).toEqual({ kind: 'draft', doc: 1 });
    engine.emit({ kind: 'scoring', done: 2, total: 5 });
    expect(state().run).toMatchObject({ activity: { kind: 'scoring', done: 2, total: 5 }, tokens: [{ text: 'e' }] });
    engine.emit({ kind: 'token', step: step('x') });
    engine.emit({ kind: 'token', step: step('y') });
    expect(texts()).toEqual(['x', 'y']);
    expect(state().run?.activity).toBeNull();
  });

  it('takes back an answer that is not taken, and says why', async () => {
    const { engine, app, state } = await started();
    void app.actions.ask('why?');
    engine.emit({ kind: 'token', step: step('why') });
    engine.emit({ kind: 'rejected', text: 'why', fault: 'in-question' });
    expect(state().run).toMatchObject({ tokens: [], activity: { kind: 'rejected', text: 'why', fault: 'in-question' } });
    engine.emit({ kind: 'token', step: step('x') });
    expect(state().run).toMatchObject({ tokens: [{ text: 'x' }], activity: null });
  });

  it('says that the scoring graph is compiled, and keeps the draft when that is stopped', async () => {
    const { engine, app, state } = await started({ mode: 'sequence' });
    const asked = app.actions.ask('why?');
    engine.emit({ kind: 'draft', from: 0, steps: [step('half')], doc: 0 });
    engine.emit({ kind: 'compiling', done: 4, total: 90 });
    expect(state().run).toMatchObject({ activity: { kind: 'compiling', done: 4, total: 90 }, tokens: [{ text: 'half' }] });
    app.actions.stop();
    await asked;
    expect(state().run).toMatchObject({ status: 'stopped', activity: null, tokens: [{ text: 'half' }] });
    expect(state().alerts).toEqual({});
  });

  it('keeps the draft of a stopped search', async () => {
    const { engine, app, state } = await started();
    const asked = app.actions.ask('why?');
    engine.emit({ kind: 'draft', from: 0, steps: [step('half')], doc: null });
    app.actions.stop();
    await asked;
    expect(state().run).toMatchObject({ status: 'stopped', activity: null, tokens: [{ text: 'half' }] });
  });

  it('shows any of the returned sequences, and nothing that was not returned', async () => {
    const { engine, app, state } = await started();
    app.actions.chooseSequence(1);
    expect(state().run).toBeNull();
    const asked = app.actions.ask('why?');
    engine.asks[0].resolve(answerOf('why?', 'second'));
    await asked;
    expect(chosenSequence(state().run!)?.text).toBe('ok');
    app.actions.chooseSequence(1);
    expect(state().run).toMatchObject({ chosen: 1, tokens: [{ text: 'second' }] });
    expect(chosenSequence(state().run!)?.text).toBe('second');
    expect(state().notice).toBe('Shown: second');
    app.actions.chooseSequence(2);
    expect(state().run?.chosen).toBe(1);
    void app.actions.ask('next?');
    expect(state().run).toMatchObject({ chosen: 0, result: null });
  });

  it('samples again with the next seed, which wraps around at 32 bits', async () => {
    const { engine, app, state } = await started({ decoding: { ...DEFAULT_DECODING, strategy: 'sample', seed: 2 ** 32 - 2 } });
    for (const [i, seed] of [2 ** 32 - 2, 2 ** 32 - 1, 0].entries()) {
      const asked = i === 0 ? app.actions.ask('why?') : app.actions.sampleAgain();
      expect(engine.asks[i].args).toMatchObject(['why?', { decoding: { strategy: 'sample', seed } }]);
      engine.asks[i].resolve(answerOf('why?'));
      await asked;
      expect(state().settings.decoding.seed).toBe(seed);
    }
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
    expect(state().importTask).toMatchObject({ phase: 'mapping', name: 'mine', files: [{ preview: PREVIEW, refused: null }], checking: null });
    const imported = app.actions.confirmImport();
    await expect.poll(() => engine.imports.length).toBe(1);
    expect(engine.imports[0].args.slice(0, 2)).toEqual([[3], [{ mapping: MAPPING, split: SPLIT }]]);
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
    const imported = app.actions.confirmImport();
    await expect.poll(() => engine.imports.length).toBe(1);
    app.actions.cancelImport();
    await imported;
    expect(state()).toMatchObject({ importTask: null, alerts: {}, base: { origin: 'sample' }, run: { status: 'done' } });

    engine.previewError = new UserError('bad-file', 'row 3: no UTF-8', 'save it as UTF-8');
    await app.actions.openTable(SOURCE);
    expect(state().alerts.base).toMatchObject({ what: 'row 3: no UTF-8', hint: 'save it as UTF-8' });
    expect(state()).toMatchObject({ importTask: null, base: { info: { name: 'sample' } } });
  });

  it('opens several files as one base, and tells of each what is wrong with it', async () => {
    const { engine, app, state } = await started();
    const bad: TableSource = { name: 'part-2.csv', read: () => Promise.reject(new UserError('bad-file', 'part-2.csv cannot be read', 'Choose it again.')) };
    await app.actions.openTable({ ...SOURCE, name: 'part-1.csv' }, bad, { ...SOURCE, name: 'part-3.csv' });
    const task = state().importTask;
    expect(task).toMatchObject({ phase: 'mapping', name: 'part', files: [{ refused: null }, { preview: null, refused: { what: 'part-2.csv cannot be read' } }, { refused: null }] });
    app.actions.leaveOut(1);
    app.actions.renameImport('Parts');
    const imported = app.actions.confirmImport();
    await expect.poll(() => engine.imports.length).toBe(1);
    expect(engine.calls.at(-1)).toBe('importTables Parts');
    expect(engine.imports[0].args[0]).toEqual([3, 3]);
    engine.imports[0].resolve(base('Parts'));
    await imported;
    expect(state().base.info?.name).toBe('Parts');
  });

  it('shows a choice at once, and what it gives when the file was read again', async () => {
    const { engine, app, state } = await started();
    await app.actions.openTable(SOURCE);
    const split: SplitSettings = { unit: 'sentences', size: 50, overlap: 0 };
    const refined = app.actions.refineImport(0, { split });
    expect(state().importTask).toMatchObject({ checking: 0, files: [{ preview: { plan: { split } } }] });
    await refined;
    expect(state().importTask).toMatchObject({ checking: null, files: [{ choices: { split } }] });
    await app.actions.refineImport(0, { mapping: { ...MAPPING, hasHeader: false } });
    await app.actions.refineImport(0, { encoding: 'shift_jis' });
    expect(engine.previews.at(-1), 'columns of another encoding are other columns').toEqual({ split, encoding: 'shift_jis', mapping: undefined });
    engine.previewError = new UserError('bad-file', 'x is binary', 'y');
    await app.actions.refineImport(0, { encoding: 'big5' });
    expect(state()).toMatchObject({ notice: 'x is binary. y', importTask: { checking: null, files: [{ choices: { encoding: 'shift_jis' } }] } });
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
    const imported = app.actions.confirmImport();
    await expect.poll(() => engine.imports.length).toBe(1);
    engine.imports[0].resolve(base('mine.csv'));
    await imported;
    const changed = app.actions.setProvider('wasm');
    await expect.poll(() => engine.imports.length).toBe(2);
    engine.imports[1].resolve(base('mine.csv'));
    await changed;
    expect(engine.calls.slice(2)).toEqual(['importTables mine', 'start wasm', 'importTables mine']);
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

  it('starts the engine in another precision, keeps the question, and asks again what was on show', async () => {
    const { engine, app, state } = await started({ precision: 'q4' });
    expect(engine.precisions).toEqual(['q4']);
    const asked = app.actions.ask('why?');
    engine.asks[0].resolve(answerOf('why?'));
    await asked;
    void app.actions.setPrecision('fp32');
    expect(state()).toMatchObject({ engine: { status: 'starting' }, run: null, settings: { precision: 'fp32', question: 'why?' } });
    await expect.poll(() => engine.asks.length).toBe(2);
    expect(engine.asks[1].args[0]).toBe('why?');
    expect(engine.precisions).toEqual(['q4', 'fp32']);

    app.actions.setSettings({ question: 'another, not asked yet' });
    await app.actions.setPrecision('q8');
    expect(engine.asks, 'what was never asked waits for its user').toHaveLength(2);
    expect(state().settings.question).toBe('another, not asked yet');
  });

  it('knows a UserError by its shape, across a worker boundary', () => {
    expect(alertOf({ name: 'UserError', kind: 'storage', message: 'full', hint: 'free some' }, 'here')).toEqual({ kind: 'storage', what: 'full', where: 'here', hint: 'free some' });
    expect(alertOf('odd', 'here')).toMatchObject({ kind: 'bug', what: 'odd' });
  });
});
