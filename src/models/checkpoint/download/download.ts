/** Downloads a planned model into a file store: file by file, resumable, each checked before the manifest makes the model valid. Knows no page. */
import { throwIfAborted, UserError } from '../../../errors.ts';
import { withLock } from '../../../storage/lock.ts';
import type { FileStore } from '../../../storage/types.ts';
import { fetchFile, type Fetch } from './fetchFile.ts';
import { Meter } from './meter.ts';
import { commitModel, readManifest, readRecord, removeModel, storedPath, writeRecord, type DownloadRecord } from './modelShelf.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import { licenceInCard } from '../licence.ts';
import { CARD } from './select.ts';
import type { DownloadPlan, DownloadProgress, PlannedFile, StoredModel } from './types.ts';
import { checkDigest } from './verify.ts';

export interface DownloadOptions {
  readonly fetch: Fetch;
  /** Aborting rejects as 'cancelled' and keeps what has arrived: calling again goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly policy?: RetryPolicy;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** navigator.onLine, where the platform knows it. */
  readonly online?: () => boolean | undefined;
}

/** Progress is reported at most this often, except where the stage changes. */
const REPORT_MS = 100;

export async function downloadModel(plan: DownloadPlan, store: FileStore, options: DownloadOptions): Promise<StoredModel> {
  return withLock(`model ${plan.id}`, plan.name, async () => {
    const present = await readManifest(store, plan.id);
    return present ?? new Download(plan, store, options).run();
  });
}

class Download {
  readonly #plan: DownloadPlan;
  readonly #store: FileStore;
  readonly #options: DownloadOptions;
  readonly #policy: RetryPolicy;
  readonly #now: () => number;
  readonly #meter: Meter;
  #record: DownloadRecord;
  #lastReport = -Infinity;
  #lastStage = '';

  constructor(plan: DownloadPlan, store: FileStore, options: DownloadOptions) {
    this.#plan = plan;
    this.#store = store;
    this.#options = options;
    this.#policy = options.policy ?? DEFAULT_RETRY;
    this.#now = options.now ?? Date.now;
    this.#meter = new Meter(this.#now);
    this.#record = { plan, date: new Date(this.#now()).toISOString(), etags: {}, checked: {} };
  }

  async run(): Promise<StoredModel> {
    await this.#takeUp();
    let before = 0;
    for (const [index, file] of this.#plan.files.entries()) {
      if (this.#record.checked[file.path] === undefined) await this.#bring(file, index, before);
      before += file.bytes;
    }
    throwIfAborted(this.#options.signal, 'the download');
    const { id, name, origin, bytes } = this.#plan;
    const files = this.#plan.files.map(({ path, bytes: size }) => ({ path, bytes: size, sha256: this.#record.checked[path] }));
    const model: StoredModel = { id, name, origin, licence: await this.#licence(), bytes, files, date: new Date(this.#now()).toISOString() };
    await commitModel(this.#store, model);
    return model;
  }

  /** Goes on with what an earlier attempt left, where that was for the very same files. */
  async #takeUp(): Promise<void> {
    const record = await readRecord(this.#store, this.#plan.id);
    if (record && sameFiles(record.plan, this.#plan)) this.#record = { ...record, plan: this.#plan };
    else await removeModel(this.#store, this.#plan.id);
    await writeRecord(this.#store, this.#record);
  }

  /** One file, from whatever is there of it to checked. What was patched together from two tries gets a third, whole one. */
  async #bring(file: PlannedFile, index: number, before: number): Promise<void> {
    const path = storedPath(this.#plan.id, file.path);
    for (let again = false; ; again = true) {
      const kept = Math.min((await this.#store.bytes(path)) ?? 0, file.bytes);
      const waits = await this.#fetch(file, path, kept, index, before);
      const { sha256, wrong } = await checkDigest(await this.#store.open(path), file.digest, {
        signal: this.#options.signal,
        onProgress: (hashed) => this.#report('checking', file, index, hashed, file.bytes),
      });
      if (wrong === null) return this.#remember({ checked: { ...this.#record.checked, [file.path]: sha256 } });
      await this.#store.remove(path);
      if (again || (kept === 0 && waits === 0)) throw wrongDigest(file, wrong);
    }
  }

  /** @returns how often the transfer had to be taken up again */
  async #fetch(file: PlannedFile, path: string, kept: number, index: number, before: number): Promise<number> {
    const { fetch, signal, online } = this.#options;
    let waits = 0;
    const writer = await this.#store.append(path, kept);
    try {
      await fetchFile(file, writer, {
        fetch,
        signal,
        online,
        policy: this.#policy,
        now: this.#now,
        etag: kept > 0 ? (this.#record.etags[file.path] ?? null) : null,
        onEtag: async (etag) => {
          const { [file.path]: _former, ...etags } = this.#record.etags;
          await this.#remember({ etags: etag === null ? etags : { ...etags, [file.path]: etag } });
        },
        onProgress: (received) => this.#report('downloading', file, index, before + received, this.#plan.bytes),
        onWait: (ms, reason) => {
          waits++;
          this.#meter.restart();
          this.#report('waiting', file, index, before + writer.position, this.#plan.bytes, { seconds: ms / 1000, reason: reason.message });
        },
      });
    } finally {
      await writer.close();
    }
    return waits;
  }

  async #remember(change: Partial<DownloadRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeRecord(this.#store, this.#record);
  }

  /** The hub's word, else that of the card. */
  async #licence(): Promise<string> {
    if (this.#plan.licence !== 'not stated') return this.#plan.licence;
    const card = await this.#store.readText(storedPath(this.#plan.id, CARD));
    return licenceInCard(card ?? '');
  }

  #report(stage: DownloadProgress['stage'], file: PlannedFile, fileIndex: number, done: number, total: number, waiting: DownloadProgress['waiting'] = null): void {
    const key = `${stage} ${fileIndex}`;
    if (key !== this.#lastStage && stage !== 'waiting') this.#meter.restart();
    const pace = stage === 'waiting' ? { bytesPerSecond: null, etaSeconds: null } : this.#meter.pace(done, total);
    const at = this.#now();
    if (key === this.#lastStage && stage !== 'waiting' && done < total && at - this.#lastReport < REPORT_MS) return;
    this.#lastStage = key;
    this.#lastReport = at;
    this.#options.onProgress?.({ stage, file: file.path, fileIndex, nFiles: this.#plan.files.length, done, total, ...pace, waiting });
  }
}

/** Forgets an unfinished download, or deletes a model. */
export function discardModel(id: string, store: FileStore): Promise<void> {
  return withLock(`model ${id}`, id, () => removeModel(store, id));
}


function sameFiles(a: DownloadPlan, b: DownloadPlan): boolean {
  const facts = ({ files }: DownloadPlan): string => JSON.stringify(files.map(({ path, url, bytes, digest }) => [path, url, bytes, digest?.hex]));
  return facts(a) === facts(b);
}

function wrongDigest(file: PlannedFile, wrong: string): UserError {
  return new UserError(
    'bad-file',
    `${file.path} is not what the hub says it is: its ${file.digest?.kind === 'git-sha1' ? 'Git id' : 'SHA-256'} is ${wrong}, ${file.digest?.hex} was expected`,
    'It was changed or damaged on its way and has been deleted. Try again; if it happens again, do not use this source.',
  );
}
