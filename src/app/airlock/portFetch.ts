/**
 * fetch over a message port: one end asks, the other end is allowed to. Bodies are pulled piece by piece, so that a slow
 * writer slows the network down instead of filling the memory. Knows no hub.
 */

export type ToFrame =
  | { readonly id: number; readonly kind: 'ask'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly id: number; readonly kind: 'pull' | 'cancel' };

export type FromFrame =
  | { readonly id: number; readonly kind: 'answer'; readonly status: number; readonly headers: readonly (readonly [string, string])[] }
  /** null: the end. */
  | { readonly id: number; readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> | null }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };

type PortFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Answers that by definition have no body, and refuse one. */
const BODILESS = [101, 103, 204, 205, 304];

/** The asking end. Only GET, and of the request's settings only its headers and its signal. */
export function fetchThrough(port: MessagePort): PortFetch {
  const waiting = new Map<number, (message: FromFrame) => void>();
  let nextId = 1;
  port.addEventListener('message', ({ data }: MessageEvent<FromFrame>) => {
    const resolve = waiting.get(data.id);
    waiting.delete(data.id);
    resolve?.(data);
  });
  port.start();

  const exchange = (message: ToFrame, signal: AbortSignal | null | undefined): Promise<FromFrame> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        waiting.delete(message.id);
        port.postMessage({ id: message.id, kind: 'cancel' } satisfies ToFrame);
        reject(new DOMException('The request was aborted.', 'AbortError'));
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      waiting.set(message.id, (answer) => {
        signal?.removeEventListener('abort', stop);
        if (answer.kind === 'failed') reject(new TypeError(answer.message));
        else resolve(answer);
      });
      port.postMessage(message);
    });

  return async (url, { headers, signal }) => {
    const id = nextId++;
    const answer = await exchange({ id, kind: 'ask', url, headers: Object.fromEntries(new Headers(headers)) }, signal);
    if (answer.kind !== 'answer') throw new Error(`internal: ${answer.kind} came instead of an answer`);
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: async (controller) => {
          const piece = await exchange({ id, kind: 'pull' }, signal);
          if (piece.kind !== 'piece' || piece.bytes === null) controller.close();
          else controller.enqueue(piece.bytes);
        },
        cancel: () => port.postMessage({ id, kind: 'cancel' } satisfies ToFrame),
      },
      { highWaterMark: 0 },
    );
    const init = { status: answer.status, headers: answer.headers.map(([name, value]): [string, string] => [name, value]) };
    return new Response(BODILESS.includes(answer.status) ? null : body, init);
  };
}

interface Running {
  readonly controller: AbortController;
  reader?: ReadableStreamDefaultReader<Uint8Array>;
}

/**
 * The end that fetches.
 * @param mayAsk what may be asked for; the policy of the document holds besides
 */
export function serveFetch(port: MessagePort, mayAsk: (url: string) => boolean, get: PortFetch): void {
  const running = new Map<number, Running>();
  const send = (message: FromFrame, transfer: Transferable[] = []): void => port.postMessage(message, transfer);

  const ask = async (id: number, url: string, headers: Readonly<Record<string, string>>): Promise<void> => {
    if (!mayAsk(url)) throw new TypeError(`${url} lies outside what was agreed to`);
    const entry: Running = { controller: new AbortController() };
    running.set(id, entry);
    const response = await get(url, { headers: { ...headers }, signal: entry.controller.signal });
    entry.reader = response.body?.getReader();
    send({ id, kind: 'answer', status: response.status, headers: [...response.headers] });
  };
  const pull = async (id: number): Promise<void> => {
    const result = await running.get(id)?.reader?.read();
    if (!result || result.done) {
      running.delete(id);
      return send({ id, kind: 'piece', bytes: null });
    }
    // A view into a larger buffer would take all of that buffer along.
    const bytes = result.value.byteLength === result.value.buffer.byteLength ? result.value : result.value.slice();
    send({ id, kind: 'piece', bytes: bytes as Uint8Array<ArrayBuffer> }, [bytes.buffer]);
  };
  const handle = async (message: ToFrame): Promise<void> => {
    switch (message.kind) {
      case 'ask':
        return ask(message.id, message.url, message.headers);
      case 'pull':
        return pull(message.id);
      case 'cancel':
        running.get(message.id)?.controller.abort();
        running.delete(message.id);
    }
  };
  port.addEventListener('message', ({ data }: MessageEvent<ToFrame>) => {
    handle(data).catch((error: unknown) => {
      running.delete(data.id);
      send({ id: data.id, kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    });
  });
  port.start();
}
