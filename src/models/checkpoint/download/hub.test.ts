import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubBase, hubSources, parseRepo, requireHubBase } from './address.ts';
import { planDownload } from './hub.ts';
import { neededFiles } from './select.ts';
import { impatient, noiseRepo } from './testing/files.ts';
import { startHub, type HubServer } from './testing/hubServer.ts';
import type { DownloadPlan } from './types.ts';

describe('hubBase', () => {
  it.each([
    ['https://huggingface.co', 'https://huggingface.co'],
    ['https://mirror.example/hf/', 'https://mirror.example/hf'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:1/', 'http://127.0.0.1:1'],
  ])('takes %s', (text, base) => expect(hubBase(text)).toBe(base));

  it.each(['', 'huggingface.co', 'http://huggingface.co', 'data:text/plain,x', 'https://user:pw@x.example', 'https://x.example/?q=1', 'https://x.example/#a', 'file:///etc', `https://${'x'.repeat(300)}.example`])('refuses %j', (text) => {
    expect(hubBase(text)).toBe(null);
    expect(() => requireHubBase(text)).toThrow('is no address of a hub');
  });
});

describe('hubSources', () => {
  it('are the hub and the hosts it redirects to, or this machine alone', () => {
    expect(hubSources('https://mirror.example/hf')).toEqual(['https://mirror.example', 'https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co']);
    expect(hubSources('http://localhost:8080')).toEqual(['http://localhost:8080']);
  });
});

describe('parseRepo', () => {
  it.each([
    ['facebook/rag-token-nq', '', 'facebook/rag-token-nq', 'main'],
    [' facebook/rag-token-nq@v2 ', '', 'facebook/rag-token-nq', 'v2'],
    ['a/b@v2', 'refs/pr/3', 'a/b', 'refs/pr/3'],
    ['https://huggingface.co/facebook/bart-base/tree/main', '', 'facebook/bart-base', 'main'],
    ['https://huggingface.co/facebook/bart-base/blob/refs%2Fpr%2F1/config.json', '', 'facebook/bart-base', 'refs/pr/1'],
    ['https://huggingface.co/gpt2', '', 'gpt2', 'main'],
  ])('%s at %j', (text, revision, repo, expected) => expect(parseRepo(text, revision)).toEqual({ repo, revision: expected }));

  it.each(['', 'a/b/c', '../etc', 'a/..', 'a b/c', '-a/b', 'a/b--c', 'a/<img>'])('refuses the name %j', (text) => expect(() => parseRepo(text)).toThrow('is no name of a model'));
  it.each(['../x', 'a b', 'x'.repeat(121)])('refuses the revision %j', (text) => expect(() => parseRepo('a/b', text)).toThrow('is no revision'));
});

describe('neededFiles', () => {
  it('takes one form of the weights, tokenizers and the card', () => {
    expect(neededFiles('m', [...noiseRepo().keys()])).toEqual([
      'config.json',
      'model.safetensors',
      'ctx_encoder/config.json',
      'ctx_encoder/model.safetensors',
      'question_encoder_tokenizer/vocab.txt',
      'generator_tokenizer/vocab.json',
      'generator_tokenizer/merges.txt',
      'README.md',
    ]);
  });

  it('takes all shards of an index, and pickles only where there is nothing else', () => {
    const shards = ['model-00002-of-00002.safetensors', 'model-00001-of-00002.safetensors'];
    expect(neededFiles('m', ['config.json', 'pytorch_model.bin', 'model.safetensors.index.json', 'model-x.safetensors', ...shards])).toEqual(['config.json', 'model.safetensors.index.json', ...shards.toReversed()]);
    expect(neededFiles('m', ['config.json', 'pytorch_model.bin', 'flax_model.msgpack'])).toEqual(['config.json', 'pytorch_model.bin']);
  });

  it('refuses what is no checkpoint, naming what it is', () => {
    expect(() => neededFiles('m', ['README.md'])).toThrow('it has no config.json');
    expect(() => neededFiles('m', ['config.json', 'onnx/model.onnx'])).toThrow('no weights that ragscope can read');
  });
});

describe('planDownload', () => {
  const QUESTION_ONLY = new Map([...noiseRepo()].filter(([path]) => !path.startsWith('ctx_encoder/')));
  const CONTEXT = new Map<string, string>([['config.json', '{}'], ['pytorch_model.bin', 'x'], ['vocab.txt', '[PAD]']]);
  let hub: HubServer;
  beforeEach(async () => {
    hub = await startHub({ 'lab/rag': QUESTION_ONLY, 'lab/ctx': CONTEXT });
  });
  afterEach(() => hub.close());
  const plan = (repos: readonly [repo: string, into: string, revision?: string][]): Promise<DownloadPlan> =>
    planDownload(hub.url, repos.map(([repo, into, revision = 'main']) => ({ repo, into, revision })), { fetch: (url, init) => fetch(url, init), policy: impatient(), now: Date.now });

  it('pins the commit, sums the bytes, and names what is missing', async () => {
    const found = await plan([['lab/rag', '']]);
    expect(found.bytes).toBe(found.files.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(found.origin).toMatchObject({ parts: [{ repo: 'lab/rag', revision: 'main', commit: expect.stringMatching(/^c0ffee/) }] });
    expect(found.files[0].url).toMatch(new RegExp(`^${hub.url}/lab/rag/resolve/c0ffee0+/config\\.json$`));
    expect(found.files.find(({ path }) => path === 'model.safetensors')?.digest).toMatchObject({ kind: 'sha256' });
    expect(found.files[0].digest).toMatchObject({ kind: 'git-sha1' });
    expect(found.notes.join()).toContain('no context encoder');
  });

  it('joins a context encoder from another repository', async () => {
    const found = await plan([['lab/rag', ''], ['lab/ctx', 'ctx_encoder']]);
    expect(found.files.map(({ path }) => path)).toEqual(expect.arrayContaining(['config.json', 'ctx_encoder/config.json', 'ctx_encoder/pytorch_model.bin', 'ctx_encoder/vocab.txt']));
    expect(found.notes.join()).not.toContain('no context encoder');
    expect(found.id).toMatch(/^localhost-.*_lab--rag@c0ffee0000\+lab--ctx@c0ffee0000$/);
  });

  it('follows the pages of a long list, and does without the model API', async () => {
    hub.pageSize = 3;
    hub.hasModelApi = false;
    const found = await plan([['lab/rag', '']]);
    expect(found.files.length).toBe(6);
    expect(found.origin).toMatchObject({ parts: [{ commit: null }] });
    expect(found.files[0].url).toContain('/resolve/main/');
    expect(found.licence).toBe('not stated');
  });

  it.each([
    ['lab/nothing', 'main', 'access', /refuses model lab\/nothing at revision main without a sign-in \(HTTP 401\)/],
    ['lab/rag', 'v9', 'network', /does not know this revision/],
  ])('%s at %s', async (repo, revision, kind, message) => {
    await expect(plan([[repo, '', revision]])).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  it('tells a server that is no hub', async () => {
    hub.fail('/tree/main', { kind: 'html' });
    hub.hasModelApi = false;
    await expect(plan([['lab/rag', '']])).rejects.toThrow('sent a web page instead of model lab/rag');
    const fetchText = async (): Promise<Response> => new Response('{"files": 1}');
    await expect(planDownload(hub.url, [{ repo: 'a/b', revision: 'main', into: '' }], { fetch: fetchText, policy: impatient(), now: Date.now })).rejects.toThrow('not as a hub does');
  });

  it('leaves out entries with hostile paths or sizes', async () => {
    const entries = [
      { type: 'file', path: 'config.json', size: 2, oid: 'x' },
      { type: 'file', path: '../../config.json', size: 2, oid: 'x' },
      { type: 'file', path: 'model.safetensors', size: 3, lfs: { size: 7, oid: `sha256:${'A'.repeat(64)}` } },
      { type: 'file', path: 'vocab.txt', size: -1, oid: 'x' },
      { type: 'directory', path: 'merges.txt', size: 0, oid: 'x' },
      null,
    ];
    const fetchTree = async (url: string): Promise<Response> => (url.includes('/tree/') ? Response.json(entries) : new Response('', { status: 404 }));
    const found = await planDownload('https://x.example', [{ repo: 'a/b', revision: 'main', into: '' }], { fetch: fetchTree, policy: impatient(), now: Date.now });
    expect(found.files.map(({ path, bytes, digest }) => [path, bytes, digest])).toEqual([
      ['config.json', 2, null],
      ['model.safetensors', 7, { kind: 'sha256', hex: 'a'.repeat(64) }],
    ]);
    expect(found.notes.join()).toContain('no digest for 1 of its files');
  });
});
