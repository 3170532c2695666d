import { describe, expect, it } from 'vitest';
import { UserError, cancelled } from '../../errors.ts';
import type { DownloadPlan, DownloadProgress, FolderFacts, Shelf, ShelvedModel, StoredModel } from '../../models/checkpoint/download/index.ts';
import type { HubForm, Models } from './state.ts';
import { createModels } from './store.ts';
import type { ModelsApi, PickedFolder, TransferOptions } from './types.ts';

const PLAN = { id: 'a', name: 'lab/a', bytes: 10, files: [], licence: 'mit', notes: [], origin: { kind: 'hub', base: 'https://hub.example', parts: [] } } satisfies DownloadPlan;
const MODEL = { id: 'a', name: 'lab/a' } as unknown as ShelvedModel;
const FACTS: FolderFacts = { name: 'mine', files: [], bytes: 5, licence: 'mit' };
const FOLDER: PickedFolder = { name: 'mine', files: [] };
const FORM: HubForm = { repo: 'lab/a', revision: '', contextRepo: '', hub: 'https://hub.example' };
const PROGRESS = { stage: 'downloading', done: 5, total: 10 } as DownloadProgress;

class TestKeeper implements ModelsApi {
  readonly calls: unknown[] = [];
  kept: ShelvedModel[] = [];
  failure: unknown = null;
  /** Of each call that asked the hub. */
  readonly tokens: (string | undefined)[] = [];
  /** Ends the running transfer. */
  finish: () => void = () => {};
  progress: (progress: DownloadProgress) => void = () => {};

  shelf = async (): Promise<Shelf> => ({ models: this.kept, partial: [], damaged: [] });
  plan: ModelsApi['plan'] = async (hub, wanted, options) => {
    this.tokens.push(options?.token);
    this.calls.push({ hub, wanted });
    if (this.failure !== null) throw this.failure;
    return PLAN;
  };
  private transfer({ signal, onProgress }: TransferOptions = {}): Promise<StoredModel> {
    if (onProgress) this.progress = onProgress;
    return new Promise((resolve, reject) => {
      this.finish = () => {
        this.kept = [MODEL];
        resolve(MODEL);
      };
      signal?.addEventListener('abort', () => reject(cancelled('the download')));
      if (this.failure !== null) reject(this.failure);
    });
  }
  download: ModelsApi['download'] = (_plan, options) => {
    this.tokens.push(options?.token);
    return this.transfer(options);
  };
  keep: ModelsApi['keep'] = (_folder, options) => this.transfer(options);
  discard = async (id: string): Promise<void> => {
    this.calls.push(`discard ${id}`);
    this.kept = [];
  };
  inspect = async (): Promise<FolderFacts> => {
    if (this.failure !== null) throw this.failure;
    return FACTS;
  };
}

function panel(): { keeper: TestKeeper; models: Models; state: () => ReturnType<Models['store']['getState']> } {
  const keeper = new TestKeeper();
  const models = createModels(keeper, { estimate: async () => ({ usage: 1, quota: 100, persisted: false }), persist: async () => true });
  return { keeper, models, state: models.store.getState };
}

describe('looking a model up', () => {
  it('asks the hub for both repositories and shows the plan', async () => {
    const { keeper, models, state } = panel();
    await models.actions.lookUp({ ...FORM, repo: 'https://hub.example/lab/a/tree/v2', contextRepo: 'lab/ctx@v3' });
    expect(keeper.calls).toEqual([{ hub: 'https://hub.example', wanted: [{ repo: 'lab/a', revision: 'v2', into: '' }, { repo: 'lab/ctx', revision: 'main', into: 'ctx_encoder' }] }]);
    expect(state()).toMatchObject({ plan: PLAN, lookingUp: false, alert: null });
    models.actions.forgetPlan();
    expect(state().plan).toBe(null);
  });

  it('refuses a bad name or address before anything is asked', async () => {
    const { keeper, models, state } = panel();
    await models.actions.lookUp({ ...FORM, repo: 'no name' });
    expect(state().alert).toMatchObject({ kind: 'bad-input', where: 'Looking the model up' });
    await models.actions.lookUp({ ...FORM, hub: 'http://evil.example' });
    expect(state().alert?.what).toContain('no address of a hub');
    expect(keeper.calls).toEqual([]);
  });

  it('says what the hub answered', async () => {
    const { keeper, models, state } = panel();
    keeper.failure = new UserError('network', 'gone', 'look');
    await models.actions.lookUp(FORM);
    expect(state()).toMatchObject({ plan: null, lookingUp: false, alert: { kind: 'network', what: 'gone', hint: 'look' } });
  });
});

describe('a transfer', () => {
  it('shows its progress, takes the plan’s place, and ends on the shelf', async () => {
    const { keeper, models, state } = panel();
    await models.actions.lookUp(FORM);
    const done = models.actions.download(PLAN);
    keeper.progress(PROGRESS);
    expect(state()).toMatchObject({ plan: null, transfer: { kind: 'download', progress: PROGRESS } });
    keeper.finish();
    await done;
    expect(state()).toMatchObject({ transfer: null, shelf: { models: [MODEL] }, notice: 'lab/a is stored in this browser.', space: { quota: 100 } });
  });

  it('pauses without alarm, and goes on', async () => {
    const { keeper, models, state } = panel();
    const paused = models.actions.download(PLAN);
    models.actions.pause();
    await paused;
    expect(state()).toMatchObject({ transfer: null, alert: null, notice: 'Downloading lab/a: stopped.' });
    const resumed = models.actions.download(PLAN);
    keeper.finish();
    await resumed;
    expect(state().shelf?.models).toEqual([MODEL]);
  });

  it('is cancelled: what has arrived is forgotten', async () => {
    const { keeper, models, state } = panel();
    const given = models.actions.download(PLAN);
    await models.actions.cancel();
    await given;
    expect(keeper.calls).toEqual(['discard a']);
    expect(state()).toMatchObject({ transfer: null, alert: null });
  });

  it('runs alone', async () => {
    const { keeper, models, state } = panel();
    const first = models.actions.download(PLAN);
    await models.actions.download(PLAN);
    expect(state()).toMatchObject({ notice: 'Another transfer is running.', transfer: { kind: 'download' } });
    keeper.finish();
    await first;
  });

  it('tells a failure', async () => {
    const { keeper, models, state } = panel();
    keeper.failure = new UserError('storage', 'no room', 'delete');
    await models.actions.download(PLAN);
    expect(state()).toMatchObject({ transfer: null, alert: { kind: 'storage', where: 'Downloading lab/a' } });
    models.actions.dismiss();
    expect(state().alert).toBe(null);
  });
});

describe('an access token', () => {
  const GATED = new UserError('access', 'gated', 'give a token');

  it('is wanted where the hub refuses, and what was refused is tried again with it', async () => {
    const { keeper, models, state } = panel();
    keeper.failure = GATED;
    await models.actions.download(PLAN);
    expect(state()).toMatchObject({ alert: { kind: 'access' }, access: { hub: 'https://hub.example', wanted: true, held: false } });
    keeper.failure = null;
    const again = models.actions.giveToken(' hf_secret ');
    expect(state()).toMatchObject({ alert: null, transfer: { kind: 'download' }, access: { wanted: false, held: true } });
    keeper.finish();
    await again;
    expect(keeper.tokens).toEqual([undefined, 'hf_secret']);
    expect(state()).toMatchObject({ shelf: { models: [MODEL] }, access: { wanted: false, held: true } });
    expect(JSON.stringify(state())).not.toContain('secret');
  });

  it('goes to the hub that it was given for, until it is forgotten', async () => {
    const { keeper, models, state } = panel();
    keeper.failure = GATED;
    await models.actions.lookUp(FORM);
    await models.actions.giveToken('hf_secret');
    expect(state().access).toEqual({ hub: 'https://hub.example', wanted: true, held: true });
    keeper.failure = null;
    await models.actions.lookUp({ ...FORM, hub: 'https://other.example' });
    await models.actions.lookUp(FORM);
    expect(state().access).toEqual({ hub: 'https://hub.example', wanted: false, held: true });
    models.actions.forgetToken();
    await models.actions.lookUp(FORM);
    expect(state().access).toBe(null);
    expect(keeper.tokens).toEqual([undefined, 'hf_secret', undefined, 'hf_secret', undefined]);
  });

  it('that cannot be one is refused without being repeated', async () => {
    const { keeper, models, state } = panel();
    keeper.failure = GATED;
    await models.actions.lookUp(FORM);
    await models.actions.giveToken('two words\nof mine');
    expect(state()).toMatchObject({ alert: { kind: 'bad-input', what: 'That is no access token' }, access: { wanted: true, held: false } });
    expect(JSON.stringify(state())).not.toContain('of mine');
    expect(keeper.tokens.length).toBe(1);
  });
});

describe('a folder', () => {
  it('is shown with what it holds, and kept', async () => {
    const { keeper, models, state } = panel();
    await models.actions.pick(Promise.resolve(FOLDER));
    expect(state().folder).toEqual({ picked: FOLDER, facts: FACTS });
    const kept = models.actions.keepFolder();
    keeper.finish();
    expect(await kept).toBe(MODEL);
    expect(state().folder).toBe(null);
  });

  it('that holds no model is refused', async () => {
    const { models, state } = panel();
    await models.actions.pick(Promise.reject(new UserError('bad-file', 'no config.json')));
    expect(state()).toMatchObject({ folder: null, alert: { what: 'no config.json', where: 'Opening the folder' } });
  });
});

describe('the shelf', () => {
  it('is read when the panel opens, and after a deletion', async () => {
    const { keeper, models, state } = panel();
    keeper.kept = [MODEL];
    models.actions.setOpen(true);
    await expect.poll(() => state().shelf?.models).toEqual([MODEL]);
    await models.actions.discard('a');
    expect(keeper.calls).toEqual(['discard a']);
    expect(state().shelf?.models).toEqual([]);
    await models.actions.persist();
    expect(state().notice).toBe('The browser will keep the models.');
  });
});
