import { afterEach, describe, expect, it } from 'vitest';
import { fetchThrough, serveFetch } from './portFetch.ts';

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

type Get = Parameters<typeof serveFetch>[2];

function connected(get: Get, mayAsk: (url: string) => boolean = () => true): ReturnType<typeof fetchThrough> {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  serveFetch(port1, mayAsk, get);
  return fetchThrough(port2);
}

/** A body of pieces that counts how many were taken. */
function counted(pieces: readonly string[]): { body: ReadableStream<Uint8Array>; taken: () => number } {
  let at = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (at === pieces.length) controller.close();
    else controller.enqueue(new TextEncoder().encode(pieces[at++]));
  };
  return { body: new ReadableStream({ pull }, { highWaterMark: 0 }), taken: () => at };
}

describe('fetch through a port', () => {
  it('brings status, headers and body', async () => {
    let asked: unknown;
    const get = connected(async (url, init) => {
      asked = [url, new Headers(init.headers).get('range')];
      return new Response(counted(['ab', 'cd']).body, { status: 206, headers: { etag: '"1"' } });
    });
    const response = await get('https://hub.example/x', { headers: { Range: 'bytes=4-' } });
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([206, '"1"', 'abcd']);
    expect(asked).toEqual(['https://hub.example/x', 'bytes=4-']);
  });

  it('takes a piece only when one is wanted', async () => {
    const { body, taken } = counted(Array.from({ length: 50 }, () => 'x'.repeat(100)));
    const get = connected(async () => new Response(body));
    const reader = (await get('https://hub.example/x', {})).body!.getReader();
    await reader.read();
    await reader.read();
    expect(taken()).toBe(2);
    await reader.cancel();
  });

  it('turns a failure into a TypeError, as fetch does', async () => {
    const get = connected(async () => { throw new TypeError('Failed to fetch'); });
    await expect(get('https://hub.example/x', {})).rejects.toThrow(TypeError);
    const broken = connected(async () => new Response(new ReadableStream({ pull: () => Promise.reject(new TypeError('network error')) }, { highWaterMark: 0 })));
    await expect((await broken('https://hub.example/x', {})).text()).rejects.toThrow(TypeError);
  });

  it('asks for nothing beyond what was agreed to', async () => {
    let asked = 0;
    const get = connected(async () => new Response(String(asked++)), (url) => url.startsWith('https://hub.example/'));
    await expect(get('https://other.example/x', {})).rejects.toThrow('outside what was agreed to');
    expect(asked).toBe(0);
  });

  it('aborts on the other side, before and within the body', async () => {
    const signals: AbortSignal[] = [];
    const get = connected(async (_, { signal }) => {
      signals.push(signal!);
      return new Response(counted(['a', 'b', 'c']).body);
    });
    await expect(get('https://hub.example/x', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    const reader = (await get('https://hub.example/x', { signal: controller.signal })).body!.getReader();
    await reader.read();
    controller.abort();
    await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => signals[0].aborted).toBe(true);
  });

  it('gives answers without a body', async () => {
    const get = connected(async () => new Response(null, { status: 204 }));
    expect((await get('https://hub.example/x', {})).status).toBe(204);
  });
});
