import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { httpFolder, writeManifest, type HttpOptions } from './httpFiles.ts';
import { memoryFiles } from './source.ts';

const contents = new Map<string, string>([
  ['config.json', '{"a":1}'],
  ['sub dir/vocab.txt', 'ünï\n'],
]);

/** A server over a map of URLs. */
function server(answers: Record<string, () => Response>): NonNullable<HttpOptions['fetch']> {
  return async (url) => (answers[url] ?? (() => new Response('no', { status: 404 })))();
}

async function routes(): Promise<Record<string, () => Response>> {
  const manifest = await writeManifest(memoryFiles('m', contents));
  return {
    'http://x/m/files.json': () => new Response(manifest),
    'http://x/m/config.json': () => new Response(contents.get('config.json')),
    'http://x/m/sub%20dir/vocab.txt': () => new Response(contents.get('sub dir/vocab.txt')),
  };
}

describe('httpFolder', () => {
  it('lists and reads what the manifest names, with progress', async () => {
    const progress: [string, number, number][] = [];
    const folder = await httpFolder('http://x/m/', {
      fetch: server(await routes()),
      onProgress: (...now) => progress.push(now),
    });
    expect(await folder.list()).toEqual(['config.json', 'sub dir/vocab.txt']);
    expect(await folder.readText('sub dir/vocab.txt')).toBe('ünï\n');
    const file = await folder.open('config.json');
    expect([file.size, new TextDecoder().decode(await file.read(2, 1))]).toEqual([7, 'a']);
    expect(progress.at(-1)).toEqual(['config.json', 7, 7]);
    await expect(folder.open('other')).rejects.toThrow('there is no file other');
  });

  it.each([
    ['a web page', () => new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }), 'a web page instead of config.json'],
    ['a broken download', () => new Response('{"a"'), '4 bytes came, 7 were expected'],
    ['an exchanged file', () => new Response('{"a":2}'), 'SHA-256'],
    ['an error of the server', () => new Response('', { status: 503 }), 'HTTP 503'],
    ['a missing file', () => new Response('', { status: 404 }), 'not found'],
    ['no network', () => { throw new TypeError('Failed to fetch'); }, 'the download failed (Failed to fetch)'],
  ] as const)('refuses %s', async (_, answer, message) => {
    const folder = await httpFolder('http://x/m', { fetch: server({ ...(await routes()), 'http://x/m/config.json': answer }) });
    const attempt = folder.open('config.json');
    await expect(attempt).rejects.toBeInstanceOf(UserError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('checks Content-Length where the manifest itself comes', async () => {
    const answer = () => new Response('{"files":{}}', { headers: { 'content-length': '99' } });
    await expect(httpFolder('http://x/m', { fetch: server({ 'http://x/m/files.json': answer }) })).rejects.toThrow('12 bytes came, 99 were expected');
  });

  it.each(['[]', '{"files":{"a":{"bytes":-0.5,"sha256":""}}}', 'x'])('refuses the manifest %s', async (text) => {
    const fetch = server({ 'http://x/m/files.json': () => new Response(text) });
    await expect(httpFolder('http://x/m', { fetch })).rejects.toThrow('not a list of files');
  });

  it('says when it was cancelled', async () => {
    const controller = new AbortController();
    const fetch: HttpOptions['fetch'] = async (_, { signal }) => {
      controller.abort();
      signal?.throwIfAborted();
      return new Response('');
    };
    await expect(httpFolder('http://x/m', { fetch, signal: controller.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
