/** One file over HTTP into a writer: resumed by Range where it stopped, started over where the file changed. Checks lengths, not content. */
import { cancelled, UserError } from '../../../errors.ts';
import type { FileWriter } from '../../../storage/types.ts';
import { checkAnswer, PassingFailure, unreachable } from './httpFailure.ts';
import { retrying, type RetryPolicy } from './retry.ts';
import type { PlannedFile } from './types.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** No cookie, no referrer and no copy in the HTTP cache: the file goes to the store. */
export const PLAIN_REQUEST: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'follow' };

export interface FetchFileOptions {
  readonly fetch: Fetch;
  readonly policy: RetryPolicy;
  readonly signal?: AbortSignal;
  /** ETag under which the first bytes came; null when unknown. */
  readonly etag: string | null;
  /** A new ETag, to be remembered before its bytes are. */
  readonly onEtag: (etag: string | null) => Promise<void>;
  /** Bytes of this file so far. */
  readonly onProgress: (received: number) => void;
  readonly onWait: (ms: number, reason: UserError) => void;
  readonly online?: () => boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Fills the writer up to the file's length; whatever arrived stays in the writer when it rejects. */
export async function fetchFile(file: PlannedFile, writer: FileWriter, options: FetchFileOptions): Promise<void> {
  const { policy, signal, onWait } = options;
  const transfer = new Transfer(file, writer, options);
  // Progress that a restart undid is none: a file that changes at each attempt must end in an error.
  let furthest = 0;
  const progress = (): number => (furthest = Math.max(furthest, writer.position));
  await retrying(() => transfer.attempt(), { policy, signal, progress, onWait });
}

class Transfer {
  readonly #file: PlannedFile;
  readonly #writer: FileWriter;
  readonly #options: FetchFileOptions;
  #etag: string | null;
  /**
   * If-Range makes the browser ask the server for leave first (CORS preflight), which content networks may refuse, and that
   * looks like a broken line. Then Range goes alone, and the answer's own ETag is compared.
   */
  #useIfRange = true;

  constructor(file: PlannedFile, writer: FileWriter, options: FetchFileOptions) {
    this.#file = file;
    this.#writer = writer;
    this.#options = options;
    this.#etag = options.etag;
  }

  async attempt(): Promise<void> {
    const { bytes } = this.#file;
    const from = this.#writer.position;
    // No range is empty, and no request is the best one.
    if (from === bytes && bytes > 0) return;
    const stall = new Stall(this.#options);
    try {
      const response = await this.#ask(from, stall);
      await this.#place(response, from);
      await this.#receive(response, stall);
    } catch (error) {
      throw this.#understood(error, stall);
    } finally {
      stall.end();
    }
  }

  async #ask(from: number, stall: Stall): Promise<Response> {
    const headers: Record<string, string> = {};
    if (from > 0) {
      headers['Range'] = `bytes=${from}-`;
      if (this.#useIfRange && isStrong(this.#etag)) headers['If-Range'] = this.#etag;
    }
    stall.moved();
    try {
      return await this.#options.fetch(this.#file.url, { ...PLAIN_REQUEST, headers, signal: stall.signal });
    } catch (error) {
      this.#useIfRange = !('If-Range' in headers);
      throw error;
    }
  }

  /** Puts the writer where the answer's bytes belong. */
  async #place(response: Response, from: number): Promise<void> {
    const { path, url, bytes } = this.#file;
    if (response.status === 416) await this.#startOver(response, `${path} broke off: the server has no more than ${from} of ${bytes} bytes`);
    checkAnswer(response, url, path, this.#options.now());
    const etag = response.headers.get('etag');
    if (response.status === 206) {
      const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
      if (range && (Number(range[1]) !== from || (range[2] !== '*' && Number(range[2]) !== bytes))) await this.#startOver(response, `${path} had to be started over: the server sent another range of it`);
      if (etag !== null && this.#etag !== null && etag !== this.#etag) await this.#startOver(response, `${path} had to be started over: it has changed on the hub`);
    } else if (from > 0) {
      // The whole file instead of its rest: it changed, or the server knows no ranges.
      await this.#writer.truncate(0);
    }
    if (etag !== this.#etag) {
      this.#etag = etag;
      await this.#options.onEtag(etag);
    }
  }

  async #startOver(response: Response, why: string): Promise<never> {
    await response.body?.cancel().catch(() => undefined);
    await this.#writer.truncate(0);
    this.#etag = null;
    await this.#options.onEtag(null);
    throw new PassingFailure(new UserError('network', why, 'The file has changed since it was listed: look the model up again.'));
  }

  async #receive(response: Response, stall: Stall): Promise<void> {
    const { path, bytes, url } = this.#file;
    // Leaving the loop by an error cancels the body.
    for await (const piece of pieces(response)) {
      stall.moved();
      if (this.#writer.position + piece.length > bytes) {
        await this.#writer.truncate(0);
        throw new UserError('network', `${new URL(url).host} sends more of ${path} than the ${bytes} bytes it announced`, 'The file has changed since it was listed: look the model up again.');
      }
      await this.#writer.write(piece);
      this.#options.onProgress(this.#writer.position);
    }
    if (this.#writer.position < bytes) {
      throw new PassingFailure(new UserError('network', `${path} broke off: ${this.#writer.position} of ${bytes} bytes came`, 'Go on later; what has arrived is kept.'));
    }
  }

  /** Whatever is no error of ours came from the line: fetch tells no more than that. */
  #understood(error: unknown, stall: Stall): unknown {
    if (this.#options.signal?.aborted) return cancelled(`the download of ${this.#file.path}`);
    if (error instanceof UserError || error instanceof PassingFailure) return error;
    if (stall.expired) {
      const seconds = Math.round(this.#options.policy.stallMs / 1000);
      return new PassingFailure(new UserError('network', `Nothing came from ${new URL(this.#file.url).host} for ${seconds} s`, 'Check the connection, then go on; what has arrived is kept.'));
    }
    if (!(error instanceof TypeError) && !(error instanceof DOMException)) return error;
    return unreachable(this.#file.url, error, this.#options.online?.());
  }
}

async function* pieces({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function isStrong(etag: string | null): etag is string {
  return etag !== null && !etag.startsWith('W/');
}

/** Gives a request up when nothing moves, or when the user has had enough. */
class Stall {
  readonly #controller = new AbortController();
  readonly #stop = (): void => this.#controller.abort();
  readonly #ms: number;
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  expired = false;

  constructor({ policy, signal }: FetchFileOptions) {
    this.#ms = policy.stallMs;
    this.#outer = signal;
    if (signal?.aborted) this.#stop();
    else signal?.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  moved(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#stop();
    }, this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#stop);
  }
}
